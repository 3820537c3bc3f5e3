"""Told advisories bound into documents, as the tools of their time would have written them."""

from __future__ import annotations

from typing import TYPE_CHECKING

from navwarn.core.event import DetectionType, EventType
from navwarn.core.identifier import mint_advisory_id
from navwarn.core.instant import parse_day
from navwarn.documents.document import SCHEMA_VERSION, AdvisoryDocument, Document

if TYPE_CHECKING:
    from collections.abc import Iterable

    from navwarn.core.event import Event
    from navwarn.core.instant import Instant
    from navwarn.workflows.demo.author import Told
    from navwarn.workflows.demo.dice import Dice

_LATEST_SCHEMA = parse_day("2026-02-01")
"""From this day on, whatever is written is stamped with the latest schema version (documents.md S2).

Documents that nobody has touched since have the oldest one that suffices for them, as some real ones do (O1).
"""


class Binder:
    """Binds documents with ids of one prefix; no id is given twice."""

    def __init__(self, prefix: str, until: Instant) -> None:
        self._prefix = prefix
        self._until = until
        self._taken: set[str] = set()

    def bind(self, package: str, advisories: Iterable[Told], dice: Dice) -> Document | None:
        """The document of a package, advisories ascending by id (documents.md F5); ``None`` if empty."""
        bound = [self._advisory(told, dice) for told in advisories]
        written = sorted((advisory for advisory in bound if advisory.events), key=lambda a: a.id)
        if not written:
            return None
        return Document(_schema_version(written), package, tuple(written))

    def _advisory(self, told: Told, dice: Dice) -> AdvisoryDocument:
        identifier = mint_advisory_id(self._prefix, dice.pick, self._taken.__contains__)
        self._taken.add(identifier)
        events = tuple(event for event in told.events if event.timestamp <= self._until)
        return AdvisoryDocument(identifier, told.aliases, events)


def _schema_version(advisories: Iterable[AdvisoryDocument]) -> str:
    """The oldest schema version that has all of the event types, or the latest for documents in use."""
    events = [event for advisory in advisories for event in advisory.events]
    if any(event.timestamp >= _LATEST_SCHEMA or _is_scan(event) for event in events):
        return SCHEMA_VERSION
    return "2.0.1" if any(event.type == EventType.PENDING_UPSTREAM_FIX for event in events) else "2"


def _is_scan(event: Event) -> bool:
    return event.type == EventType.DETECTION and event.text("type") == DetectionType.SCAN_V1
