"""Warnings about one document: what no rule forbids and people should look at (documents.md 7.5)."""

from __future__ import annotations

from itertools import pairwise
from typing import TYPE_CHECKING

from navwarn.core.entry import event_identity
from navwarn.core.event import EventType
from navwarn.core.identifier import IdKind, kind_of
from navwarn.core.instant import ZERO, format_instant
from navwarn.documents.rules.place import place_of_advisory, place_of_event
from navwarn.versions.interface import quote

if TYPE_CHECKING:
    from collections.abc import Iterator

    from navwarn.core.event import Event
    from navwarn.documents.document import AdvisoryDocument, Document
    from navwarn.documents.fault import Fault
    from navwarn.documents.rules.place import Place

_OPEN = frozenset({EventType.DETECTION, EventType.TRUE_POSITIVE, EventType.PENDING_UPSTREAM_FIX})
_CLOSED = frozenset({EventType.FIXED, EventType.FIX_NOT_PLANNED, EventType.ANALYSIS_NOT_PLANNED})
_REASON = "reason"
"""The extension field that says why a determination was overruled (documents.md X2)."""


def check_habits(document: Document) -> Iterator[Fault]:
    """The warnings W1 to W5, W8 and W9 of one document."""
    for index, (one, other) in enumerate(pairwise(document.advisories), start=1):
        if other.id < one.id:
            message = (
                f"{quote(other.id)} comes after {quote(one.id)}: `navwarn fmt --sort` puts them in order"
            )
            yield place_of_advisory(document, index).warning("W1", message, "id")
            break
    for index, advisory in enumerate(document.advisories):
        place = place_of_advisory(document, index)
        if not any(kind_of(alias) is IdKind.CVE for alias in advisory.aliases):
            message = "no alias is a CVE id: add it, if the vulnerability has one"
            yield place.warning("W8", message, "aliases")
        if len(advisory.events) > 1:
            yield from _check_order(advisory, place)
            yield from _check_story(advisory, place)


def _dated(advisory: AdvisoryDocument) -> list[tuple[int, Event]]:
    """The events with their indexes, without those of unknown time (D1 or D14)."""
    return [(index, event) for index, event in enumerate(advisory.events) if event.timestamp != ZERO]


def _check_order(advisory: AdvisoryDocument, place: Place) -> Iterator[Fault]:
    """W2, in the order of the file."""
    for (_, one), (index, other) in pairwise(_dated(advisory)):
        if other.timestamp < one.timestamp:
            message = f"the event is older than the one before it ({format_instant(one.timestamp)})"
            yield place_of_event(place, index).warning("W2", message, "timestamp")


def _check_story(advisory: AdvisoryDocument, place: Place) -> Iterator[Fault]:
    """W3, W4, W5 and W9, in the order of time; exact duplicates count once."""
    seen: set[bytes] = set()
    previous: Event | None = None
    is_repeating = False
    for index, event in sorted(_dated(advisory), key=lambda item: item[1].timestamp):
        here = place_of_event(place, index)
        identity = event_identity(event)
        if identity in seen:
            yield here.warning("W3", "the same event is there already: remove one of them")
            continue
        seen.add(identity)
        was_repeating, is_repeating = is_repeating, previous is not None and previous.type == event.type
        if is_repeating and not was_repeating:
            yield here.warning("W4", f"the state was {event.type} already before this event", "type")
        if previous is not None:
            yield from _check_step(previous, event, here)
        previous = event


def _check_step(previous: Event, event: Event, place: Place) -> Iterator[Fault]:
    """W5 and W9: from one state to the next."""
    is_overruled = previous.type == EventType.FALSE_POSITIVE and event.type != EventType.FALSE_POSITIVE
    if is_overruled and not event.extension.get(_REASON):
        message = "the advisory was found not affected before: say in a note what changed"
        yield place.warning("W5", message, "type")
    if previous.type in _CLOSED and event.type in _OPEN:
        yield place.warning("W9", f"the advisory was {previous.type} before and is open again", "type")
