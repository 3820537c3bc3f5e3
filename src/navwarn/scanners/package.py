"""The component that a finding is in, by its purl or by the words of a scanner."""

from __future__ import annotations

import re

from msgspec.structs import replace

from navwarn.core.inventory import DISTRO_TYPES, Component
from navwarn.scanners.interface import EntryError

TYPES = {
    # Grype's words for packages, and Trivy's for the files it found them in.
    "apk": "apk",
    "deb": "deb",
    "rpm": "rpm",
    "go-module": "golang",
    "gobinary": "golang",
    "gomod": "golang",
    "python": "pypi",
    "python-pkg": "pypi",
    "npm": "npm",
    "node-pkg": "npm",
    "java-archive": "maven",
    "jenkins-plugin": "maven",
    "jar": "maven",
    "gem": "gem",
    "gemspec": "gem",
    "rust-crate": "cargo",
    "rustbinary": "cargo",
    "dotnet": "nuget",
    "dotnet-core": "nuget",
    "php-composer": "composer",
    "alpine": "apk",
    "chainguard": "apk",
    "wolfi": "apk",
    "minimos": "apk",
    "debian": "deb",
    "ubuntu": "deb",
    "echo": "deb",
    "alma": "rpm",
    "amazon": "rpm",
    "azurelinux": "rpm",
    "cbl-mariner": "rpm",
    "centos": "rpm",
    "fedora": "rpm",
    "opensuse": "rpm",
    "opensuse-leap": "rpm",
    "opensuse-tumbleweed": "rpm",
    "oracle": "rpm",
    "photon": "rpm",
    "redhat": "rpm",
    "rocky": "rpm",
    "slem": "rpm",
    "sles": "rpm",
}
"""The purl type by the word that a report has for the kind of a package."""

UNKNOWN_TYPE = "generic"
"""The purl type of a package whose kind a report does not tell."""

_SOURCE_RPM = re.compile(r"(.+)-([^-]+-[^-]+)\.(?:no)?src\.rpm")
_PATHS = (
    (re.compile(r"\.(?:dist-info|egg-info)(?:/|\Z)"), "pypi"),
    (re.compile(r"(?:^|/)package\.json\Z"), "npm"),
    (re.compile(r"\.gemspec\Z"), "gem"),
    (re.compile(r"\.(?:jar|war|ear|par|hpi|jpi)\Z"), "maven"),
)
_TARGETS = {"Python": "pypi", "Node.js": "npm", "Ruby": "gem", "Java": "maven"}
_MODULE = re.compile(r"(?:[a-z0-9-]+\.)+[a-z]{2,}/.+", re.IGNORECASE)
_APK_VERSION = re.compile(r"[0-9].*-r[0-9]+")
_RPM_VERSION = re.compile(r".+-.*\.(?:el|fc|amzn|azl|cm|ph|mga|oe|sp|alma|lp)[0-9]")


def component_of_purl(purl: str) -> Component:
    """The component that a package URL names; ``EntryError`` where the text is none.

    The origin comes from the qualifiers ``origin`` and ``upstream`` (scanning.md SR1, SR4).
    """
    from packageurl import PackageURL

    try:
        parsed = PackageURL.from_string(purl)
    except ValueError:
        raise EntryError(f"has {purl[:80]!r} where a package URL belongs") from None
    qualifiers = parsed.qualifiers if isinstance(parsed.qualifiers, dict) else {}
    said = qualifiers.get("origin") or qualifiers.get("upstream") or ""
    origin, version = _origin(said)
    return Component(
        type=parsed.type,
        name=parsed.name,
        version=parsed.version or "",
        namespace=parsed.namespace or "",
        subpath=parsed.subpath or "",
        architecture=qualifiers.get("arch", ""),
        origin=origin or parsed.name,
        origin_version=version or parsed.version or "",
        purl=purl,
    )


def distro_of_purl(purl: str) -> tuple[str, str]:
    """The id and version of the distribution that the qualifiers of a purl name, as Docker Scout has them."""
    found = dict(re.findall(r"[?&](os_name|os_version)=([A-Za-z0-9._-]{1,60})", purl))
    return found.get("os_name", ""), found.get("os_version", "")


def component_of_words(kind: str, name: str, version: str, location: str = "") -> Component:
    """The component by the kind, name and version that a report gives, each in its own words."""
    if not name:
        raise EntryError("does not name the package")
    kind = TYPES.get(kind) or kind_by_name(name, location)
    namespace = ""
    if kind == "maven":
        namespace, _, name = name.rpartition(":")
    elif kind in {"golang", "npm"}:
        namespace, _, name = name.rpartition("/")
    return Component(kind, name, version, namespace, origin=name, origin_version=version)


def with_origin(component: Component, name: str, version: str) -> Component:
    """The component with the package it was built from, where a report names that apart."""
    if not component.is_distro:
        return component
    return replace(component, origin=name, origin_version=version or component.version)


def kind_by_name(name: str, location: str) -> str:
    """The purl type that a location or the form of a name gives away."""
    if location in _TARGETS:
        return _TARGETS[location]
    by_path = next((kind for pattern, kind in _PATHS if pattern.search(location)), "")
    if by_path:
        return by_path
    if name in {"stdlib", "toolchain"} or _MODULE.fullmatch(name):
        return "golang"
    return "maven" if ":" in name else UNKNOWN_TYPE


def distro_kind_by_version(version: str) -> str:
    """The kind of distro package that a version gives away, where a report tells no more."""
    if _APK_VERSION.fullmatch(version):
        return "apk"
    return "rpm" if _RPM_VERSION.match(version) else "deb"


def is_distro_kind(kind: str) -> bool:
    """Whether packages of this kind come from distributions."""
    return TYPES.get(kind, "") in DISTRO_TYPES


def _origin(said: str) -> tuple[str, str]:
    """The name and version in an ``upstream`` qualifier: ``glibc``, ``nss@3.79`` or a source RPM's file."""
    source = _SOURCE_RPM.fullmatch(said)
    if source is not None:
        return source[1], source[2]
    name, _, version = said.partition("@")
    return name, version
