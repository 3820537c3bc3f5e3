"""The layout is that of Go's JSON library with two spaces of indentation."""

from __future__ import annotations

import json
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from navwarn.feeds.layout import indented

ESCAPES = {"<": "\\u003c", ">": "\\u003e", "&": "\\u0026", "\u2028": "\\u2028", "\u2029": "\\u2029"}


def by_the_book(value: Any) -> bytes:
    """The same layout by way of Python's own JSON, which differs from Go's in five characters."""
    text = json.dumps(value, indent=2, ensure_ascii=False)
    for character, escape in ESCAPES.items():
        text = text.replace(character, escape)
    return text.encode()


texts = st.text(st.characters(exclude_categories=["Cs"]) | st.sampled_from('<>&\u2028\u2029"\\\n\x08\x7f'))
values = st.recursive(
    st.one_of(texts, st.booleans(), st.none(), st.integers(0, 2**53)),
    lambda inner: st.one_of(st.lists(inner, max_size=4), st.dictionaries(texts, inner, max_size=4)),
    max_leaves=12,
)


@given(values)
def test_any_value_is_laid_out_as_go_does(value: Any) -> None:
    assert indented(value) == by_the_book(value)


@pytest.mark.parametrize(
    ("text", "written"),
    [
        ("<a> & b", r'"\u003ca\u003e \u0026 b"'),
        ("\u2028\u2029", r'"\u2028\u2029"'),
        ('"\\/', r'"\"\\/"'),
        ("\n\r\t\b\f", r'"\n\r\t\b\f"'),
        ("\x00\x0b\x1f", r'"\u0000\u000b\u001f"'),
        ("\x7fé水", '"\x7fé水"'),
    ],
)
def test_each_kind_of_character_is_written_as_go_writes_it(text: str, written: str) -> None:
    assert indented(text).decode() == written


def test_empty_lists_and_maps_stay_on_their_line() -> None:
    assert indented({"a": [], "b": {}, "c": [1]}) == b'{\n  "a": [],\n  "b": {},\n  "c": [\n    1\n  ]\n}'
