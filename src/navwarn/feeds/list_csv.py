"""Lists of advisories as CSV (RFC 4180), one row each, safe to open in a spreadsheet (peers.md A9)."""

from __future__ import annotations

from typing import TYPE_CHECKING

from navwarn.core.instant import format_instant
from navwarn.core.plain import plain
from navwarn.core.status import exposure_of

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from navwarn.core.listing import Listing

MEDIA_TYPE = "text/csv"
COLUMNS = (
    "distribution",
    "package",
    "advisory",
    "vulnerability",
    "aliases",
    "status",
    "exposure",
    "severity",
    "exploited",
    "fixed_version",
    "published",
    "updated",
    "note",
)
# What makes a spreadsheet take a cell for a formula, the wide forms of East Asian keyboards included.
_FORMULA = tuple("=+-@\t\uff1d\uff0b\uff0d\uff20")
_SPECIAL = frozenset(',"\n')


def render(rows: Iterable[Listing]) -> Iterator[str]:
    """The heading and one line for each row; lines end with CR LF."""
    yield ",".join(COLUMNS) + "\r\n"
    for row in rows:
        yield ",".join(map(cell, _values(row))) + "\r\n"


def _values(row: Listing) -> tuple[str, ...]:
    return (
        row.distribution,
        row.package,
        row.advisory,
        row.vulnerability,
        " ".join(row.aliases),
        row.status,
        exposure_of(row.status),
        row.severity,
        "yes" if row.exploited else "no",
        row.fixed_version,
        format_instant(row.published),
        format_instant(row.updated),
        row.note,
    )


def cell(text: str) -> str:
    """The text as one cell: an apostrophe before what could be a formula, quotes where they are needed."""
    text = plain(text)
    if text.lstrip().startswith(_FORMULA) or text.startswith(_FORMULA):
        text = f"'{text}"
    if text and (not _SPECIAL.isdisjoint(text) or text[0].isspace() or text[-1].isspace()):
        return '"' + text.replace('"', '""') + '"'
    return text
