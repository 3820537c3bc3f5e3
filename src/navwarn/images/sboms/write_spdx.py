"""Inventories as SPDX 2.3 JSON, so that our reader finds origin, distribution and evidence."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from navwarn.core.instant import format_instant
from navwarn.images.sboms.part import TOOL
from navwarn.images.sboms.spdx import EVIDENCE, GUESSED
from navwarn.images.sboms.written import content_id, expression, guesses, slug

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from navwarn.core.instant import Instant
    from navwarn.core.inventory import Component, Distro, Inventory

_DOCUMENT = "SPDXRef-DOCUMENT"
_IMAGE = "SPDXRef-Image"
_SYSTEM = "SPDXRef-OperatingSystem"
_NOTHING = "NOASSERTION"


def to_spdx(inventory: Inventory, version: str, now: Instant) -> dict[str, Any]:
    """The inventory as an SPDX document; ``version`` is Navwarn's. Only ``now`` differs from time to time."""
    name = inventory.source.reference or "image"
    names = [_reference(number, one) for number, one in enumerate(inventory.components)]
    tool = f"Tool: {TOOL}-{version}"
    listed = list(zip(names, inventory.components, strict=True))
    packages = [
        _image(inventory, name),
        *([_system(inventory.distro)] if inventory.distro else []),
        *(_package(reference, one, tool, format_instant(now)) for reference, one in listed),
    ]
    document: dict[str, Any] = {
        "spdxVersion": "SPDX-2.3",
        "dataLicense": "CC0-1.0",
        "SPDXID": _DOCUMENT,
        "name": name,
        "documentNamespace": "",
        "creationInfo": {
            "created": format_instant(now),
            "creators": [tool],
            **({"comment": inventory.source.evidence} if inventory.source.evidence else {}),
        },
        "packages": packages,
        "relationships": [
            _relation(_DOCUMENT, "DESCRIBES", _IMAGE),
            *(_relation(_IMAGE, "CONTAINS", one["SPDXID"]) for one in packages[1:]),
            *_owned(listed),
        ],
    }
    document["documentNamespace"] = f"urn:uuid:{content_id(document)}"
    return document


def _reference(number: int, component: Component) -> str:
    return f"SPDXRef-Package-{number}-{slug(f'{component.type}-{component.name}')}"


def _image(inventory: Inventory, name: str) -> dict[str, Any]:
    digest = inventory.source.digest
    return {
        "SPDXID": _IMAGE,
        "name": name,
        **({"versionInfo": digest} if digest else {}),
        "downloadLocation": _NOTHING,
        "filesAnalyzed": False,
        "primaryPackagePurpose": "CONTAINER",
    }


def _system(distro: Distro) -> dict[str, Any]:
    return {
        "SPDXID": _SYSTEM,
        "name": distro.id,
        **({"versionInfo": distro.version} if distro.version else {}),
        "downloadLocation": _NOTHING,
        "filesAnalyzed": False,
        "primaryPackagePurpose": "OPERATING_SYSTEM",
    }


def _package(reference: str, one: Component, tool: str, created: str) -> dict[str, Any]:
    value: dict[str, Any] = {"SPDXID": reference, "name": one.full_name}
    if one.version:
        value["versionInfo"] = one.version
    value |= {"downloadLocation": _NOTHING, "filesAnalyzed": False}
    if one.is_distro and one.is_origin_known:
        value["sourceInfo"] = f"built package from: {one.origin} {one.origin_version}"
    value["licenseConcluded"] = _NOTHING
    value["licenseDeclared"] = expression(one.licenses) or _NOTHING
    value["copyrightText"] = _NOTHING
    value["externalRefs"] = [
        {"referenceCategory": "PACKAGE-MANAGER", "referenceType": "purl", "referenceLocator": purl}
        for purl in (one.purl, *one.other_purls)
        if purl
    ]
    said = {"annotationDate": created, "annotationType": "OTHER", "annotator": tool}
    comments = [*(EVIDENCE + path for path in one.locations), *(GUESSED + name for name in guesses(one))]
    value["annotations"] = [said | {"comment": comment} for comment in comments]
    return value


def _owned(listed: Iterable[tuple[str, Component]]) -> Iterator[dict[str, str]]:
    """That packages of the distribution contain what they own."""
    pairs = list(listed)
    owners = {(one.type, one.name, one.version): name for name, one in pairs if one.is_distro}
    for name, one in pairs:
        owner = one.owner and owners.get((one.owner.type, one.owner.name, one.owner.version))
        if owner:
            yield _relation(owner, "CONTAINS", name)


def _relation(one: str, kind: str, other: str) -> dict[str, str]:
    return {"spdxElementId": one, "relationshipType": kind, "relatedSpdxElement": other}
