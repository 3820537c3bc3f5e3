"""Distro packages that are listed more than once."""

from __future__ import annotations

from typing import TYPE_CHECKING

from msgspec.structs import replace

if TYPE_CHECKING:
    from collections.abc import Iterable

    from navwarn.core.inventory import Component


def merged(components: Iterable[Component]) -> list[Component]:
    """The components, a distro package that two databases name, or an SBOM twice, being one.

    It is the same whatever the order of the qualifiers in its URLs is (image-diff.md INV4).
    """
    kept: list[Component] = []
    known: dict[tuple[str, ...], int] = {}
    for one in components:
        key = (
            one.type,
            one.namespace,
            one.name,
            one.version,
            one.architecture,
            one.origin,
            one.origin_version,
        )
        if one.is_distro and one.purl and key in known:
            at = known[key]
            kept[at] = replace(kept[at], locations=tuple(sorted({*kept[at].locations, *one.locations})))
        else:
            known[key] = len(kept)
            kept.append(one)
    return kept
