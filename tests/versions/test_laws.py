"""The laws every scheme keeps for every text, valid or not (architecture.md, law 5)."""

from __future__ import annotations

from itertools import pairwise, permutations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from navwarn.versions.interface import InvalidVersionError
from navwarn.versions.registry import SCHEME_NAMES, scheme
from tests.versions.texts import placed_texts, texts


def refusal(name: str, text: str) -> str | None:
    """Why a text has no place in the order, or None when it has one."""
    try:
        scheme(name).sort_key(text)
    except InvalidVersionError as error:
        return error.message
    return None


every_scheme = pytest.mark.parametrize("name", SCHEME_NAMES)


@every_scheme
@given(data=st.data())
def test_any_two_texts_are_below_level_or_above(name: str, data: st.DataObject) -> None:
    left, right = data.draw(st.tuples(placed_texts(name), placed_texts(name)))
    there, back = scheme(name).compare(left, right), scheme(name).compare(right, left)
    assert there in (-1, 0, 1)
    assert there == -back
    assert scheme(name).compare(left, left) == 0


@every_scheme
@given(data=st.data())
def test_the_order_has_no_cycle(name: str, data: st.DataObject) -> None:
    order = scheme(name)
    three = data.draw(st.lists(placed_texts(name), min_size=3, max_size=3))
    for one, two, other in permutations(three):
        if order.compare(one, two) <= 0 and order.compare(two, other) <= 0:
            assert order.compare(one, other) <= 0


@every_scheme
@given(data=st.data())
def test_keys_sort_as_comparison_does(name: str, data: st.DataObject) -> None:
    order = scheme(name)
    found = data.draw(st.lists(placed_texts(name), max_size=12))
    for left, right in pairwise(sorted(found, key=order.sort_key)):
        assert order.compare(left, right) <= 0
        assert (order.compare(left, right) == 0) == (order.sort_key(left) == order.sort_key(right))


@every_scheme
@given(data=st.data())
def test_a_text_is_valid_or_refused_with_one_sentence(name: str, data: st.DataObject) -> None:
    text = data.draw(texts(name))
    reason = scheme(name).explain_invalid(text)
    assert scheme(name).is_valid(text) == (reason is None)
    assert reason is None or (reason.isascii() and reason.isprintable() and not reason.endswith("."))


@every_scheme
@given(data=st.data())
def test_a_text_without_a_place_is_invalid_and_refused(name: str, data: st.DataObject) -> None:
    text = data.draw(texts(name))
    assert refusal(name, text) is None or not scheme(name).is_valid(text)


HUGE = ["9" * 100_000, "1." * 50_000, "1-" * 50_000, "a" * 100_000, "~" * 100_000, "1" + "_p" * 50_000]


@every_scheme
@pytest.mark.parametrize("text", HUGE, ids=lambda text: str(text)[:4])
def test_a_huge_text_is_no_danger(name: str, text: str) -> None:
    for reason in (scheme(name).explain_invalid(text), refusal(name, text)):
        assert reason is None or len(reason) < 500


@pytest.mark.parametrize("name", [name for name in SCHEME_NAMES if name not in {"pypi", "gem"}])
def test_numbers_of_any_length_are_numbers(name: str) -> None:
    compare = scheme(name).compare
    shorter, longer = "9" * 5_000, "1" + "0" * 5_000
    assert compare(f"1.{shorter}.0", f"1.{longer}.0") == -1
    assert compare(f"1.{longer}.0", f"1.{longer}.1") == -1
    assert compare(f"{longer}.0.0", f"{longer}.0.0") == 0


@pytest.mark.parametrize("name", ["pypi", "gem"])
def test_where_numbers_are_limited_a_longer_text_is_refused(name: str) -> None:
    with pytest.raises(InvalidVersionError, match="longer than 1000 characters"):
        scheme(name).compare("1", "9" * 1_001)
    assert scheme(name).compare("8" * 1_000, "9" * 1_000) == -1
