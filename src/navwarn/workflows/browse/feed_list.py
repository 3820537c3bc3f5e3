"""The feeds that a reader may fetch."""

from __future__ import annotations

from typing import TYPE_CHECKING

from navwarn.ledger.listing import ListFilter
from navwarn.pages.view.feeds import Feed, FeedFormat, Feeds

if TYPE_CHECKING:
    from navwarn.workflows.browse.visit import Visit

LOSSES = {
    FeedFormat.SECDB: "dates, severity, why a package is not affected, and anything that is not fixed",
    FeedFormat.OSV: "who said it and when we learned of it",
    FeedFormat.ATOM: "versions that scanners could compare",
    FeedFormat.JSON_FEED: "versions that scanners could compare",
    FeedFormat.CSV: "the history behind a status",
}
_KINDS = (
    (FeedFormat.SECDB, "Alpine secdb", "/{name}/security.json", "application/json"),
    (FeedFormat.OSV, "OSV 1.7.0", "/{name}/osv/all.json", "application/json"),
    (FeedFormat.ATOM, "Atom (RFC 4287)", "/advisories.atom?distribution={name}", "application/atom+xml"),
    (
        FeedFormat.JSON_FEED,
        "JSON Feed 1.1",
        "/advisories.feed.json?distribution={name}",
        "application/feed+json",
    ),
    (FeedFormat.CSV, "CSV (RFC 4180)", "/advisories.csv?distribution={name}", "text/csv"),
)


def feeds_of(visit: Visit) -> tuple[Feed, ...]:
    """Every feed of every distribution the reader may see."""
    lists = visit.ledger.lists
    found = []
    for name in visit.distributions:
        wanted = ListFilter([name])
        counts = lists.counts(wanted)
        entries = sum(counts.numbers.values())
        newest = lists.page(wanted, limit=1).rows
        found += [
            Feed(
                name,
                kind,
                specification,
                path.format(name=name),
                media_type,
                entries=entries if kind is FeedFormat.OSV and entries <= counts.cap else None,
                changed=newest[0].updated if newest else None,
                cannot_say=LOSSES[kind],
            )
            for kind, specification, path, media_type in _KINDS
        ]
    return tuple(found)


def feeds_page(visit: Visit) -> Feeds:
    """The page about feeds."""
    return Feeds(feeds_of(visit))
