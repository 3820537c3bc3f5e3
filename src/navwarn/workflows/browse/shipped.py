"""What a distribution published of a package, and what each version fixed."""

from __future__ import annotations

from typing import TYPE_CHECKING

from msgspec import Struct

from navwarn.pages.view.package import FixedHere, PublishedVersion
from navwarn.versions.registry import scheme

if TYPE_CHECKING:
    from collections.abc import Iterable

    from navwarn.core.listing import Listing
    from navwarn.workflows.browse.visit import Visit

MOST_VERSIONS = 100


class Shipped(Struct, frozen=True):
    """The versions of a package, newest first; ``more`` counts those left out."""

    versions: tuple[PublishedVersion, ...] = ()
    subpackages: tuple[str, ...] = ()
    more: int = 0


def published_versions(visit: Visit, distribution: str, package: str, rows: Iterable[Listing]) -> Shipped:
    """The versions that indexes had; where there was no index, those that fixed something."""
    fixes: dict[str, list[FixedHere]] = {}
    for row in rows:
        if row.fixed_version:
            fixes.setdefault(row.fixed_version, []).append(FixedHere(row.vulnerability, row.advisory))
    shipped = visit.ledger.published_versions(distribution, package)
    if not shipped:
        return _fixed_alone(visit, distribution, fixes)
    versions = tuple(
        PublishedVersion(
            one.version,
            one.built_at or one.first_seen_at,
            one.architectures,
            tuple(fixes.get(one.version, ())),
        )
        for one in shipped[:MOST_VERSIONS]
    )
    names = {name for _, built in shipped[0].names for name in built} - {package}
    return Shipped(versions, tuple(sorted(names)), max(0, len(shipped) - MOST_VERSIONS))


def _fixed_alone(visit: Visit, distribution: str, fixes: dict[str, list[FixedHere]]) -> Shipped:
    order = scheme(visit.distributions[distribution].version_scheme)
    versions = sorted(fixes, key=lambda version: order.sort_key(version) or b"", reverse=True)
    return Shipped(
        tuple(PublishedVersion(one, fixes=tuple(fixes[one])) for one in versions[:MOST_VERSIONS]),
        more=max(0, len(versions) - MOST_VERSIONS),
    )
