"""The order of apk versions, rule by rule (scanning.md SW1-SW9)."""

from __future__ import annotations

from itertools import product
from typing import TYPE_CHECKING

import pytest
from hypothesis import example, given, settings

from navwarn.versions.apk import SCHEME, compare
from tests.versions import apk_model
from tests.versions.chain import assert_ascending, assert_level
from tests.versions.texts import texts

if TYPE_CHECKING:
    from pathlib import Path

SIGNS = {-1: "<", 0: "=", 1: ">"}

ASCENDING = [
    # SW7 and SW8: the empty text is below everything, 0 below everything real.
    ["", "foo", "0_alpha", "0-foo", "0", "0-r1", "0.0", "0.1", "1"],
    ["1_alpha", "1_beta", "1_pre", "1_rc", "1", "1_cvs", "1_svn", "1_git", "1_hg", "1_p"],  # SW2: ranks
    ["1.0-foo", "1.0", "1.0-r0", "1.0-r1", "1.0~0", "1.0_git", "1.0_p1", "1.0a", "1.0.1"],  # SW3: kinds
    ["1_alpha-foo", "1_alpha", "1_alpha-r1", "1_alpha~1", "1_alpha0", "1_alpha1", "1_alpha_p"],  # SW3
    ["1_p_alpha", "1_p", "1_p-r9", "1_p~f", "1_p0", "1_p_cvs"],  # SW3: a suffix number below a suffix
    ["1_alpha_pre2", "1_alpha", "1_alpha_p"],  # SW3: a pre-release of a pre-release
    ["1.00", "1.01", "1.010", "1.02", "1.1", "1.2", "1.10"],  # SW2: numbers led by 0 are text
    ["3.7.0024", "3.7.003", "3.7.1"],
    ["1.0", "1.01", "1.1"],
    ["1.05", "1.1"],
    ["1a", "1b", "1.0", "1.0a"],  # SW3: a letter below a further number
    ["1~1", "1~10", "1~2", "1~a", "1~aa", "1~b"],  # SW2: hashes are text
    ["1~abc", "1~abc-r1", "1~abc-r2", "1~abcd"],
    ["1.0-r9", "1.0-r10", "1.0-r99", "1.0-r100"],  # the defect of documents.md P4
    ["1.0_git20200101", "1.0_git20210101", "1.0_p1", "1.0_p9", "1.0_p10"],
    ["1.0", "1.0bc", "1.0b", "1.0c"],  # SW4: invalid from some place on
    ["1.1.0-r0", "1.1.0-r1-r0", "1.1.0-r1", "1.1.0-r2"],  # SW5: two releases
    ["3", "20", "100"],
]

LEVEL = [
    ("006", "6"),
    ("1_p01", "1_p1"),
    ("1-r01", "1-r1"),
    ("021109-r3", "21109-r03"),
    ("1.0-foo", "1.0-bar"),  # SW4: both invalid
    ("1.0_foo", "1.0-r"),
    ("1.0.", "1.0.x"),
    ("1.0b1.5", "1.0bc"),  # both invalid after b
    ("1.1.0-r1-r0", "1.1.0-r1-r9"),  # SW5: one head
    ("foo", "-1"),
    ("1.0_prefoo", "1.0_foo"),  # a suffix is the whole word
    ("1.0~AB", "1.0~"),
    ("1.0\n", "1.0 "),
    ("1.\u0663", "1."),  # digits are ASCII digits
]


@pytest.mark.parametrize("chain", ASCENDING)
def test_each_is_below_all_that_follow(chain: list[str]) -> None:
    assert_ascending(SCHEME, chain)


@pytest.mark.parametrize(("one", "other"), LEVEL)
def test_level(one: str, other: str) -> None:
    assert_level(SCHEME, one, other)


@pytest.mark.broad
@settings(max_examples=600)
@given(texts("apk"), texts("apk"))
@example("", "x")
@example("1_p", "1_p0")
def test_the_key_orders_as_the_rules_do(left: str, right: str) -> None:
    assert compare(left, right) == apk_model.compare(left, right)


def given_vectors(folder: Path) -> list[tuple[str, str, str]]:
    lines = (folder / "apk-versions" / "comparisons.tsv").read_text(encoding="utf-8").splitlines()
    return [(left, sign, right) for left, sign, right in (line.split("\t") for line in lines[1:])]


def test_all_given_vectors(test_data: Path) -> None:
    vectors = given_vectors(test_data)
    assert len(vectors) == 734
    wrong = [row for row in vectors if SIGNS[compare(row[0], row[2])] != row[1]]
    assert wrong == []


def test_keys_and_rules_agree_on_all_pairs_of_given_versions(test_data: Path) -> None:
    versions = sorted({text for left, _, right in given_vectors(test_data) for text in (left, right)})[::3]
    wrong = [
        (left, right)
        for left, right in product(versions, versions)
        if compare(left, right) != apk_model.compare(left, right)
    ]
    assert wrong == []


@pytest.mark.parametrize("size", [19, 20, 254, 255, 256, 4_301, 100_000])
def test_numbers_beyond_any_machine_word(size: int) -> None:
    smaller, larger = "9" * size, "1" + "0" * size
    for frame in ("{}", "1.{}", "1_p{}", "1-r{}"):
        assert compare(frame.format(smaller), frame.format(larger)) == -1
        assert compare(frame.format("0" * 9 + smaller), frame.format("0" * 9 + larger)) == (
            1 if frame == "1.{}" else -1  # led by 0 it is text: nines come after one and zeros
        )
