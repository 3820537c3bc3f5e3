"""Python versions agree with packaging (PEP 440)."""

from __future__ import annotations

import pytest
from hypothesis import given, settings
from packaging.version import InvalidVersion, Version

from navwarn.versions.interface import InvalidVersionError
from navwarn.versions.pypi import SCHEME
from tests.versions.chain import assert_ascending, assert_level
from tests.versions.texts import placed_texts, texts

ASCENDING = [
    [
        "1.dev0",
        "1.0a1.dev1",
        "1.0a1",
        "1.0a1.post1",
        "1.0a2",
        "1.0b1",
        "1.0rc1",
        "1.0",
        "1.0.post1.dev1",
        "1.0.post1",
    ],
    ["1.0", "1.0+a", "1.0+a.b", "1.0+a.1", "1.0+b", "1.0+1", "1.0+10", "1.0.1"],
    ["0", "0.0.1", "0.1", "1.0.0.0.1", "1.1", "1.2", "1.10", "1!0.1", "2!0"],
]
LEVEL = [
    ("1.0", "1.0.0"),
    ("v1.0", " 1.0\n"),
    ("1.0-1", "1.0.post1"),
    ("1.0ALPHA1", "1.0a1"),
    ("1.0c1", "1rc1"),
]


@pytest.mark.parametrize("chain", ASCENDING)
def test_each_is_below_all_that_follow(chain: list[str]) -> None:
    assert_ascending(SCHEME, chain)


@pytest.mark.parametrize(("one", "other"), LEVEL)
def test_level(one: str, other: str) -> None:
    assert_level(SCHEME, one, other)


@pytest.mark.broad
@settings(max_examples=300)
@given(placed_texts("pypi"), placed_texts("pypi"))
def test_the_key_orders_as_packaging_does(left: str, right: str) -> None:
    one, two = Version(left), Version(right)
    assert SCHEME.compare(left, right) == (one > two) - (one < two)


@given(texts("pypi"))
def test_valid_is_what_packaging_reads(text: str) -> None:
    try:
        Version(text)
    except InvalidVersion:
        assert not SCHEME.is_valid(text)
    else:
        assert SCHEME.is_valid(text)


@pytest.mark.parametrize("text", ["", "x", "1.0-rc-final", "1..0", "2004d", "1.0+\u00e9"])
def test_what_packaging_refuses_has_no_place(text: str) -> None:
    assert "is not a Python version (PEP 440)" in str(SCHEME.explain_invalid(text))
    with pytest.raises(InvalidVersionError, match="is not a Python version"):
        SCHEME.compare("1.0", text)
