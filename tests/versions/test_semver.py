"""Semantic versions, and npm's (SemVer 2.0.0)."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from hypothesis import given
from hypothesis import strategies as st
from univers.versions import SemverVersion

from navwarn.versions import npm
from navwarn.versions.interface import InvalidVersionError
from navwarn.versions.semver import SCHEME
from tests.versions.chain import assert_ascending, assert_level

if TYPE_CHECKING:
    from navwarn.versions.keyed import KeyedScheme

ASCENDING = [
    ["0.0.0-0", "0.0.0", "0.0.1", "0.1.0", "1.0.0", "2.0.0", "10.0.0"],
    ["1.0.0-1", "1.0.0-2", "1.0.0-10", "1.0.0-A", "1.0.0-a", "1.0.0-a.1", "1.0.0-a.b", "1.0.0-b", "1.0.0"],
    ["1.0.0-rc.1", "1.0.0-rc.1.0", "1.0.0-rc.2", "1.0.0-rc.10", "1.0.0-rc1", "1.0.0-rc10", "1.0.0-rc2"],
    ["1.0.0--", "1.0.0-a-", "1.0.0-a-b", "1.0.0"],
    ["1.2.0-0", "1.2", "1.2.1", "v1.3", "2"],  # read, though not valid
]
LEVEL = [
    ("1.0.0", "1.0.0+build"),  # clause 10: build metadata does not count
    ("1.0.0+a", "1.0.0+b"),
    ("1.0.0-a+1", "1.0.0-a"),
    ("1", "1.0.0"),
    ("v1.2.3", "1.2.3"),
    ("01.2.3", "1.2.3"),
    ("1.0.0-01", "1.0.0-1"),
]
VALID = ["0.0.0", "1.2.3", "1.0.0-rc.1", "1.0.0-0a.--", "1.0.0+001", "1.0.0-a.b+c.d", "10.20.30"]
INVALID = ["1", "1.2", "v1.2.3", "01.2.3", "1.2.3-01", "1.2.3+", "1.2.3-a..b", "1.2.3\n"]
UNREADABLE = ["", "x", "1.2.3.4", "1.2.3-", "1.2.3-a..b", "1.2.3 ", "1.2.3\n", "1.2.\u0663", "latest", "1..2"]


@pytest.mark.parametrize("scheme", [SCHEME, npm.SCHEME], ids=["semver", "npm"])
@pytest.mark.parametrize("chain", ASCENDING)
def test_each_is_below_all_that_follow(chain: list[str], scheme: KeyedScheme) -> None:
    assert_ascending(scheme, chain)


@pytest.mark.parametrize(("one", "other"), LEVEL)
def test_level(one: str, other: str) -> None:
    assert_level(SCHEME, one, other)


def test_npm_reads_a_leading_equals_sign() -> None:
    assert npm.SCHEME.compare("=1.2.3", "v1.2.3") == 0
    assert not npm.SCHEME.is_valid("=1.2.3")
    with pytest.raises(InvalidVersionError):
        SCHEME.compare("=1.2.3", "1.2.3")


@pytest.mark.parametrize("text", VALID)
def test_valid(text: str) -> None:
    assert SCHEME.is_valid(text)
    assert npm.SCHEME.is_valid(text)


@pytest.mark.parametrize("text", INVALID)
def test_invalid(text: str) -> None:
    assert "MAJOR.MINOR.PATCH without leading zeros" in str(SCHEME.explain_invalid(text))


@pytest.mark.parametrize("text", UNREADABLE)
def test_what_cannot_be_read_has_no_place(text: str) -> None:
    assert not SCHEME.is_valid(text)
    with pytest.raises(
        InvalidVersionError, match=r"cannot be read as a semantic version such as 1\.2\.3-rc\.1"
    ):
        SCHEME.compare("1.0.0", text)


WRITTEN = st.from_regex(
    r"[0-2]\.[0-2]\.(0|1|10)(-(0|[1-9a-cA-C-][0-9a-c]?)(\.(0|[1-9a-c])){0,2})?", fullmatch=True
)


@given(WRITTEN, WRITTEN)
def test_agrees_with_univers_where_there_is_no_build_metadata(left: str, right: str) -> None:
    one, two = SemverVersion(left), SemverVersion(right)
    assert SCHEME.compare(left, right) == (one > two) - (one < two)
