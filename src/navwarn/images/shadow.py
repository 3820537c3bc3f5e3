"""What a layer hides of those below it, as far as its names alone tell."""

from __future__ import annotations

from typing import TYPE_CHECKING

from navwarn.images.entry import Kind

if TYPE_CHECKING:
    from collections.abc import Iterable

    from navwarn.images.entry import Entry

WHITEOUT = ".wh."
OPAQUE = ".wh..wh..opq"


class Shadow:
    """The paths that a layer takes from lower ones.

    It may be mistaken where symbolic links lead elsewhere: good for not reading in vain, not for the truth.
    """

    def __init__(self, entries: Iterable[Entry]) -> None:
        self._gone: set[str] = set()
        self._opaque: set[str] = set()
        for entry in entries:
            if entry.kind is Kind.DIRECTORY:
                continue
            parent, _, name = entry.path.rpartition("/")
            if name == OPAQUE:
                self._opaque.add(parent)
            elif name.startswith(WHITEOUT):
                self._gone.add(f"{parent}/{name.removeprefix(WHITEOUT)}")
            else:
                self._gone.add(entry.path)

    def hides(self, path: str) -> bool:
        """Whether a file that a lower layer has at this path is hidden."""
        if path in self._gone:
            return True
        parent = path.rpartition("/")[0]
        while parent:
            if parent in self._gone or parent in self._opaque:
                return True
            parent = parent.rpartition("/")[0]
        return "" in self._opaque
