"""Values to layouts: how a document is written that was never a file (documents.md F3-F5, N3, N5, T1)."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from navwarn.core.event import EXTENSION_KEY, NVD_FIELDS, SCAN_FIELDS, EventType
from navwarn.core.instant import format_instant
from navwarn.documents.layout import Branch, Entry, Layout, Leaf
from navwarn.documents.style import spell, spell_inline

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

    from navwarn.core.event import Event
    from navwarn.core.instant import Instant
    from navwarn.documents.document import AdvisoryDocument, Document
    from navwarn.documents.layout import Value

_DATA_ORDER = {key: rank for rank, key in enumerate(("type", "note", "fixed-version", "data"))}
_DETECTION_ORDER = {key: rank for rank, key in enumerate((*NVD_FIELDS, *SCAN_FIELDS))}


def encode_document(document: Document, *, extended: bool = True) -> Layout:
    """The layout of a document, its advisories in the order given; ``extended`` has the fields of X2 too."""
    items = [encode_advisory(advisory, extended=extended) for advisory in document.advisories]
    advisories = Branch(tuple(items), is_list=True)
    pairs = [
        pair("schema-version", document.schema_version),
        Entry("package", "package", Branch((pair("name", document.package),), is_list=False)),
        Entry("advisories", "advisories", advisories),
    ]
    return Layout(Branch((*pairs, *_pairs(document.extra)), is_list=False))


def encode_advisory(advisory: AdvisoryDocument, *, extended: bool = True) -> Entry:
    """An advisory as an item of the list; without aliases it has no such key."""
    pairs = [pair("id", advisory.id)]
    if advisory.aliases:
        pairs.append(pair("aliases", list(advisory.aliases)))
    events = [encode_event(event, extended=extended) for event in advisory.events]
    pairs.append(Entry("events", "events", Branch(tuple(events), is_list=True)))
    pairs.extend(_pairs(advisory.extra))
    if extended and advisory.extension:
        pairs.append(pair(EXTENSION_KEY, advisory.extension))
    return Entry(None, "", Branch(tuple(pairs), is_list=False))


def encode_event(event: Event, *, extended: bool = True) -> Entry:
    """An event as an item of the list."""
    pairs = [Entry("timestamp", "timestamp", spell_instant(event.timestamp)), pair("type", event.type)]
    if event.data is not None:
        pairs.append(Entry("data", "data", _encode_data(event)))
    pairs.extend(_pairs(event.extra))
    if extended and event.extension:
        pairs.append(pair(EXTENSION_KEY, event.extension))
    return Entry(None, "", Branch(tuple(pairs), is_list=False))


def spell_instant(moment: Instant) -> Leaf:
    """The spelling of a moment: in UTC, whole seconds and without quotes (T1)."""
    text = format_instant(moment)
    return Leaf(text, (text,))


def pair(key: str, value: Any) -> Entry:
    """A key and its value, spelled by rule."""
    return Entry(spell_inline(key), key, encode_value(value))


def encode_value(value: Any) -> Value:
    """A value of text, ``None``, booleans, whole numbers, lists and dictionaries."""
    if isinstance(value, str):
        return spell(value)
    if isinstance(value, dict):
        return Branch(tuple(_pairs(value)), is_list=False)
    if isinstance(value, list | tuple):
        return Branch(tuple([Entry(None, "", encode_value(item)) for item in value]), is_list=True)
    text = "" if value is None else str(value).lower()
    return Leaf(text, (text,))


def _encode_data(event: Event) -> Value:
    """The data of an event with its known keys in the order real documents have."""
    if not isinstance(event.data, dict):
        return encode_value(event.data)
    data = _in_order(event.data, _DATA_ORDER)
    inner = data.get("data")
    if event.type == EventType.DETECTION and isinstance(inner, dict):
        data["data"] = _in_order(inner, _DETECTION_ORDER)
    return encode_value(data)


def _in_order(values: Mapping[str, Any], order: Mapping[str, int]) -> dict[str, Any]:
    return dict(sorted(values.items(), key=lambda item: order.get(item[0], len(order))))


def _pairs(values: Mapping[str, Any]) -> Iterable[Entry]:
    return [pair(key, value) for key, value in values.items()]
