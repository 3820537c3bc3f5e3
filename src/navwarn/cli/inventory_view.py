"""Inventories as JSON and as rows of a table."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from navwarn import __version__
from navwarn.core.instant import format_exact
from navwarn.errors import InputError

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from navwarn.core.instant import Instant
    from navwarn.core.inventory import Component, ImageConfig, ImageSource, Inventory

COLUMNS = ("Type", "Package", "Version", "Origin", "Location")


def inventory_as_json(inventory: Inventory) -> dict[str, Any]:
    """Everything an inventory says; ``null`` where it says nothing."""
    distro, created = inventory.distro, inventory.created
    return {
        "source": _source(inventory.source),
        "distro": None
        if distro is None
        else {
            "id": distro.id,
            "version": distro.version or None,
            "like": list(distro.like),
            "title": distro.title or None,
        },
        "components": [_component(one) for one in inventory.components],
        "config": None if inventory.config is None else _config(inventory.config),
        "layers": [
            {
                "digest": one.digest,
                "diff_id": one.diff_id or None,
                "size": one.size,
                "media_type": one.media_type or None,
            }
            for one in inventory.layers
        ],
        "size": inventory.size,
        "created": None if created is None else format_exact(created),
        "remarks": [
            {"code": one.code, "subject": one.subject, "message": one.message} for one in inventory.remarks
        ],
    }


def inventory_as_sbom(inventories: Sequence[Inventory], output: str, now: Instant) -> dict[str, Any]:
    """The inventory as an SBOM; raises ``InputError`` where there are several, since an SBOM is of one."""
    from navwarn.images.sboms.write_cyclonedx import to_cyclonedx
    from navwarn.images.sboms.write_spdx import to_spdx

    if len(inventories) > 1:
        raise InputError("an SBOM is of one image: choose its --platform")
    write = to_spdx if output == "spdx" else to_cyclonedx
    return write(inventories[0], __version__, now)


def rows(inventory: Inventory) -> Iterator[tuple[str, ...]]:
    """A row for each component; its origin where that is another package, or its owner."""
    for one in inventory.components:
        origin = one.origin if one.is_distro and one.origin != one.name else ""
        if one.owner is not None:
            origin = f"of {one.owner.name}"
        yield (
            one.type,
            one.full_name,
            one.version,
            origin,
            "" if one.is_distro else ", ".join(one.locations[:1]),
        )


def headline(inventory: Inventory) -> str:
    """The image in one line: distribution, platform, digest, and how many packages it has."""
    packages = sum(one.is_distro for one in inventory.components)
    others = len(inventory.components) - packages
    distro = inventory.distro
    parts = (
        distro.title or distro.id if distro else "unknown distribution",
        inventory.source.platform,
        inventory.source.digest,
        f"{_counted(packages, 'distro package')}, {_counted(others, 'language component')}",
    )
    return ", ".join(part for part in parts if part)


def _counted(number: int, what: str) -> str:
    return f"{number:,} {what if number == 1 else f'{what}s'}"


def _source(source: ImageSource) -> dict[str, Any]:
    from navwarn.matching.output.value import attachment_value

    return {
        "kind": source.kind,
        "reference": source.reference,
        "digest": source.digest or None,
        "index_digest": source.index_digest or None,
        "repository": source.repository or None,
        "tag": source.tag or None,
        "platform": source.platform or None,
        "tool": source.tool or None,
        "attachment": attachment_value(source.attachment),
    }


def _component(one: Component) -> dict[str, Any]:
    owner = one.owner
    return {
        "type": one.type,
        "namespace": one.namespace or None,
        "name": one.name,
        "version": one.version,
        "subpath": one.subpath or None,
        "architecture": one.architecture or None,
        "origin": one.origin or None,
        "origin_version": one.origin_version or None,
        "is_origin_known": one.is_origin_known,
        "purl": one.purl,
        "other_purls": list(one.other_purls),
        "locations": list(one.locations),
        "ownership": None if one.is_distro else one.ownership,
        "owner": None
        if owner is None
        else {"type": owner.type, "name": owner.name, "version": owner.version, "origin": owner.origin},
        "licenses": list(one.licenses),
        "layer": one.layer or None,
    }


def _config(config: ImageConfig) -> dict[str, Any]:
    return {
        "user": config.user,
        "working_directory": config.working_directory,
        "entrypoint": list(config.entrypoint),
        "command": list(config.command),
        "environment": dict(config.environment),
        "exposed_ports": list(config.exposed_ports),
        "volumes": list(config.volumes),
        "labels": dict(config.labels),
        "stop_signal": config.stop_signal,
    }
