"""What clients of the platform ask (platform-api.md PA1 to PA8, RS4, RS6)."""

from __future__ import annotations

from itertools import groupby
from typing import TYPE_CHECKING, Any

from navwarn.core.event import DetectionType, EventType
from navwarn.core.instant import format_exact
from navwarn.core.severity import Scheme
from navwarn.ledger.interface import Query
from navwarn.web.answer import JSON, Answer
from navwarn.web.encoding import encode
from navwarn.web.route import Route
from navwarn.workflows.browse.advisory_list import LARGEST_PAGE, PAGE_SIZE
from navwarn.workflows.browse.metadata import metadata
from navwarn.workflows.browse.visit import WrongParameterError

if TYPE_CHECKING:
    from navwarn.core.advisory import Advisory
    from navwarn.core.event import Event
    from navwarn.ledger.knowledge import VulnerabilityFile
    from navwarn.web.route import Question

MOST_IDS = 1_000
MAX_QUERY = 40_000
MOST = 20_000
"""How many advisories one answer may hold: the list has no pages (PA3)."""

_NAMES = {
    "subpackageName": "subpackage_name",
    "componentID": "component_id",
    "componentName": "component_name",
    "componentVersion": "component_version",
    "componentType": "component_type",
    "componentLocation": "component_location",
    "scanner": "scanner",
    "cpeSearched": "cpe_searched",
    "cpeFound": "cpe_found",
}
_KEYS = {
    EventType.TRUE_POSITIVE: "true_positive_determination",
    EventType.FALSE_POSITIVE: "false_positive_determination",
    EventType.FIXED: "fixed",
    EventType.DETECTION: "detection",
    EventType.ANALYSIS_NOT_PLANNED: "analysis_not_planned",
    EventType.FIX_NOT_PLANNED: "fix_not_planned",
    EventType.PENDING_UPSTREAM_FIX: "pending_upstream_fix",
}
_ORDERS = ("id asc", "id desc")
_MOST_SKIPPED = 10_000
_SCHEMES = {
    Scheme.CVSS_V2: "CVSS_V2",
    Scheme.CVSS_V30: "CVSS_V3",
    Scheme.CVSS_V31: "CVSS_V3",
    Scheme.CVSS_V4: "CVSS_V4",
}
_REFERENCE_TYPES = frozenset(
    "ADVISORY ARTICLE DETECTION DISCUSSION REPORT FIX INTRODUCED PACKAGE EVIDENCE WEB".split()  # noqa: SIM905
)
_REFERENCES = {
    "vendor-advisory": "ADVISORY",
    "third-party-advisory": "ADVISORY",
    "issue-tracking": "REPORT",
    "patch": "FIX",
    "mailing-list": "DISCUSSION",
    "exploit": "EVIDENCE",
    "technical-description": "ARTICLE",
    "product": "PACKAGE",
}
_DETECTIONS = {DetectionType.NVDAPI: "nvdapi", DetectionType.SCAN_V1: "scanv1"}


def documents(question: Question) -> Answer:
    """Advisories by package (PA2)."""
    package = question.asked.text("id")
    query = Query(
        distributions=tuple(question.visit.distributions),
        packages=(package,) if package else (),
        vulnerabilities=question.asked.texts("cves"),
    )
    if not query.distributions:
        return Answer(encode({"documents": []}), JSON)
    if question.visit.ledger.count(query, question.visit.moments) > MOST:
        raise WrongParameterError(
            f"more than {MOST} advisories: name a package (id) or vulnerabilities (cves)"
        )
    found = question.visit.ledger.advisories(query, question.visit.moments)
    groups = groupby(found, key=lambda advisory: advisory.package)
    content = [
        {"id": name, "advisories": [_advisory(advisory) for advisory in group]} for name, group in groups
    ]
    return Answer(encode({"documents": content}), JSON)


def _advisory(advisory: Advisory) -> dict[str, Any]:
    return {
        "id": advisory.id,
        "aliases": advisory.aliases,
        "package_namespace": advisory.distribution,
        "events": [_event(event) for event in advisory.timeline],
    }


def _event(event: Event) -> dict[str, Any]:
    """An event: the time and exactly one kind (PA4); one of a later schema has the time alone."""
    content: dict[str, Any] = {"timestamp": format_exact(event.timestamp)}
    key = _KEYS.get(event.type)  # type: ignore[call-overload]
    if key:
        content[key] = _data(event)
    return content


def _data(event: Event) -> dict[str, Any]:
    match event.type:
        case EventType.DETECTION:
            return _detection(event)
        case EventType.FIXED:
            return {"fixed_version": event.fixed_version} | _scanner(event)
        case EventType.FALSE_POSITIVE:
            return {"type": event.false_positive_type, "note": event.note}
        case _:
            return {"note": event.note}


def _detection(event: Event) -> dict[str, Any]:
    inner = event.data.get("data") if isinstance(event.data, dict) else None
    fields = inner if isinstance(inner, dict) else {}
    named = {_NAMES[key]: value for key, value in fields.items() if key in _NAMES}
    kind = _DETECTIONS.get(event.text("type"), "manual")  # type: ignore[call-overload]
    return {kind: (named | _scanner(event) if kind == "scanv1" else named) if kind != "manual" else {}}


def _scanner(event: Event) -> dict[str, str]:
    """The scanner's version and database, which extended documents carry (PA5, documents.md X2)."""
    names = {
        "scanner-version": "scanner_version",
        "grype-db-built": "grype_db_built",
        "grype-db-checksum": "grype_db_checksum",
    }
    return {ours: str(event.extension[key]) for key, ours in names.items() if key in event.extension}


def vulnerability_metadata(question: Question) -> Answer:
    """What upstream says of vulnerabilities (PA3, PA6)."""
    asked = question.asked
    ids = asked.texts("id", "ids")
    order = asked.text("order_by", _ORDERS[0])
    if order not in _ORDERS:
        raise WrongParameterError(f"order_by: {order[:40]!r} is none of {', '.join(_ORDERS)}")
    skip = asked.number("skip", 0, 0, _MOST_SKIPPED) or 0
    limit = asked.number("page_size", PAGE_SIZE, 1, LARGEST_PAGE) or PAGE_SIZE
    found = metadata(
        question.visit,
        ids,
        limit=limit,
        token=asked.text("page_token"),
        skip=skip,
        descending=order == _ORDERS[1],
    )
    content: dict[str, Any] = {
        "vulnerability_metadata": [_metadata(file) for file in found.files],
        "next_page_token": found.next,
        "total_count": found.total,
        "skipped": skip,
    }
    # A token tells when it was made, so that the answer is another one each time.
    return Answer(encode(content), JSON, keeps=False)


def _metadata(file: VulnerabilityFile) -> dict[str, Any]:
    references = {one.url: one.tags for record in file.records for one in record.references}
    scores = {
        (_SCHEMES[one.scheme], one.vector)
        for record in file.records
        for one in record.scorings
        if one.vector and one.scheme in _SCHEMES
    }
    return {
        "id": file.summary.id,
        "summary": file.summary.title,
        "details": file.summary.description,
        "references": [{"type": _reference_type(tags), "url": url} for url, tags in references.items()],
        "severity": [{"type": scheme, "score": vector} for scheme, vector in sorted(scores)],
    }


def _reference_type(tags: tuple[str, ...]) -> str:
    """OSV's word for a reference, from the tags of whoever gave it."""
    for tag in tags:
        word = _REFERENCES.get(tag.casefold().replace(" ", "-"), tag.upper())
        if word in _REFERENCE_TYPES:
            return word
    return "WEB"


PATHS = ("/advisory/v2/documents", "/advisory/v2/metadata")
ROUTES = (
    Route(PATHS[0], documents, ("id", "cves"), is_platform=True, most=MOST_IDS),
    Route(
        PATHS[1],
        vulnerability_metadata,
        ("id", "ids", "page_size", "page_token", "order_by", "skip"),
        is_platform=True,
        most=MOST_IDS,
    ),
)
