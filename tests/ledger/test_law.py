"""The law of two moments on a real database: whatever was appended, projections and fold never disagree.

Random histories of several advisories are interleaved, cut into transactions and appended; what the ledger
refuses is left out, which must leave no trace.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from msgspec.structs import replace

from navwarn.core.advisory import Advisory, fold
from navwarn.core.entry import Draft, Entry, EntryKind
from navwarn.core.event import EventType
from navwarn.core.identifier import AdvisoryId
from navwarn.core.instant import DAY, Instant
from navwarn.core.moments import Moments
from navwarn.core.snapshot import file_order
from navwarn.core.standing import Standing, standing_of
from navwarn.core.status import Exposure, Status
from navwarn.ledger import open_ledger
from navwarn.ledger.interface import EVERYTHING, Ledger, Query, RefusedEntryError
from tests.core.histories import ALIASES, COMPONENT_TYPES, PACKAGES, START, histories
from tests.ledger.making import FOUR, ONE, THREE, TWO

if TYPE_CHECKING:
    from collections.abc import Iterable
    from pathlib import Path

    from navwarn.ledger.interface import Transaction

NewUrl = Callable[[], str]
Script = list[list[tuple[AdvisoryId, Entry]]]
DISTRIBUTIONS = {ONE: "acme", TWO: "acme", THREE: "other"}
_SLOW = (HealthCheck.function_scoped_fixture, HealthCheck.too_slow, HealthCheck.data_too_large)


@pytest.fixture(params=["sqlite", "postgresql"])
def new_url(request: pytest.FixtureRequest, tmp_path: Path) -> NewUrl:
    """Makes the place of another new ledger."""
    if request.param == "sqlite":
        numbers = iter(range(1_000_000))
        return lambda: str(tmp_path / f"{next(numbers)}.db")
    make: NewUrl = request.getfixturevalue("postgresql").new_schema
    return make


@st.composite
def scripts(draw: st.DrawFn) -> Script:
    """Transactions: what is to be said, each time about one of three advisories."""
    pending = {
        advisory: draw(histories()) for advisory in draw(st.sets(st.sampled_from(list(DISTRIBUTIONS))))
    }
    batches: Script = [[]]
    while pending:
        advisory = draw(st.sampled_from(sorted(pending)))
        # The opening brings the first event with it.
        taken = 2 if pending[advisory][0].kind == EntryKind.OPENED else 1
        batches[-1] += [(advisory, entry) for entry in pending[advisory][:taken]]
        pending[advisory] = pending[advisory][taken:]
        if not pending[advisory]:
            del pending[advisory]
        if draw(st.integers(0, 2)) == 0:
            batches.append([])
    return batches


class Player:
    """Appends scripts, each advisory's own numbers turned into the ledger's."""

    def __init__(self, ledger: Ledger) -> None:
        self._ledger = ledger
        self._numbers: dict[tuple[AdvisoryId, int], int] = {}
        self._now = START

    def play(self, script: Script) -> None:
        """Append what the ledger takes; what it refuses must leave no trace."""
        for batch in script:
            self._now = Instant(self._now + DAY)
            with self._ledger.write(now=self._now, actor="law") as transaction:
                for pair in _pairs(batch):
                    self._append(transaction, pair)

    def _append(self, transaction: Transaction, pair: list[tuple[AdvisoryId, Entry]]) -> None:
        try:
            recorded = transaction.append([self._draft(advisory, entry) for advisory, entry in pair])
        except RefusedEntryError:
            return
        for (advisory, entry), one in zip(pair, recorded, strict=True):
            self._numbers[advisory, entry.sequence] = one.sequence

    def _draft(self, advisory: AdvisoryId, entry: Entry) -> Draft:
        payload = entry.payload
        if entry.kind == EntryKind.RETRACTED:
            payload = payload | {"entry": self._numbers.get((advisory, payload["entry"]), 0)}
        return Draft(DISTRIBUTIONS[advisory], advisory, EntryKind(entry.kind), payload)


def _pairs(batch: list[tuple[AdvisoryId, Entry]]) -> Iterable[list[tuple[AdvisoryId, Entry]]]:
    """The appends of a transaction: an opening together with what follows it, anything else alone."""
    rest = iter(batch)
    for advisory, entry in rest:
        yield [(advisory, entry), next(rest)] if entry.kind == EntryKind.OPENED else [(advisory, entry)]


moments = st.builds(
    Moments,
    st.none() | st.integers(-1, 12).map(lambda number: Instant(START + number * DAY)),
    st.none() | st.integers(0, 20),
)
queries = st.builds(
    Query,
    distributions=st.lists(st.sampled_from(["acme", "other"]), max_size=1),
    packages=st.lists(st.sampled_from(PACKAGES), max_size=2),
    vulnerabilities=st.lists(st.sampled_from([*ALIASES, ONE, FOUR]), max_size=2),
    statuses=st.lists(st.sampled_from(Status), max_size=3),
    exposures=st.lists(st.sampled_from(Exposure), max_size=1),
    event_types=st.lists(st.sampled_from([*EventType, "patched"]), max_size=2),
    component_types=st.lists(st.sampled_from(COMPONENT_TYPES), max_size=1),
    since=st.none() | st.integers(0, 12).map(lambda number: Instant(START + number * DAY)),
    until=st.none() | st.integers(0, 12).map(lambda number: Instant(START + number * DAY)),
    unresolved=st.booleans(),
    include_withdrawn=st.booleans(),
)


def matches(advisory: Advisory, query: Query) -> bool:
    """What a query means, said of one advisory."""
    wants_withdrawn = query.include_withdrawn or Status.WITHDRAWN in query.statuses
    return all(
        (
            not query.distributions or advisory.distribution in query.distributions,
            not query.packages or advisory.package in query.packages,
            not query.vulnerabilities or {*advisory.aliases, advisory.id} & {*query.vulnerabilities},
            not query.statuses or advisory.status in query.statuses,
            not query.exposures or advisory.exposure in query.exposures,
            not query.event_types or advisory.latest.type in query.event_types,
            not query.component_types or advisory.component_types & {*query.component_types},
            query.since is None or advisory.latest.timestamp >= query.since,
            query.until is None or advisory.latest.timestamp <= query.until,
            not query.unresolved or advisory.is_unresolved,
            advisory.withdrawal is None or wants_withdrawn,
        )
    )


@settings(max_examples=40, suppress_health_check=_SLOW)
@given(script=scripts(), asked=st.lists(st.tuples(queries, moments), max_size=8))
def test_lists_at_any_two_moments_are_what_the_fold_says(
    new_url: NewUrl, script: Script, asked: list[tuple[Query, Moments]]
) -> None:
    with open_ledger(new_url()) as ledger:
        Player(ledger).play(script)
        groups = list(ledger.grouped_entries())
        for query, when in (*asked, (EVERYTHING, Moments())):
            folded = [one for group in groups if (one := fold(group, when)) and matches(one, query)]
            folded.sort(key=lambda advisory: file_order(advisory.package))
            assert ledger.advisories(query, when) == folded, (query, when)
            assert ledger.count(query, when) == len(folded), (query, when)


@settings(max_examples=30, suppress_health_check=_SLOW)
@given(script=scripts())
def test_projections_kept_in_step_are_those_made_anew(new_url: NewUrl, script: Script) -> None:
    with open_ledger(new_url()) as ledger:
        Player(ledger).play(script)
        kept = ledger.check()
        ledger.rebuild()
        assert kept.passed, kept
        assert ledger.check() == kept
        entries = list(ledger.entries())
        assert [entry.sequence for entry in entries] == list(range(1, len(entries) + 1))


@settings(max_examples=15, suppress_health_check=_SLOW)
@given(script=scripts(), when=moments)
def test_what_was_known_is_answered_the_same_ever_after(
    new_url: NewUrl, script: Script, when: Moments
) -> None:
    half = len(script) // 2
    with open_ledger(new_url()) as ledger:
        player = Player(ledger)
        player.play(script[:half])
        pinned = Moments(when.as_of, ledger.head().size)
        before = ledger.advisories(EVERYTHING, pinned)
        player.play(script[half:])
        assert ledger.advisories(EVERYTHING, pinned) == before
        own = tuple(advisory for advisory in before if advisory.distribution == "acme")
        assert ledger.snapshot("acme", pinned).advisories == own


@settings(max_examples=30, suppress_health_check=_SLOW)
@given(script=scripts(), when=moments)
def test_standings_are_those_of_the_advisories(new_url: NewUrl, script: Script, when: Moments) -> None:
    with open_ledger(new_url()) as ledger:
        Player(ledger).play(script)
        standings = ledger.standings("acme", when)
        snapshot = ledger.snapshot("acme", when)
    assert (standings.distribution, standings.moments) == (snapshot.distribution, snapshot.moments)
    expected = [unordered(standing_of(advisory)) for advisory in snapshot.advisories]
    assert [unordered(standing) for standing in standings.advisories] == expected


def unordered(standing: Standing) -> Standing:
    """The same standing; its aliases come in any order."""
    return replace(standing, aliases=tuple(sorted(standing.aliases)))
