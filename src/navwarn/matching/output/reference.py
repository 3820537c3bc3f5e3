"""How results refer to packages and to where something was found: purls and scanner namespaces (J1)."""

from __future__ import annotations

from typing import TYPE_CHECKING
from urllib.parse import quote

from navwarn.core.inventory import DISTRO_TYPES

if TYPE_CHECKING:
    from navwarn.core.finding import Finding
    from navwarn.core.inventory import Component, Distro

_LANGUAGES = {
    "cargo": "rust",
    "composer": "php",
    "gem": "ruby",
    "golang": "go",
    "maven": "java",
    "npm": "javascript",
    "nuget": "dotnet",
    "pypi": "python",
}
_PUBLISHERS = {"ghsa": "github", "pypa": "python"}


def reference_of(component: Component) -> str:
    """The full purl of a component, made of its parts where an inventory has none."""
    if component.purl:
        return component.purl
    parts = [component.type, *component.namespace.split("/"), component.name]
    path = "/".join(quote(part, safe="") for part in parts if part)
    version = f"@{quote(component.version, safe='')}" if component.version else ""
    architecture = f"?arch={quote(component.architecture, safe='')}" if component.architecture else ""
    subpath = f"#{quote(component.subpath, safe='/')}" if component.subpath else ""
    return f"pkg:{path}{version}{architecture}{subpath}"


def namespace_of(finding: Finding, distro: Distro | None) -> str:
    """The namespace that a finding would have with the scanner of the model: who said it about what."""
    kind = finding.component.type
    statement = finding.statement
    if kind in DISTRO_TYPES:
        identifier = distro.id if distro else finding.component.namespace or kind
        publisher = statement.distribution if statement else identifier
        version = "rolling" if statement or distro is None or not distro.version else distro.version
        return f"{publisher}:distro:{identifier}:{version}"
    source = finding.sources[0].partition("/")[0].partition(":")[0] if finding.sources else ""
    publisher = _PUBLISHERS.get(source, source) or "unknown"
    return f"{publisher}:language:{_LANGUAGES.get(kind, kind)}"
