"""Typed values from JSON that breaks its schema: what fits is kept, the rest noted (sources.md IN5)."""

from __future__ import annotations

import types
from functools import lru_cache
from typing import TYPE_CHECKING, Any, TypeVar, Union, cast, get_args, get_origin

import msgspec

from navwarn.sources.interface import UnusableError

if TYPE_CHECKING:
    from collections.abc import Hashable

T = TypeVar("T")

_MAX_NOTES = 20
_MISSING = object()


def decode_json(data: bytes | msgspec.Raw, wanted: type[T]) -> tuple[T, tuple[str, ...]]:
    """The value that JSON says, of the wanted type, and what had to be left out of it.

    Raises ``UnusableError`` where the bytes are no JSON or nothing of the wanted type can be made of them.
    """
    try:
        found: T = _decoder(cast("Hashable", wanted)).decode(data)
        return found, ()
    except msgspec.ValidationError:
        return fit(_parsed(data), wanted)
    except (msgspec.DecodeError, UnicodeDecodeError) as error:
        raise UnusableError(f"is no JSON: {error}") from None
    except RecursionError:
        raise UnusableError("is nested too deeply") from None


def fit(value: Any, wanted: type[T]) -> tuple[T, tuple[str, ...]]:
    """The value as the wanted type, and what had to be left out; ``UnusableError`` where nothing fits."""
    notes: list[str] = []
    try:
        return msgspec.convert(value, wanted), ()
    except msgspec.ValidationError:
        found = _fit(value, wanted, "", notes)
    except RecursionError:
        raise UnusableError("is nested too deeply") from None
    if found is _MISSING:
        raise UnusableError(f"has not the shape of a record: {notes[0] if notes else 'it is empty'}")
    return found, tuple(notes[:_MAX_NOTES])


def _parsed(data: bytes | msgspec.Raw) -> Any:
    try:
        return msgspec.json.decode(data)
    except (msgspec.DecodeError, UnicodeDecodeError) as error:
        raise UnusableError(f"is no JSON: {error}") from None
    except RecursionError:
        raise UnusableError("is nested too deeply") from None


@lru_cache(maxsize=64)
def _decoder(wanted: Any) -> msgspec.json.Decoder[Any]:
    return msgspec.json.Decoder(wanted)


@lru_cache(maxsize=256)
def _fields(wanted: Any) -> tuple[msgspec.structs.FieldInfo, ...]:
    return msgspec.structs.fields(wanted)


def _fit(value: Any, wanted: Any, pointer: str, notes: list[str]) -> Any:
    """The value as the wanted type; ``_MISSING``, and a note why, where it does not fit."""
    origin, arguments = get_origin(wanted), get_args(wanted)
    if wanted is Any:
        return value
    if origin in {Union, types.UnionType}:
        return None if value is None else _fit(value, arguments[0], pointer, notes)
    if origin is list and isinstance(value, list):
        return _items(value, arguments[0], pointer, notes)
    if origin is dict and isinstance(value, dict):
        return _entries(value, arguments[1], pointer, notes)
    if isinstance(wanted, type) and issubclass(wanted, msgspec.Struct) and isinstance(value, dict):
        return _struct(value, wanted, pointer, notes)
    return _plain(value, wanted, pointer, notes)


def _items(values: list[Any], wanted: Any, pointer: str, notes: list[str]) -> list[Any]:
    found = (_fit(value, wanted, f"{pointer}/{number}", notes) for number, value in enumerate(values))
    return [one for one in found if one is not _MISSING]


def _entries(values: dict[str, Any], wanted: Any, pointer: str, notes: list[str]) -> dict[str, Any]:
    found = {key: _fit(value, wanted, f"{pointer}/{key}", notes) for key, value in values.items()}
    return {key: value for key, value in found.items() if value is not _MISSING}


def _struct(value: dict[str, Any], wanted: Any, pointer: str, notes: list[str]) -> Any:
    fitting = {}
    for field in _fields(wanted):
        if field.encode_name not in value:
            continue
        found = _fit(value[field.encode_name], field.type, f"{pointer}/{field.encode_name}", notes)
        if found is not _MISSING:
            fitting[field.name] = found
    try:
        return wanted(**fitting)
    except TypeError:
        notes.append(f"{pointer or '/'} lacks a required key")
        return _MISSING


def _plain(value: Any, wanted: Any, pointer: str, notes: list[str]) -> Any:
    """A text, number or truth value; numbers may stand for texts and the other way round."""
    if wanted is str and isinstance(value, (int, float)) and not isinstance(value, bool):
        return str(value)
    try:
        return msgspec.convert(value, wanted, strict=False)
    except msgspec.ValidationError as error:
        if value is not None:  # a null is how many say that there is nothing
            notes.append(f"{pointer or '/'}: {str(error).split(' - at')[0]}")
        return _MISSING
