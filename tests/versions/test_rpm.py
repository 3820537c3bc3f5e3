"""RPM versions: their order against a walk over both texts and against univers, and their validity."""

from __future__ import annotations

import re

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from univers.versions import RpmVersion

from navwarn.versions.rpm import SCHEME
from tests.versions.chain import assert_ascending, assert_level
from tests.versions.texts import texts

ASCENDING = [
    ["1.0~rc1", "1.0~rc2", "1.0", "1.0^git1", "1.0^git2", "1.0a", "1.0.1", "1.1"],
    ["1.0~rc1^git1", "1.0~rc2", "1.0^~1", "1.0^", "1.0^1"],
    ["1.0", "1.0-1~1", "1.0-1", "1.0-1.el9", "1.0-1.el10", "1.0-2", "1.0-10"],
    ["9", "10", "1:0", "2:0", "10:0"],
    ["1.A", "1.Z", "1.a", "1.z", "1.0"],
    ["1.a", "1.a1", "1.ab", "1.1"],
    ["4.18.0-477.el8", "4.18.0-477.10.1.el8"],
    ["5.el8_9", "5.el8_10"],
]
LEVEL = [
    ("1.0", "1_0"),
    ("1.0", "1..0"),
    ("1.0", "1.0."),
    ("1.01", "1.1"),
    ("0:1", "1"),
    (":1", "1"),
    ("1a1", "1.a.1"),
    ("1.0-", "1.0"),
    ("", "+"),
    ("1.\u00e9", "1"),
]


@pytest.mark.parametrize("chain", ASCENDING)
def test_each_is_below_all_that_follow(chain: list[str]) -> None:
    assert_ascending(SCHEME, chain)


@pytest.mark.parametrize(("one", "other"), LEVEL)
def test_level(one: str, other: str) -> None:
    assert_level(SCHEME, one, other)


def take_run(text: str) -> tuple[tuple[int, int | str], str]:
    """The mark or run a text begins with, as a rank and a value that compare, and the text after it."""
    text = re.sub(r"\A[^0-9A-Za-z~^]+", "", text)
    for rank, pattern in enumerate(("~", r"\Z", r"\^", "[A-Za-z]+", "[0-9]+")):
        found = re.match(pattern, text)
        if found:
            return (rank, int(found[0]) if found[0].isdigit() else found[0]), text[found.end() :]
    raise AssertionError(text)


def compare_parts(left: str, right: str) -> int:
    """One walk over both texts, as rpm does it: skip separators, then a mark or a run of each."""
    while left or right:
        one, left = take_run(left)
        two, right = take_run(right)
        if one != two:
            return -1 if one < two else 1
    return 0


def without_separators(text: str) -> str:
    return re.sub("[:-]", "", text)


@pytest.mark.broad
@settings(max_examples=300)
@given(texts("rpm").map(without_separators), texts("rpm").map(without_separators))
def test_the_key_orders_parts_as_a_walk_over_both_does(left: str, right: str) -> None:
    assert SCHEME.compare(left, right) == compare_parts(left, right)
    assert SCHEME.compare(f"1-{left}", f"1-{right}") == compare_parts(left, right)


WRITTEN = st.from_regex(r"([01]:)?[0-2][0-2ab.~^]{0,5}-[0-2ab][0-2ab.~^]{0,4}", fullmatch=True)


@given(WRITTEN, WRITTEN)
def test_agrees_with_univers(left: str, right: str) -> None:
    one, two = RpmVersion(left), RpmVersion(right)
    assert SCHEME.compare(left, right) == (one > two) - (one < two)


VALID = ["0", "1.0", "1.0-1", "1:1.0-1.el9", "a", "1.0~rc1^git2-0.1", "4294967295:1", "1_0+b"]
INVALID = {
    "": "the version '' must be letters, digits",
    "1.0-": "the release '' must be letters, digits",
    "-1": "the version '' must be letters, digits",
    "1-2-3": "the version '1-2' must be letters, digits",
    "1.0-1:2": "the release '1:2' must be letters, digits",
    ":1": "its epoch is not a number from 0 to 4294967295",
    "4294967296:1": "its epoch is not a number from 0 to 4294967295",
    "99999999999999999999:1": "its epoch is not a number from 0 to 4294967295",
    "a:1": "the version 'a:1' must be letters, digits",
    "1.0\n": "must be letters, digits",
    "1.\u0663": "must be letters, digits",
}


@pytest.mark.parametrize("text", VALID)
def test_valid(text: str) -> None:
    assert SCHEME.explain_invalid(text) is None


@pytest.mark.parametrize(("text", "why"), INVALID.items())
def test_invalid_and_why(text: str, why: str) -> None:
    assert why in str(SCHEME.explain_invalid(text))
