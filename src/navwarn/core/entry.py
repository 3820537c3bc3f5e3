"""Entries: the records of the ledger, their payloads and what the log covers (architecture.md 2, 8)."""

from __future__ import annotations

from enum import StrEnum
from functools import lru_cache
from typing import TYPE_CHECKING, Any, NamedTuple

from navwarn.core import canonical
from navwarn.core.event import EXTENSION_KEY, Event
from navwarn.core.identifier import AdvisoryId  # noqa: TC001  # the fields of an entry are read at run time
from navwarn.core.instant import SECOND, Instant, format_exact, format_instant, parse_instant

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence


LEAF_TAG = b"navwarn/entry/1\n"
"""What the content of every leaf begins with, so that it is never taken for anything else."""

_COMMITMENT_TAG = b"navwarn/private/1\n"
_EVENT_KEYS = frozenset({"timestamp", "type", "data", EXTENSION_KEY})


class EntryKind(StrEnum):
    """The kinds of entries; documents carry only events and aliases."""

    OPENED = "opened"
    EVENT = "event"
    ALIASES = "aliases"
    DISMISSED = "dismissed"
    WITHDRAWN = "withdrawn"
    MOVED = "moved"
    RETRACTED = "retracted"


# Tuples, unlike other values of the core: every feed reads all entries and an import drafts them all, and a
# tuple is made from a row of the database four times as fast.
class Entry(NamedTuple):
    """One record of the ledger, as it will always be.

    ``sequence`` counts from 1 without gaps; ``commitment`` is the salted hash (hex) of the words that are not
    public, or empty where there are none.
    """

    sequence: int
    distribution: str
    advisory: AdvisoryId
    kind: str
    payload: dict[str, Any]
    recorded_at: Instant
    commitment: str = ""


class Draft(NamedTuple):
    """An entry before the ledger numbers and dates it."""

    distribution: str
    advisory: AdvisoryId
    kind: EntryKind
    payload: dict[str, Any]


def opened(package: str, aliases: Sequence[str]) -> dict[str, Any]:
    """The payload that begins an advisory about ``package``."""
    return {"package": package, "aliases": list(aliases)}


def aliases_changed(added: Iterable[str], removed: Iterable[str]) -> dict[str, Any]:
    """The payload that changes the ids a vulnerability is known by; both lists are sorted."""
    return {"added": sorted(added), "removed": sorted(removed)}


def withdrawn(reason: str) -> dict[str, Any]:
    """The payload that withdraws an advisory: from then on it claims nothing."""
    return {"reason": reason}


def moved(package: str, reason: str) -> dict[str, Any]:
    """The payload that hands an advisory over to a renamed package."""
    return {"package": package, "reason": reason}


def retracted(sequence: int, reason: str) -> dict[str, Any]:
    """The payload that declares the entry ``sequence`` of the same advisory wrong."""
    return {"entry": sequence, "reason": reason}


def event_payload(event: Event) -> dict[str, Any]:
    """The payload that records an event; unknown keys of the document stay beside the known ones."""
    payload = {"timestamp": format_exact(event.timestamp), "type": event.type, **event.extra}
    if event.data is not None:
        payload["data"] = event.data
    if event.extension:
        payload[EXTENSION_KEY] = event.extension
    return payload


def event_of(payload: dict[str, Any]) -> Event:
    """The event a payload of kind ``event`` records."""
    is_plain = payload.keys() <= _EVENT_KEYS
    return Event(
        timestamp=parse_instant(payload["timestamp"]),
        type=payload["type"],
        data=payload.get("data"),
        extra={} if is_plain else {key: payload[key] for key in payload if key not in _EVENT_KEYS},
        extension=payload.get(EXTENSION_KEY, {}),
    )


def told(entry: Entry) -> dict[str, Any]:
    """The public part of an entry as all JSON results have it."""
    return {
        "sequence": entry.sequence,
        "distribution": entry.distribution,
        "advisory": entry.advisory,
        "kind": entry.kind,
        "payload": entry.payload,
        "recorded_at": format_exact(entry.recorded_at),
        "commitment": entry.commitment,
    }


def event_identity(event: Event) -> bytes:
    """What makes two events of an advisory the same: time to the second, type, data and unknown keys.

    Extension fields do not count, as plain documents cannot carry them; nor do fractions of a second, as
    documents are written without (documents.md T1, X2).
    """
    parts: list[Any] = [event.timestamp // SECOND, event.type, event.data]
    if event.extra:
        parts.append(event.extra)
    return canonical.encode(parts)


# What a leaf covers, as canonical JSON with its keys in order.
_LEAF = LEAF_TAG + (
    b'{"advisory":%b,%b"distribution":%b,"kind":%b,"payload":%b,"recorded_at":%b,"sequence":%d}'
)


def leaf(entry: Entry, payload: bytes | None = None) -> bytes:
    """The bytes whose hash the log holds for an entry: its public payload and the commitment, with a tag.

    Who has the payload's canonical JSON at hand may give it, so that it need not be made twice.
    """
    sequence, distribution, advisory, kind, value, recorded_at, promise = entry
    return _LEAF % (
        _quoted(advisory),
        b'"commitment":%b,' % canonical.encode(promise) if promise else b"",
        _quoted(distribution),
        _quoted(kind),
        canonical.encode(value) if payload is None else payload,
        _recorded_text(recorded_at),
        sequence,
    )


@lru_cache(maxsize=64)
def _quoted(text: str) -> bytes:
    """A text that neighbouring entries share, as canonical JSON."""
    return canonical.encode(text)


@lru_cache(maxsize=16)
def _recorded_text(moment: Instant) -> bytes:
    """The text of a recording time, which all entries of a transaction share, as canonical JSON."""
    return canonical.encode(format_exact(moment))


def commitment(salt: bytes, words: bytes) -> str:
    """The hash (hex) that binds an entry to words that are not public and can be erased with their salt.

    The words come as canonical JSON.
    """
    from hashlib import sha256  # which many commands have no need of

    return sha256(_COMMITMENT_TAG + salt + words).hexdigest()


def summary(event: Event) -> str:
    """One line that names an event to a person: when, what, and the version if it names one."""
    version = f" {event.fixed_version}" if event.fixed_version else ""
    return f"{format_instant(event.timestamp)} {event.type}{version}"
