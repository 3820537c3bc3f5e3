"""Bytes as a stream, from wherever they come: read whole up to a bound, and known by how they begin."""

from __future__ import annotations

import re
from typing import Protocol

from navwarn.images.interface import LimitError

CHUNK = 256 * 1024
GZIP, ZSTD = b"\x1f\x8b", b"\x28\xb5\x2f\xfd"
ZSTD_SKIPPED = tuple(bytes([n]) + b"\x2a\x4d\x18" for n in range(0x50, 0x60))

_UNREAD = {"xz": re.compile(rb"\xfd7zXZ\0"), "bzip2": re.compile(rb"BZh[1-9]1AY&SY")}


class Source(Protocol):
    """Bytes as a stream."""

    def read(self, size: int, /) -> bytes:
        """At most ``size`` bytes; none at the end."""


def read_all(source: Source, limit: int, place: str) -> bytes:
    """All bytes of a stream; raises ``LimitError`` where there are more."""
    blocks: list[bytes] = []
    left = limit + 1
    while left and (block := source.read(min(left, 1024 * 1024))):
        blocks.append(block)
        left -= len(block)
    if not left:
        raise LimitError(f"{place} has more than {limit} bytes")
    return b"".join(blocks)


def is_compressed(head: bytes) -> bool:
    """Whether a file that begins so is compressed in a way that layers are."""
    return head.startswith((GZIP, ZSTD, *ZSTD_SKIPPED))


def unread_compression(head: bytes) -> str:
    """What a file that begins so is compressed with where that is not read; else empty."""
    return next((name for name, start in _UNREAD.items() if start.match(head)), "")
