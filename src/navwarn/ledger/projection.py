"""What follows from the entries of one advisory: the rows of every projection. Pure.

Appending, rebuilding and checking all go through here, so that they cannot disagree.
"""

from __future__ import annotations

from functools import lru_cache
from typing import TYPE_CHECKING

from navwarn.core.advisory import live_entries
from navwarn.core.entry import EntryKind
from navwarn.core.event import Event, component_type_in, fixed_version_in
from navwarn.core.instant import ZERO, parse_instant
from navwarn.core.interval import intervals
from navwarn.core.moments import FOREVER
from navwarn.core.period import alias_periods, live_periods
from navwarn.core.status import Status, status_of
from navwarn.ledger.listing_projection import listing, words
from navwarn.ledger.table import (
    ADVISORIES,
    ALIASES,
    COMPONENTS,
    LISTING,
    PROJECTIONS,
    STATES,
    WORDS,
    Row,
    Table,
)
from navwarn.versions.registry import scheme

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from navwarn.core.entry import Entry

Rows = dict[Table, list[Row]]

_EVENT, _MOVED, _WITHDRAWN = EntryKind.EVENT, EntryKind.MOVED, EntryKind.WITHDRAWN
_IS_WITHDRAWN = Status.WITHDRAWN.value
_KEYED_SCHEMES = frozenset({"apk", "deb", "rpm"})


def no_rows() -> Rows:
    """A place to project into: every projection, without rows."""
    return {table: [] for table in PROJECTIONS}


class Projector:
    """Makes rows; ``schemes`` names the version scheme of distributions whose scheme is not apk."""

    def __init__(self, schemes: Mapping[str, str]) -> None:
        self._schemes = schemes

    def project(self, history: Sequence[Entry], into: Rows) -> None:
        """Add what follows from the entries of one advisory, in order, to the rows in ``into``."""
        opening = history[0].sequence
        events = [entry for entry in history if entry.kind == _EVENT]
        facts = {entry.sequence: self._fact(entry) for entry in events}
        changes: Sequence[Entry] = ()
        live = events
        if len(events) + 1 < len(history):
            changes = live_entries(history)
            live = [entry for entry in changes if entry.kind == _EVENT]
        advisory = _advisory(history, changes)
        aliases = alias_periods(history)
        states = _states(history, facts)
        into[ADVISORIES].append(advisory)
        into[ALIASES] += [(opening, alias, *period) for alias, period in aliases]
        into[COMPONENTS] += _components(history, events, facts)
        into[STATES] += states
        into[WORDS] += words(opening, live)
        if live:
            known = [alias for alias, period in aliases if period.known_to == FOREVER]
            published = min([facts[entry.sequence][2] for entry in live])
            into[LISTING].append(listing(advisory, known, _last(states), published))

    def _fact(self, entry: Entry) -> Row:
        """What an event says while it decides the state: status, type, time, fixed version and its key."""
        payload = entry.payload
        kind = str(payload["type"])
        version = fixed_version_in(kind, payload.get("data"))
        key = self.sort_key(entry.distribution, version) if version else None
        return _status(kind), kind, parse_instant(payload["timestamp"]), version, key

    def sort_key(self, distribution: str, version: str) -> bytes | None:
        """The bytes that sort as the version does; ``None`` where the scheme has none for every text."""
        name = self._schemes.get(distribution, "apk")
        return scheme(name).sort_key(version) if name in _KEYED_SCHEMES else None


def _advisory(history: Sequence[Entry], changes: Sequence[Entry]) -> Row:
    """The row of an advisory; ``changes`` are the live entries where they are more than events."""
    first, last = history[0], history[-1]
    package, is_withdrawn = first.payload["package"], 0
    for entry in changes:
        if entry.kind == _MOVED:
            package = entry.payload["package"]
        elif entry.kind == _WITHDRAWN:
            is_withdrawn = 1
    return (
        *(first.sequence, first.advisory, first.distribution, package, is_withdrawn),
        *(first.recorded_at, last.sequence, last.recorded_at),
    )


def _states(history: Sequence[Entry], facts: Mapping[int, Row]) -> list[Row]:
    opening, distribution = history[0][:2]
    states: list[Row] = []
    for valid_from, valid_to, known_from, known_to, (event, package, is_withdrawn) in intervals(history):
        place = (opening, known_from, valid_from, known_to, valid_to, distribution, package)
        status, kind, time, version, key = facts[event]
        if is_withdrawn:
            states.append((*place, _IS_WITHDRAWN, event, kind, time, "", None))
        else:
            states.append((*place, status, event, kind, time, version, key))
    return states


def _last(states: Sequence[Row]) -> Row:
    """What is said now of all the time to come."""
    return next(row for row in reversed(states) if row[3] == row[4] == FOREVER)


def _components(history: Sequence[Entry], events: Sequence[Entry], facts: Mapping[int, Row]) -> list[Row]:
    kinds = {
        entry.sequence: component
        for entry in events
        if (component := component_type_in(entry.payload["type"], entry.payload.get("data")))
    }
    if not kinds:
        return []
    opening = history[0].sequence
    seen = [entry for entry in events if entry.sequence in kinds]
    return [
        (opening, one.sequence, *period, facts[one.sequence][2], kinds[one.sequence])
        for one, period in live_periods(history, seen)
    ]


@lru_cache(maxsize=64)
def _status(kind: str) -> str:
    """The slug of the status that an event type means."""
    return status_of(Event(ZERO, kind)).value
