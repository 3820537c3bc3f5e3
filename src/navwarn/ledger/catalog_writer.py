"""Storing what distributions publish. What an index no longer has stays, with the time it was seen last."""

from __future__ import annotations

from typing import TYPE_CHECKING

from navwarn.ledger.catalog_reader import CatalogReader
from navwarn.ledger.knowledge_reader import listed
from navwarn.ledger.table import PUBLISHED

if TYPE_CHECKING:
    from collections.abc import Sequence

    from navwarn.core.instant import Instant
    from navwarn.ledger.engine import Engine
    from navwarn.ledger.projection import Projector
    from navwarn.ledger.published import PublishedPackage
    from navwarn.ledger.table import Row


class SqlCatalogTransaction(CatalogReader):
    """``learning.CatalogTransaction`` over a database; begun, committed and rolled back by the ledger."""

    def __init__(self, engine: Engine, projector: Projector, *, now: Instant) -> None:
        super().__init__(engine)
        self._projector = projector
        self._now = now
        self._rows("knowledge.lock")

    def store_published(self, distribution: str, packages: Sequence[PublishedPackage]) -> int:
        """Remember that these are published now, and return how many were not known before."""
        wanted = listed({one.package for one in packages})
        held = {
            row[:5]: row for row in self._rows("catalog.held", distribution=distribution, packages=wanted)
        }
        rows: dict[Row, Row] = {}
        for one in packages:
            key = (distribution, one.package, one.version, one.name, one.architecture)
            rows[key] = self._row(key, one, held.get(key))
        known = [key for key in rows if key in held]
        if known:
            self._engine.delete(PUBLISHED, known)
        self._engine.insert(PUBLISHED, list(rows.values()))
        return len(rows) - len(known)

    def _row(self, key: Row, one: PublishedPackage, held: Row | None) -> Row:
        """The row of a package; when it was built is taken from whoever says so."""
        if held is not None:
            built_at = one.built_at if held[6] is None else held[6]
            return (*held[:6], built_at, held[7], max(held[8], self._now))
        return (*key, self._projector.sort_key(key[0], one.version), one.built_at, self._now, self._now)
