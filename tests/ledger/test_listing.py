"""Lists for readers: any filter in any order, page by page, is what the fold says, on both databases."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from navwarn.core.advisory import Advisory, fold
from navwarn.core.event import EventType
from navwarn.core.instant import DAY, Instant
from navwarn.core.moments import LATEST, Moments
from navwarn.core.severity import Severity
from navwarn.core.status import Exposure, Status
from navwarn.ledger import open_ledger, open_reading
from navwarn.ledger.interface import DatabaseError, Ledger, SlowQueryError
from navwarn.ledger.listing import STATUS_ORDER, ListFilter, ListOrder, Order
from navwarn.ledger.listing_projection import natural_key
from tests.core.histories import ALIASES, COMPONENT_TYPES, PACKAGES, START
from tests.ledger.database import engine_of
from tests.ledger.making import CVE, FOUR, GHSA, ONE, THREE, TWO, day, event, fixed, opened, record
from tests.ledger.test_law import _SLOW, NewUrl, Player, Script, moments, new_url, scripts

if TYPE_CHECKING:
    from collections.abc import Iterator

    from navwarn.core.listing import Listing

__all__ = ["new_url"]

instants = st.none() | st.integers(0, 12).map(lambda number: Instant(START + number * DAY))
filters = st.builds(
    ListFilter,
    distributions=st.sampled_from([(), ("acme",), ("other",), ("acme", "other"), ("acme", "nowhere")]),
    packages=st.lists(st.sampled_from(PACKAGES), max_size=2),
    vulnerabilities=st.lists(st.sampled_from([*ALIASES, ONE, FOUR]), max_size=2),
    statuses=st.lists(st.sampled_from(Status), max_size=3),
    exposures=st.lists(st.sampled_from(Exposure), max_size=1),
    severities=st.lists(st.sampled_from([Severity.UNKNOWN, Severity.HIGH]), max_size=1),
    event_types=st.lists(st.sampled_from(list(EventType)), max_size=2),
    component_types=st.lists(st.sampled_from(COMPONENT_TYPES), max_size=1),
    exploited=st.sampled_from([None, None, False, True]),
    since=instants,
    until=instants,
    text=st.sampled_from(["", "", ALIASES[0][4:9], PACKAGES[0][:2], "nothing-like-it"]),
    include_withdrawn=st.booleans(),
)
orders = st.builds(ListOrder, st.sampled_from(Order), st.booleans())


def matches(advisory: Advisory, wanted: ListFilter, updated: Instant) -> bool:
    """What a filter means, said of one advisory."""
    wants_withdrawn = wanted.include_withdrawn or Status.WITHDRAWN in wanted.statuses
    names = [advisory.package.lower(), *(alias.lower() for alias in advisory.aliases)]
    return all(
        (
            advisory.distribution in wanted.distributions,
            not wanted.packages or advisory.package in wanted.packages,
            not wanted.vulnerabilities or {*advisory.aliases, advisory.id} & {*wanted.vulnerabilities},
            not wanted.statuses or advisory.status in wanted.statuses,
            not wanted.exposures or advisory.exposure in wanted.exposures,
            not wanted.severities or Severity.UNKNOWN in wanted.severities,
            not wanted.event_types or advisory.latest.type in wanted.event_types,
            not wanted.component_types or advisory.component_types & {*wanted.component_types},
            not wanted.exploited,
            wanted.since is None or updated >= wanted.since,
            wanted.until is None or updated <= wanted.until,
            all(any(word.lower() in name for name in names) for word in wanted.text.split()),
            advisory.withdrawal is None or wants_withdrawn,
        )
    )


def key_of(row: Listing, order: ListOrder) -> tuple[object, ...]:
    """What rows of an order ascend or descend by."""
    return {
        Order.UPDATED: (row.updated,),
        Order.PUBLISHED: (row.published,),
        Order.VULNERABILITY: (natural_key(row.vulnerability),),
        Order.PACKAGE: (row.package, row.updated),
        Order.STATUS: (STATUS_ORDER.index(row.status),),
        Order.SEVERITY: (0, row.updated),
    }[order.by]


def pages(ledger: Ledger, wanted: ListFilter, order: ListOrder, when: Moments) -> Iterator[Listing]:
    """All rows, read two at a time."""
    after = None
    while True:
        page = ledger.lists.page(wanted, order, moments=when, after=after, limit=2)
        assert len(page.rows) <= 2
        yield from page.rows
        after = page.next
        if after is None:
            return


@settings(max_examples=60, suppress_health_check=_SLOW)
@given(script=scripts(), asked=st.lists(st.tuples(filters, orders, moments | st.just(LATEST)), max_size=8))
def test_a_list_is_what_the_fold_says_page_by_page(
    new_url: NewUrl, script: Script, asked: list[tuple[ListFilter, ListOrder, Moments]]
) -> None:
    with open_ledger(new_url()) as ledger:
        Player(ledger).play(script)
        groups = list(ledger.grouped_entries())
        for wanted, order, when in asked:
            folded = [one for group in groups if (one := fold(group, when))]
            is_past = when != LATEST
            expected = [
                one
                for one in folded
                if matches(one, wanted, one.latest.timestamp if is_past else one.modified)
            ]
            rows = list(pages(ledger, wanted, order, when))
            assert {row.advisory for row in rows} == {one.id for one in expected}, (wanted, order, when)
            assert len(rows) == len(expected)
            keys = [key_of(row, order) for row in rows]
            assert keys == sorted(keys, reverse=order.descending), (order, keys)
            counts = ledger.lists.counts(wanted, moments=when).numbers
            assert counts == {
                status: number
                for status in Status
                if (number := sum(one.status is status for one in expected))
            }


def fill(ledger: Ledger) -> None:
    note = {"note": "Only the *remote-code* path of libfoo 1.2 is reachable. Größe"}
    record(
        ledger,
        *(opened(ONE, "nghttp2", ["CVE-2023-44487", GHSA]), event(ONE)),
        *(opened(TWO, "curl", ["CVE-2023-44487"]), event(TWO, "true-positive-determination", day(1), note)),
        *(opened(THREE, "zlib", [CVE], of="other"), fixed(THREE, "1.3.1-r0", day(2), of="other")),
    )


def found(ledger: Ledger, text: str, *distributions: str) -> set[str]:
    wanted = ListFilter(distributions=distributions or ("acme", "other"), text=text)
    return {row.package for row in ledger.lists.page(wanted).rows}


@pytest.mark.parametrize(
    ("text", "packages"),
    [
        ("44487", {"nghttp2", "curl"}),
        ("cve-2023-4", {"nghttp2", "curl"}),
        ("44487 http", {"nghttp2"}),
        ("GHSA-2222", {"nghttp2"}),
        ("TTP2", {"nghttp2"}),
        ("z", {"zlib"}),
        ("remote", {"curl"}),
        ("remote-code", {"curl"}),
        ("GRÖSSE", {"curl"}),
        ("emote", set()),
        (ONE, {"nghttp2"}),
        (ONE[:9].lower(), {"nghttp2"}),
        ('"', set()),
        ("%", set()),
        ("_", set()),
        ("!", set()),
        ("remote AND NOT", set()),
        ("'); DROP TABLE listing; --", set()),
        ("*", set()),
        ("\0", {"nghttp2", "curl", "zlib"}),
    ],
)
def test_what_is_typed_is_found_in_ids_names_and_notes(ledger: Ledger, text: str, packages: set[str]) -> None:
    fill(ledger)
    assert found(ledger, text) == packages


def test_a_word_that_nearly_all_have_is_found_by_asking_each(
    ledger: Ledger, monkeypatch: pytest.MonkeyPatch
) -> None:
    fill(ledger)
    few = {text: found(ledger, text) for text in ("cve", "44487", "z", "remote-code", "NW-2", "%", "größe")}
    monkeypatch.setattr("navwarn.ledger.listing_search.FEW", 0)
    assert {text: found(ledger, text) for text in few} == few


def test_what_one_may_not_see_is_neither_listed_nor_counted(ledger: Ledger) -> None:
    fill(ledger)
    assert found(ledger, "", "other") == {"zlib"}
    assert found(ledger, "44487", "other") == set()
    assert ledger.lists.counts(ListFilter(distributions=("other",))).numbers == {Status.FIXED: 1}


def test_a_row_shows_its_note_its_other_ids_and_its_canonical_one(ledger: Ledger) -> None:
    fill(ledger)
    rows = {row.package: row for row in ledger.lists.page(ListFilter(distributions=["acme"])).rows}
    assert rows["nghttp2"].aliases == (GHSA,)
    assert rows["nghttp2"].vulnerability == "CVE-2023-44487"
    assert rows["curl"].note.startswith("Only the")


def test_counting_stops_where_nobody_reads_on(ledger: Ledger) -> None:
    fill(ledger)
    counts = ledger.lists.counts(ListFilter(distributions=["acme"]), cap=0)
    assert counts.numbers == {Status.UNDER_INVESTIGATION: 1, Status.AFFECTED: 1}


def test_a_reading_ledger_sees_what_others_record_and_records_nothing(url: str) -> None:
    with open_ledger(url) as ledger:
        fill(ledger)
        with open_reading(url, seconds=5) as reading:
            before = reading.version()
            assert reading.version() == before
            assert reading.head() == ledger.head()
            record(ledger, event(ONE, "true-positive-determination", day(3)))
            assert reading.version() != before
            assert reading.head() == ledger.head()
            with pytest.raises(DatabaseError):
                record(reading, event(ONE, "fixed", day(4)))


def test_a_question_that_takes_too_long_is_given_up(url: str) -> None:
    with open_ledger(url):
        pass
    endless = "WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n) SELECT count(*) FROM n"
    with open_reading(url, seconds=0.2) as reading, pytest.raises(SlowQueryError) as failure:
        engine_of(reading).rows(endless)
    assert failure.value.code == "NW-DB-SLOW"
