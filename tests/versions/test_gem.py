"""RubyGems versions agree with univers, whose order of them is total and transitive."""

from __future__ import annotations

import pytest
from hypothesis import given, settings
from univers.gem import GemVersion

from navwarn.versions.gem import SCHEME
from navwarn.versions.interface import InvalidVersionError
from tests.versions.chain import assert_ascending, assert_level
from tests.versions.texts import placed_texts

ASCENDING = [
    ["0.9", "1.0.A", "1.0.a", "1.0.a.2", "1.0.a10", "1.0.b1", "1.0", "1.0.1.pre", "1.0.1", "1.1", "1.10"],
    ["1.a.b", "1.a.0.b", "1.a", "1.a.0.1", "1.a.1", "1"],
    ["5.0.0-rc1", "5.0.0.rc1", "5.0.0", "5.0.0.1"],
]
LEVEL = [
    ("1", "1.0.0"),
    ("1.a", "1.0.a"),
    ("1.a.0", "1.a"),
    ("1.0-1", "1.0.pre.1"),
    ("1.0.a1", "1.0.a.1"),
    ("01", "1"),
]


@pytest.mark.parametrize("chain", ASCENDING)
def test_each_is_below_all_that_follow(chain: list[str]) -> None:
    assert_ascending(SCHEME, chain)


@pytest.mark.parametrize(("one", "other"), LEVEL)
def test_level(one: str, other: str) -> None:
    assert_level(SCHEME, one, other)


@pytest.mark.broad
@settings(max_examples=300)
@given(placed_texts("gem"), placed_texts("gem"))
def test_the_key_orders_as_univers_does(left: str, right: str) -> None:
    one, two = GemVersion(left), GemVersion(right)  # type: ignore[no-untyped-call]
    assert SCHEME.compare(left, right) == (one > two) - (one < two)


@pytest.mark.parametrize("text", ["", " ", "1.0 ", "1.0\n", "a", "1..0", ".1", "1.0_1", "1.\u00e9", "1+b"])
def test_what_rubygems_refuses_has_no_place(text: str) -> None:
    assert "is not a RubyGems version such as 1.2.3" in str(SCHEME.explain_invalid(text))
    with pytest.raises(InvalidVersionError, match="is not a RubyGems version"):
        SCHEME.compare("1.0", text)


@pytest.mark.parametrize("text", ["0", "1", "1.2.3", "1.0.0.rc1", "2.0.0-x86", "1.a.b.c"])
def test_valid(text: str) -> None:
    assert SCHEME.explain_invalid(text) is None
