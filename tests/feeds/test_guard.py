"""Rule G5: a feed that loses much is noticed, and why is said."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from navwarn.core.event import EventType
from navwarn.core.status import Status
from navwarn.feeds.guard import Loss, Reopened, compare, open_advisories
from navwarn.feeds.interface import NOT_AFFECTED, OPEN, Statement
from tests.feeds.making import detected, false_positive, fixed, standing, stated


def many(count: int, *, package: str = "big", version: str = "1-r0") -> list[Statement]:
    return [Statement(package, version, f"CVE-2024-{number:04}") for number in range(count)]


def spread(count: int) -> list[Statement]:
    """Statements of packages so large that none of them loses half."""
    return [Statement(f"p{number % 4}", "1-r0", f"CVE-2024-{number:04}") for number in range(count)]


def test_five_per_cent_may_go_and_one_more_may_not() -> None:
    old = spread(100)
    assert not compare(old, old[5:]).is_refused
    report = compare(old, old[6:])
    assert report.reasons == ("6 of 100 statements (more than 5 %)",)
    assert report.gone == tuple(sorted(old[:6]))


def test_half_of_a_package_may_go_and_one_more_may_not() -> None:
    rest = many(1000)
    old = many(4, package="small") + rest
    assert not compare(old, old[2:]).is_refused
    assert compare(old, old[3:]).packages == (("small", Loss(4, 3)),)
    assert compare(old, old[3:]).reasons == ("3 of 4 statements of package small",)


def test_a_package_with_one_statement_loses_more_than_half_with_it() -> None:
    old = many(1, package="small") + many(1000)
    assert compare(old, old[1:]).is_refused


def test_one_per_cent_of_what_is_not_affected_may_go_and_one_more_may_not() -> None:
    old = many(200, version=NOT_AFFECTED) + many(1000)
    assert not compare(old, old[2:]).is_refused
    assert compare(old, old[3:]).reasons == ("3 of 200 not-affected entries (more than 1 %)",)


def test_another_version_is_a_loss_of_the_first() -> None:
    old = many(100)
    report = compare(old, many(100, version="2-r0"))
    assert report.statements == Loss(100, 100)
    assert report.is_refused


def test_a_statement_without_fix_is_no_loss() -> None:
    assert compare(many(10, version=OPEN), []).statements == Loss(0, 0)


def test_reopened_advisories_are_named_apart() -> None:
    old = many(100) + many(1, package="zlib")
    again = standing("2222", "zlib", ("CVE-2024-0000", "CVE-2024-0099"), fixed("1-r0"), detected(at=3))
    report = compare(old, old[:100], open_advisories([again]))
    assert report.reopened == (Reopened(again.id, "zlib", Status.UNDER_INVESTIGATION),)
    assert compare(old, old, open_advisories([again])).reopened == ()


def test_open_is_whatever_is_neither_fixed_nor_not_affected() -> None:
    alias = ("CVE-2024-0001",)
    closed = [standing("2222", "a", alias, fixed("1-r0")), standing("3333", "a", alias, false_positive())]
    assert open_advisories(closed) == {}
    for kind in set(EventType) - {EventType.FIXED, EventType.FALSE_POSITIVE}:
        assert ("a", alias[0]) in open_advisories([standing("4444", "a", alias, stated(kind))])


@given(st.lists(st.sampled_from(spread(12)), unique=True), st.lists(st.sampled_from(spread(12)), unique=True))
def test_what_stays_and_what_is_added_is_no_loss(old: list[Statement], new: list[Statement]) -> None:
    report = compare(old, new)
    assert set(report.gone) == set(old) - set(new)
    assert report.statements == Loss(len(old), len(report.gone))
    assert not compare(old, old + new).is_refused
