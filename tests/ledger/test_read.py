"""Reading: which advisories a query finds, in which order, and at which moments."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from navwarn.core import entry as payloads
from navwarn.core.advisory import fold
from navwarn.core.alias import AliasTable
from navwarn.core.entry import EntryKind
from navwarn.core.moments import LATEST, Moments
from navwarn.core.status import Exposure, Status
from navwarn.ledger.interface import EVERYTHING, Ledger, Query, StoredDocument
from tests.core.histories import scan
from tests.ledger.making import (
    CVE,
    FOUR,
    GHSA,
    ONE,
    OTHER_CVE,
    START,
    THREE,
    TWO,
    append_only_one,
    change,
    day,
    event,
    fixed,
    opened,
    record,
)

if TYPE_CHECKING:
    from navwarn.core.identifier import AdvisoryId


@pytest.fixture
def story(ledger: Ledger) -> Ledger:
    """Three advisories: one fixed in zlib, one withdrawn in airflow, one detected in another distribution."""
    record(
        ledger, opened(ONE, "zlib", [CVE, GHSA]), event(ONE, at=day(1), data=scan("go-module")), now=day(1)
    )
    record(ledger, opened(TWO, "airflow", [OTHER_CVE]), event(TWO, "fix-not-planned", day(2)), now=day(2))
    record(ledger, fixed(ONE, "1.3-r0", day(3)), now=day(3))
    record(ledger, change(TWO, EntryKind.WITHDRAWN, payloads.withdrawn("not ours")), now=day(4))
    record(
        ledger,
        opened(THREE, "airflow-3", [CVE], of="other"),
        event(THREE, "detection", day(5), scan("apk"), of="other"),
        event(THREE, "true-positive-determination", day(5), of="other"),
        now=day(5),
    )
    return ledger


def ids(ledger: Ledger, query: Query, moments: Moments = LATEST) -> list[AdvisoryId]:
    found = [advisory.id for advisory in ledger.advisories(query, moments)]
    assert ledger.count(query, moments) == len(found)
    return found


@pytest.mark.parametrize(
    ("query", "expected"),
    [
        (Query(), [THREE, ONE]),
        (EVERYTHING, [THREE, TWO, ONE]),
        (Query(distributions=["acme"]), [ONE]),
        (Query(distributions=["acme", "other"]), [THREE, ONE]),
        (Query(packages=["zlib", "airflow"]), [ONE]),
        (Query(packages=["airflow"], include_withdrawn=True), [TWO]),
        (Query(packages=["airflo"]), []),
        (Query(vulnerabilities=[CVE]), [THREE, ONE]),
        (Query(vulnerabilities=["cve-2024-0001"]), [THREE, ONE]),
        (Query(vulnerabilities=[GHSA.upper()]), [ONE]),
        (Query(vulnerabilities=[ONE.lower()]), [ONE]),
        (Query(vulnerabilities=[CVE], packages=["zlib"]), [ONE]),
        (Query(vulnerabilities=["CVE-2024-000"]), []),
        (Query(statuses=[Status.FIXED]), [ONE]),
        (Query(statuses=[Status.WITHDRAWN]), [TWO]),
        (Query(statuses=[Status.FIX_NOT_PLANNED]), []),
        (Query(exposures=[Exposure.VULNERABLE]), [THREE]),
        (Query(exposures=[Exposure.UNKNOWN], include_withdrawn=True), [TWO]),
        (Query(exposures=[Exposure.VULNERABLE], statuses=[Status.FIXED]), []),
        (Query(event_types=["fixed"]), [ONE]),
        (Query(event_types=["fix-not-planned"]), []),
        (Query(event_types=["fix-not-planned"], include_withdrawn=True), [TWO]),
        (Query(component_types=["go-module"]), [ONE]),
        (Query(component_types=["apk", "go-module"]), [THREE, ONE]),
        (Query(since=day(3)), [THREE, ONE]),
        (Query(since=day(4)), [THREE]),
        (Query(until=day(3)), [ONE]),
        (Query(since=day(3), until=day(3)), [ONE]),
        (Query(unresolved=True), [THREE]),
        (Query(unresolved=True, include_withdrawn=True), [THREE]),
        (Query(unresolved=True, event_types=["detection"]), []),
    ],
)
def test_conditions(story: Ledger, query: Query, expected: list[AdvisoryId]) -> None:
    assert ids(story, query) == expected


@pytest.mark.parametrize(
    ("moments", "query", "expected"),
    [
        (Moments(known=2), Query(statuses=[Status.UNDER_INVESTIGATION]), [ONE]),
        (Moments(as_of=day(2)), Query(statuses=[Status.UNDER_INVESTIGATION]), [ONE]),
        (Moments(as_of=day(1)), Query(vulnerabilities=[CVE]), [ONE]),
        (Moments(as_of=START), Query(), []),
        (Moments(known=0), EVERYTHING, []),
        (Moments(known=4), Query(packages=["airflow"]), [TWO]),
        (Moments(as_of=day(3)), Query(packages=["airflow"]), [TWO]),
        (Moments(as_of=day(4)), Query(packages=["airflow"]), []),
        (Moments(as_of=day(0)), Query(component_types=["go-module"]), []),
        (Moments(as_of=day(1), known=2), Query(component_types=["go-module"]), [ONE]),
    ],
)
def test_at_two_moments(story: Ledger, moments: Moments, query: Query, expected: list[AdvisoryId]) -> None:
    assert ids(story, query, moments) == expected


def test_an_alias_counts_from_when_it_was_known(story: Ledger) -> None:
    added = payloads.aliases_changed(["GO-2024-0001"], [CVE])
    (entry,) = record(story, change(ONE, EntryKind.ALIASES, added), now=day(6))
    before, after = Moments(known=entry.sequence - 1), Moments(known=entry.sequence)
    assert ids(story, Query(vulnerabilities=["GO-2024-0001"]), before) == []
    assert ids(story, Query(vulnerabilities=["GO-2024-0001"]), after) == [ONE]
    assert ids(story, Query(vulnerabilities=[CVE]), before) == [THREE, ONE]
    assert ids(story, Query(vulnerabilities=[CVE])) == [THREE]


def test_an_opaque_alias_is_found_as_it_is_written(ledger: Ledger) -> None:
    record(ledger, opened(ONE, aliases=["cve-2024-0001", "RustSec-1"]), event(ONE))
    assert ids(ledger, Query(vulnerabilities=["cve-2024-0001"])) == [ONE]
    assert ids(ledger, Query(vulnerabilities=["RustSec-1"])) == [ONE]
    assert ids(ledger, Query(vulnerabilities=["RUSTSEC-1"])) == []


def test_a_renamed_package_takes_its_advisories_along(story: Ledger) -> None:
    record(story, change(ONE, EntryKind.MOVED, payloads.moved("zlib-ng", "renamed")), now=day(6))
    assert ids(story, Query(packages=["zlib-ng"])) == [ONE]
    assert ids(story, Query(packages=["zlib"])) == []
    assert ids(story, Query(packages=["zlib"]), Moments(as_of=day(5))) == [ONE]
    assert story.packages("acme") == ["zlib-ng"]


def test_finding_what_a_package_has_withdrawn_or_not(story: Ledger) -> None:
    assert [advisory.id for advisory in story.find("acme", "airflow", [OTHER_CVE])] == [TWO]
    assert [advisory.id for advisory in story.find("acme", "zlib", [GHSA, "CVE-1999-0001"])] == [ONE]
    assert story.find("acme", "zlib", [OTHER_CVE]) == []
    assert story.find("other", "zlib", [CVE]) == []
    assert story.find("acme", "zlib", []) == []


def test_packages_come_in_file_order_and_advisories_as_opened(ledger: Ledger) -> None:
    for advisory, package in ((ONE, "airflow"), (TWO, "airflow-3"), (THREE, "airflow")):
        record(ledger, opened(advisory, package), event(advisory))
    assert ledger.packages() == ["airflow-3", "airflow"]
    assert [advisory.id for advisory in ledger.snapshot("acme").advisories] == [TWO, ONE, THREE]
    assert ids(ledger, Query()) == [TWO, ONE, THREE]


def test_packages_of_one_distribution_or_all(story: Ledger) -> None:
    assert story.packages() == ["airflow-3", "zlib"]
    assert story.packages("acme") == ["zlib"]
    assert story.packages("none") == []


def test_a_snapshot_is_the_fold_of_its_distribution(story: Ledger) -> None:
    for moments in (Moments(), Moments(as_of=day(2)), Moments(known=4), Moments(day(2), 3), Moments(known=0)):
        snapshot = story.snapshot("acme", moments)
        folded = [fold(group, moments) for group in story.grouped_entries("acme")]
        assert sorted(snapshot.advisories, key=id_of) == [one for one in folded if one is not None]
        assert (snapshot.distribution, snapshot.moments) == ("acme", moments)


def id_of(advisory: object) -> str:
    return str(getattr(advisory, "id", ""))


def test_one_advisory_by_its_id(story: Ledger) -> None:
    found = story.advisory(THREE)
    assert found is not None
    assert (found.distribution, found.package) == ("other", "airflow-3")
    assert story.advisory(THREE, Moments(known=6)) is None


def test_the_last_entry_at_a_time(story: Ledger) -> None:
    assert story.sequence_at(START) == 0
    assert story.sequence_at(day(1)) == 2
    assert story.sequence_at(day(2)) == 4
    assert story.sequence_at(day(99)) == 9 == story.head().size


def test_the_later_of_two_transactions_at_one_time_counts(ledger: Ledger) -> None:
    append_only_one(ledger)
    record(ledger, event(ONE))
    assert ledger.sequence_at(START) == 3


def test_entries_of_some_advisories(story: Ledger) -> None:
    assert [one.sequence for one in story.entries("acme")] == [1, 2, 3, 4, 5, 6]
    assert [one.sequence for one in story.entries(advisories=[TWO, THREE])] == [3, 4, 6, 7, 8, 9]
    assert [one.sequence for one in story.entries("acme", advisories=[TWO, THREE])] == [3, 4, 6]
    assert [one.sequence for one in story.entries(advisories=[ONE], after=1, until=4)] == [2]
    groups = story.grouped_entries(advisories=[TWO, ONE])
    assert [[one.sequence for one in group] for group in groups] == [[1, 2, 5], [3, 4, 6]]
    assert [group[0].advisory for group in story.grouped_entries("other")] == [THREE]


def test_ids_that_one_advisory_lists_together(story: Ledger) -> None:
    assert list(story.alias_statements()) == [(CVE, GHSA)]
    record(story, opened(FOUR, "zlib", [CVE, GHSA]), event(FOUR))
    assert AliasTable(story.alias_statements()).group([GHSA]) == {CVE, GHSA}
    assert len(list(story.alias_statements())) == 1


def test_withdrawn_advisories_state_nothing_about_ids(ledger: Ledger) -> None:
    record(ledger, opened(ONE, aliases=[CVE, GHSA]), event(ONE))
    record(ledger, change(ONE, EntryKind.WITHDRAWN, payloads.withdrawn("split")))
    assert list(ledger.alias_statements()) == []


def test_stored_documents_are_kept_replaced_and_forgotten(ledger: Ledger) -> None:
    first, second = StoredDocument("zlib", b"a: \xff\n", "1"), StoredDocument("air", b"b", "2")
    with ledger.write(now=START, actor="") as transaction:
        transaction.store_documents("acme", [first, second])
    assert list(ledger.stored_documents("acme")) == [second, first]
    assert list(ledger.stored_documents("other")) == []
    changed = StoredDocument("zlib", b"c", "3")
    with ledger.write(now=START, actor="") as transaction:
        transaction.store_documents("acme", [changed], removed=["air"])
    assert list(ledger.stored_documents("acme")) == [changed]
    assert list(ledger.stored_documents("acme", ["air", "zlib"])) == [changed]
    assert list(ledger.stored_documents("acme", [])) == []
