"""Inventories as CycloneDX 1.6 JSON, so that our reader finds origin, distribution and evidence."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from navwarn.core.instant import format_instant
from navwarn.images.sboms.cyclonedx import GUESSED, ORIGIN, ORIGIN_VERSION, OTHER_PURL
from navwarn.images.sboms.part import TOOL
from navwarn.images.sboms.written import content_id, expression, guesses, slug

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from navwarn.core.instant import Instant
    from navwarn.core.inventory import Component, Distro, Inventory

Json = dict[str, Any]

EVIDENCE = "navwarn:evidence"
"""The property of the whole that says whose word it is, where the image itself was not read."""

MAX_VERSION = 1_024
"""A longer version, as only hostile images have, makes a BOM that others refuse."""

_GROUPED = frozenset({"maven", "npm"})


def references(inventory: Inventory) -> dict[Component, str]:
    """The names that the components have in the BOM."""
    return {one: _reference(number, one) for number, one in enumerate(inventory.components)}


def to_cyclonedx(
    inventory: Inventory,
    version: str,
    now: Instant,
    *,
    properties: Sequence[Json] = (),
    vulnerabilities: Sequence[Json] | None = None,
) -> Json:
    """The inventory as a BOM; ``version`` is Navwarn's. Only ``now`` differs from time to time.

    ``properties`` of the BOM and ``vulnerabilities``, which name components by their ``references``, are
    written as they come.
    """
    components = [_component(number, one) for number, one in enumerate(inventory.components)]
    if inventory.distro is not None:
        components.append(_system(inventory.distro))
    bom: Json = {
        "$schema": "http://cyclonedx.org/schema/bom-1.6.schema.json",
        "bomFormat": "CycloneDX",
        "specVersion": "1.6",
        "serialNumber": "",
        "version": 1,
        "metadata": {
            "timestamp": format_instant(now),
            "tools": {"components": [{"type": "application", "name": TOOL, "version": version}]},
            "component": _image(inventory),
            **_properties_of(inventory, properties),
        },
        "components": components,
        **({} if vulnerabilities is None else {"vulnerabilities": list(vulnerabilities)}),
    }
    bom["serialNumber"] = f"urn:uuid:{content_id(bom)}"
    return bom


def _properties_of(inventory: Inventory, further: Sequence[Json]) -> Json:
    words = inventory.source.evidence
    found = [*([{"name": EVIDENCE, "value": words}] if words else []), *further]
    return {"properties": found} if found else {}


def _image(inventory: Inventory) -> Json:
    source = inventory.source
    image = {"type": "container", "bom-ref": "image", "name": source.reference or "image"}
    return image | ({"version": source.digest[:MAX_VERSION]} if source.digest else {})


def _system(distro: Distro) -> Json:
    system = {"type": "operating-system", "bom-ref": "operating-system", "name": distro.id}
    return system | ({"version": distro.version[:MAX_VERSION]} if distro.version else {})


def _reference(number: int, one: Component) -> str:
    return f"{number}-{slug(f'{one.type}-{one.name}')}"


def _component(number: int, one: Component) -> Json:
    is_grouped = one.type in _GROUPED and one.namespace
    value: Json = {"type": "library", "bom-ref": _reference(number, one)}
    if is_grouped:
        value["group"] = one.namespace
    value |= {"name": one.name if is_grouped else one.full_name, "version": one.version[:MAX_VERSION]}
    if one.licenses:
        value["licenses"] = _licenses(one.licenses)
    if one.purl:
        value["purl"] = one.purl
    if one.locations:
        value["evidence"] = {"occurrences": [{"location": path} for path in one.locations]}
    properties = [{"name": name, "value": text} for name, text in _properties(one)]
    if properties:
        value["properties"] = properties
    return value


def _licenses(licenses: tuple[str, ...]) -> list[Json]:
    whole = expression(licenses)
    return [{"expression": whole}] if whole else [{"license": {"name": one}} for one in licenses]


def _properties(one: Component) -> Iterator[tuple[str, str]]:
    if one.is_distro and one.is_origin_known:
        yield ORIGIN, one.origin
        yield ORIGIN_VERSION, one.origin_version
    for purl in one.other_purls:
        yield OTHER_PURL, purl
    for name in guesses(one):
        yield GUESSED, name
