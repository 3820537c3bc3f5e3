"""What an advisory claims, for one architecture and for all."""

from __future__ import annotations

import pytest

from navwarn.core.advisory import Withdrawal
from navwarn.core.event import Event, EventType
from navwarn.core.status import Status
from navwarn.feeds.claim import Claim, claim_on, common_version, version_of, version_on
from navwarn.feeds.interface import NOT_AFFECTED, OPEN
from tests.feeds.making import day, detected, false_positive, fixed, standing, stated

ALIAS = ("CVE-2024-0001",)
BOTH = ("x86_64", "aarch64")
ON_X86 = {"architectures": ["x86_64"]}
ON_ARM = {"architectures": ["aarch64"]}


@pytest.mark.parametrize("kind", EventType)
def test_only_a_fix_and_a_false_positive_state_a_version(kind: EventType) -> None:
    expected = {EventType.FIXED: "1-r0", EventType.FALSE_POSITIVE: NOT_AFFECTED}.get(kind, OPEN)
    assert version_of(Event(day(0), kind, {"fixed-version": "1-r0"})) == expected


def test_of_several_fixes_the_latest_counts_whatever_the_order() -> None:
    assert (
        common_version(standing("2222", "a", ALIAS, fixed("2-r0", at=5), fixed("1-r0", at=1)), BOTH) == "2-r0"
    )


def test_at_one_time_the_last_recorded_counts() -> None:
    item = standing("2222", "a", ALIAS, fixed("1-r0", at=1), detected(at=1))
    assert common_version(item, BOTH) == OPEN
    assert item.status is Status.UNDER_INVESTIGATION


@pytest.mark.parametrize("extension", [{}, ON_X86])
def test_a_withdrawn_advisory_states_nothing(extension: dict[str, list[str]]) -> None:
    gone = Withdrawal(day(3), "was wrong")
    item = standing("2222", "a", ALIAS, fixed("1-r0", extension=extension), withdrawal=gone)
    assert common_version(item, BOTH) == version_on(item, "x86_64") == OPEN


def test_a_fix_for_one_architecture_says_nothing_about_the_other() -> None:
    fix = fixed("1-r0", extension=ON_X86)
    item = standing("2222", "a", ALIAS, fix)
    assert item.split
    assert claim_on(item.split, "x86_64") == Claim(Status.FIXED, "1-r0", fix)
    assert claim_on(item.split, "aarch64") == Claim(Status.UNDER_INVESTIGATION, OPEN, None)
    assert common_version(item, BOTH) == OPEN
    assert common_version(item, ["x86_64"]) == "1-r0"


def test_where_architectures_differ_the_highest_fix_holds_for_all() -> None:
    item = standing(
        "2222", "a", ALIAS, fixed("1-r10", at=1, extension=ON_ARM), fixed("1-r9", at=2, extension=ON_X86)
    )
    assert common_version(item, BOTH) == "1-r10"


def test_not_affected_on_one_and_fixed_on_the_other_is_fixed() -> None:
    item = standing("2222", "a", ALIAS, false_positive(at=1), fixed("1-r0", at=2, extension=ON_ARM))
    assert common_version(item, BOTH) == "1-r0"
    assert common_version(item, ["x86_64"]) == NOT_AFFECTED


def test_without_any_architecture_a_split_advisory_states_nothing() -> None:
    assert common_version(standing("2222", "a", ALIAS, fixed("1-r0", extension=ON_X86)), ()) == OPEN


def test_other_extension_fields_split_nothing() -> None:
    item = standing(
        "2222", "a", ALIAS, fixed("1-r0", extension={"fix-method": "patch"}), stated(EventType.FIXED, at=0)
    )
    assert not item.split
    assert version_on(item, "riscv64") == "1-r0"


def test_architectures_that_are_no_list_limit_nothing() -> None:
    item = standing("2222", "a", ALIAS, fixed("1-r0", extension={"architectures": None}))
    assert claim_on(item.split, "riscv64").version == "1-r0"
