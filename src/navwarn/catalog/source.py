"""Bytes of catalog files, bounded, and out of the archives they may come in (peers.md A1 to A3).

Nothing is ever unpacked to disk, and no name inside an archive is used as a path.
"""

from __future__ import annotations

import gzip
import io
import zlib
from contextlib import contextmanager
from typing import TYPE_CHECKING, Protocol

from navwarn.errors import ExternalError, InputError

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from typing_extensions import Buffer

MAX_BYTES = 1024 * 1024 * 1024
"""How much of a file is read, after decompression: an index of a million packages is half of that."""

MAX_RATIO = 100
"""How often its compressed size a file may have: package indexes have about four times."""

MAX_MEMBERS = 1000
"""How many members of an archive are looked at."""

_SMALL = 1024 * 1024
"""Up to this size the ratio does not matter."""

_GZIP_MAGIC = b"\x1f\x8b"
_BLOCK = 512
_REGULAR = (b"0", b"\0")


class Readable(Protocol):
    """What is read of a file."""

    def read(self, size: int, /) -> bytes:
        """At most ``size`` bytes."""

    def readline(self, size: int, /) -> bytes:
        """A line with its end, or its first ``size`` bytes."""

    def readinto(self, buffer: Buffer, /) -> int | None:
        """Fill a buffer, and say how far."""


class CatalogError(InputError):
    """A file of the catalog that cannot be read as what it is; the message names it and the place."""

    code = "NW-CATALOG"


@contextmanager
def open_member(path: Path, name: str) -> Iterator[Readable]:
    """The content of a file, or of the member ``name`` where the file is a tar archive (compressed or not).

    Signed indexes are several archives one after the other; all are looked through. Raises ``CatalogError``,
    also while the content is read, where it is damaged or grows beyond all measure.
    """
    with _failures(path):
        is_archive = _is_archive(path)
        with _open(path) as reader:
            if not is_archive:
                yield reader
                return
            size = _find(reader, path, name.encode())
            with io.BufferedReader(_Bounded(reader, path, size, is_member=True), _SMALL) as member:
                yield member


def read_file(path: Path, limit: int) -> bytes:
    """The bytes of a small file; ``CatalogError`` where it is larger than ``limit``."""
    with _failures(path), path.open("rb") as file:
        data = file.read(limit + 1)
    if len(data) > limit:
        raise CatalogError(f"{path} has more than {limit} bytes: it is not read")
    return data


class _Bounded(io.RawIOBase):
    """A reader that ends, or refuses to go on, after a number of bytes."""

    def __init__(self, source: Readable, path: Path, limit: int, *, is_member: bool) -> None:
        self._source = source
        self._path = path
        self._left = limit
        self._is_member = is_member

    def readable(self) -> bool:
        return True

    def readinto(self, buffer: Buffer) -> int:
        view = memoryview(buffer)
        if self._is_member:
            view = view[: self._left]
        count = self._source.readinto(view) or 0
        self._left -= count
        if self._left < 0:
            raise CatalogError(f"{self._path} grows too large when decompressed: it is not read further")
        if self._is_member and count == 0 and self._left > 0:
            raise CatalogError(f"{self._path} ends in the middle of its content")
        return count


@contextmanager
def _open(path: Path) -> Iterator[Readable]:
    """The bytes of a file, decompressed if they are compressed."""
    with path.open("rb") as file:
        if file.peek(2)[:2] != _GZIP_MAGIC:
            yield file
            return
        limit = min(MAX_BYTES, max(_SMALL, path.stat().st_size * MAX_RATIO))
        with (
            gzip.GzipFile(fileobj=file) as decompressed,
            io.BufferedReader(_Bounded(decompressed, path, limit, is_member=False), _SMALL) as reader,
        ):
            yield reader


def _is_archive(path: Path) -> bool:
    with _open(path) as reader:
        return reader.read(_BLOCK)[257:262] == b"ustar"


def _find(reader: Readable, path: Path, name: bytes) -> int:
    """Go to the content of a member and return its size."""
    for _ in range(MAX_MEMBERS):
        header = reader.read(_BLOCK)
        while header and not header.strip(b"\0"):  # between archives
            header = reader.read(_BLOCK)
        if len(header) < _BLOCK:
            break
        size = _size(header, path)
        if header[:100].rstrip(b"\0").removeprefix(b"./") == name and header[156:157] in _REGULAR:
            return size
        _skip(reader, -(-size // _BLOCK) * _BLOCK)
    raise CatalogError(f"{path} is an archive without {name.decode()}: is it a package index?")


def _size(header: bytes, path: Path) -> int:
    try:
        return int(header[124:136].strip(b"\0 ") or b"0", 8)
    except ValueError:
        raise CatalogError(f"{path} is a damaged archive: a member has no readable size") from None


def _skip(reader: Readable, count: int) -> None:
    while count > 0:
        passed = len(reader.read(min(count, _SMALL)))
        if not passed:
            return
        count -= passed


@contextmanager
def _failures(path: Path) -> Iterator[None]:
    """Say which file it was, whatever goes wrong while it is read."""
    try:
        yield
    except (FileNotFoundError, IsADirectoryError, NotADirectoryError):
        raise CatalogError(f"{path} is not a file") from None
    except (gzip.BadGzipFile, EOFError, zlib.error):
        raise CatalogError(f"{path} is damaged: it cannot be decompressed to its end") from None
    except OSError as error:
        raise ExternalError(f"{path} cannot be read: {error.strerror}", code="NW-DISK") from None
