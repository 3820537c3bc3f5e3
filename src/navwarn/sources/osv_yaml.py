"""OSV records written as YAML, as the Python Packaging Advisory Database keeps them."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import yaml

from navwarn.sources.interface import Decoded, Piece, UnusableError
from navwarn.sources.osv import decode_value

if TYPE_CHECKING:
    from collections.abc import Iterator

MAX_BYTES = 2 * 1024 * 1024
MAX_DEPTH = 50

# The C parser where PyYAML was built with it. Events, not nodes: its composer calls itself for every level
# and a few bytes of brackets would end the process.
_Loader: Any = getattr(yaml, "CBaseLoader", yaml.BaseLoader)


def decode(piece: Piece) -> Decoded:
    """The record of one id; scalars are taken as the text they are."""
    if len(piece.data) > MAX_BYTES:
        raise UnusableError(f"has more than {MAX_BYTES} bytes of YAML")
    try:
        value = _value(yaml.parse(piece.data, _Loader))
    except UnusableError:
        raise
    except (yaml.YAMLError, ValueError) as error:
        raise UnusableError(f"is no YAML: {_told(error)}") from None
    return decode_value(value)


def _told(error: Exception) -> str:
    """What is wrong, with the line where the parser knows it."""
    mark = getattr(error, "problem_mark", None)
    problem = getattr(error, "problem", None) or str(error).partition("\n")[0]
    return f"line {mark.line + 1}: {problem}" if mark is not None else str(problem)


def _value(events: Iterator[Any]) -> Any:
    """The first document as text, lists and mappings; an anchor that is used again is refused."""
    root: list[Any] = []
    open_: list[list[Any]] = [root]
    kinds: list[type] = [list]
    for event in events:
        if isinstance(event, yaml.ScalarEvent):
            open_[-1].append(event.value)
        elif isinstance(event, yaml.CollectionStartEvent):
            if len(open_) > MAX_DEPTH:
                raise UnusableError("is nested too deeply")
            open_.append([])
            kinds.append(dict if isinstance(event, yaml.MappingStartEvent) else list)
        elif isinstance(event, yaml.CollectionEndEvent):
            items, kind = open_.pop(), kinds.pop()
            open_[-1].append(_mapping(items) if kind is dict else items)
        elif isinstance(event, yaml.AliasEvent):
            raise UnusableError(f"uses the anchor {event.anchor!r} again, which records do not")
        elif isinstance(event, yaml.DocumentEndEvent):
            break
    return root[0] if root else None


def _mapping(items: list[Any]) -> dict[str, Any]:
    """Keys and values that came in turn; a key that is no text is left out."""
    return {key: value for key, value in zip(items[::2], items[1::2], strict=True) if isinstance(key, str)}
