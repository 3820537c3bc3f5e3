"""Events as CSV: a row per event, in the columns that users of the former tool know (documents.md K1)."""

from __future__ import annotations

from typing import TYPE_CHECKING

from navwarn.core.instant import format_instant

if TYPE_CHECKING:
    from collections.abc import Iterable

    from navwarn.core.advisory import Advisory

COLUMNS = (
    "package",
    "advisory_id",
    "event_timestamp",
    "event_type",
    "false_positive_type",
    "note",
    "fixed_version",
)
_SPECIAL = frozenset(',"\r\n')


def render(advisories: Iterable[Advisory]) -> str:
    """The rows of all events, advisories in the order given and events in time order; lines end with LF."""
    lines = [",".join(COLUMNS)]
    for advisory in advisories:
        for event in advisory.timeline:
            cells = (
                advisory.package,
                advisory.id,
                format_instant(event.timestamp),
                event.type,
                event.false_positive_type,
                event.note,
                event.fixed_version,
            )
            lines.append(",".join(map(_cell, cells)))
    return "\n".join(lines) + "\n"


def _cell(text: str) -> str:
    """The text, in quotes where RFC 4180 or a reader of leading blanks needs them."""
    if not text or (_SPECIAL.isdisjoint(text) and not text[0].isspace() and text != "\\."):
        return text
    return '"' + text.replace('"', '""') + '"'
