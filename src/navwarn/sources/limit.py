"""Bounds on what is read of files and archives (sources.md IN6; peers.md A1 to A3)."""

from __future__ import annotations

import io
from typing import TYPE_CHECKING, Protocol

from msgspec import Struct

if TYPE_CHECKING:
    from typing_extensions import Buffer


class Limits(Struct, frozen=True):
    """How much is read at most.

    ``document`` bytes of one file or member: a year of NVD in one file has some 150 MB. ``total`` bytes after
    decompression and ``members`` of one archive. ``ratio`` is how often its compressed size an archive may
    have once it is larger than ``small``: JSON of the CVE list has about 10 times. ``depth`` is how many
    archives may lie in one another: the CVE list publishes a zip in a zip.
    """

    document: int = 192 * 1024 * 1024
    total: int = 64 * 1024 * 1024 * 1024
    members: int = 3_000_000
    ratio: int = 200
    small: int = 8 * 1024 * 1024
    depth: int = 3


class ArchiveError(Exception):
    """An archive that is not read on; the message says why, without its place."""


class Source(Protocol):
    """Bytes as a stream."""

    def read(self, size: int, /) -> bytes:
        """At most ``size`` bytes; none at the end."""


class Metered(io.RawIOBase):
    """A stream of compressed bytes that counts what was taken from it."""

    def __init__(self, source: Source) -> None:
        self._source = source
        self.count = 0

    def readable(self) -> bool:
        """That it can be read."""
        return True

    def readinto(self, buffer: Buffer) -> int:
        """Fill the buffer as far as the source goes, and say how far."""
        view = memoryview(buffer)
        data = self._source.read(len(view))
        view[: len(data)] = data
        self.count += len(data)
        return len(data)


class Bounded:
    """A stream of decompressed bytes that ends with ``ArchiveError`` where it grows beyond its limits."""

    def __init__(self, source: Source, compressed: Metered, limits: Limits) -> None:
        self._source = source
        self._compressed = compressed
        self._limits = limits
        self._count = 0

    def read(self, size: int, /) -> bytes:
        """At most ``size`` bytes; none at the end."""
        data = self._source.read(size)
        self._count += len(data)
        limits = self._limits
        if self._count > limits.total:
            raise ArchiveError(f"has more than {limits.total} bytes when decompressed")
        if self._count > limits.small and self._count > limits.ratio * self._compressed.count:
            raise ArchiveError(f"has more than {limits.ratio} times its size when decompressed")
        return data


def read_document(source: Source, limit: int) -> bytes | None:
    """All bytes of a stream; ``None``, and the rest unread, where there are more than ``limit``."""
    blocks: list[bytes] = []
    left = limit + 1
    while left and (block := source.read(min(left, 1024 * 1024))):
        blocks.append(block)
        left -= len(block)
    return b"".join(blocks) if left else None
