"""Timelines: the happenings of a vulnerability and the entries of an advisory, in words."""

from __future__ import annotations

from typing import TYPE_CHECKING

from msgspec import Struct

from navwarn.core.event import EventType
from navwarn.core.status import Status
from navwarn.pages.figure import span
from navwarn.pages.sentence import Told, tell_event
from navwarn.pages.view.vulnerability import Happening, HappeningKind

if TYPE_CHECKING:
    from collections.abc import Iterator

    from navwarn.core.event import Event
    from navwarn.pages.view.vulnerability import Vulnerability

_WORDS = {
    HappeningKind.DISCLOSED: "disclosed",
    HappeningKind.EXPLOITED: "listed by CISA as exploited",
}


class Line(Struct, frozen=True):
    """One line of a timeline: what is told, where it happened, and what to add in a few words.

    ``detail`` says what matched or why it is no match, how long after the detection the fix came, or who
    disclosed it.
    """

    told: Told
    happening: Happening
    detail: str = ""


def timeline(page: Vulnerability) -> Iterator[Line]:
    """The happenings in words, in the order given."""
    detected: dict[str, int] = {}
    for happening in page.timeline:
        told = _tell(happening)
        detail = happening.detail if happening.kind is HappeningKind.DISCLOSED else ""
        if happening.event is not None:
            if happening.event.type == EventType.DETECTION:
                detected.setdefault(str(happening.advisory), happening.at)
            detail = _matched(happening.event) or _after(told, detected.get(str(happening.advisory)))
        yield Line(told, happening, detail)


def _tell(happening: Happening) -> Told:
    if happening.event is not None:
        return tell_event(happening.event)
    if happening.kind is HappeningKind.WITHDRAWN:
        return Told(happening.at, "withdrawn", Status.WITHDRAWN, note=happening.detail)
    return Told(happening.at, _WORDS.get(happening.kind, ""))


def _after(told: Told, detected: int | None) -> str:
    if told.status is not Status.FIXED or detected is None or told.at <= detected:
        return ""
    return f"{span(told.at - detected)} after detection"


def _matched(event: Event) -> str:
    """What a scan saw, or why something is no match, in a few words."""
    if event.false_positive_type:
        return event.false_positive_type.replace("-", " ")
    names = ("componentType", "componentName", "componentVersion")
    found = [value for name in names if isinstance(value := event.component.get(name), str)]
    return " ".join(["matched", *found]) if found else ""
