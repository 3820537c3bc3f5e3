"""A directory that holds the root file system of an image, read as one layer."""

from __future__ import annotations

import os
import stat
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING

from navwarn.core.inventory import Remark
from navwarn.images.entry import Entry, Kind
from navwarn.images.interface import DamagedImageError

if TYPE_CHECKING:
    from collections.abc import Iterator

    from navwarn.images.budget import Budget

_PSEUDO = frozenset({"/dev", "/proc", "/sys"})
"""Where a running system shows itself: no package lies there."""


class DirectoryLayer:
    """The files below a directory; links are told, not followed."""

    digest = ""

    def __init__(self, root: Path) -> None:
        self._root = str(root)

    @contextmanager
    def open(self, budget: Budget) -> Iterator[_Walk]:
        """Its entries, directories first, sorted by name."""
        yield _Walk(self._root, budget)


class _Walk:
    """The entries of a directory tree, and the content of the present one."""

    def __init__(self, root: str, budget: Budget) -> None:
        self.remarks: list[Remark] = []
        self._root = root.rstrip("/")
        self._budget = budget
        self._present = ""

    def __iter__(self) -> Iterator[Entry]:
        pending = [""]
        while pending:
            folder = pending.pop()
            self._budget.spend_time(self._root)
            for one in self._listed(folder):
                entry = self._entry(_shown(f"{folder}/{one.name}"), one)
                self._budget.spend_entry(len(entry.path) + len(entry.target), self._root)
                self._present = f"{folder}/{one.name}"
                yield entry
                if entry.kind is Kind.DIRECTORY and entry.path not in _PSEUDO:
                    pending.append(f"{folder}/{one.name}")

    def content(self) -> bytes:
        """The content of the present entry; empty, with a remark, where it cannot be read."""
        path = self._root + self._present
        try:
            descriptor = os.open(path, os.O_RDONLY | os.O_NOFOLLOW | os.O_NONBLOCK | os.O_CLOEXEC)
        except OSError as error:
            self._remark(self._present, error)
            return b""
        with os.fdopen(descriptor, "rb", buffering=0) as file:
            status = os.fstat(descriptor)
            limit = self._budget.limits.file
            if not stat.S_ISREG(status.st_mode) or status.st_size > limit:
                raise DamagedImageError(f"{path} changed while it was read")
            data = file.read(limit)
        self._budget.spend_bytes(len(data), self._root)
        return data

    def _listed(self, folder: str) -> list[os.DirEntry[str]]:
        path = self._root + folder
        try:
            with os.scandir(path or "/") as entries:
                return sorted(entries, key=lambda one: one.name)
        except OSError as error:
            self._remark(folder, error)
            return []

    def _remark(self, path: str, error: OSError) -> None:
        shown = _shown(path)
        self.remarks.append(Remark("unreadable", shown, f"{shown} cannot be read: {error.strerror}"))

    def _entry(self, path: str, one: os.DirEntry[str]) -> Entry:
        status = one.stat(follow_symlinks=False)
        mode = stat.S_IMODE(status.st_mode)
        if stat.S_ISREG(status.st_mode):
            return Entry(path, Kind.FILE, status.st_size, mode)
        if stat.S_ISDIR(status.st_mode):
            return Entry(path, Kind.DIRECTORY, 0, mode)
        if stat.S_ISLNK(status.st_mode):
            return Entry(path, Kind.SYMLINK, 0, mode, _shown(str(Path(one.path).readlink())))
        return Entry(path, Kind.OTHER, 0, mode)


def _shown(name: str) -> str:
    """A name as text that can be shown and stored, whatever its bytes are."""
    return os.fsencode(name).decode("utf-8", "backslashreplace")
