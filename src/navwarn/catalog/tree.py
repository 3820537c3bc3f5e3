"""YAML of build definitions as texts, lists and maps, with the line of each text (peers.md A15).

YAML's own typing is not applied: the version ``1.10`` must not become a number. The tree is built from the
parser's events without recursion, because deep nesting crashes the parser's own composer.
"""

from __future__ import annotations

from typing import Any, TypeAlias

from navwarn.errors import InputError

MAX_DEPTH = 64


class Text(str):
    """A scalar, and the line (from 1) it stands in."""

    __slots__ = ("line",)

    line: int

    @classmethod
    def at(cls, value: str, line: int) -> Text:
        """The text with its line."""
        text = cls(value)
        text.line = line
        return text


Tree: TypeAlias = "Text | list[Tree] | dict[str, Tree]"


class TreeError(InputError):
    """YAML that cannot be read; ``line`` counts from 1."""

    def __init__(self, message: str, line: int) -> None:
        super().__init__(message)
        self.line = line


def parse(text: str) -> Tree:
    """The tree of the first document of a text; of duplicate keys the last counts. Raises ``TreeError``."""
    import yaml
    from yaml._yaml import CParser

    try:
        parser = CParser(text)
        return _build(parser, yaml)
    except yaml.YAMLError as error:
        mark = getattr(error, "problem_mark", None)
        problem = getattr(error, "problem", None) or getattr(error, "reason", "it cannot be read")
        raise TreeError(f"not YAML: {problem}", 1 if mark is None else mark.line + 1) from None


def _build(parser: Any, yaml: Any) -> Tree:
    """Events to values, with the open lists and maps on a stack of our own."""
    root: list[Tree] = []
    stack: list[tuple[list[Tree] | dict[str, Tree], Text | None]] = [(root, None)]
    while True:
        event = parser.get_event()
        line = event.start_mark.line + 1
        if isinstance(event, yaml.DocumentEndEvent | yaml.StreamEndEvent):
            return root[0] if root else Text.at("", line)
        if isinstance(event, yaml.CollectionEndEvent):
            stack.pop()
        elif isinstance(event, yaml.AliasEvent):
            raise TreeError("anchors and aliases are not read: write the value out", line)
        elif isinstance(event, yaml.ScalarEvent):
            _add(stack, Text.at(event.value, line), line)
        elif isinstance(event, yaml.CollectionStartEvent):
            if len(stack) > MAX_DEPTH:
                raise TreeError(f"nested deeper than {MAX_DEPTH} levels", line)
            value: list[Tree] | dict[str, Tree] = [] if isinstance(event, yaml.SequenceStartEvent) else {}
            _add(stack, value, line)
            stack.append((value, None))


def _add(stack: list[tuple[list[Tree] | dict[str, Tree], Text | None]], value: Tree, line: int) -> None:
    """Put a value where it belongs: into the open list, or into the open map as a key or under its key."""
    container, key = stack[-1]
    if isinstance(container, list):
        container.append(value)
    elif key is not None:
        container[key] = value
        stack[-1] = (container, None)
    elif isinstance(value, Text):
        stack[-1] = (container, value)
    else:
        raise TreeError("a key must be plain text", line)
