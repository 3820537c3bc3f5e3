"""What clients of the platform ask (platform-api.md PA1 to PA8, RS4, RS6)."""

from __future__ import annotations

from itertools import groupby
from typing import TYPE_CHECKING, Any

from navwarn.core.event import DetectionType, EventType
from navwarn.core.instant import format_exact
from navwarn.ledger.interface import Query
from navwarn.web.answer import JSON, Answer
from navwarn.web.encoding import encode
from navwarn.web.route import Route
from navwarn.workflows.browse.visit import WrongParameterError

if TYPE_CHECKING:
    from navwarn.core.advisory import Advisory
    from navwarn.core.event import Event
    from navwarn.web.route import Question

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


ROUTES = (Route("/advisory/v2/documents", documents, ("id", "cves"), is_platform=True),)
