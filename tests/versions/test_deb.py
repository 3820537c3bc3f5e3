"""Debian versions: their order against dpkg, and their validity."""

from __future__ import annotations

import re
import shutil
import subprocess
from itertools import zip_longest

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from univers.versions import DebianVersion

from navwarn.versions.deb import SCHEME
from tests.versions.chain import assert_ascending, assert_level
from tests.versions.texts import texts

ASCENDING = [
    ["1.0~~", "1.0~~a", "1.0~", "1.0", "1.0a", "1.0z", "1.0+b", "1.0.1"],
    ["1.0-1~bpo1", "1.0-1", "1.0-1+b1", "1.0-1.1", "1.0-2", "1.0-10"],
    ["0.9", "0:1.0", "1.9", "1.10", "1:0.1", "2:0", "10:0"],
    ["1", "1A", "1Z", "1a", "1z", "1+"],
    ["1.2.3-4~deb12u1", "1.2.3-4", "1.2.3-4+deb12u1"],
    ["7.88.1-10+deb12u9", "7.88.1-10+deb12u10"],
    ["1.0-r9", "1.0-r10"],
]
LEVEL = [
    ("1.0", "1.0-0"),
    ("1.0", "0:1.0"),
    ("1.0", "01.00"),
    ("1.", "1.0"),
    ("1.0-", "1.0"),
    ("1.0-1", "1.0-01"),
    ("000:1", "1"),
    ("", "0"),
]


@pytest.mark.parametrize("chain", ASCENDING)
def test_each_is_below_all_that_follow(chain: list[str]) -> None:
    assert_ascending(SCHEME, chain)


@pytest.mark.parametrize(("one", "other"), LEVEL)
def test_level(one: str, other: str) -> None:
    assert_level(SCHEME, one, other)


def weight(character: str) -> int:
    """Where a character stands in a part; the end of the part is 0."""
    if character == "~":
        return -1
    if not character or character in "0123456789":
        return 0
    return ord(character) if character.isascii() and character.isalpha() else ord(character) + 256


def pairs(text: str) -> list[list[int]]:
    """The weights of each part, then the number after it."""
    found = re.findall(r"([^0-9]*)([0-9]*)", text)
    return [[*map(weight, part), 0, int(digits or 0)] for part, digits in found]


def compare_parts(left: str, right: str) -> int:
    """One walk over both texts, as dpkg does it: a part character by character, then a number."""
    for one, two in zip_longest(pairs(left), pairs(right), fillvalue=[0, 0]):
        size = max(len(one), len(two))
        first, second = ([*pair[:-1], *[0] * (size - len(pair)), pair[-1]] for pair in (one, two))
        if first != second:
            return -1 if first < second else 1
    return 0


def without_separators(text: str) -> str:
    return re.sub("[:-]", "", text)


@pytest.mark.broad
@settings(max_examples=300)
@given(texts("deb").map(without_separators), texts("deb").map(without_separators))
def test_the_key_orders_parts_as_a_walk_over_both_does(left: str, right: str) -> None:
    assert SCHEME.compare(left, right) == compare_parts(left, right)
    assert SCHEME.compare(f"1-{left}", f"1-{right}") == compare_parts(left, right)


VALID = [
    "0",
    "1.0",
    "1.0-1",
    "1:1.0-1",
    "1:2:3-4",
    "1.0-1-2",
    "1.2+dfsg~rc1-0.1~deb12u1",
    "2147483647:0",
    "1z",
]
INVALID = {
    "": "the upstream version '' must start with a digit",
    "a": "the upstream version 'a' must start with a digit",
    "1_0": "must start with a digit and hold only letters",
    "1.0-": "the revision '' must be letters, digits",
    "1.0-1_2": "the revision '1_2' must be letters, digits",
    "-1": "the upstream version '' must",
    "1:": "the upstream version '' must",
    ":1": "its epoch is not a number from 0 to 2147483647",
    "2147483648:1": "its epoch is not a number from 0 to 2147483647",
    "a:1": "what stands before the colon is not a number",
    "1.0\n": "must start with a digit and hold only letters",
    "1.\u0663": "must start with a digit and hold only letters",
}


@pytest.mark.parametrize("text", VALID)
def test_valid(text: str) -> None:
    assert SCHEME.explain_invalid(text) is None


@pytest.mark.parametrize(("text", "why"), INVALID.items())
def test_invalid_and_why(text: str, why: str) -> None:
    assert why in str(SCHEME.explain_invalid(text))


WRITTEN = st.from_regex(r"([01]:)?[0-2][0-2ab.~+]{0,5}(-[0-2ab.~+]{1,4})?", fullmatch=True)


@given(WRITTEN, WRITTEN)
def test_agrees_with_univers(left: str, right: str) -> None:
    one, two = DebianVersion(left), DebianVersion(right)
    assert SCHEME.compare(left, right) == (one > two) - (one < two)


@pytest.mark.skipif(shutil.which("dpkg") is None, reason="dpkg is not installed")
@settings(max_examples=60)
@given(WRITTEN, WRITTEN)
def test_agrees_with_dpkg(left: str, right: str) -> None:
    def holds(operator: str) -> bool:
        finished = subprocess.run(["dpkg", "--compare-versions", left, operator, right], check=False)
        return finished.returncode == 0

    assert SCHEME.compare(left, right) == holds("gt") - holds("lt")
