"""What the API answers: the shapes that its description shows, and how they are made."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from navwarn.core.entry import told
from navwarn.core.instant import format_exact
from navwarn.core.status import exposure_of
from navwarn.web.encoding import plain

if TYPE_CHECKING:
    from navwarn.core.listing import Listing
    from navwarn.pages.view.advisory import AdvisoryPage
    from navwarn.pages.view.count import Count, StatusCount
    from navwarn.pages.view.package import Package
    from navwarn.pages.view.site import MomentsAsked
    from navwarn.pages.view.vulnerability import Vulnerability
    from navwarn.workflows.browse.advisory_list import ListAnswer
    from navwarn.workflows.browse.changes import Changes


@dataclass(frozen=True, slots=True)
class AdvisoryRow:
    """One advisory as lists show it."""

    id: str
    distribution: str
    package: str
    vulnerability: str
    aliases: list[str]
    status: str
    exposure: str
    severity: str
    exploited: bool
    fixed_version: str
    note: str
    title: str
    published: str
    updated: str


@dataclass(frozen=True, slots=True)
class Number:
    """How many; ``or_more`` where counting stopped there."""

    number: int
    or_more: bool


@dataclass(frozen=True, slots=True)
class Advisories:
    """A page of a list."""

    schema: str
    as_of: str | None
    known_at: str | int | None
    total: Number
    counts: dict[str, Number]
    next_page_token: str
    items: list[AdvisoryRow]


@dataclass(frozen=True, slots=True)
class EntryRow:
    """One entry of the log; ``payload`` depends on ``kind``."""

    sequence: int
    distribution: str
    advisory: str
    kind: str
    payload: dict[str, Any]
    recorded_at: str
    commitment: str
    leaf_hash: str | None = None
    is_retracted: bool | None = None


@dataclass(frozen=True, slots=True)
class EventRow:
    """One event that counts."""

    timestamp: str
    type: str
    data: Any


@dataclass(frozen=True, slots=True)
class OneAdvisory:
    """An advisory with its events and entries."""

    schema: str
    as_of: str | None
    known_at: str | int | None
    id: str
    distribution: str
    package: str
    vulnerability: str
    aliases: list[str]
    status: str
    exposure: str
    severity: str
    fixed_version: str
    withdrawn: dict[str, str] | None
    published: str
    updated: str
    recorded: str | None
    events: list[EventRow]
    entries: list[EntryRow]


@dataclass(frozen=True, slots=True)
class OnePackage:
    """A package with its advisories and versions."""

    schema: str
    as_of: str | None
    known_at: str | int | None
    distribution: str
    name: str
    items: list[AdvisoryRow]
    versions: list[dict[str, Any]]
    subpackages: list[str]
    more: int


@dataclass(frozen=True, slots=True)
class OneVulnerability:
    """A vulnerability: exactly one answer, its ids, what upstream says, our advisories.

    ``images`` are the tracked images open to it now, each with the first that no longer is; ``null`` where
    another moment is asked about. ``unjudged_images`` counts those with packages that nobody could judge.
    """

    schema: str
    as_of: str | None
    known_at: str | int | None
    id: str
    answer: str
    details: dict[str, Any]
    others: list[dict[str, str]]
    upstream: dict[str, Any]
    counts: dict[str, Number]
    items: list[dict[str, Any]]
    timeline: list[dict[str, Any]]
    more: int
    images: list[dict[str, Any]] | None
    more_images: int
    unjudged_images: int


@dataclass(frozen=True, slots=True)
class Summary:
    """Counts by status."""

    schema: str
    as_of: str | None
    known_at: str | int | None
    total: Number
    counts: dict[str, Number]
    exposures: dict[str, Number]


@dataclass(frozen=True, slots=True)
class ChangeList:
    """Entries in order; go on with ``since=next``."""

    schema: str
    size: int
    root: str
    next: int
    has_more: bool
    items: list[EntryRow]


@dataclass(frozen=True, slots=True)
class FeedList:
    """Every feed that may be fetched."""

    schema: str
    items: list[dict[str, Any]]


@dataclass(frozen=True, slots=True)
class ProblemDetails:
    """An error (RFC 9457)."""

    type: str
    title: str
    status: int
    detail: str
    code: str
    hint: str = ""
    reference: str = ""


ANSWERS = {
    "Advised": "advisory",
    "Dismissed": "dismissed",
    "NothingFound": "nothing-found",
    "RejectedUpstream": "rejected-upstream",
    "NotKnown": "not-known",
}
"""The five answers (architecture.md 6)."""


def head(thing: str, asked: MomentsAsked, family: str = "api") -> dict[str, Any]:
    """What every answer begins with; no time of making, so that the same answer has the same bytes."""
    known: str | int | None = asked.known
    if asked.known_at is not None:
        known = format_exact(asked.known_at)
    as_of = None if asked.as_of is None else format_exact(asked.as_of)
    return {"schema": f"navwarn/{family}-{thing}/1", "as_of": as_of, "known_at": known}


def advisory_row(row: Listing) -> dict[str, Any]:
    """An ``AdvisoryRow``."""
    return {
        "id": row.advisory,
        "distribution": row.distribution,
        "package": row.package,
        "vulnerability": row.vulnerability,
        "aliases": row.aliases,
        "status": row.status,
        "exposure": exposure_of(row.status),
        "severity": row.severity,
        "exploited": row.exploited,
        "fixed_version": row.fixed_version,
        "note": row.note,
        "title": row.title,
        "published": format_exact(row.published),
        "updated": format_exact(row.updated),
    }


def number(count: Count) -> dict[str, Any]:
    """A ``Number``."""
    return {"number": count.number, "or_more": count.or_more}


def counts_of(counts: tuple[StatusCount, ...]) -> dict[str, Any]:
    """Numbers by status."""
    return {one.status: number(one.count) for one in counts}


def advisories(answer: ListAnswer, asked: MomentsAsked) -> dict[str, Any]:
    """An ``Advisories``."""
    return head("advisories", asked) | {
        "total": number(answer.total),
        "counts": counts_of(answer.counts),
        "next_page_token": answer.next,
        "items": [advisory_row(row) for row in answer.rows],
    }


def one_advisory(page: AdvisoryPage, asked: MomentsAsked) -> dict[str, Any]:
    """A ``OneAdvisory``."""
    advisory = page.advisory
    withdrawal = advisory.withdrawal
    return head("advisory", asked) | {
        "id": advisory.id,
        "distribution": advisory.distribution,
        "package": advisory.package,
        "vulnerability": page.vulnerability,
        "aliases": advisory.aliases,
        "status": advisory.status,
        "exposure": advisory.exposure,
        "severity": page.severity,
        "fixed_version": advisory.fixed_version,
        "withdrawn": withdrawal and {"at": format_exact(withdrawal.at), "reason": withdrawal.reason},
        "published": format_exact(advisory.published),
        "updated": format_exact(advisory.modified),
        "recorded": None if advisory.recorded is None else format_exact(advisory.recorded),
        "events": [
            {"timestamp": format_exact(event.timestamp), "type": event.type, "data": event.data}
            for event in advisory.timeline
        ],
        "entries": [
            told(one.entry) | {"leaf_hash": one.leaf_hash, "is_retracted": one.is_retracted}
            for one in page.entries
        ],
    }


def one_package(page: Package, asked: MomentsAsked) -> dict[str, Any]:
    """A ``OnePackage``."""
    return head("package", asked) | {
        "distribution": page.distribution,
        "name": page.name,
        "items": [advisory_row(row) for row in page.advisories],
        "versions": plain(page.versions),
        "subpackages": page.subpackages,
        "more": page.more,
    }


def one_vulnerability(page: Vulnerability, asked: MomentsAsked) -> dict[str, Any]:
    """A ``OneVulnerability``."""
    return head("vulnerability", asked) | {
        "id": page.id,
        "answer": ANSWERS[type(page.answer).__name__],
        "details": plain(page.answer),
        "others": plain(page.others),
        "upstream": plain(page.upstream),
        "counts": counts_of(page.counts),
        "items": plain(page.packages),
        "timeline": plain(page.timeline),
        "more": page.more,
    }


def change_list(found: Changes) -> dict[str, Any]:
    """A ``ChangeList``."""
    return {
        "schema": "navwarn/api-changes/1",
        "size": found.head.size,
        "root": found.head.root.hex(),
        "next": found.next,
        "has_more": found.has_more,
        "items": [told(entry) for entry in found.entries],
    }
