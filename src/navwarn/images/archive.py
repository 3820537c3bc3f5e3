"""Archives that hold an image: which file of them lies where, read in place."""

from __future__ import annotations

import os
import posixpath
from contextlib import contextmanager
from typing import TYPE_CHECKING, BinaryIO, NamedTuple

from navwarn.images.entry import Kind
from navwarn.images.interface import DamagedImageError, MissingImageError
from navwarn.images.source import CHUNK, read_all
from navwarn.images.tar import Tar

if TYPE_CHECKING:
    from collections.abc import Iterator

    from navwarn.images.budget import Budget

_MAX_LINKS = 40


class _Member(NamedTuple):
    offset: int
    size: int


class Archive:
    """The regular files of a tar archive by their normalised names (``/manifest.json``).

    The file has to stay open and is read at offsets, so that several threads can.
    """

    def __init__(self, file: BinaryIO, place: str, budget: Budget) -> None:
        self.place = place
        self._descriptor = file.fileno()
        self._members: dict[str, _Member] = {}
        self._links: dict[str, str] = {}
        self._doubled: set[str] = set()
        self._find_members(budget)

    def __contains__(self, name: str) -> bool:
        return self._resolved(name) in self._members

    def size(self, name: str) -> int:
        """How many bytes a file has; ``MissingImageError`` where there is none of that name."""
        return self._member(name).size

    @contextmanager
    def open(self, name: str) -> Iterator[Slice]:
        """The bytes of a file; ``MissingImageError`` where there is none of that name."""
        member = self._member(name)
        yield Slice(self._descriptor, member.offset, member.size)

    def read(self, name: str, limit: int) -> bytes:
        """A file that is believed without a digest: there must not be two of its name."""
        if name in self._doubled:
            raise DamagedImageError(f"{self.place} has {name[1:]} twice: neither is believed")
        with self.open(name) as source:
            return read_all(source, limit, f"{self.place}: {name[1:]}")

    def _find_members(self, budget: Budget) -> None:
        position = 0

        def chunks() -> Iterator[bytes]:
            nonlocal position
            while chunk := os.pread(self._descriptor, CHUNK, position):
                position += len(chunk)
                yield chunk

        def skip(count: int) -> None:
            nonlocal position
            position += count

        end = os.fstat(self._descriptor).st_size
        tar = Tar(chunks(), budget, self.place, skip=skip)
        for entry in tar:
            if entry.path in self._members:
                self._doubled.add(entry.path)
            if entry.kind is Kind.FILE:
                member = _Member(position - tar.unread, entry.size)
                if member.offset + member.size > end:
                    raise DamagedImageError(f"{self.place} ends in the middle of {entry.path[1:]}")
                self._members[entry.path] = member
            elif entry.kind is Kind.HARD_LINK:
                self._links[entry.path] = entry.target
            elif entry.kind is Kind.SYMLINK:
                folder = posixpath.dirname(entry.path)
                self._links[entry.path] = posixpath.normpath(posixpath.join(folder, entry.target))

    def _resolved(self, name: str) -> str:
        for _ in range(_MAX_LINKS):
            if name not in self._links or name in self._members:
                break
            name = self._links[name]
        return name

    def _member(self, name: str) -> _Member:
        member = self._members.get(self._resolved(name))
        if member is None:
            raise MissingImageError(f"{self.place} has no file {name[1:]}")
        return member


class Slice:
    """A part of a file as a stream."""

    def __init__(self, descriptor: int, offset: int, size: int) -> None:
        self._descriptor = descriptor
        self._offset = offset
        self._left = size

    def read(self, size: int, /) -> bytes:
        """At most ``size`` bytes; none at the end."""
        data = os.pread(self._descriptor, min(size, self._left), self._offset)
        self._offset += len(data)
        self._left -= len(data)
        return data
