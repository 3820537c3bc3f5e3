"""Nodes: a YAML document as written, with the text, style and place of everything.

YAML's own typing is not applied: ids such as ``5042e56392177725`` must stay text (documents.md N3, N5).
"""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple, TypeAlias

if TYPE_CHECKING:
    from collections.abc import Callable


class Scalar(NamedTuple):
    """A scalar: text, style (``None`` for plain, else ``'``, ``"``, ``|`` or ``>``), tag, line, offsets."""

    text: str
    style: str | None
    tag: str | None
    line: int
    start: int
    end: int


class Mapping(NamedTuple):
    """A mapping: its pairs in order, keys as scalars."""

    pairs: list[tuple[Scalar, Node]]
    line: int

    def get(self, key: str) -> Node | None:
        """The value at a key, or ``None``."""
        for name, value in self.pairs:
            if name.text == key:
                return value
        return None


class Sequence(NamedTuple):
    """A sequence of nodes."""

    items: list[Node]
    line: int


Node: TypeAlias = Scalar | Mapping | Sequence

NULL_TEXTS = frozenset({"", "~", "null", "Null", "NULL"})


def is_null(node: Node) -> bool:
    """Whether the node says "nothing": a plain scalar that YAML reads as null, without a tag of its own."""
    return isinstance(node, Scalar) and node.style is None and node.tag is None and node.text in NULL_TEXTS


def locate(root: Node, path: tuple[str | int, ...]) -> int:
    """The line (from 1) of the deepest node on ``path`` that exists."""
    return locator(root)(path)


def locator(root: Node) -> Callable[[tuple[str | int, ...]], int]:
    """``locate`` for many paths of one document: each mapping is searched once, however large it is."""
    found: dict[int, dict[str, tuple[Scalar, Node]]] = {}

    def pairs(node: Mapping) -> dict[str, tuple[Scalar, Node]]:
        if id(node) not in found:
            found[id(node)] = {pair[0].text: pair for pair in reversed(node.pairs)}
        return found[id(node)]

    def line_of(path: tuple[str | int, ...]) -> int:
        node, line = root, root.line
        for part in path:
            if isinstance(node, Mapping) and isinstance(part, str) and part in pairs(node):
                key, node = pairs(node)[part]
                line = key.line
            elif isinstance(node, Sequence) and isinstance(part, int) and part < len(node.items):
                node = node.items[part]
                line = node.line
            else:
                break
        return line + 1

    return line_of
