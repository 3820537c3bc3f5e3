"""CycloneDX JSON, as Syft, Trivy and others write it (scanning.md SR2, SR4)."""

from __future__ import annotations

from typing import TYPE_CHECKING

import msgspec

from navwarn.core.inventory import DISTRO_TYPES, Distro, ImageSource, Inventory, SourceKind
from navwarn.images.sboms.decoding import decode, require_few
from navwarn.images.sboms.part import (
    TOOL,
    Purl,
    Said,
    component_of,
    distro_of,
    in_order,
    left_out,
    named_distro,
    purl_less,
    read_purl,
)

if TYPE_CHECKING:
    from collections.abc import Iterator

    from navwarn.core.inventory import Component
    from navwarn.images.limit import Limits

ORIGIN = "navwarn:origin"
ORIGIN_VERSION = "navwarn:origin-version"
OTHER_PURL = "navwarn:purl"
GUESSED = "navwarn:guessed"
"""Properties of a component: the package it was built from, that one's version, purls besides its own, and
what of it is guessed."""

_OPERATING_SYSTEM = "operating-system"
_TOLD_BY = frozenset({"syft", "trivy"})
"""Tools that name the origin of a package wherever it is not the package itself."""

_ORIGINS = (ORIGIN, "syft:metadata:originPackage", "syft:metadata:source", "aquasecurity:trivy:SrcName")
_ORIGIN_VERSIONS = (ORIGIN_VERSION, "syft:metadata:sourceVersion", "aquasecurity:trivy:SrcVersion")
_TRIVY_RELEASE, _TRIVY_EPOCH = "aquasecurity:trivy:SrcRelease", "aquasecurity:trivy:SrcEpoch"
_KIND, _MAIN = "syft:package:type", "syft:metadata:mainModule"
_PACKAGES = frozenset({"application", "framework", "library"})
"""The types of components that are packages, and should say which."""


class _Property(msgspec.Struct, frozen=True):
    name: str = ""
    value: str | None = None


class _Occurrence(msgspec.Struct, frozen=True):
    location: str = ""


class _Evidence(msgspec.Struct, frozen=True):
    occurrences: tuple[_Occurrence, ...] | None = None


class _LicenseName(msgspec.Struct, frozen=True):
    id: str | None = ""
    name: str | None = ""


class _License(msgspec.Struct, frozen=True):
    license: _LicenseName | None = None
    expression: str | None = ""


class _Component(msgspec.Struct, frozen=True):
    type: str = ""
    name: str = ""
    group: str | None = ""
    version: str | None = None
    purl: str | None = None
    properties: tuple[_Property, ...] | None = None
    evidence: _Evidence | None = None
    licenses: tuple[_License, ...] | None = None
    components: tuple[_Component, ...] | None = None


class _Tools(msgspec.Struct, frozen=True):
    components: tuple[_Component, ...] | None = None


class _Metadata(msgspec.Struct, frozen=True):
    tools: _Tools | tuple[_Component, ...] | None = None
    component: _Component | None = None


class _Document(msgspec.Struct, frozen=True, rename="camel"):
    bom_format: str
    metadata: _Metadata | None = None
    components: tuple[_Component, ...] | None = None


class CycloneDx:
    """``interface.SbomReader`` of CycloneDX."""

    name = SourceKind.CYCLONEDX.value

    def recognises(self, head: bytes) -> bool:
        """Whether a document that begins so says that it is one."""
        return b'"bomFormat"' in head

    def read(self, data: bytes, reference: str, limits: Limits) -> Inventory:
        """The inventory in the document; who owns what it does not say."""
        document = decode(data, _Document, reference, limits)
        tool = _tool(document.metadata)
        author = tool.partition(" ")[0].lower()
        listed = list(_flat((*_inner(document.metadata), *(document.components or ()))))
        require_few(len(listed), reference, limits)
        components: list[Component] = []
        purls: list[Purl] = []
        unread: list[str] = []
        nameless: list[str] = []
        for one in listed:
            properties = _properties(one)
            purl = read_purl(one.purl) if one.purl else _nameless(one, properties)
            if purl is not None:
                purls.append(purl)
                said = _said(one, properties, author)
                components.append(component_of(purl, said, _others(one)))
            elif one.purl:
                unread.append(one.purl)
            elif one.type in _PACKAGES and one.version:
                nameless.append(f"{one.group or ''}/{one.name}@{one.version}".removeprefix("/"))
        return Inventory(
            _source(document.metadata, reference, tool),
            _distro(listed) or distro_of(purls),
            in_order(components),
            remarks=left_out(unread, nameless),
        )


def _inner(metadata: _Metadata | None) -> tuple[_Component, ...]:
    """What the image is said to consist of where it is described itself."""
    return (metadata.component.components if metadata and metadata.component else None) or ()


def _flat(components: tuple[_Component, ...]) -> Iterator[_Component]:
    """All components, those within others too."""
    pending = list(reversed(components))
    while pending:
        one = pending.pop()
        yield one
        pending.extend(reversed(one.components or ()))


def _tool(metadata: _Metadata | None) -> str:
    """The tool that made the document, and its version."""
    tools = metadata.tools if metadata else None
    listed = (tools.components or ()) if isinstance(tools, _Tools) else tools or ()
    return f"{listed[0].name} {listed[0].version or ''}".strip() if listed else ""


def _source(metadata: _Metadata | None, reference: str, tool: str) -> ImageSource:
    image = metadata.component if metadata else None
    digest = ""
    if image is not None:
        purl = read_purl(image.purl) if image.purl else None
        said = [image.version or "", purl.version if purl and purl.type == "oci" else ""]
        said += [prop.value or "" for prop in image.properties or () if prop.name.endswith("RepoDigest")]
        digest = next((part for part in map(_sha256, said) if part), "")
    return ImageSource(SourceKind.CYCLONEDX, reference, digest, tool=tool)


def _sha256(text: str) -> str:
    digest = text.rpartition("@")[2]
    return digest if digest.startswith("sha256:") else ""


def _distro(components: list[_Component]) -> Distro | None:
    found = next((one for one in components if one.type == _OPERATING_SYSTEM and one.name), None)
    return None if found is None else named_distro(found.name, found.version or "")


def _properties(one: _Component) -> dict[str, str]:
    return {prop.name: prop.value or "" for prop in one.properties or ()}


def _nameless(one: _Component, properties: dict[str, str]) -> Purl | None:
    """What stands for the URL that Syft does not give packages of a distribution that it does not know."""
    kind = properties.get(_KIND, "")
    return purl_less(kind, one.name, one.version or "") if kind in DISTRO_TYPES else None


def _said(one: _Component, properties: dict[str, str], author: str) -> Said:
    origin = next((properties[name] for name in _ORIGINS if properties.get(name)), "")
    version = next((properties[name] for name in _ORIGIN_VERSIONS if properties.get(name)), "")
    if version and properties.get(_TRIVY_RELEASE):
        version = f"{version}-{properties[_TRIVY_RELEASE]}"
    if version and properties.get(_TRIVY_EPOCH):
        version = f"{properties[_TRIVY_EPOCH]}:{version}"
    return Said(
        one.name,
        one.version or "",
        origin,
        version,
        is_origin_told=author in _TOLD_BY,
        locations=_locations(one, properties),
        licenses=tuple(filter(None, map(_license, one.licenses or ()))),
        main_module=properties.get(_MAIN, ""),
        guessed=frozenset(prop.value or "" for prop in one.properties or () if prop.name == GUESSED),
        is_group_told=author == TOOL,
    )


def _others(one: _Component) -> list[str]:
    """The purls that it has besides its own."""
    return [prop.value for prop in one.properties or () if prop.name == OTHER_PURL and prop.value]


def _locations(one: _Component, properties: dict[str, str]) -> tuple[str, ...]:
    """Where the evidence lies, by whichever way the tool has to say it."""
    found = {place.location for place in (one.evidence and one.evidence.occurrences) or ()}
    found |= {
        value
        for name, value in properties.items()
        if (name.startswith("syft:location:") and name.endswith(":path"))
        or name == "aquasecurity:trivy:FilePath"
    }
    return tuple(sorted(f"/{path.lstrip('/')}" for path in found if path))


def _license(one: _License) -> str:
    return one.expression or (one.license.id or one.license.name if one.license else "") or ""


READER = CycloneDx()
