"""What a distribution published of a package, and what each version fixed."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from navwarn.pages.view.package import FixedHere, PublishedVersion
from navwarn.versions.registry import scheme

if TYPE_CHECKING:
    from collections.abc import Iterable

    from navwarn.core.listing import Listing
    from navwarn.workflows.browse.visit import Visit

MOST_VERSIONS = 100


@dataclass(frozen=True, slots=True)
class Shipped:
    """The versions of a package, newest first; ``more`` counts those left out."""

    versions: tuple[PublishedVersion, ...] = ()
    subpackages: tuple[str, ...] = ()
    more: int = 0


def published_versions(visit: Visit, distribution: str, package: str, rows: Iterable[Listing]) -> Shipped:
    """The versions that fixed something, by the order of the distribution's scheme."""
    fixes: dict[str, list[FixedHere]] = {}
    for row in rows:
        if row.fixed_version:
            fixes.setdefault(row.fixed_version, []).append(FixedHere(row.vulnerability, row.advisory))
    del package
    order = scheme(visit.distributions[distribution].version_scheme)
    versions = sorted(fixes, key=lambda version: order.sort_key(version) or b"", reverse=True)
    return Shipped(
        tuple(PublishedVersion(one, fixes=tuple(fixes[one])) for one in versions[:MOST_VERSIONS]),
        more=max(0, len(versions) - MOST_VERSIONS),
    )
