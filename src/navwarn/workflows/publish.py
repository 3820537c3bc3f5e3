"""Publishing: files and directories that replace earlier ones as a whole (law 9, feeds.md G3).

What is new is written aside, made durable, and switched in by one rename; a reader sees the old publication
or the new one. A lock on the directory around it keeps two writers apart, and whoever holds it clears away
what a killed run left aside.
"""

from __future__ import annotations

import fcntl
import os
import re
import shutil
import stat
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING

from navwarn.errors import ExternalError, InputError
from navwarn.workflows.files import sync_directory, write_atomically

if TYPE_CHECKING:
    from collections.abc import Callable, Collection, Iterator

_ASIDE = "navwarn-new"
_AT_WORKING_DIRECTORY = -100
_EXCHANGE = 2


def publish_file(path: Path, data: bytes, check: Callable[[bytes | None], None]) -> bool:
    """Replace a file, and say whether that changed it; an unchanged file keeps its time.

    ``check`` is given what is replaced (``None`` where there is nothing) and raises to refuse; no other
    publication comes between the two. Devices and pipes are written to without check.
    """
    target = _target(path)
    if target.exists() and not target.is_file():
        if target.is_dir():
            raise InputError(f"{path} is a directory: name the file to write")
        with _failures(target):
            target.write_bytes(data)
        return True
    with _failures(target), locked(target.parent):
        _clear_aside(target)
        old = target.read_bytes() if target.exists() else None
        check(old)
        if old == data:
            return False
        write_atomically(target, data)
        return True


class Publication:
    """A directory in the making: files are written aside, and the old ones can still be read."""

    def __init__(self, target: Path, aside: Path, *, is_in_place: bool) -> None:
        self._target = target
        self._aside = aside
        self._is_in_place = is_in_place
        self.written: list[str] = []

    def previous_names(self) -> list[str]:
        """The names of the files that are published now, sorted."""
        if not self._target.is_dir():
            return []
        with os.scandir(self._target) as entries:
            return sorted(entry.name for entry in entries if entry.is_file())

    def previous(self, name: str) -> bytes | None:
        """The content of a file that is published now."""
        try:
            return (self._target / name).read_bytes()
        except FileNotFoundError:
            return None

    def write(self, name: str, data: bytes) -> None:
        """Add a file; one that did not change stays the same file with the same time."""
        if self.previous(name) != data:
            (self._aside / name).write_bytes(data)
            self.written.append(name)
        elif not self._is_in_place:
            os.link(self._target / name, self._aside / name)


@contextmanager
def publication(path: Path, is_part: Callable[[str], bool], last: Collection[str]) -> Iterator[Publication]:
    """A new content for a directory, switched in when the block ends and dropped when the block raises.

    The whole directory is exchanged in one step. Where that is impossible (it is a mount point, the system
    cannot exchange) or would take away what is not ``is_part`` of a publication, its files are replaced one
    by one, those of ``last`` at the end, so that an index never names a file that is not there yet.
    """
    target = _target(path)
    if target.exists() and not target.is_dir():
        raise InputError(f"{path} is not a directory: name the one to publish into")
    with _failures(target), locked(target.parent):
        outside, inside = target.parent / f".{target.name}.{_ASIDE}", target / f".{_ASIDE}"
        for leftover in (outside, inside):
            shutil.rmtree(leftover, ignore_errors=True)
        is_in_place = target.exists() and not _can_exchange(target, is_part)
        aside = inside if is_in_place else outside
        aside.mkdir()
        try:
            made = Publication(target, aside, is_in_place=is_in_place)
            yield made
            _sync_all(aside)
            if is_in_place or not _switch(aside, target):
                _move_each(aside, target, made.written, last)
        finally:
            shutil.rmtree(aside, ignore_errors=True)


@contextmanager
def locked(directory: Path) -> Iterator[None]:
    """Hold the lock of a directory: of all that ask for it, one at a time goes on."""
    descriptor = os.open(directory, os.O_RDONLY | os.O_DIRECTORY)
    try:
        fcntl.flock(descriptor, fcntl.LOCK_EX)
        yield
    finally:
        # A child forked meanwhile has the descriptor too: closing ours would not give up the lock.
        fcntl.flock(descriptor, fcntl.LOCK_UN)
        os.close(descriptor)


def _target(path: Path) -> Path:
    """The file or directory that a path means, behind symbolic links; its directory must be there."""
    target = Path(os.path.realpath(path))
    if not target.parent.is_dir():
        raise InputError(f"{target.parent} is not a directory: make it before something is written there")
    return target


def _clear_aside(target: Path) -> None:
    """Remove what a killed run wrote beside a file."""
    pattern = re.compile(rf"\.{re.escape(target.name)}\.[a-z0-9_]{{8}}\.tmp")
    for name in os.listdir(target.parent):  # noqa: PTH208  # only names are wanted
        if pattern.fullmatch(name):
            (target.parent / name).unlink(missing_ok=True)


def _can_exchange(target: Path, is_part: Callable[[str], bool]) -> bool:
    """Whether the directory holds nothing but a publication, and its parent can hold another."""
    if os.path.ismount(target) or not os.access(target.parent, os.W_OK):
        return False
    with os.scandir(target) as entries:
        return all(is_part(entry.name) and entry.is_file(follow_symlinks=False) for entry in entries)


def _switch(aside: Path, target: Path) -> bool:
    """Put one directory in the place of another in one step; ``False`` where the system cannot."""
    if not target.exists():
        aside.rename(target)
    else:
        aside.chmod(stat.S_IMODE(target.stat().st_mode))
        if not _exchange(aside, target):
            return False
    sync_directory(target.parent)
    return True


def _exchange(one: Path, other: Path) -> bool:
    """Let two directories swap names, as Linux and most of its file systems can."""
    import ctypes

    try:
        rename = ctypes.CDLL(None).renameat2
    except AttributeError:
        return False
    here = _AT_WORKING_DIRECTORY
    return bool(rename(here, os.fsencode(one), here, os.fsencode(other), _EXCHANGE) == 0)


def _move_each(aside: Path, target: Path, names: list[str], last: Collection[str]) -> None:
    """Replace files one by one; each is whole at any moment."""
    for name in sorted(names, key=lambda name: (name in last, name)):
        (aside / name).replace(target / name)
    sync_directory(target)


def _sync_all(directory: Path) -> None:
    """Make everything on a directory's file system durable at once: far quicker than file by file."""
    import ctypes

    descriptor = os.open(directory, os.O_RDONLY)
    try:
        if ctypes.CDLL(None, use_errno=True).syncfs(descriptor) != 0:
            raise OSError(ctypes.get_errno(), os.strerror(ctypes.get_errno()))
    except AttributeError:
        os.sync()
    finally:
        os.close(descriptor)


@contextmanager
def _failures(target: Path) -> Iterator[None]:
    """Turn what the system refuses into a sentence."""
    try:
        yield
    except OSError as error:
        raise ExternalError(f"{target} cannot be written: {error.strerror}", code="NW-DISK") from None
