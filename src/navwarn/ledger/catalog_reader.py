"""Reading what distributions publish."""

from __future__ import annotations

from typing import TYPE_CHECKING

from navwarn.core.instant import Instant
from navwarn.ledger.knowledge_reader import listed
from navwarn.ledger.published import PublishedSummary, PublishedVersion
from navwarn.ledger.session import SqlSession

if TYPE_CHECKING:
    from collections.abc import Iterable

    from navwarn.ledger.table import Row


class CatalogReader(SqlSession):
    """``learning.CatalogReading`` over a database."""

    def published_versions(self, distribution: str, package: str) -> list[PublishedVersion]:
        """The versions of an origin package, the newest first; empty where none was seen."""
        found: dict[tuple[bytes, str], list[Row]] = {}
        for row in self._rows("catalog.held", distribution=distribution, packages=listed([package])):
            found.setdefault((row[5] or b"", row[2]), []).append(row)
        return [_version(version, found[key, version]) for key, version in sorted(found, reverse=True)]

    def published_packages(self, distribution: str) -> list[PublishedSummary]:
        """Every origin package, by name."""
        found: dict[str, list[Row]] = {}
        for row in self._rows("catalog.packages", distribution=distribution):
            found.setdefault(row[0], []).append(row)
        return [_summary(package, found[package]) for package in sorted(found)]

    def origins(self, distribution: str, name: str) -> list[str]:
        """The origin packages that publish a package of this name, sorted."""
        rows = self._rows("catalog.origins", distribution=distribution, published=name)
        return sorted(package for (package,) in rows)


def _version(version: str, rows: Iterable[Row]) -> PublishedVersion:
    """One version out of the rows of all its packages."""
    found = sorted(rows, key=lambda row: (row[4], row[3] != row[1], row[3]))
    names: dict[str, list[str]] = {}
    for row in found:
        names.setdefault(row[4], []).append(row[3])
    return PublishedVersion(
        version,
        tuple((architecture, tuple(packages)) for architecture, packages in names.items()),
        min((row[6] for row in found if row[6] is not None), default=None),
        Instant(min(row[7] for row in found)),
        Instant(max(row[8] for row in found)),
    )


def _summary(package: str, rows: list[Row]) -> PublishedSummary:
    newest = max(rows, key=lambda row: (row[2] or b"", row[1]))
    return PublishedSummary(package, newest[1], len(rows), newest[3])
