"""Maven versions: the specification's padded comparison, its vectors in words of our own, and validity."""

from __future__ import annotations

import re
from itertools import zip_longest

import pytest
from hypothesis import given, settings

from navwarn.versions.maven import SCHEME
from tests.versions.chain import assert_ascending, assert_level
from tests.versions.texts import texts

ASCENDING = [
    ["1-alpha", "1-beta", "1-milestone", "1-rc", "1-snapshot", "1", "1-sp", "1-foo", "1-1", "1.1"],
    ["1.0.0-RC1", "1.0.0-rc2", "1.0.0.RC10", "1.0.0.SNAPSHOT", "1.0.0.Final", "1.0.0.sp1", "1.0.1"],
    ["1.0.alpha", "1", "1.x"],  # the cycle of univers
    ["1-a1", "1-alpha-2", "1-alpha10", "1-b1", "1-m1"],
    ["1-foo", "1-foo2", "1-foo10", "1-fooa"],
    ["1-0.1", "1.0.1"],
    ["1", "1-0.1", "1-1", "1.0.1"],
    ["1", "1.ga.1", "1-sp.1", "1.0.1"],
    ["", "0.1", "1", "9", "10", "2024"],
    ["alpha", "", "foo", "1"],
    ["31.1-android", "31.1-jre", "32.0.0-android"],
    ["4.1.99.Final", "4.1.100.Final"],
    ["2.9.10", "2.9.10.1", "2.9.10.8", "2.10.0"],
]
LEVEL = [
    ("1", "1.0.0"),
    ("1.0.0", "1-ga"),
    ("1.Final", "1.0.RELEASE"),
    ("1.0.0-foo.0.0", "1-foo"),
    ("1.0.0-0.0.0", "1"),
    ("1.foo", "1-foo"),
    ("1.0.0.RC1", "1-cr-1"),
    ("1-A1", "1-alpha-1"),
    ("1-1.foo-bar1baz-.1", "1-1.foo-bar-1-baz-0.1"),
    ("1.", "1-"),
    ("01.02", "1.2"),
    ("-1", "0-1"),
    ("1-ga-1", "1-1"),
    ("", "0"),
]


@pytest.mark.parametrize("chain", ASCENDING)
def test_each_is_below_all_that_follow(chain: list[str]) -> None:
    assert_ascending(SCHEME, chain)


@pytest.mark.parametrize(("one", "other"), LEVEL)
def test_level(one: str, other: str) -> None:
    assert_level(SCHEME, one, other)


QUALIFIERS = ["alpha", "beta", "milestone", "rc", "snapshot", "", "sp"]
SAME = {"cr": "rc", "ga": "", "final": "", "release": ""}
SHORT = {"a": "alpha", "b": "beta", "m": "milestone"}

Token = tuple[str, int | str]


def tokens(text: str) -> list[Token]:
    """Numbers and qualifiers with the separator before each, read one run at a time."""
    found: list[Token] = []
    separator, text = ".", text.lower()
    while True:
        run = re.match(r"[0-9]+|[^0-9.-]*", text)
        assert run is not None
        text = text[run.end() :]
        found.append((separator, meaning(run[0], digit_follows=text[:1] in tuple("0123456789"))))
        if not text:
            return trimmed(found)
        separator = text[0] if text[0] in ".-" else "-"
        text = text.removeprefix(separator) if text[0] in ".-" else text


def meaning(run: str, *, digit_follows: bool) -> int | str:
    if not run or (run.isdecimal() and run.isascii()):
        return int(run or "0")
    long = SHORT.get(run, run) if digit_follows else run
    return SAME.get(long, long)


def trimmed(found: list[Token]) -> list[Token]:
    """Without nulls at the end, before a hyphen or before a qualifier; one at a time until none is left."""
    for place, (_, value) in enumerate(found):
        rest = found[place + 1 :]
        if value in (0, "") and (not rest or rest[0][0] == "-" or isinstance(rest[0][1], str)):
            return trimmed(found[:place] + rest)
    return found


def rank(token: Token) -> tuple[int, int, int | str]:
    separator, value = token
    if isinstance(value, int):
        return (1 if separator == "-" else 2, value, 0)
    known = value in QUALIFIERS
    return (0, QUALIFIERS.index(value) if known else len(QUALIFIERS), "" if known else value)


def pad(other: Token) -> Token:
    """What a missing token is beside the other: 0 beside a dotted number, else a release."""
    separator, value = other
    return (".", 0) if separator == "." and isinstance(value, int) else ("-", "")


def compare(left: str, right: str) -> int:
    for one, two in zip_longest(tokens(left), tokens(right)):
        first, second = rank(one or pad(two)), rank(two or pad(one))
        if first != second:
            return -1 if first < second else 1
    return 0


@pytest.mark.broad
@settings(max_examples=500)
@given(texts("maven"), texts("maven"))
def test_the_key_orders_as_the_specification_does(left: str, right: str) -> None:
    assert SCHEME.compare(left, right) == compare(left, right)


@pytest.mark.parametrize("text", ["1", "1.0.0.Final", "1.0-SNAPSHOT", "r09", "1.0_2+b", "2.0.0-M1", "\u00e9"])
def test_valid(text: str) -> None:
    assert SCHEME.explain_invalid(text) is None


@pytest.mark.parametrize(
    ("text", "why"),
    [
        ("", "the Maven version is empty"),
        ("1 0", "' ' has no place in a version"),
        ("[1.0,2.0)", "'[' has no place in a version"),
        ("${revision}", "'{' has no place in a version"),
        ("1/2", "'/' has no place in a version"),
        ("1.0\n", r"'\n' has no place in a version"),
        ("1\0", r"'\x00' has no place in a version"),
    ],
)
def test_invalid_and_why(text: str, why: str) -> None:
    assert why in str(SCHEME.explain_invalid(text))
