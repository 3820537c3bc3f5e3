"""apk's version operators (scanning.md SW6)."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from navwarn.versions.apk import UnknownOperatorError, compare, satisfies
from tests.versions import apk_model
from tests.versions.texts import texts

HOLDS = [
    ("1.0", "=", "1.0"),
    ("1.0", "==", "1.0"),
    ("1.0", "<", "1.1"),
    ("1.0", "<=", "1.0"),
    ("1.1", ">=", "1.0"),
    ("1.1", ">", "1.0"),
    ("1.0", "!=", "1.0-r0"),
    ("1.0", "!<", "1.0"),
    ("1.2.3-r4", "~", "1.2.3"),
    ("1.2.3-r4", "~", "1.2"),
    ("1.2.3-r4", "~", "1"),
    ("1.2.3-r4", "=~", "1.2"),
    ("1.2.3-r4", "~=", "1.2"),
    ("1.20", "!~", "1.2"),
    ("1.2", "!~", "1.2.3"),
    ("1.2a", "~", "1.2"),
    ("1.2_rc1", "~", "1.2"),
    ("1.2~abcdef", "~", "1.2"),
    ("1.2~abcdef", "!~", "1.2~abc"),
    ("1.2-foo", "~", "1.2"),
    ("1.2.3", "<~", "1.2"),
    ("1.1.9", "<~", "1.2"),
    ("1.3", "!<~", "1.2"),
    ("1.2.3", ">~", "1.2"),
    ("1.3", ">~", "1.2"),
    ("1.1", "!>~", "1.2"),
    ("1.2_rc1", ">~", "1.2"),
    ("1.2-foo", "~", "1.2-bar"),
    ("1.2-foo-r1", "!~", "1.2.1-bar"),
    ("1", "!~", ""),
    ("", "~", ""),
]


@pytest.mark.parametrize(("version", "operator", "other"), HOLDS)
def test_holds(version: str, operator: str, other: str) -> None:
    assert satisfies(version, operator, other)


@pytest.mark.parametrize(("version", "operator", "other"), HOLDS)
def test_the_negation_does_not_hold(version: str, operator: str, other: str) -> None:
    negation = operator[1:] if operator.startswith("!") else f"!{operator}"
    assert not satisfies(version, negation, other)


@pytest.mark.parametrize("operator", ["", "!", "!!=", "><", "<>", "<=>", "x", "= ", "=!"])
def test_an_operator_apk_does_not_have_is_refused(operator: str) -> None:
    with pytest.raises(UnknownOperatorError, match="is not a version operator: use <, <="):
        satisfies("1", operator, "2")


@given(texts("apk"), texts("apk"))
def test_plain_operators_are_comparison(left: str, right: str) -> None:
    sign = compare(left, right)
    assert satisfies(left, "<", right) == (sign < 0)
    assert satisfies(left, "<=", right) == (sign <= 0)
    assert satisfies(left, "=", right) == (sign == 0)
    assert satisfies(left, ">=", right) == (sign >= 0)
    assert satisfies(left, ">", right) == (sign > 0)


def is_fuzzily_equal(left: str, right: str) -> bool:
    """Whether the right side ends, or both are level, while all earlier tokens tie."""
    ending = apk_model.tokens(right)
    beginning = apk_model.tokens(left)[: len(ending) - 1]
    ties = zip(beginning, ending, strict=False)
    return (
        ending[-1].kind == apk_model.END
        and len(beginning) == len(ending) - 1
        and all(one.kind == two.kind and not apk_model.compare_values(one, two) for one, two in ties)
    )


@given(texts("apk"), texts("apk"), st.sampled_from(["", ".1", "_p", "a", "-r1", "!"]))
def test_fuzzy_operators_match_a_prefix_of_tokens(left: str, right: str, more: str) -> None:
    for version in (left, right + more):
        fuzzy = is_fuzzily_equal(version, right)
        assert satisfies(version, "~", right) == (fuzzy or compare(version, right) == 0)
        assert satisfies(version, "<~", right) == (fuzzy or compare(version, right) <= 0)
        assert satisfies(version, ">~", right) == (fuzzy or compare(version, right) >= 0)
