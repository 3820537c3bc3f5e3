"""Trivy's SARIF: what a result is about stands in its message, line by line."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from msgspec.structs import replace

from navwarn.core.finding import Finding, MatchKind
from navwarn.core.status import Exposure
from navwarn.scanners import sarif, value
from navwarn.scanners.interface import EntryError, Head
from navwarn.scanners.package import component_of_words, distro_kind_by_version

if TYPE_CHECKING:
    from collections.abc import Iterator

    from navwarn.core.inventory import Component

_VULNERABILITIES = frozenset({"OsPackageVulnerability", "LanguageSpecificPackageVulnerability"})
_DISTRO = "OsPackageVulnerability"


def _is_ours(name: str) -> bool:
    return name.lower() == "trivy"


def recognises(document: Any) -> bool:
    """Whether a run is Trivy's."""
    return sarif.is_sarif(document) and _is_ours(value.text(sarif.driver(document), "name"))


def head(document: Any) -> Head:
    """What the report says of the image; never which distribution it is of."""
    properties = value.child(sarif.first_run(document), "properties")
    return Head(
        "trivy",
        value.text(sarif.driver(document), "version"),
        reference=value.text(properties, "imageName"),
        digest=value.text(properties, "repoDigests", 0).rpartition("@")[2],
    )


def entries(document: Any) -> Iterator[tuple[str, Any]]:
    """The results about packages: secrets, licences and misconfigurations are no vulnerabilities."""
    for place, _, result, rule in sarif.results(document, _is_ours):
        if value.text(rule, "name") in _VULNERABILITIES:
            yield place, (result, rule)


def findings(entry: Any) -> list[Finding]:
    """The finding that a result is."""
    result, rule = entry
    said = sarif.facts(value.text(result, "message", "text"))
    words = (said.get("severity", ""), *value.texts(rule, "properties", "tags"))
    title = value.text(rule, "shortDescription", "text")
    name = value.identifier(value.text(result, "ruleId"))
    return [
        Finding(
            vulnerability=name,
            aliases=(),
            component=_component(result, rule, said),
            match=MatchKind.REPORT,
            exposure=Exposure.VULNERABLE,
            severity=value.severity(*words),
            fixed_in=value.versions(said.get("fixed version", "")),
            sources=("trivy",),
            title="" if title == name else title,
        )
    ]


def _component(result: Any, rule: Any, said: dict[str, str]) -> Component:
    name, version = said.get("package", ""), said.get("installed version", "")
    if not name:
        raise EntryError("has a message that does not name the package")
    if value.text(rule, "name") == _DISTRO:
        component = component_of_words(distro_kind_by_version(version), name, version)
        return replace(component, is_origin_known=False)
    path = sarif.location(result)
    component = component_of_words("", name, version, path)
    is_path = "/" in path or "." in path.lstrip(".")
    return replace(component, locations=(f"/{path.lstrip('/')}",) if is_path else ())
