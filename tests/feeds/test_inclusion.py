"""A distribution that includes others: which advisory speaks."""

from __future__ import annotations

from typing import TYPE_CHECKING

from navwarn.core.advisory import Withdrawal
from navwarn.core.snapshot import Snapshot
from navwarn.core.standing import Standing, standing_of
from navwarn.feeds.inclusion import effective, layers, overlapping_packages
from tests.feeds.making import advisory, day, detected, fixed, snapshot

if TYPE_CHECKING:
    from collections.abc import Iterable

CVE = "CVE-2024-0001"
GHSA = "GHSA-2222-3333-4444"


def numbers(advisories: Iterable[Standing]) -> list[str]:
    return [item.id[-4:] for item in advisories]


def test_without_inclusion_everything_counts() -> None:
    one, two = advisory("2222", "zlib", (CVE,), fixed("1-r0")), advisory("3333", "zlib", (CVE,), detected())
    assert effective(snapshot(one, two)) == [standing_of(one), standing_of(two)]
    assert effective(Snapshot("acme", (one, two))) == [one, two]


def test_an_included_distribution_adds_its_packages_after_the_own_ones() -> None:
    public = snapshot(advisory("2222", "airflow", (CVE,), fixed("1-r0")), name="public")
    own = snapshot(advisory("3333", "zlib", (CVE,), fixed("2-r0")), includes=(public,))
    assert numbers(effective(own)) == ["3333", "2222"]


def test_the_nearest_distribution_speaks_for_a_vulnerability_of_a_package() -> None:
    far = snapshot(advisory("2222", "zlib", (CVE,), fixed("1-r0")), name="far")
    near = snapshot(advisory("3333", "zlib", (CVE, GHSA), fixed("2-r0")), name="near", includes=(far,))
    own = snapshot(advisory("4444", "zlib", (GHSA,), detected()), includes=(near,))
    assert numbers(effective(own)) == ["4444", "2222"]
    assert numbers(effective(near)) == ["3333"]


def test_an_open_advisory_hides_the_fix_that_another_distribution_made() -> None:
    public = snapshot(advisory("2222", "zlib", (CVE,), fixed("1-r0")), name="public")
    own = snapshot(advisory("3333", "zlib", (CVE,), detected()), includes=(public,))
    assert numbers(effective(own)) == ["3333"]


def test_other_vulnerabilities_of_a_shared_package_stay() -> None:
    public = snapshot(advisory("2222", "zlib", (GHSA,), fixed("1-r0")), name="public")
    own = snapshot(advisory("3333", "zlib", (CVE,), fixed("2-r0")), includes=(public,))
    assert numbers(effective(own)) == ["3333", "2222"]


def test_a_withdrawn_advisory_neither_hides_nor_is_hidden() -> None:
    gone = Withdrawal(day(5), "was wrong")
    public = snapshot(
        advisory("2222", "zlib", (CVE,), fixed("1-r0")),
        advisory("5555", "airflow", (CVE,), fixed("1-r0"), withdrawal=gone),
        name="public",
    )
    own = snapshot(
        advisory("3333", "zlib", (CVE,), fixed("2-r0"), withdrawal=gone),
        advisory("4444", "airflow", (CVE,), fixed("2-r0")),
        includes=(public,),
    )
    assert numbers(effective(own)) == ["4444", "3333", "5555", "2222"]


def test_a_distribution_that_is_included_twice_counts_once_and_at_its_nearest() -> None:
    base = snapshot(name="base")
    left, right = snapshot(name="left", includes=(base,)), snapshot(name="right", includes=(base,))
    names = [layer.distribution for layer in layers(snapshot(includes=(left, base, right)))]
    assert names == ["acme", "left", "base", "right"]


def test_overlapping_packages_are_named_once_and_sorted() -> None:
    one = snapshot(*(advisory("2222", name, (CVE,), detected()) for name in ("a", "b", "c")))
    two = snapshot(*(advisory("3333", name, (CVE,), detected()) for name in ("c", "b", "d")))
    assert overlapping_packages([one, two, one]) == ["a", "b", "c"]
    assert overlapping_packages([one]) == []
