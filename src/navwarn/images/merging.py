"""Distro packages that are listed more than once."""

from __future__ import annotations

from typing import TYPE_CHECKING

from msgspec.structs import replace

if TYPE_CHECKING:
    from collections.abc import Iterable

    from navwarn.core.inventory import Component


def merged(components: Iterable[Component]) -> list[Component]:
    """The components, a distro package that two databases name, or an SBOM twice, being one."""
    kept: list[Component] = []
    known: dict[tuple[str, str], int] = {}
    for one in components:
        key = (one.type, one.purl)
        if one.is_distro and one.purl and key in known:
            at = known[key]
            kept[at] = replace(kept[at], locations=tuple(sorted({*kept[at].locations, *one.locations})))
        else:
            known[key] = len(kept)
            kept.append(one)
    return kept
