"""Lines as editors count them: by line feeds alone.

YAML 1.1, and so its parser, ends lines at three more characters, which come into notes by copying from web
pages. Where a text has one, every line that the parser tells is counted again.
"""

from __future__ import annotations

import re
from bisect import bisect_left
from typing import TYPE_CHECKING

from navwarn.documents.node import Mapping, Scalar, Sequence

if TYPE_CHECKING:
    from navwarn.documents.node import Node

BREAKS = "\n\x85\u2028\u2029"
"""What the YAML parser takes for the end of a line."""

SEPARATORS = re.compile("[\x85\u2028\u2029]")
"""Those that no editor shows as such."""

_BREAK = re.compile(f"[{BREAKS}]")


class LineTable:
    """The lines of one text, by the numbers the YAML parser gives them (from 0)."""

    def __init__(self, text: str) -> None:
        breaks = (match[0] for match in _BREAK.finditer(text))
        self._separators = [number for number, mark in enumerate(breaks) if mark != "\n"]

    def line(self, number: int) -> int:
        """The line that an editor shows, from 0."""
        return number - bisect_left(self._separators, number)

    def node(self, node: Node) -> Node:
        """The node with the lines that an editor shows, throughout."""
        line = self.line(node.line)
        if isinstance(node, Scalar):
            return node._replace(line=line)
        if isinstance(node, Sequence):
            return Sequence([self.node(item) for item in node.items], line)
        return Mapping(
            [(key._replace(line=self.line(key.line)), self.node(value)) for key, value in node.pairs], line
        )
