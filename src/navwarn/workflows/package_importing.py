"""Package import: indexes of a distribution become the versions it publishes."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

from msgspec import Struct

from navwarn.catalog.apkindex import load_index
from navwarn.ledger.published import PublishedPackage

if TYPE_CHECKING:
    from collections.abc import Sequence

    from navwarn.catalog.apkindex import Index
    from navwarn.core.distribution import Distribution
    from navwarn.core.instant import Instant
    from navwarn.ledger.interface import Ledger


class IndexReport(Struct, frozen=True):
    """What an index held, and how much of it was not known before."""

    path: Path
    packages: int
    added: int
    architectures: tuple[str, ...]


def import_packages(
    ledger: Ledger, distribution: Distribution, paths: Sequence[Path], *, now: Instant
) -> list[IndexReport]:
    """Remember what the indexes publish, all of them or none; importing one again adds nothing.

    Raises ``CatalogError`` for a file that is no package index.
    """
    indexes = [load_index(path) for path in paths]
    with ledger.catalogue(now=now) as transaction:
        return [
            IndexReport(
                index.path,
                len(index.entries),
                transaction.store_published(distribution.name, _packages(index)),
                tuple(sorted(index.architectures)),
            )
            for index in indexes
        ]


def _packages(index: Index) -> list[PublishedPackage]:
    return [
        PublishedPackage(
            entry.origin, entry.version, entry.name, entry.architecture or "noarch", entry.built_at
        )
        for entry in index.entries
    ]
