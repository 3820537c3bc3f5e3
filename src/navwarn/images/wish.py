"""Which visible files of an image cataloguers want, under which path each (peers.md A1)."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

from navwarn.images.entry import Kind
from navwarn.images.tree import Placed

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence

    from navwarn.images.entry import Entry
    from navwarn.images.interface import Cataloguer
    from navwarn.images.tree import Tree

FILES = (Kind.FILE, Kind.SPARSE)
"""The kinds of entries that have content."""

Takers = tuple["Cataloguer", ...]


class Wish(NamedTuple):
    """A visible file that a cataloguer wants, and the path under which it does."""

    cataloguer: Cataloguer
    path: str
    placed: Placed


class Choice:
    """Tells which of some cataloguers want a file; of most files only those without endings are asked."""

    def __init__(self, cataloguers: Sequence[Cataloguer]) -> None:
        self.cataloguers = cataloguers
        self._all = [(one, one.wants) for one in cataloguers]
        self._without_endings = [(one, one.wants) for one in cataloguers if not one.endings]
        self._endings = tuple({ending for one in cataloguers for ending in one.endings})

    def takers(self, path: str, entry: Entry) -> Takers:
        """The cataloguers that want the content of an entry under a path."""
        asked = self._all if path.lower().endswith(self._endings) else self._without_endings
        size, mode = entry.size, entry.mode
        return tuple([one for one, wants in asked if wants(path, size, mode)])


def wishes(tree: Tree, choice: Choice, known: Sequence[Mapping[int, Takers]]) -> Iterator[Wish]:
    """What is wanted, each file by each cataloguer once: under its own path before those of links to it.

    ``known`` says for each layer who wants which of its entries under the path that it has there.
    """
    seen: set[tuple[int, int, str]] = set()
    for path, placed, wanting in _candidates(tree, choice, known):
        for one in wanting:
            key = (placed.layer, placed.ordinal, one.name)
            if key not in seen:
                seen.add(key)
                yield Wish(one, path, placed)


def _candidates(
    tree: Tree, choice: Choice, known: Sequence[Mapping[int, Takers]]
) -> Iterator[tuple[str, Placed, Takers]]:
    others: list[tuple[str, Placed]] = []
    for path, placed in tree.files():
        if placed.entry.path != path:
            others.append((path, placed))
        elif placed.ordinal in known[placed.layer]:
            yield path, placed, known[placed.layer][placed.ordinal]
    for path, placed in (*others, *_linked(tree)):
        if placed.entry.kind in FILES:
            yield path, placed, choice.takers(path, placed.entry)
    for one in choice.cataloguers:
        for place in one.places:
            for path, placed in _at(tree, place):
                if placed.entry.kind in FILES and one.wants(path, placed.entry.size, placed.entry.mode):
                    yield path, placed, (one,)


def _linked(tree: Tree) -> Iterator[tuple[str, Placed]]:
    """The files that symbolic links lead to, under the paths of the links."""
    for path in tree.links():
        found = tree.resolve(path)
        if found is not None and isinstance(found[1], Placed):
            yield path, found[1]


def _at(tree: Tree, place: str) -> Iterator[tuple[str, Placed]]:
    """The file at a place, or the files in the directory there, as if no link were on the way."""
    found = tree.resolve(place)
    if found is None or found[0] == place:
        return
    physical, node = found
    if isinstance(node, Placed):
        yield place, node
    elif isinstance(node, dict):
        for name in node:
            inner = tree.resolve(f"{physical}/{name}")
            if inner is not None and isinstance(inner[1], Placed):
                yield f"{place}/{name}", inner[1]
