"""Nodes: a YAML document as written, with the text, style and place of everything.

YAML's own typing is not applied: ids such as ``5042e56392177725`` must stay text (documents.md N3, N5).
"""

from __future__ import annotations

from typing import NamedTuple, TypeAlias


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
    node, line = root, root.line
    for part in path:
        if isinstance(node, Mapping) and isinstance(part, str):
            pair = next((pair for pair in node.pairs if pair[0].text == part), None)
            if pair is None:
                break
            line, node = pair[0].line, pair[1]
        elif isinstance(node, Sequence) and isinstance(part, int) and part < len(node.items):
            node = node.items[part]
            line = node.line
        else:
            break
    return line + 1
