"""Pieces of keys keep the order of what they encode, whatever follows them."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from navwarn.versions.piece import number, seal, word

DIGITS = st.text(alphabet="0123456789", max_size=12)


@given(DIGITS, DIGITS, DIGITS, DIGITS)
def test_numbers_order_by_value_before_what_follows(one: str, tail: str, two: str, rest: str) -> None:
    value, other = int(one or "0"), int(two or "0")
    left, right = number(one) + number(tail), number(two) + number(rest)
    if value != other:
        assert (left < right) == (value < other)
    else:
        assert (left < right) == (int(tail or "0") < int(rest or "0"))


@pytest.mark.parametrize("size", [253, 254, 255, 256, 509, 510, 511, 4_299, 4_300, 4_301, 70_000])
def test_a_longer_number_is_above_a_shorter_one(size: int) -> None:
    assert number("9" * size) < number("1" + "0" * size)
    assert number("0" * 300 + "9" * size) == number("9" * size)
    assert number("8" * size) < number("9" * size)


@given(st.text(), st.text(), st.text(), st.text())
def test_words_order_by_code_point_before_what_follows(one: str, tail: str, two: str, rest: str) -> None:
    left, right = seal(word(one), word(tail)), seal(word(two), word(rest))
    assert (left < right) == ((one, tail) < (two, rest))
    assert (left == right) == ((one, tail) == (two, rest))


def test_a_lone_surrogate_is_a_word_like_any_other() -> None:
    assert seal(word("a")) < seal(word("\ud800")) < seal(word("\ue000"))
