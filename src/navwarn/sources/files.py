"""Documents out of files, directory trees and archives, one at a time and never unpacked (peers.md A1 to A3).

No name inside an archive is used as a path; links and devices are passed over. What cannot be read on is
reported and stops nothing else.
"""

from __future__ import annotations

import gzip
import io
import os
import stat
import zipfile
import zlib
from pathlib import Path
from typing import TYPE_CHECKING, BinaryIO, cast

from navwarn.sources.interface import Document, Fault, SourceError
from navwarn.sources.limit import ArchiveError, Bounded, Limits, Metered, read_document
from navwarn.sources.tar import BLOCK, is_tar, members

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator

    from navwarn.sources.limit import Source

_GZIP, _ZIP = b"\x1f\x8b", b"PK\x03\x04"
_DAMAGED = (zipfile.BadZipFile, EOFError, zlib.error, gzip.BadGzipFile, NotImplementedError, RuntimeError)
_BUFFER = 256 * 1024
_READ = (".json", ".yaml", ".yml", ".csv", ".zip", ".tar", ".tgz", ".gz")


class Files:
    """Reads documents; what could not be read is in ``broken`` (archives) and ``too_large`` (documents)."""

    def __init__(self, limits: Limits | None = None, on_bytes: Callable[[int], None] | None = None) -> None:
        self.limits = limits or Limits()
        self.broken: list[Fault] = []
        self.too_large: list[Fault] = []
        self._on_bytes = on_bytes

    def documents(self, paths: Iterable[Path]) -> Iterator[Document]:
        """The documents of all paths, directories sorted by name.

        Raises ``SourceError``, before anything is read, for a path that does not exist or is neither file nor
        directory.
        """
        wanted = list(paths)
        for path in wanted:
            if not path.is_dir() and not path.is_file():
                raise SourceError(f"{path} is neither a file nor a directory", hint="Nothing was changed.")
        for path in wanted:
            yield from self._tree(path) if path.is_dir() else self._file(path)

    def _tree(self, folder: Path) -> Iterator[Document]:
        """The files below a directory but hidden ones and links; the names of one directory at a time."""
        pending = [folder]
        while pending:
            current = pending.pop()
            try:
                entries = sorted(os.scandir(current), key=lambda entry: entry.name)
            except OSError as error:
                self.broken.append(Fault(str(current), f"cannot be read: {error.strerror}"))
                continue
            below = [
                Path(one.path) for one in entries if _is_visible(one) and one.is_dir(follow_symlinks=False)
            ]
            for entry in entries:
                if _is_visible(entry) and entry.is_file(follow_symlinks=False) and _is_read(entry.name):
                    yield from self._file(Path(entry.path))
            pending += reversed(below)

    def _file(self, path: Path) -> Iterator[Document]:
        try:
            with path.open("rb") as file:
                size = os.fstat(file.fileno()).st_size
                if not stat.S_ISREG(os.fstat(file.fileno()).st_mode):
                    raise SourceError(f"{path} is not a regular file")
                yield from self._opened(file, str(path), 0)
        except OSError as error:
            self.broken.append(Fault(str(path), f"cannot be read: {error.strerror}"))
        else:
            if self._on_bytes:
                self._on_bytes(size)

    def _opened(self, file: BinaryIO, place: str, depth: int) -> Iterator[Document]:
        """The documents of something that can be sought, whatever it is."""
        try:
            head = file.read(BLOCK)
            file.seek(0)
            if head.startswith(_ZIP):
                yield from self._zip(file, place, depth)
            elif head.startswith(_GZIP):
                yield from self._gzip(file, place, depth)
            else:
                yield from self._stream(file, head, place, depth)
        except ArchiveError as error:
            self.broken.append(Fault(place, str(error)))
        except _DAMAGED:
            self.broken.append(Fault(place, "is damaged: it cannot be read to its end"))

    def _stream(self, source: Source, head: bytes, place: str, depth: int) -> Iterator[Document]:
        """The documents of what is not compressed: those of a tar archive, or the one it is."""
        if is_tar(head):
            for member in members(source, self.limits):
                yield from self._member(f"{place}: {member.name}", member.data, depth)
            return
        data = read_document(source, self.limits.document)
        if data is None:
            self._set_aside(place)
        else:
            yield Document(place, data)

    def _gzip(self, file: Source, place: str, depth: int) -> Iterator[Document]:
        compressed = Metered(file)
        with gzip.GzipFile(fileobj=io.BufferedReader(compressed, _BUFFER)) as decompressed:
            reader = Bounded(cast("Source", decompressed), compressed, self.limits)
            with io.BufferedReader(Metered(reader), _BUFFER) as buffered:
                head = buffered.peek(BLOCK)[:BLOCK]
                yield from self._stream(buffered, head, place, depth)

    def _zip(self, file: BinaryIO, place: str, depth: int) -> Iterator[Document]:
        with zipfile.ZipFile(file) as archive:
            infos = archive.infolist()
            if len(infos) > self.limits.members:
                raise ArchiveError(f"has more than {self.limits.members} members")
            total = 0
            for info in infos:
                if not _is_regular(info) or not _is_read(info.filename):
                    continue
                inner = f"{place}: {info.filename}"
                if info.flag_bits & 1:
                    self.broken.append(Fault(inner, "is encrypted"))
                    continue
                total += info.file_size
                self._require_measure(info, total)
                with archive.open(info) as member:
                    yield from self._zipped(cast("BinaryIO", member), inner, depth)

    def _zipped(self, member: BinaryIO, place: str, depth: int) -> Iterator[Document]:
        """A member of a zip: an archive itself, read where it lies, or a document."""
        if place.endswith((".zip", ".tar", ".tgz", ".gz")):
            if depth + 1 >= self.limits.depth:
                raise ArchiveError("has archives in one another, too many levels of them")
            yield from self._opened(member, place, depth + 1)
            return
        data = read_document(member, self.limits.document)
        if data is None:
            self._set_aside(place)
        else:
            yield Document(place, data)

    def _require_measure(self, info: zipfile.ZipInfo, total: int) -> None:
        """Refuse what promises to grow too large; zipfile reads no more of a member than it promises."""
        limits = self.limits
        if total > limits.total:
            raise ArchiveError(f"has more than {limits.total} bytes when decompressed")
        if info.file_size > limits.small and info.file_size > limits.ratio * max(info.compress_size, 1):
            raise ArchiveError(f"has a member of more than {limits.ratio} times its size when decompressed")

    def _member(self, place: str, data: bytes | None, depth: int) -> Iterator[Document]:
        """A member of a tar archive: an archive itself, or a document."""
        if not _is_read(place):
            return
        if data is None:
            self._set_aside(place)
        elif data.startswith((_ZIP, _GZIP)):
            if depth + 1 >= self.limits.depth:
                raise ArchiveError("has archives in one another, too many levels of them")
            yield from self._opened(io.BytesIO(data), place, depth + 1)
        else:
            yield Document(place, data)

    def _set_aside(self, place: str) -> None:
        self.too_large.append(Fault(place, f"has more than {self.limits.document} bytes"))


def total_bytes(paths: Iterable[Path]) -> int:
    """The size of all files of the paths, for showing progress."""
    total = 0
    for path in paths:
        if path.is_dir():
            for folder, _, names in os.walk(path):
                total += sum(_size(os.path.join(folder, name)) for name in names)  # noqa: PTH118
        else:
            total += _size(str(path))
    return total


def _size(path: str) -> int:
    try:
        return os.stat(path, follow_symlinks=False).st_size  # noqa: PTH116
    except OSError:
        return 0


def _is_visible(entry: os.DirEntry[str]) -> bool:
    return not entry.name.startswith(".")


def _is_read(name: str) -> bool:
    """Whether the name is one that sources give their files."""
    return name.lower().endswith(_READ)


def _is_regular(info: zipfile.ZipInfo) -> bool:
    """Whether a member of a zip is a file: made on Unix, its mode says so, else its name has no slash."""
    mode = info.external_attr >> 16
    return not info.is_dir() and (not mode or stat.S_ISREG(mode) or not stat.S_IFMT(mode))
