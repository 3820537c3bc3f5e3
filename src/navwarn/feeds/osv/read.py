"""OSV records read: ours, to compare with what is published, or another's."""

from __future__ import annotations

from typing import Any

import msgspec
from msgspec import Struct

from navwarn.core.instant import Instant, parse_instant
from navwarn.feeds.interface import OPEN, Statement, UnreadableFeedError


class PublishedRecord(Struct, frozen=True):
    """What a record says: nothing, where it is withdrawn."""

    id: str
    modified: Instant
    is_withdrawn: bool
    statements: tuple[Statement, ...]


class _Package(msgspec.Struct):
    name: str


class _Range(msgspec.Struct):
    events: list[dict[str, str]]


class _Affected(msgspec.Struct):
    package: _Package | None = None
    ranges: list[_Range] | None = None
    ecosystem_specific: dict[str, Any] | None = None


class _Record(msgspec.Struct):
    id: str
    modified: str
    withdrawn: str | None = None
    aliases: list[str] | None = None
    related: list[str] | None = None
    upstream: list[str] | None = None
    affected: list[_Affected] | None = None


_DECODER = msgspec.json.Decoder(_Record)


def parse(data: bytes) -> PublishedRecord:
    """What a record says; ``UnreadableFeedError`` where the bytes are none.

    Each range states its fix for all ids of the record but its own.
    """
    try:
        content = _DECODER.decode(data)
        modified = parse_instant(content.modified)
    except (msgspec.DecodeError, RecursionError, ValueError) as error:
        raise UnreadableFeedError(f"this is not an OSV record: {error}") from None
    return PublishedRecord(
        content.id,
        modified,
        content.withdrawn is not None,
        () if content.withdrawn is not None else _statements(content),
    )


def _statements(content: _Record) -> tuple[Statement, ...]:
    ids = dict.fromkeys([*(content.upstream or ()), *(content.aliases or ()), *(content.related or ())])
    ids.pop(content.id, None)
    places = dict.fromkeys(
        (affected.package.name, _fix(span))
        for affected in content.affected or ()
        if affected.package is not None
        for span in affected.ranges or ()
    )
    return tuple(
        [Statement(package, version, identifier) for package, version in places for identifier in ids]
    )


def _fix(span: _Range) -> str:
    """The version at which a range ends, or ``OPEN``."""
    return next((event["fixed"] for event in span.events if "fixed" in event), OPEN)
