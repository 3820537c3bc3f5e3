"""Typed values from JSON that breaks its schema: what fits is kept, the rest noted."""

from __future__ import annotations

from typing import Any

import msgspec
import pytest

from navwarn.sources.interface import UnusableError
from navwarn.sources.tolerant import decode_json, fit


class Inner(msgspec.Struct):
    number: int
    text: str = ""


class Outer(msgspec.Struct):
    name: str
    inner: Inner | None = None
    inners: list[Inner] = []
    table: dict[str, int] = {}
    anything: Any = None
    share: float | None = None


def test_what_fits_comes_without_notes() -> None:
    data = b'{"name": "x", "inner": {"number": 1}, "more": 2}'
    assert decode_json(data, Outer) == (Outer("x", Inner(1)), ())


@pytest.mark.parametrize(
    ("value", "expected", "notes"),
    [
        ({"name": 3}, Outer("3"), ()),
        ({"name": "x", "inner": None, "share": "0.5"}, Outer("x", share=0.5), ()),
        ({"name": "x", "inners": None}, Outer("x"), ()),
        (
            {"name": "x", "inner": {"text": "y"}, "anything": [1]},
            Outer("x", anything=[1]),
            ("/inner lacks a required key",),
        ),
        (
            {"name": "x", "inners": [{"number": 1}, 2, {"number": "3"}]},
            Outer("x", inners=[Inner(1), Inner(3)]),
            ("/inners/1: Expected `object`, got `int`",),
        ),
        (
            {"name": "x", "table": {"a": 1, "b": "c"}},
            Outer("x", table={"a": 1}),
            ("/table/b: Expected `int`, got `str`",),
        ),
        ({"name": "x", "table": []}, Outer("x"), ("/table: Expected `object`, got `array`",)),
    ],
)
def test_what_does_not_fit_is_left_out_and_noted(value: Any, expected: Outer, notes: tuple[str, ...]) -> None:
    assert fit(value, Outer) == (expected, notes)
    assert decode_json(msgspec.json.encode(value), Outer) == (expected, notes)


@pytest.mark.parametrize("value", [3, [], {}, {"name": True}, None])
def test_nothing_can_be_made_of_it(value: Any) -> None:
    with pytest.raises(UnusableError, match="has not the shape of a record"):
        fit(value, Outer)


def test_notes_are_bounded() -> None:
    assert len(fit({"name": "x", "inners": [0] * 100}, Outer)[1]) == 20


@pytest.mark.parametrize(
    "data", [b"", b"{", b'{"name": "\xff"}', b'{"name": "\\ud800"}', b'{"name": 3, "x": }']
)
def test_what_is_no_json(data: bytes) -> None:
    with pytest.raises(UnusableError, match="is no JSON"):
        decode_json(data, Outer)


@pytest.mark.parametrize("begin", [b'{"anything": ', b'{"name": 3, "anything": '])
def test_what_is_nested_too_deeply(begin: bytes) -> None:
    with pytest.raises(UnusableError, match="nested too deeply"):
        decode_json(begin + b"[" * 100_000 + b"]" * 100_000 + b"}", Outer)
