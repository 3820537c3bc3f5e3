"""Inventories as CycloneDX 1.6 JSON, so that our reader finds origin, distribution and evidence."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from navwarn.core.instant import format_instant
from navwarn.images.sboms.written import content_id, expression, guesses, slug

if TYPE_CHECKING:
    from collections.abc import Iterator

    from navwarn.core.instant import Instant
    from navwarn.core.inventory import Component, Distro, Inventory

ORIGIN = "navwarn:origin"
ORIGIN_VERSION = "navwarn:origin-version"
OTHER_PURL = "navwarn:purl"
GUESSED = "navwarn:guessed"
"""Properties of a component: the package it was built from, that one's version, purls besides its own, and
what of it is guessed."""

_GROUPED = frozenset({"maven", "npm"})


def to_cyclonedx(inventory: Inventory, version: str, now: Instant) -> dict[str, Any]:
    """The inventory as a BOM; ``version`` is Navwarn's. Only ``now`` differs from time to time."""
    components = [_component(number, one) for number, one in enumerate(inventory.components)]
    if inventory.distro is not None:
        components.append(_system(inventory.distro))
    bom: dict[str, Any] = {
        "$schema": "http://cyclonedx.org/schema/bom-1.6.schema.json",
        "bomFormat": "CycloneDX",
        "specVersion": "1.6",
        "serialNumber": "",
        "version": 1,
        "metadata": {
            "timestamp": format_instant(now),
            "tools": {"components": [{"type": "application", "name": "navwarn", "version": version}]},
            "component": _image(inventory),
        },
        "components": components,
    }
    bom["serialNumber"] = f"urn:uuid:{content_id(bom)}"
    return bom


def _image(inventory: Inventory) -> dict[str, Any]:
    source = inventory.source
    image = {"type": "container", "bom-ref": "image", "name": source.reference or "image"}
    return image | ({"version": source.digest} if source.digest else {})


def _system(distro: Distro) -> dict[str, Any]:
    system = {"type": "operating-system", "bom-ref": "operating-system", "name": distro.id}
    return system | ({"version": distro.version} if distro.version else {})


def _component(number: int, one: Component) -> dict[str, Any]:
    is_grouped = one.type in _GROUPED and one.namespace
    value: dict[str, Any] = {"type": "library", "bom-ref": f"{number}-{slug(f'{one.type}-{one.name}')}"}
    if is_grouped:
        value["group"] = one.namespace
    value |= {"name": one.name if is_grouped else one.full_name, "version": one.version}
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


def _licenses(licenses: tuple[str, ...]) -> list[dict[str, Any]]:
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
