"""The front page and the log."""

from __future__ import annotations

from typing import TYPE_CHECKING

from navwarn.core.moments import FOREVER
from navwarn.ledger.listing import ListFilter
from navwarn.pages.view.count import Count, StatusCount
from navwarn.pages.view.home import Home
from navwarn.pages.view.log import Log, LogHead, LogLine
from navwarn.workflows.browse.feed_list import feeds_of

if TYPE_CHECKING:
    from collections.abc import Iterable

    from navwarn.core.entry import Entry
    from navwarn.core.listing import Listing
    from navwarn.workflows.browse.visit import Visit

CHANGES = 10
LINES = 50


def home_page(visit: Visit) -> Home:
    """The front page."""
    lists, moments = visit.ledger.lists, visit.moments
    wanted = ListFilter(tuple(visit.distributions))
    counts = lists.counts(wanted, moments=moments)
    last = FOREVER if moments.known is None else moments.known + 1
    entries = visit.browser.entries_before(last, 1)
    return Home(
        now=visit.now,
        counts=tuple(
            StatusCount(status, Count(min(number, counts.cap), or_more=number > counts.cap))
            for status, number in counts.numbers.items()
        ),
        recorded=entries[0].recorded_at if entries else None,
        changes=lists.page(wanted, moments=moments, limit=CHANGES).rows,
        feeds=feeds_of(visit),
        head=log_head(visit),
    )


def advisory_rows(visit: Visit, ids: Iterable[str]) -> dict[str, Listing]:
    """The rows of these advisories, by id; those that did not exist at the moments are missing."""
    wanted = tuple(ids)
    if not wanted:
        return {}
    filter_ = ListFilter(tuple(visit.distributions), vulnerabilities=wanted, include_withdrawn=True)
    page = visit.ledger.lists.page(filter_, moments=visit.moments, limit=len(wanted) + LINES)
    return {row.advisory: row for row in page.rows}


def log_head(visit: Visit) -> LogHead:
    """The head of the log."""
    head = visit.ledger.head()
    return LogHead(head.size, head.root.hex(), head.recorded_at)


def log_page(visit: Visit, before: int | None) -> Log:
    """A stretch of the log, newest first, of entries the reader may see."""
    known = FOREVER if visit.moments.known is None else visit.moments.known + 1
    start = known if before is None else min(before, known)
    entries = visit.browser.entries_before(start, LINES + 1)
    shown = entries[:LINES]
    rows = advisory_rows(visit, {entry.advisory for entry in shown})
    return Log(
        log_head(visit),
        tuple(_line(entry, rows.get(entry.advisory)) for entry in shown),
        older=shown[-1].sequence if len(entries) > LINES else None,
        is_newest=before is None,
    )


def _line(entry: Entry, row: Listing | None) -> LogLine:
    if row is None:
        return LogLine(entry, str(entry.payload.get("package", "")), entry.advisory)
    return LogLine(entry, row.package, row.vulnerability)
