"""Rules about one event: its time, type and data (documents.md D14-D17, D21-D23).

A field that is missing says the same as an empty one.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from navwarn.core.event import EventType, FalsePositiveType
from navwarn.core.instant import ZERO, format_instant
from navwarn.documents.rules.criteria import TOLERANCE
from navwarn.documents.rules.detection import check_detection
from navwarn.versions.interface import quote

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from navwarn.core.event import Event
    from navwarn.documents.fault import Fault
    from navwarn.documents.rules.criteria import Criteria
    from navwarn.documents.rules.place import Place

_TYPES = ", ".join(EventType)
_REASONS = ", ".join(FalsePositiveType)


def check_event(event: Event, place: Place, criteria: Criteria) -> Iterator[Fault]:
    """All faults of rules D14 to D23 in one event."""
    yield from _check_time(event, place, criteria)
    if event.type not in _CHECKS:
        what = f"{quote(event.type)} is no event type" if event.type else "the event has no type"
        yield place.fault("D16", f"{what}: write one of {_TYPES}", "type")
    elif isinstance(event.data, dict):
        yield from _CHECKS[event.type](event, place, criteria)
    elif event.type != EventType.TRUE_POSITIVE:
        message = f"an event of type {event.type} needs data, a mapping with its fields"
        yield place.fault("D17", message, "data")


def _check_time(event: Event, place: Place, criteria: Criteria) -> Iterator[Fault]:
    if event.timestamp == ZERO:
        message = "the timestamp is missing or zero: write when the event happened"
        yield place.fault("D14", message, "timestamp")
    elif event.timestamp > criteria.now + TOLERANCE:
        message = f"{format_instant(event.timestamp)} is more than 2 hours in the future"
        yield place.fault("D15", message, "timestamp")


def _check_nothing(event: Event, place: Place, criteria: Criteria) -> Iterator[Fault]:
    del event, place, criteria
    return iter(())


def _check_detection(event: Event, place: Place, criteria: Criteria) -> Iterator[Fault]:
    del criteria
    return check_detection(event, place)


def _check_fixed(event: Event, place: Place, criteria: Criteria) -> Iterator[Fault]:
    version = event.fixed_version
    reason = criteria.explain_version(version) if version else "it is empty: name the first fixed version"
    if reason:
        yield place.fault("D21", f"fixed-version: {reason}", "data", "fixed-version")


def _check_false_positive(event: Event, place: Place, criteria: Criteria) -> Iterator[Fault]:
    del criteria
    reason = event.false_positive_type
    if reason not in frozenset(FalsePositiveType):
        what = f"{quote(reason)} is no type" if reason else "there is no type"
        yield place.fault("D22", f"{what} of false positive: write one of {_REASONS}", "data", "type")


def _check_note(event: Event, place: Place, criteria: Criteria) -> Iterator[Fault]:
    del criteria
    if not event.note:
        yield place.fault("D23", f"the note of {event.type} is empty: say why", "data", "note")


_CHECKS: dict[str, Callable[[Event, Place, Criteria], Iterator[Fault]]] = {
    EventType.DETECTION: _check_detection,
    EventType.TRUE_POSITIVE: _check_nothing,
    EventType.FALSE_POSITIVE: _check_false_positive,
    EventType.PENDING_UPSTREAM_FIX: _check_note,
    EventType.FIXED: _check_fixed,
    EventType.FIX_NOT_PLANNED: _check_note,
    EventType.ANALYSIS_NOT_PLANNED: _check_note,
}
