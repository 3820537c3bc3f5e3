"""Directories of advisory documents: which files count, and their bytes."""

from __future__ import annotations

import os
import stat
from typing import TYPE_CHECKING

from navwarn.documents.document import MAX_BYTES
from navwarn.errors import ExternalError, InputError

if TYPE_CHECKING:
    from pathlib import Path


def list_files(directory: Path) -> list[Path]:
    """The files of a directory that are documents, in the byte order of their names (documents.md F1, F2).

    These are the top-level ``*.yaml`` files that are not hidden. Raises ``InputError`` when the directory is
    not one, ``ExternalError`` when it cannot be read.
    """
    try:
        names = [
            path
            for path in directory.iterdir()
            if path.suffix == ".yaml" and not path.name.startswith(".") and not path.is_dir()
        ]
    except (FileNotFoundError, NotADirectoryError):
        raise InputError(
            f"{directory} is not a directory: name the one that holds the *.advisories.yaml files",
            code="NW-NO-DIRECTORY",
        ) from None
    except OSError as error:
        raise ExternalError(f"{directory} cannot be read: {error.strerror}", code="NW-DISK") from None
    return sorted(names, key=lambda path: path.name.encode("utf-8", "surrogateescape"))


def read_file(path: Path, max_bytes: int = MAX_BYTES) -> bytes:
    """The bytes of a file, at most one more than ``max_bytes`` so that a larger one is noticed.

    Pipes and devices are refused: a tree that holds one would keep us waiting, or never end.
    """
    try:
        with open(path, "rb", buffering=0, opener=_open_at_once) as file:
            status = os.fstat(file.fileno())
            if not stat.S_ISREG(status.st_mode):
                raise ExternalError(f"{path} cannot be read: it is no regular file", code="NW-DISK")
            size = status.st_size
            data = file.read(min(size, max_bytes) + 1)
            # Asked for one byte more than there are, a file gives all of them at once: nearly always.
            while len(data) != size and len(data) <= max_bytes:
                more = file.read(max_bytes + 1 - len(data))
                if not more:
                    break
                data += more
            return data
    except OSError as error:
        raise ExternalError(f"{path} cannot be read: {error.strerror}", code="NW-DISK") from None


def _open_at_once(path: str, flags: int) -> int:
    """Open a file without waiting for the other end, should it be a pipe."""
    return os.open(path, flags | os.O_NONBLOCK)
