"""The advisory and the fold that derives it from entries and two moments (architecture.md law 2)."""

from __future__ import annotations

from operator import attrgetter
from typing import TYPE_CHECKING, Any

from msgspec import Struct

from navwarn.core.entry import EntryKind, event_of
from navwarn.core.event import Event
from navwarn.core.identifier import AdvisoryId
from navwarn.core.instant import Instant
from navwarn.core.moments import FOREVER, LATEST, Moments
from navwarn.core.status import Exposure, Status, exposure_of, is_unresolved, status_of

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from navwarn.core.entry import Entry

_BY_TIME = attrgetter("timestamp")

# Looking up a member of an enumeration costs more than comparing it, and the fold does so for every entry.
_EVENT, _ALIASES, _WITHDRAWN, _MOVED, _RETRACTED = (
    EntryKind.EVENT,
    EntryKind.ALIASES,
    EntryKind.WITHDRAWN,
    EntryKind.MOVED,
    EntryKind.RETRACTED,
)


class Withdrawal(Struct, frozen=True):
    """When and why an advisory was withdrawn."""

    at: Instant
    reason: str


class Advisory(Struct, frozen=True):
    """What we say about one vulnerability in one package, at two moments.

    ``events`` are those that count then, in the order they were recorded (at least one); ``aliases`` in the
    order they were given. ``recorded`` is the first entry's time, ``None`` where the advisory comes straight
    from a document. ``revised`` is the latest time at which something other than the original import changed
    it, or ``None``.
    """

    distribution: str
    id: AdvisoryId
    package: str
    aliases: tuple[str, ...]
    events: tuple[Event, ...]
    withdrawal: Withdrawal | None = None
    recorded: Instant | None = None
    revised: Instant | None = None

    @property
    def is_withdrawn(self) -> bool:
        """Whether it claims nothing any more."""
        return self.withdrawal is not None

    @property
    def timeline(self) -> tuple[Event, ...]:
        """The events in time order; at one time, in the order they were recorded (documents.md L1)."""
        return tuple(sorted(self.events, key=_BY_TIME))

    @property
    def latest(self) -> Event:
        """The event that decides the state; of several at one time, the last recorded (documents.md L1)."""
        return latest_event(self.events)

    @property
    def status(self) -> Status:
        """The status a reader sees."""
        return Status.WITHDRAWN if self.withdrawal else status_of(self.latest)

    @property
    def exposure(self) -> Exposure:
        """The exposure that goes with the status."""
        return exposure_of(self.status)

    @property
    def fixed_version(self) -> str:
        """The version that fixes it, where the status is Fixed, else an empty text."""
        return "" if self.withdrawal else self.latest.fixed_version

    @property
    def is_unresolved(self) -> bool:
        """Whether nobody has said yet what becomes of it (documents.md P1)."""
        return self.withdrawal is None and is_unresolved(self.latest)

    @property
    def component_types(self) -> frozenset[str]:
        """The types of components that detections saw, such as ``go-module``."""
        return frozenset(kind for event in self.events if (kind := event.component_type))

    @property
    def published(self) -> Instant:
        """When we first said something: the time of the earliest event (docs/adr/0010)."""
        return min(event.timestamp for event in self.events)

    @property
    def modified(self) -> Instant:
        """When what we say last changed: the latest event, or the latest later change to the record.

        A history that is imported counts from its events; whatever is recorded afterwards counts from its
        recording too, so that followers of a feed notice it (feeds.md G4).
        """
        latest = self.latest.timestamp
        return latest if self.revised is None else max(latest, self.revised)


def latest_event(events: Sequence[Event]) -> Event:
    """Of the events of an advisory the one that decides: the latest, at one time the last recorded."""
    return events[0] if len(events) == 1 else max(reversed(events), key=_BY_TIME)


def live_entries(entries: Iterable[Entry], moments: Moments = LATEST) -> list[Entry]:
    """The entries of one advisory that were known and had not been retracted, in order."""
    return _not_retracted(_known(entries, moments))


def fold(entries: Iterable[Entry], moments: Moments = LATEST) -> Advisory | None:
    """The advisory that its entries, in order, make at two moments; ``None`` where it did not exist then.

    Withdrawal and change of package count from their recording; aliases and retractions are knowledge and
    follow ``known`` alone.
    """
    history = _known(entries, moments)
    if not history:
        return None
    latest = FOREVER if moments.as_of is None else moments.as_of
    first, *live = _not_retracted(history)
    package, aliases = first.payload["package"], first.payload["aliases"]
    events: list[Event] = []
    withdrawal = None
    for entry in live:
        kind = entry.kind
        if kind == _EVENT:
            event = event_of(entry.payload)
            if event.timestamp <= latest:
                events.append(event)
        elif kind == _ALIASES:
            aliases = changed_aliases(aliases, entry.payload)
        elif kind == _WITHDRAWN and entry.recorded_at <= latest:
            withdrawal = Withdrawal(entry.recorded_at, entry.payload["reason"])
        elif kind == _MOVED and entry.recorded_at <= latest:
            package = entry.payload["package"]
    if not events:
        return None
    recorded, revised = first.recorded_at, history[-1].recorded_at
    return Advisory(
        distribution=first.distribution,
        id=first.advisory,
        package=package,
        aliases=tuple(aliases),
        events=tuple(events),
        withdrawal=withdrawal,
        recorded=recorded,
        revised=revised if revised > recorded else None,
    )


def _known(entries: Iterable[Entry], moments: Moments) -> list[Entry]:
    known = moments.known
    return list(entries) if known is None else [entry for entry in entries if entry.sequence <= known]


def _not_retracted(history: list[Entry]) -> list[Entry]:
    """The entries without those that a later one retracts, which may itself be retracted by a later one."""
    gone: set[int] = set()
    for entry in reversed(history):
        if entry.kind == _RETRACTED and entry.sequence not in gone:
            gone.add(entry.payload["entry"])
    return [entry for entry in history if entry.sequence not in gone] if gone else history


def changed_aliases(aliases: list[str], payload: dict[str, Any]) -> list[str]:
    """The aliases after an entry of kind ``aliases``: the new ones at the end, none twice."""
    kept = [alias for alias in aliases if alias not in payload["removed"]]
    return kept + [alias for alias in payload["added"] if alias not in kept]
