"""Filing: under which digest, which name and which distribution an image is tracked."""

from __future__ import annotations

import re
from hashlib import sha256
from typing import TYPE_CHECKING

from msgspec.structs import replace

from navwarn.core import canonical
from navwarn.core.inventory import NO_DISTRIBUTION, Distro
from navwarn.errors import InputError
from navwarn.matching.scope import scope_of

if TYPE_CHECKING:
    from collections.abc import Mapping

    from navwarn.core.distribution import Distribution
    from navwarn.core.inventory import Inventory
    from navwarn.ledger.tracking import TrackingReading

_DIGEST = re.compile(r"sha256:[0-9a-f]{64}")
_LONGEST_NAME = 500
"""Characters: repositories have at most 255, tags 128."""


def filed(
    inventory: Inventory, distributions: Mapping[str, Distribution], *, name: str = "", distribution: str = ""
) -> Inventory:
    """The inventory as it is tracked: what has no SHA-256 digest of its own gets that of what it holds.

    ``name`` is the ``repository:tag`` to file it under, ``distribution`` the one to judge it by, where they
    are to be others than it says itself. Raises ``InputError`` where no os-release leads to that one.
    """
    source = inventory.source
    if not _DIGEST.fullmatch(source.digest):  # an SBOM may say anything
        source = replace(source, digest=content_digest(inventory))
    if name and not _is_findable(name):
        raise InputError(
            f"{name[:100]!r} is no name to track an image under",
            hint="Give REPOSITORY:TAG, or REPOSITORY, which means its tag latest.",
        )
    own = f"{source.repository}:{source.tag}" if source.tag else source.repository
    if name or not _is_findable(own):  # an archive may say anything as well
        repository, tag = split_tag(name) if name else ("", "")
        source = replace(source, repository=repository, tag=tag)
    if not distribution:
        return replace(inventory, source=source)
    return replace(
        inventory,
        source=source,
        distro=_distro_of(distributions[distribution], distributions),
        remarks=tuple(one for one in inventory.remarks if one.code != NO_DISTRIBUTION),
    )


def _is_findable(name: str) -> bool:
    """Whether somebody could ask for an image by the name: it is no digest, and not half a name."""
    return (
        "@" not in name and not name.startswith(":") and not name.endswith(":") and len(name) <= _LONGEST_NAME
    )


def kept(reader: TrackingReading, inventory: Inventory) -> Inventory | None:
    """What was read from a tracked image itself where an SBOM tells of it, under the name that it has now.

    An SBOM may leave out what is in the image, and mostly which package owns which file.
    """
    source = inventory.source
    held = reader.images_named(source.digest) if source.kind.is_sbom else []
    if [one.digest for one in held] != [source.digest]:
        return None
    contents = reader.inventory(held[0].number)
    if contents.source.kind.is_sbom:
        return None
    return replace(contents, source=replace(contents.source, repository=source.repository, tag=source.tag))


def _distro_of(distribution: Distribution, distributions: Mapping[str, Distribution]) -> Distro:
    """The os-release of an image that this distribution judges, and no other does.

    Whoever may not see the distribution does not see its images: it has to be in what is kept of the image.
    """
    wanted = scope_of(None, distributions, distribution=distribution.name).layers
    for os_id in distribution.os_ids:
        distro = Distro(os_id, title=distribution.title)
        if scope_of(distro, distributions).layers == wanted:
            return distro
    raise InputError(
        f"no image can be tracked as one of {distribution.name}: of its os-ids, each is another one's too,"
        " or there is none",
        hint=f"Give it one of its own: os-ids under [distributions.{distribution.name}].",
    )


def content_digest(inventory: Inventory) -> str:
    """A digest that two readings of the same content have, wherever each was read from.

    An image with layers is known by them and its configuration, anything else by what it holds: by facts that
    no later version adds to, as the same content would have another digest then.
    """
    layers = [one.diff_id or one.digest for one in inventory.layers]
    parts = (layers, inventory.config) if layers else (_distro_facts(inventory), _facts(inventory))
    return f"sha256:{sha256(canonical.encode(parts)).hexdigest()}"


def _distro_facts(inventory: Inventory) -> tuple[str, ...]:
    return (inventory.distro.id, inventory.distro.version) if inventory.distro else ()


def _facts(inventory: Inventory) -> list[tuple[object, ...]]:
    return [
        (one.type, one.namespace, one.name, one.subpath, one.version, one.architecture, one.locations)
        for one in inventory.components
    ]


def split_tag(name: str) -> tuple[str, str]:
    """A name as repository and tag; without a tag it is ``latest``."""
    repository, _, tag = name.rpartition(":")
    return (repository, tag) if repository and "/" not in tag else (name, "latest")
