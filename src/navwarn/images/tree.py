"""The file system that layers make when they are put on one another: which entry is visible at which path.

Nothing is on a disk: links are followed here, on paper, and never out of the image (peers.md A1).
"""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple, TypeAlias

from navwarn.images.entry import Entry, Kind
from navwarn.images.shadow import OPAQUE, WHITEOUT

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from navwarn.images.budget import Budget

_RESERVED = ".wh..wh."
_MAX_LINKS = 40
"""How many symbolic links one path may lead through, as in Linux."""


class Placed(NamedTuple):
    """An entry that is no directory and no link, and where it comes from: the layer and its place there."""

    layer: int
    ordinal: int
    entry: Entry


Directory: TypeAlias = "dict[str, Node]"
Node: TypeAlias = "Directory | Placed | str"
"""A directory, a file or device, or where a symbolic link points."""


class _Place(NamedTuple):
    """A directory and its path without links; that of the root is empty."""

    directory: Directory
    path: str


class Tree:
    """Built by ``apply``, from the lowest layer up, as container runtimes unpack layers."""

    def __init__(self, budget: Budget, image: str) -> None:
        self._root: Directory = {}
        self._budget = budget
        self._image = image
        self._known = {"": _Place(self._root, "")}

    def apply(self, layer: int, entries: Sequence[Entry]) -> None:
        """Put a layer on top: what it removes goes first, whatever the order of its entries is."""
        for entry in entries:
            if f"/{WHITEOUT}" in entry.path and _is_whiteout(entry.path):
                self._remove(entry.path)
        for ordinal, entry in enumerate(entries):
            if f"/{WHITEOUT}" not in entry.path or not _is_whiteout(entry.path):
                self._put(layer, ordinal, entry)

    def files(self) -> Iterator[tuple[str, Placed]]:
        """Every visible file with its path, links apart."""
        for path, node in self._nodes():
            if isinstance(node, Placed):
                yield path, node

    def links(self) -> Iterator[str]:
        """The path of every visible symbolic link."""
        for path, node in self._nodes():
            if isinstance(node, str):
                yield path

    def resolve(self, path: str) -> tuple[str, Node] | None:
        """Where a path leads to, links followed, and what is there; ``None`` where there is nothing."""
        for _ in range(_MAX_LINKS):
            parent, _, name = path.rpartition("/")
            if name in {"", ".", ".."}:
                whole = self._walk(path, is_made=False)
                return None if whole is None else (whole.path or "/", whole.directory)
            place = self._place_of(parent, is_made=False)
            node = None if place is None else place.directory.get(name)
            if place is None or node is None:
                return None
            if not isinstance(node, str):
                return f"{place.path}/{name}", node
            path = node if node.startswith("/") else f"{place.path}/{node}"
        return None

    def canonical(self, path: str) -> str:
        """The path with links on the way followed, but none at its end; itself where nothing is there."""
        parent, _, name = path.rpartition("/")
        place = self._place_of(parent, is_made=False)
        return path if place is None else f"{place.path}/{name}"

    def _nodes(self) -> Iterator[tuple[str, Node]]:
        pending: list[tuple[str, Directory]] = [("", self._root)]
        while pending:
            parent, directory = pending.pop()
            for name, node in directory.items():
                path = f"{parent}/{name}"
                if isinstance(node, dict):
                    pending.append((path, node))
                else:
                    yield path, node

    def _put(self, layer: int, ordinal: int, entry: Entry) -> None:
        parent, _, name = entry.path.rpartition("/")
        place = self._known.get(parent) or self._place_of(parent, is_made=True)
        if place is None:
            return  # below a file, or in a circle of links: no runtime can unpack this
        old = place.directory.get(name)
        new = self._node(layer, ordinal, entry)
        if new is None or (isinstance(old, dict) and isinstance(new, dict)):
            return
        if isinstance(old, dict | str):
            self._forget()
        place.directory[name] = new

    def _node(self, layer: int, ordinal: int, entry: Entry) -> Node | None:
        if entry.kind is Kind.DIRECTORY:
            return {}
        if entry.kind is Kind.SYMLINK:
            return entry.target or None
        if entry.kind is not Kind.HARD_LINK:
            return Placed(layer, ordinal, entry)
        parent, _, name = entry.target.rpartition("/")
        place = self._place_of(parent, is_made=False)
        node = None if place is None else place.directory.get(name)
        return None if isinstance(node, dict) else node

    def _remove(self, path: str) -> None:
        """Take away what a whiteout names, or all that lower layers have in an opaque directory."""
        parent, _, name = path.rpartition("/")
        place = self._place_of(parent, is_made=False)
        if place is None:
            return
        if name == OPAQUE:
            place.directory.clear()
            self._forget()
        elif name.startswith(WHITEOUT) and not name.startswith(_RESERVED):
            gone = place.directory.pop(name.removeprefix(WHITEOUT), None)
            if isinstance(gone, dict | str):
                self._forget()

    def _forget(self) -> None:
        """Forget where paths lead to, because a directory or a link on the way may have gone."""
        self._known = {"": _Place(self._root, "")}

    def _place_of(self, path: str, *, is_made: bool) -> _Place | None:
        """The directory that a path leads to; where it is to be made, what is missing of it is."""
        place = self._known.get(path)
        if place is None:
            place = self._walk(path, is_made=is_made)
            if place is not None:
                self._known[path] = place
        return place

    def _walk(self, path: str, *, is_made: bool) -> _Place | None:
        self._budget.spend_time(self._image)
        pending = path.split("/")[::-1]
        directory, trail, names, links = self._root, list[Directory](), list[str](), 0
        while pending:
            part = pending.pop()
            if part in {"", "."}:
                continue
            if part == "..":
                directory = trail.pop() if trail else self._root
                del names[-1:]
                continue
            node = directory.get(part)
            if node is None and is_made:
                node = directory[part] = {}
            if isinstance(node, str):
                links += 1
                if links > _MAX_LINKS:
                    return None
                if node.startswith("/"):
                    directory, trail, names = self._root, [], []
                pending += node.split("/")[::-1]
            elif isinstance(node, dict):
                trail.append(directory)
                names.append(part)
                directory = node
            else:
                return None
        return _Place(directory, "".join(f"/{name}" for name in names))


def _is_whiteout(path: str) -> bool:
    return path.rpartition("/")[2].startswith(WHITEOUT)
