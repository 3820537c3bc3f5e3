"""The advisory and the fold that derives it from entries and two moments (architecture.md law 2)."""

from __future__ import annotations

from dataclasses import dataclass
from operator import attrgetter
from typing import TYPE_CHECKING, Any

from navwarn.core.entry import EntryKind, event_of
from navwarn.core.event import Event
from navwarn.core.identifier import AdvisoryId
from navwarn.core.instant import Instant
from navwarn.core.moments import LATEST, Moments
from navwarn.core.status import Exposure, Status, exposure_of, is_unresolved, status_of

if TYPE_CHECKING:
    from collections.abc import Iterable

    from navwarn.core.entry import Entry

_BY_TIME = attrgetter("timestamp")


@dataclass(frozen=True, slots=True)
class Withdrawal:
    """When and why an advisory was withdrawn."""

    at: Instant
    reason: str


@dataclass(frozen=True, slots=True)
class Advisory:
    """What we say about one vulnerability in one package, at two moments.

    ``events`` are those that count then, in the order they were recorded (at least one); ``aliases`` in the
    order they were given. ``published`` is the first entry's time and ``updated`` the latest's, ``None``
    where the advisory comes straight from a document. ``revised`` is the latest time at which something
    other than the original import changed it, or ``None``.
    """

    distribution: str
    id: AdvisoryId
    package: str
    aliases: tuple[str, ...]
    events: tuple[Event, ...]
    withdrawal: Withdrawal | None = None
    published: Instant | None = None
    updated: Instant | None = None
    revised: Instant | None = None

    @property
    def timeline(self) -> tuple[Event, ...]:
        """The events in time order; at one time, in the order they were recorded (documents.md L1)."""
        return tuple(sorted(self.events, key=_BY_TIME))

    @property
    def latest(self) -> Event:
        """The event that decides the state; of several at one time, the last recorded (documents.md L1)."""
        return max(reversed(self.events), key=_BY_TIME)

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
        return frozenset(kind for event in self.events if (kind := event.component.get("componentType")))

    @property
    def modified(self) -> Instant:
        """When what we say last changed: the latest event, or the latest later change to the record.

        A history that is imported counts from its events; whatever is recorded afterwards counts from its
        recording too, so that followers of a feed notice it (feeds.md G4).
        """
        latest = self.latest.timestamp
        return latest if self.revised is None else max(latest, self.revised)


def live_entries(entries: Iterable[Entry], moments: Moments = LATEST) -> list[Entry]:
    """The entries of one advisory that were known and had not been retracted, in order."""
    known = moments.known
    seen = [entry for entry in entries if known is None or entry.sequence <= known]
    gone: set[int] = set()
    for entry in reversed(seen):
        if entry.kind == EntryKind.RETRACTED and entry.sequence not in gone:
            gone.add(entry.payload["entry"])
    return [entry for entry in seen if entry.sequence not in gone]


def fold(entries: Iterable[Entry], moments: Moments = LATEST) -> Advisory | None:
    """The advisory that its entries, in order, make at two moments; ``None`` where it did not exist then.

    Withdrawal and change of package count from their recording; aliases and retractions are knowledge and
    follow ``known`` alone.
    """
    as_of = moments.as_of
    known = moments.known
    history = [entry for entry in entries if known is None or entry.sequence <= known]
    live = live_entries(history)
    if not live:
        return None
    first = live[0]
    package, aliases = first.payload["package"], list(first.payload["aliases"])
    events: list[Event] = []
    withdrawal = None
    for entry in live[1:]:
        payload = entry.payload
        if entry.kind == EntryKind.EVENT:
            event = event_of(payload)
            if as_of is None or event.timestamp <= as_of:
                events.append(event)
        elif entry.kind == EntryKind.ALIASES:
            aliases = changed_aliases(aliases, payload)
        elif as_of is not None and entry.recorded_at > as_of:
            continue
        elif entry.kind == EntryKind.WITHDRAWN:
            withdrawal = Withdrawal(entry.recorded_at, payload["reason"])
        elif entry.kind == EntryKind.MOVED:
            package = payload["package"]
    if not events:
        return None
    updated = history[-1].recorded_at
    return Advisory(
        distribution=first.distribution,
        id=first.advisory,
        package=package,
        aliases=tuple(aliases),
        events=tuple(events),
        withdrawal=withdrawal,
        published=first.recorded_at,
        updated=updated,
        revised=updated if updated > first.recorded_at else None,
    )


def changed_aliases(aliases: list[str], payload: dict[str, Any]) -> list[str]:
    """The aliases after an entry of kind ``aliases``: the new ones at the end, none twice."""
    kept = [alias for alias in aliases if alias not in payload["removed"]]
    return kept + [alias for alias in payload["added"] if alias not in kept]
