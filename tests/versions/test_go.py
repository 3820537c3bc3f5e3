"""Go's module versions and its own releases (scanning.md SA7, SG11, SE2)."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st
from univers.versions import GolangVersion

from navwarn.versions.go import SCHEME
from navwarn.versions.interface import InvalidVersionError
from tests.versions.chain import assert_ascending, assert_level

ASCENDING = [
    [
        "v0.0.0-20190101000000-abcdefabcdef",
        "v0.0.0-20240102030405-abcdefabcdef",
        "v0.0.1",
        "v0.17.0",
        "v1.0.0",
    ],
    ["v1.2.3-rc.1", "v1.2.3", "v1.2.4-0.20240102030405-abcdefabcdef", "v1.2.4"],
    ["v1.9.0", "v1.10.0", "v2.0.0+incompatible", "v10.0.0"],
    ["go1.20", "go1.20.7", "go1.20.10", "go1.21beta1", "go1.21rc2", "go1.21rc10", "go1.21.0", "go1.21.1"],
]
LEVEL = [
    ("go1.20.7", "1.20.7"),
    ("go1.20", "v1.20.0"),
    ("go1.21rc2", "1.21.0-rc.2"),
    ("1.21rc2", "go1.21rc2"),
    ("go1.9.2rc2", "1.9.2-rc.2"),
    ("v24.0.9+incompatible", "24.0.9"),
    ("v1.2.3+incompatible+dirty", "v1.2.3"),
    ("v1.2", "v1.2.0"),
]
VALID = [
    "v1.2.3",
    "1.2.3",
    "v1.2",
    "v1",
    "v0.0.0-20240102030405-abcdefabcdef",
    "v2.0.0+incompatible",
    "go1.20.7",
    "go1.21rc2",
    "go1.4",
]
UNREADABLE = ["", "(devel)", "go", "gov1.2.3", "devel go1.22-4b6f3f4", "v1.2.3.4", "go1.20.7 ", "vgo1.2"]


@pytest.mark.parametrize("chain", ASCENDING)
def test_each_is_below_all_that_follow(chain: list[str]) -> None:
    assert_ascending(SCHEME, chain)


@pytest.mark.parametrize(("one", "other"), LEVEL)
def test_level(one: str, other: str) -> None:
    assert_level(SCHEME, one, other)


@pytest.mark.parametrize("text", VALID)
def test_valid(text: str) -> None:
    assert SCHEME.explain_invalid(text) is None


@pytest.mark.parametrize("text", ["v01.2.3", "v1.2-rc1", "v1.2.3+a+b"])
def test_invalid_but_placed(text: str) -> None:
    assert "is not a Go version such as" in str(SCHEME.explain_invalid(text))
    assert SCHEME.compare(text, "v9.0.0") == -1


@pytest.mark.parametrize("text", UNREADABLE)
def test_what_cannot_be_read_has_no_place(text: str) -> None:
    assert not SCHEME.is_valid(text)
    with pytest.raises(InvalidVersionError, match="is not a Go version such as"):
        SCHEME.compare("v1.0.0", text)


WRITTEN = st.from_regex(r"v[0-2]\.[0-2]\.(0|1|10)(-(0|rc)\.[1-9])?", fullmatch=True)


@given(WRITTEN, WRITTEN)
def test_agrees_with_univers(left: str, right: str) -> None:
    one, two = GolangVersion(left), GolangVersion(right)
    assert SCHEME.compare(left, right) == (one > two) - (one < two)
