"""Grype's JSON (scanning.md SO2)."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from msgspec.structs import replace

from navwarn.core.finding import Finding, MatchKind
from navwarn.core.status import Exposure
from navwarn.scanners import value
from navwarn.scanners.interface import Head
from navwarn.scanners.package import component_of_purl, component_of_words, with_origin

if TYPE_CHECKING:
    from collections.abc import Iterator

    from navwarn.core.inventory import Component

# Grype's names of distributions that are not their ID in os-release.
_IDS = {"redhat": "rhel", "amazonlinux": "amzn", "oraclelinux": "ol", "opensuseleap": "opensuse-leap"}


def recognises(document: Any) -> bool:
    """Whether it has matches, and a descriptor or a source beside them."""
    has_head = isinstance(value.child(document, "descriptor"), dict)
    return isinstance(value.child(document, "matches"), list) and (
        has_head or isinstance(value.child(document, "source"), dict)
    )


def head(document: Any) -> Head:
    """What the report says of Grype and of the image."""
    target = value.child(document, "source", "target")
    operating_system = value.text(target, "os")
    architecture = value.text(target, "architecture")
    name = value.text(document, "distro", "name")
    return Head(
        scanner=value.text(document, "descriptor", "name") or "grype",
        version=value.text(document, "descriptor", "version"),
        reference=value.text(target, "userInput") or value.text(document, "source", "target"),
        digest=value.text(target, "manifestDigest"),
        platform=f"{operating_system or 'linux'}/{architecture}" if architecture else "",
        distro_id=_IDS.get(name, name),
        distro_version=value.text(document, "distro", "version"),
    )


def entries(document: Any) -> Iterator[tuple[str, Any]]:
    """The matches; what Grype itself ignored is not among them."""
    for number, match in enumerate(document["matches"]):
        yield f"/matches/{number}", match


def findings(entry: Any) -> list[Finding]:
    """The finding that a match is: its related ids are aliases, none of them is preferred (SG10)."""
    found = value.child(entry, "vulnerability")
    name = value.identifier(value.text(found, "id"))
    related = value.items(entry, "relatedVulnerabilities")
    words = [value.text(one, "severity") for one in (found, *related)]
    return [
        Finding(
            vulnerability=name,
            aliases=value.identifiers(tuple(value.text(one, "id") for one in related), without=name),
            component=_component(value.child(entry, "artifact")),
            match=MatchKind.REPORT,
            exposure=Exposure.VULNERABLE,
            severity=value.severity(*words),
            fixed_in=value.texts(found, "fix", "versions"),
            sources=(value.text(found, "namespace") or "grype",),
        )
    ]


def _component(artifact: Any) -> Component:
    purl, name = value.text(artifact, "purl"), value.text(artifact, "name")
    version = value.text(artifact, "version")
    if purl:
        component = component_of_purl(purl)
    else:
        component = component_of_words(value.text(artifact, "type"), name, version)
    upstream = value.child(artifact, "upstreams", 0)
    if value.text(upstream, "name"):
        component = with_origin(component, value.text(upstream, "name"), value.text(upstream, "version"))
    locations = {value.text(one, "path") for one in value.items(artifact, "locations")} - {""}
    return replace(
        component,
        # The purl of an rpm keeps the epoch apart; the version of Go's library is a toolchain's.
        version=(version if component.is_distro else "") or component.version or version,
        locations=tuple(sorted(locations)),
        licenses=value.texts(artifact, "licenses"),
        layer=value.text(artifact, "locations", 0, "layerID"),
    )
