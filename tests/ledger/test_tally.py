"""A tally counts as the database does, however much was recorded since it was last asked."""

from __future__ import annotations

from typing import TYPE_CHECKING

from hypothesis import given, settings
from hypothesis import strategies as st

from navwarn.core.moments import Moments
from navwarn.core.status import Status
from navwarn.ledger import open_ledger, open_reading
from navwarn.ledger.listing import NEWEST_FIRST, ListFilter
from tests.ledger.database import engine_of
from tests.ledger.making import ONE, day, event, record
from tests.ledger.test_law import _SLOW, NewUrl, Player, Script, new_url, scripts
from tests.ledger.test_listing import fill, instants, pages

if TYPE_CHECKING:
    import pytest

    from navwarn.ledger.interface import Ledger

__all__ = ["new_url"]

filters = st.builds(
    ListFilter,
    distributions=st.sampled_from([(), ("acme",), ("acme", "other"), ("acme", "acme", "nowhere")]),
    statuses=st.lists(st.sampled_from(Status), max_size=3),
    since=instants,
    until=instants,
    include_withdrawn=st.booleans(),
)
PLAIN = ListFilter(distributions=("acme", "other"))


@settings(max_examples=40, suppress_health_check=_SLOW)
@given(script=scripts(), asked=st.lists(st.tuples(filters, instants), min_size=1, max_size=6))
def test_a_tally_counts_and_lists_what_the_database_does_as_the_log_grows(
    new_url: NewUrl, script: Script, asked: list[tuple[ListFilter, object]]
) -> None:
    url = new_url()
    with open_ledger(url) as ledger, open_reading(url, seconds=5) as reading:
        player = Player(ledger)
        for batch in script:
            player.play([batch])
            for wanted, as_of in asked:
                when = Moments(as_of)  # type: ignore[arg-type]
                counted = reading.lists.counts(wanted, moments=when)
                assert counted == ledger.lists.counts(wanted, moments=when), (wanted, when)
                listed = list(pages(reading, wanted, NEWEST_FIRST, when))
                assert listed == list(pages(ledger, wanted, NEWEST_FIRST, when)), (wanted, when)


def _asked_of_the_database(reading: Ledger, monkeypatch: pytest.MonkeyPatch) -> list[str]:
    """The statements that count rows from now on."""
    engine = engine_of(reading)
    rows, seen = engine.rows, []

    def noted(text: str, parameters: object = None) -> object:
        if "count(*)" in text:
            seen.append(text)
        return rows(text, parameters)  # type: ignore[arg-type]

    monkeypatch.setattr(engine, "rows", noted)
    return seen


def test_a_server_counts_a_list_between_moments_without_the_database(
    url: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    with open_ledger(url) as ledger:
        fill(ledger)
        with open_reading(url, seconds=5) as reading:
            seen = _asked_of_the_database(reading, monkeypatch)
            record(ledger, event(ONE, "true-positive-determination", day(3)))
            until = ListFilter(distributions=("acme", "other"), until=day(2))
            assert reading.lists.counts(until).numbers == {Status.AFFECTED: 1, Status.FIXED: 1}
            assert reading.lists.counts(PLAIN, moments=Moments(day(0))).numbers == {
                Status.UNDER_INVESTIGATION: 1
            }
            assert not seen
            assert reading.lists.counts(ListFilter(("acme",), packages=["curl"])).numbers == {
                Status.AFFECTED: 1
            }
            assert len(seen) == 1


def test_a_large_ledger_is_counted_by_the_database_and_takes_no_memory_for_it(
    url: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    with open_ledger(url) as ledger:
        fill(ledger)
        with open_reading(url, seconds=5) as reading:
            expected = reading.lists.counts(PLAIN)
            monkeypatch.setattr("navwarn.ledger.tally.MOST_ENTRIES", 3)
            seen = _asked_of_the_database(reading, monkeypatch)
            assert reading.lists.counts(PLAIN) == expected
            assert len(seen) == 1


def test_a_tally_counts_no_further_than_the_cap(url: str) -> None:
    with open_ledger(url) as ledger:
        fill(ledger)
        with open_reading(url, seconds=5) as reading:
            assert reading.lists.counts(PLAIN, cap=0) == ledger.lists.counts(PLAIN, cap=0)


def test_a_page_whose_advisories_lie_far_apart_is_asked_of_the_database(
    url: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    with open_ledger(url) as ledger:
        fill(ledger)
        for far in (0, 1, 2, 100):
            monkeypatch.setattr("navwarn.ledger.tally._FAR", far)
            with open_reading(url, seconds=5) as reading:
                for at in (day(-1), day(0), day(2)):
                    rows = [list(pages(one, PLAIN, NEWEST_FIRST, Moments(at))) for one in (reading, ledger)]
                    assert rows[0] == rows[1]


def test_pages_of_one_list_are_counted_once_until_something_changes(
    url: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    with open_ledger(url) as ledger:
        fill(ledger)
        wanted = ListFilter(("acme",), packages=["curl", "nghttp2"])
        with open_reading(url, seconds=5) as reading:
            seen = _asked_of_the_database(reading, monkeypatch)
            assert reading.lists.counts(wanted) == reading.lists.counts(wanted)
            assert len(seen) == 1
            record(ledger, event(ONE, "true-positive-determination", day(3)))
            assert reading.lists.counts(wanted).numbers == {Status.AFFECTED: 2}
            assert len(seen) == 2
