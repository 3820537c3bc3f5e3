"""Grype's SARIF, with the rule ids of all its versions.

A rule is named ``CVE-2024-0001-zlib``; before that it was ``ANCHOREVULN_`` with the image, id, type, package
and version. What the id leaves open stands in the rule's help and in the message, in three wordings so far.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Any

from msgspec.structs import replace

from navwarn.core.finding import Finding, MatchKind
from navwarn.core.status import Exposure
from navwarn.scanners import sarif, value
from navwarn.scanners.interface import EntryError, Head
from navwarn.scanners.package import component_of_purl, component_of_words

if TYPE_CHECKING:
    from collections.abc import Iterator

    from navwarn.core.inventory import Component

_NAMES = ("grype", "anchore grype scan", "anchore container vulnerability report")
_IN_RULE = re.compile(
    r"((?:CVE-[0-9]{4}-[0-9]{4,}|GHSA(?:-[0-9a-z]{4}){3}|ELSA-[0-9]{4}-[0-9]+|ALAS[0-9A-Z]*-[0-9]{4}-[0-9]+"
    r"|GO-[0-9]{4}-[0-9]{4,}|[A-Z]{2,12}-[0-9A-Za-z:]+(?:-[0-9]+)*))[-_]"
)
_MESSAGES = (
    re.compile(
        r"The path (?P<path>.*?) reports (?P<name>\S+) at version (?P<version>\S+)\s.*?\((?P<kind>\S+)\)"
    ),
    re.compile(
        r"An? (?P<severity>\S+) vulnerability in (?P<kind>\S+) package: (?P<name>[^,]+), "
        r"version (?P<version>\S+) was found(?: in image (?P<image>\S+))?(?: at: (?P<path>.*))?"
    ),
)


def _is_ours(name: str) -> bool:
    return name.lower().startswith(_NAMES)


def recognises(document: Any) -> bool:
    """Whether a run is Grype's."""
    return sarif.is_sarif(document) and _is_ours(value.text(sarif.driver(document), "name"))


def head(document: Any) -> Head:
    """What the report says: the image only in messages and in locations."""
    first = value.child(sarif.first_run(document), "results", 0)
    named = value.text(first, "locations", 0, "logicalLocations", 0, "fullyQualifiedName")
    match = _MESSAGES[1].match(value.text(first, "message", "text"))
    reference = match["image"] if match and match["image"] else named.partition("@")[0]
    digest = re.search(r"sha256:[0-9a-f]{64}", named)
    return Head(
        "grype",
        value.text(sarif.driver(document), "version"),
        reference=reference,
        digest=digest[0] if digest else "",
    )


def entries(document: Any) -> Iterator[tuple[str, Any]]:
    """The results with their rules."""
    for place, _, result, rule in sarif.results(document, _is_ours):
        yield place, (result, rule)


def findings(entry: Any) -> list[Finding]:
    """The finding that a result is; of its kind, package and version each part where it stands."""
    result, rule = entry
    said = sarif.facts(value.text(rule, "help", "text"))
    parts = _parts(result)
    name = _identifier(value.text(result, "ruleId"), value.text(rule, "help", "text"))
    return [
        Finding(
            vulnerability=name,
            aliases=(),
            component=_component(result, rule, parts, said),
            match=MatchKind.REPORT,
            exposure=Exposure.VULNERABLE,
            severity=value.severity(said.get("severity", ""), parts.get("severity", "")),
            fixed_in=value.versions(said.get("fix version", "")),
            sources=(said.get("data namespace") or "grype",),
        )
    ]


def _identifier(rule: str, help_text: str) -> str:
    """The id in the help's first line, else in the name of the rule."""
    first = help_text.partition("\n")[0]
    if first.startswith("Vulnerability "):
        return value.identifier(first.removeprefix("Vulnerability ").strip())
    found = _IN_RULE.search(rule)
    if found is None:
        raise EntryError(f"has the rule {rule[:60]!r}, which names no vulnerability")
    return value.identifier(found[1])


def _parts(result: Any) -> dict[str, str]:
    """What the message says, by the names of its parts."""
    message = value.text(result, "message", "text")
    match = next((found for pattern in _MESSAGES if (found := pattern.match(message))), None)
    return match.groupdict("") if match else {}


def _component(result: Any, rule: Any, parts: dict[str, str], said: dict[str, str]) -> Component:
    name = parts.get("name") or said.get("package", "")
    version = parts.get("version") or said.get("version", "")
    path = parts.get("path") or sarif.location(result).removeprefix("image")
    component = _by_purl(rule, name, version) or component_of_words(
        parts.get("kind") or said.get("type", ""), name, version
    )
    if component.is_distro and component.origin == component.name:
        component = replace(component, is_origin_known=False)
    return replace(component, locations=(f"/{path.lstrip('/')}",) if path else ())


def _by_purl(rule: Any, name: str, version: str) -> Component | None:
    """The component by the purl that the rule lists for it; newer reports have them."""
    for purl in value.texts(rule, "properties", "purls"):
        component = component_of_purl(purl)
        full = f"{component.namespace}/{component.name}"
        if component.version == version and name in {component.name, full, full.replace("/", ":")}:
            return component
    return None
