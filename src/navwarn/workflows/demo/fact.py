"""Events as documents hold them: plain text in plain mappings (documents.md section 4)."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from navwarn.core.event import DetectionType, Event, EventType, FalsePositiveType

if TYPE_CHECKING:
    from navwarn.core.instant import Instant


def detected(moment: Instant, kind: DetectionType, found: dict[str, str] | None = None) -> Event:
    """A detection; ``found`` is what an automatic one saw."""
    data: dict[str, Any] = {"type": kind.value}
    if found is not None:
        data["data"] = found
    return Event(moment, EventType.DETECTION.value, data)


def fixed(moment: Instant, version: str) -> Event:
    """A fix, by the full version that carries it."""
    return Event(moment, EventType.FIXED.value, {"fixed-version": version})


def determined(moment: Instant, kind: EventType, note: str) -> Event:
    """A decision of people other than "not affected"; an empty note leaves no data at all."""
    return Event(moment, kind.value, {"note": note} if note else None)


def not_affected(moment: Instant, reason: FalsePositiveType, note: str) -> Event:
    """A false-positive determination; its note may be empty."""
    data = {"type": reason.value}
    if note:
        data["note"] = note
    return Event(moment, EventType.FALSE_POSITIVE.value, data)
