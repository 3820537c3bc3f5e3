"""Trivy's JSON: a report of schema 2, or the bare list of results that older versions wrote."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from msgspec.structs import replace

from navwarn.core.finding import Finding, MatchKind
from navwarn.core.status import Exposure
from navwarn.scanners import value
from navwarn.scanners.interface import Head
from navwarn.scanners.package import component_of_purl, component_of_words, is_distro_kind, with_origin

if TYPE_CHECKING:
    from collections.abc import Iterator

    from navwarn.core.inventory import Component

# Trivy's families of distributions that are not their ID in os-release.
_IDS = {"redhat": "rhel", "amazon": "amzn", "oracle": "ol", "alma": "almalinux", "cbl-mariner": "mariner"}


def recognises(document: Any) -> bool:
    """Whether it is a list of results, or has one and says of which schema."""
    if isinstance(document, list):
        return any(value.text(one, "Target") for one in document)
    return "SchemaVersion" in document and ("Results" in document or "ArtifactName" in document)


def head(document: Any) -> Head:
    """What the report says of the image; of Trivy only newer ones say the version."""
    metadata = value.child(document, "Metadata")
    architecture = value.text(metadata, "ImageConfig", "architecture")
    digest = value.text(metadata, "RepoDigests", 0)
    family = value.text(metadata, "OS", "Family")
    return Head(
        scanner="trivy",
        version=value.text(document, "Trivy", "Version"),
        reference=value.text(document, "ArtifactName"),
        digest=digest.rpartition("@")[2],
        platform=f"{value.text(metadata, 'ImageConfig', 'os') or 'linux'}/{architecture}"
        if architecture
        else "",
        distro_id=_IDS.get(family, family),
        distro_version=value.text(metadata, "OS", "Name"),
    )


def entries(document: Any) -> Iterator[tuple[str, Any]]:
    """The vulnerabilities of all results, each with its result and what that says of the package."""
    results = document if isinstance(document, list) else value.child(document, "Results")
    start = "" if isinstance(document, list) else "/Results"
    for number, result in enumerate(results if isinstance(results, list) else ()):
        packages = _packages(result)
        found = value.child(result, "Vulnerabilities")
        for place, one in enumerate(found if isinstance(found, list) else ()):
            package = packages.get((value.text(one, "PkgName"), value.text(one, "InstalledVersion")))
            yield f"{start}/{number}/Vulnerabilities/{place}", (result, one, package)


def findings(entry: Any) -> list[Finding]:
    """The finding that a vulnerability in a result is."""
    result, found, package = entry
    name = value.identifier(value.text(found, "VulnerabilityID"))
    source = value.text(found, "DataSource", "ID")
    return [
        Finding(
            vulnerability=name,
            aliases=value.identifiers(value.texts(found, "VendorIDs"), without=name),
            component=_component(result, found, package),
            match=MatchKind.REPORT,
            exposure=Exposure.VULNERABLE,
            severity=value.severity(value.text(found, "Severity")),
            fixed_in=value.versions(value.text(found, "FixedVersion")),
            sources=(f"trivy:{source}" if source else "trivy",),
            title=value.text(found, "Title"),
            disclosed_at=value.moment(value.text(found, "PublishedDate")),
        )
    ]


def _packages(result: Any) -> dict[tuple[str, str], Any]:
    """The packages of a result by name and version, where the report lists them."""
    listed = value.child(result, "Packages")
    packages = listed if isinstance(listed, list) else ()
    return {(value.text(one, "Name"), _version(one, "")): one for one in packages}


def _component(result: Any, found: Any, package: Any) -> Component:
    kind = value.text(result, "Type")
    name, version = value.text(found, "PkgName"), value.text(found, "InstalledVersion")
    path = value.text(found, "PkgPath")
    purl = value.text(found, "PkgIdentifier", "PURL") or value.text(package, "Identifier", "PURL")
    if purl:
        component = component_of_purl(purl)
    else:
        component = component_of_words(kind, name, version, path or value.text(result, "Target"))
    if is_distro_kind(kind) or component.is_distro:
        component = _with_source(component, package)
    return replace(
        component,
        version=version or component.version,
        locations=(f"/{path.lstrip('/')}",) if path else (),
        layer=value.text(found, "Layer", "Digest") or value.text(found, "Layer", "DiffID"),
    )


def _with_source(component: Component, package: Any) -> Component:
    """The package with its source, which only a list of all packages tells."""
    source = value.text(package, "SrcName")
    if source:
        return with_origin(component, source, _version(package, "Src"))
    if component.origin != component.name:
        return component
    return replace(component, is_origin_known=False)


def _version(package: Any, prefix: str) -> str:
    """A version as Trivy keeps it, taken apart, put together: epoch, version, release."""
    version, release = value.text(package, f"{prefix}Version"), value.text(package, f"{prefix}Release")
    epoch = value.child(package, f"{prefix}Epoch")
    whole = f"{version}-{release}" if release else version
    return f"{epoch}:{whole}" if isinstance(epoch, int) and epoch > 0 else whole
