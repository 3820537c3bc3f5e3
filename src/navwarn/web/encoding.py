"""View models as JSON: enumerations by their words, moments as text, tuples as lists."""

from __future__ import annotations

import types
from enum import Enum
from functools import lru_cache
from typing import Any, Union, get_args, get_origin, get_type_hints

import msgspec

from navwarn.core.instant import Instant, format_exact

_ENCODER = msgspec.json.Encoder()


def encode(value: Any) -> bytes:
    """The JSON of plain values."""
    return _ENCODER.encode(value)


def plain(value: Any) -> Any:
    """A value made of view models as lists, objects, texts and numbers."""
    is_named_tuple = isinstance(value, tuple) and hasattr(value, "_fields")
    if is_named_tuple or isinstance(value, msgspec.Struct):
        fields = _fields(type(value))  # type: ignore[arg-type]
        return {name: convert(getattr(value, name)) for name, convert in fields}
    if isinstance(value, tuple | list):
        return [plain(one) for one in value]
    if isinstance(value, dict):
        return {str(key): plain(one) for key, one in value.items()}
    return value.value if isinstance(value, Enum) else value


@lru_cache(maxsize=256)
def _fields(kind: type) -> tuple[tuple[str, Any], ...]:
    """The fields of a class and what makes them plain; the moments among its numbers by their type."""
    hints = get_type_hints(kind)
    return tuple((name, _moment if _is_moment(hint) else plain) for name, hint in hints.items())


def _is_moment(hint: Any) -> bool:
    """Whether a field holds moments: one, perhaps one, or several."""
    if hint is Instant:
        return True
    if get_origin(hint) in {Union, types.UnionType, tuple}:
        return any(_is_moment(part) for part in get_args(hint))
    return False


def _moment(value: Any) -> Any:
    if isinstance(value, tuple):
        return [_moment(one) for one in value]
    return None if value is None else format_exact(value)
