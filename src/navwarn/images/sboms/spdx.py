"""SPDX 2.3 JSON, as apko, Syft, Trivy and others write it (scanning.md SR1-SR5, image-diff.md I5)."""

from __future__ import annotations

import re
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
    from collections.abc import Iterable

    from navwarn.core.inventory import Component
    from navwarn.images.limit import Limits

EVIDENCE = "evidence: "
GUESSED = "guessed: "
"""How annotations begin for which SPDX has no field: where the evidence of a package lies, and what of it is
guessed."""

_TOLD_BY = ("syft", "trivy")
_NOTHING = frozenset({"", "NOASSERTION", "NONE"})
_BUILT_FROM = re.compile(r"built package from: (\S+)(?: (\S+))?")
_ACQUIRED_FROM = re.compile(r"acquired package info from ([^:\n]*): (/[^\n]*)")
_DATABASES = {"APK DB": "apk", "DPKG DB": "deb", "RPM DB": "rpm"}
_PACKAGES = frozenset({"", "APPLICATION", "FRAMEWORK", "LIBRARY"})
_SYSTEMS = frozenset({"OPERATING-SYSTEM", "OPERATING_SYSTEM"})
"""How the specification's text, and its JSON Schema, call the distribution."""

_NEXT_PATH = re.compile(r", (?=/)")
_DESCRIBED_BY = frozenset({"DESCRIBED_BY", "GENERATED_FROM"})
_RECIPE = ".yaml"


class _Reference(msgspec.Struct, frozen=True, rename="camel"):
    """Something outside that tells more; ``reference_type`` is a word, or a URL that ends with it."""

    reference_type: str = ""
    reference_locator: str = ""

    @property
    def is_purl(self) -> bool:
        return self.reference_type.rpartition("/")[2] == "purl"


class _Annotation(msgspec.Struct, frozen=True):
    comment: str = ""


class _Package(msgspec.Struct, frozen=True, rename="camel"):
    id: str = msgspec.field(name="SPDXID", default="")
    name: str = ""
    version_info: str | None = None
    purpose: str = msgspec.field(name="primaryPackagePurpose", default="")
    source_info: str | None = None
    license_declared: str | None = None
    external_refs: tuple[_Reference, ...] | None = None
    annotations: tuple[_Annotation, ...] | None = None


class _Creation(msgspec.Struct, frozen=True):
    creators: tuple[str, ...] | None = None


class _Relationship(msgspec.Struct, frozen=True, rename="camel"):
    spdx_element_id: str = ""
    relationship_type: str = ""
    related_spdx_element: str = ""


class _Document(msgspec.Struct, frozen=True, rename="camel"):
    spdx_version: str
    creation_info: _Creation | None = None
    packages: tuple[_Package, ...] | None = None
    relationships: tuple[_Relationship, ...] | None = None


class Spdx:
    """``interface.SbomReader`` of SPDX 2."""

    name = SourceKind.SPDX.value

    def recognises(self, head: bytes) -> bool:
        """Whether a document that begins so says that it is one."""
        return b'"spdxVersion"' in head

    def read(self, data: bytes, reference: str, limits: Limits) -> Inventory:
        """The inventory in the document; who owns what it does not say."""
        document = decode(data, _Document, reference, limits)
        packages = document.packages or ()
        require_few(len(packages), reference, limits)
        purls = [_purls(one) for one in packages]
        named = {one.id: found for one, found in zip(packages, purls, strict=True) if one.id}
        recipes = _recipes(document.relationships or (), named)
        tool = _tool(document.creation_info)
        described = _described(document.relationships or ())
        components: list[Component] = []
        unread: list[str] = []
        nameless: list[str] = []
        for one, found in zip(packages, purls, strict=True):
            unread += _unread(one)
            if found or (found := _nameless(one)):
                said = _said(one, found, recipes.get(one.id, ""), tool.lower())
                primary, *others = sorted(found, key=_primacy)
                components.append(component_of(primary, said, [other.text for other in others]))
            elif _is_package(one) and one.id not in described and not _references(one):
                nameless.append(f"{one.name}@{one.version_info}")
        every = [purl for some in purls for purl in some]
        return Inventory(
            ImageSource(SourceKind.SPDX, reference, _digest(zip(packages, purls, strict=True)), tool=tool),
            _distro(packages) or distro_of(every),
            in_order(components),
            remarks=left_out(unread, nameless),
        )


def _references(one: _Package) -> list[str]:
    return [ref.reference_locator for ref in one.external_refs or () if ref.is_purl]


def _purls(one: _Package) -> list[Purl]:
    found = (read_purl(text) for text in _references(one))
    return [purl for purl in found if purl is not None]


def _unread(one: _Package) -> list[str]:
    return [text for text in _references(one) if read_purl(text) is None]


def _nameless(one: _Package) -> list[Purl]:
    """What stands for the URL that Syft does not give packages of a distribution that it does not know."""
    acquired = _ACQUIRED_FROM.search(one.source_info or "")
    kind = _DATABASES.get(acquired[1], "") if acquired else ""
    return [purl_less(kind, one.name, one.version_info or "")] if kind else []


def _is_package(one: _Package) -> bool:
    """Whether it is said to be a package at a version."""
    return one.purpose in _PACKAGES and (one.version_info or "") not in _NOTHING


def _described(relationships: Iterable[_Relationship]) -> set[str]:
    """What the document is about: that is not in itself."""
    return {one.related_spdx_element for one in relationships if one.relationship_type == "DESCRIBES"}


def _primacy(purl: Purl) -> int:
    """A package of a distribution before where its sources come from (SR5)."""
    return 0 if purl.type in DISTRO_TYPES else 1


def _recipes(relationships: Iterable[_Relationship], purls: dict[str, list[Purl]]) -> dict[str, str]:
    """The origin of packages by the build definition that a relationship names."""
    return {
        one.spdx_element_id: origin
        for one in relationships
        if one.relationship_type in _DESCRIBED_BY
        and (origin := _recipe(purls.get(one.related_spdx_element, ())))
    }


def _recipe(purls: Iterable[Purl]) -> str:
    """The origin package whose build definition one of the URLs names.

    Those that nobody published are called ``.melange.yaml``, whatever they build.
    """
    for purl in purls:
        name = purl.subpath.rpartition("/")[2]
        if purl.type not in DISTRO_TYPES and name.endswith(_RECIPE) and not name.startswith("."):
            return name.removesuffix(_RECIPE)
    return ""


def _said(one: _Package, purls: list[Purl], recipe: str, tool: str) -> Said:
    built = _BUILT_FROM.search(one.source_info or "")
    origin, version = (built[1], built[2] or "") if built else ("", "")
    declared = one.license_declared or ""
    return Said(
        one.name,
        one.version_info or "",
        origin or recipe or _recipe(purls),
        version,
        is_origin_told=bool(purls[0].text) and tool.startswith(_TOLD_BY),
        locations=_locations(one),
        licenses=() if declared in _NOTHING else (declared,),
        guessed=_annotated(one, GUESSED),
        is_group_told=tool.startswith(TOOL),
    )


def _locations(one: _Package) -> tuple[str, ...]:
    """Where the evidence lies, as our annotations or the sentences of Syft say it."""
    found = set(_annotated(one, EVIDENCE))
    acquired = _ACQUIRED_FROM.search(one.source_info or "")
    if acquired:
        found |= set(_NEXT_PATH.split(acquired[2]))
    return tuple(sorted(found))


def _annotated(one: _Package, start: str) -> frozenset[str]:
    """What our annotations say that begin so."""
    comments = (note.comment for note in one.annotations or ())
    return frozenset(text.removeprefix(start) for text in comments if text.startswith(start))


def _tool(creation: _Creation | None) -> str:
    """The tool that made the document, such as ``syft-1.18.1`` or ``apko (0.14.5)``."""
    creators = (creation.creators or ()) if creation else ()
    named = [text.partition("Tool:")[2].strip() for text in creators if text.startswith("Tool:")]
    return named[0] if named else ""


def _digest(packages: Iterable[tuple[_Package, list[Purl]]]) -> str:
    """The digest of the image: the first that a container among the packages has."""
    for one, purls in packages:
        if one.purpose == "CONTAINER":
            said = [purl.version for purl in purls if purl.type == "oci"]
            found = next((text for text in (*said, one.version_info or "") if text.startswith("sha256:")), "")
            if found:
                return found
    return ""


def _distro(packages: Iterable[_Package]) -> Distro | None:
    found = next((one for one in packages if one.purpose in _SYSTEMS and one.name), None)
    return None if found is None else named_distro(found.name, found.version_info or "")


READER = Spdx()
