"""Entries of a layer: what it puts at which path of the image."""

from __future__ import annotations

from enum import IntEnum
from typing import NamedTuple

_MAX_PATH = 4096


class Kind(IntEnum):
    """What an entry is, as far as it matters to a reader."""

    FILE = 0
    DIRECTORY = 1
    SYMLINK = 2
    HARD_LINK = 3
    OTHER = 4  # a device, a pipe, a socket
    SPARSE = 5  # a file of which the archive holds parts; never read


class Entry(NamedTuple):
    """One entry of a layer.

    ``path`` is absolute and normalised, ``mode`` that of the permissions. ``target`` is where a symbolic
    link points, as it says, or the normalised path of the file that a hard link is another name of.
    """

    path: str
    kind: Kind
    size: int
    mode: int
    target: str = ""


def normalised(name: str) -> str | None:
    """The absolute path of a name in an archive.

    ``None`` where it climbs up, is the root, has a NUL or is longer than any system takes.
    """
    name = name.removeprefix("./")
    if "//" in name or "/." in name or name[:1] in {".", "/"} or name[-1:] == "/":
        parts = [part for part in name.split("/") if part not in {"", "."}]
        if ".." in parts:
            return None
        name = "/".join(parts)
    return "/" + name if 0 < len(name) < _MAX_PATH and "\0" not in name else None
