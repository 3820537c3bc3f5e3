"""The parameters of the API as its description shows them."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from navwarn.core.event import EventType
from navwarn.core.severity import Severity
from navwarn.core.status import Exposure, Status
from navwarn.pages.view.advisory_list import SORTS
from navwarn.web.asked import MAX_TEXT, MAX_VALUES
from navwarn.workflows.browse.advisory_list import LARGEST_PAGE, PAGE_SIZE
from navwarn.workflows.gating import WORDS

if TYPE_CHECKING:
    from collections.abc import Iterable

_TIME: dict[str, Any] = {
    "anyOf": [{"type": "string", "format": "date"}, {"type": "string", "format": "date-time"}],
    "examples": ["2024-05-01"],
}
_SEQUENCE = {"type": "string", "pattern": "^[0-9]{1,15}$"}


def _text(example: str) -> dict[str, Any]:
    return {"type": "string", "maxLength": MAX_TEXT, "examples": [example]}


def _several(words: Iterable[str] = ()) -> dict[str, Any]:
    items: dict[str, Any] = {"type": "string"}
    if words:
        items["enum"] = list(words)
    return {"type": "array", "items": items, "maxItems": MAX_VALUES}


_DIGEST = {"type": "string", "pattern": "^sha256:[0-9a-f]{64}$", "examples": [f"sha256:{'ab' * 32}"]}
_REQUIRED = frozenset({"from", "to", "from_digest", "to_digest"})
_SORTS = [sign + name for name in SORTS for sign in ("-", "")]
_SHAPES: dict[str, tuple[dict[str, Any], str]] = {
    "q": (_text("44487"), "Part of an id or package, or words of notes and descriptions; all must be found."),
    "status": (_several(Status), "Only these statuses."),
    "severity": (_several(Severity), "Only these severities."),
    "package": (_several(), "Only these packages."),
    "origin": (_several(), "The same as package."),
    "distribution": (_several(), "Only these distributions."),
    "namespace": (_several(), "The same as distribution."),
    "alias": (_several(), "Only advisories with one of these ids, ours or others'."),
    "cve": (_several(), "The same as alias."),
    "exposure": (_several(Exposure), "Only these exposures."),
    "event_type": (_several(EventType), "Only where an event of such a type decides the status."),
    "component_type": (_several(), "Only where a component of such a type was detected, such as go-module."),
    "since": (_TIME, "Updated at this time or date or later."),
    "until": (_TIME, "Updated at this time or by the end of this date."),
    "published_since": (_TIME, "Published at this time or date or later."),
    "published_until": (_TIME, "Published at this time or by the end of this date."),
    "exploited": ({"type": "boolean"}, "Known to be exploited, or not."),
    "sort": ({"type": "string", "enum": _SORTS, "default": "-updated"}, "A minus sign means descending."),
    "page_size": (
        {"type": "integer", "minimum": 1, "maximum": LARGEST_PAGE, "default": PAGE_SIZE},
        "How many items a page has at most.",
    ),
    "page_token": (
        {"type": "string"},
        "next_page_token of the page before, under the same filters and order.",
    ),
    "as_of": (_TIME, "What was true then: a time, or a date (its end, UTC)."),
    "known_at": (
        {"anyOf": [*_TIME["anyOf"], _SEQUENCE], "examples": ["2024-05-01", "1000"]},
        "What had been recorded by then: a time, a date, or the number of an entry.",
    ),
    "since_sequence": (
        {"type": "integer", "minimum": 0, "default": 0},
        "The last sequence number there is no need to tell of.",
    ),
    "id": (_text("nghttp2"), "The package."),
    "cves": (_several(), "Only advisories with one of these ids."),
    "ids": (_several(), "Only these vulnerabilities, at most 1000."),
    "repository": (_text("registry.example/app"), "Only images that a tag of this repository named."),
    "platform": (_text("linux/amd64"), "Only this platform, where a name means an image of several."),
    "depth": ({"type": "integer", "minimum": 1, "maximum": 50, "default": 10}, "How many moves at most."),
    "from": (_text("registry.example/app:1"), "The image before: a digest or a tag that is tracked."),
    "to": (_text("registry.example/app:2"), "The image after."),
    "types": (_several(), "Only packages of these purl types, as apk; all that an SBOM names with `-`."),
    "fail_on": (_several(WORDS), "Tell whether a finding of this severity or worse closes a gate."),
    "from_at": (_TIME, "Judge the image before as of this moment."),
    "to_at": (_TIME, "Judge the image after as of this moment."),
    "from_digest": (_DIGEST, "The digest of the image before."),
    "to_digest": (_DIGEST, "The digest of the image after."),
    "only_open": ({"type": "boolean"}, "Leave out what our advisories have settled."),
    "judged_by": (_text("default"), "Judge by this distribution, whatever the SBOM says."),
    "order_by": ({"type": "string", "enum": ["id asc", "id desc"], "default": "id asc"}, "The order."),
    "skip": ({"type": "integer", "minimum": 0, "maximum": 10000, "default": 0}, "How many to leave out."),
}


def query_parameters(names: Iterable[str]) -> list[dict[str, Any]]:
    """The parameters of these names as OpenAPI describes them."""
    return [
        {
            "name": name.removesuffix("_sequence"),
            "in": "query",
            "required": name in _REQUIRED,
            "description": _SHAPES[name][1],
            "schema": _SHAPES[name][0],
            "style": "form",
            "explode": True,
        }
        for name in names
    ]


def path_parameter(name: str, description: str, example: str) -> dict[str, Any]:
    """A part of a path as OpenAPI describes it."""
    return {
        "name": name,
        "in": "path",
        "required": True,
        "description": description,
        "schema": {"type": "string", "minLength": 1, "maxLength": MAX_TEXT, "examples": [example]},
    }
