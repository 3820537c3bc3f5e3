"""Events and entries as people read them: what happened, and the evidence for it."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from msgspec import Struct

from navwarn.core.entry import EntryKind, event_of
from navwarn.core.event import NVD_FIELDS, SCAN_FIELDS, EventType
from navwarn.core.instant import Instant
from navwarn.core.status import Status, status_of

if TYPE_CHECKING:
    from navwarn.core.entry import Entry
    from navwarn.core.event import Event

_DEEPEST = 4

_HAPPENED: dict[str, str] = {
    EventType.DETECTION: "detected",
    EventType.TRUE_POSITIVE: "found to be vulnerable",
    EventType.FALSE_POSITIVE: "found not to be vulnerable",
}
_SAID_BY_STATUS = frozenset(EventType) - frozenset(_HAPPENED)

_LABELS = dict(
    zip(
        (*NVD_FIELDS, *SCAN_FIELDS),
        (
            *("CPE searched for", "CPE found"),
            *("Subpackage", "Component id", "Component", "Component version", "Component type", "Location"),
            "Scanner",
        ),
        strict=True,
    )
)
_FOUND_BY = {"manual": "a person", "nvdapi": "NVD", "scan/v1": "a scan"}
_TOLD_ELSEWHERE = frozenset({"note", "fixed-version"})


class Told(Struct, frozen=True):
    """One event or entry in words.

    ``at`` is when it was true. ``status`` is what it made of the advisory, ``None`` where it left that
    alone. ``words`` are empty where the status says everything. ``evidence`` holds pairs of label and value.
    """

    at: Instant
    words: str
    status: Status | None = None
    version: str = ""
    note: str = ""
    evidence: tuple[tuple[str, str], ...] = ()


def tell_event(event: Event) -> Told:
    """The event in words; one of a later schema by the name it has (documents.md N2)."""
    words = _HAPPENED.get(event.type, "" if event.type in _SAID_BY_STATUS else event.type)
    return Told(
        event.timestamp,
        words,
        status_of(event),
        event.fixed_version,
        event.note,
        tuple(_evidence(event)),
    )


def tell_entry(entry: Entry) -> Told:
    """The entry in words."""
    payload = entry.payload
    if entry.kind == EntryKind.EVENT:
        return tell_event(event_of(payload))
    status = Status.WITHDRAWN if entry.kind == EntryKind.WITHDRAWN else None
    note = payload.get("reason")
    return Told(entry.recorded_at, _changed(entry), status, note=note if isinstance(note, str) else "")


def _changed(entry: Entry) -> str:
    payload = entry.payload
    match entry.kind:
        case EntryKind.OPENED:
            return f"opened for {payload['package']} as {_joined(payload['aliases']) or 'no known id'}"
        case EntryKind.ALIASES:
            changes = (("added", payload["added"]), ("removed", payload["removed"]))
            return "ids " + "; ".join(f"{word} {_joined(ids)}" for word, ids in changes if ids)
        case EntryKind.MOVED:
            return f"handed over to the package {payload['package']}"
        case EntryKind.RETRACTED:
            return f"entry {payload['entry']} declared wrong"
        case _:
            return str(entry.kind)


def _joined(ids: list[str]) -> str:
    return ", ".join(ids)


def _evidence(event: Event) -> list[tuple[str, str]]:
    data = event.data
    told = []
    if isinstance(data, dict) and isinstance(kind := data.get("type"), str):
        data = {key: value for key, value in data.items() if key != "type"}
        told.append(_type_told(event, kind))
    found = [*told, *_leaves("", data), *_leaves("", event.extension)]
    return [(label, value) for label, value in found if value]


def _type_told(event: Event, kind: str) -> tuple[str, str]:
    """The type in the data of an event: why something is no match, or how something was found."""
    if event.false_positive_type:
        return "Reason", kind.replace("-", " ").capitalize()
    return "Found by", _FOUND_BY.get(kind, kind)


def _leaves(name: str, value: Any, depth: int = 0) -> list[tuple[str, str]]:
    """Every text below the value with the name of the nearest key, except what is told elsewhere."""
    if isinstance(value, dict) and depth < _DEEPEST:
        inner = (item for item in value.items() if item[0] not in _TOLD_ELSEWHERE)
        return [leaf for key, item in inner for leaf in _leaves(str(key), item, depth + 1)]
    if isinstance(value, list) and depth < _DEEPEST:
        return [leaf for item in value for leaf in _leaves(name, item, depth + 1)]
    return [(label(name), "" if value is None else str(value))]


def label(name: str) -> str:
    """The key of an event's data as words: ``componentName`` is ``Component``."""
    known = _LABELS.get(name)
    return known or (name.replace("-", " ").replace("_", " ").capitalize() or "Data")
