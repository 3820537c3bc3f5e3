"""Projections from entries, many advisories at a time: to make them anew, and to compare."""

from __future__ import annotations

from itertools import islice
from typing import TYPE_CHECKING

from navwarn.core.moments import FOREVER
from navwarn.ledger.entry_row import entry_of
from navwarn.ledger.grouping import Grouper
from navwarn.ledger.image_upkeep import TrackingRebuilder
from navwarn.ledger.listing_upkeep import ListingUpkeep
from navwarn.ledger.projection import Projector, Rows, no_rows
from navwarn.ledger.reader import SqlReader
from navwarn.ledger.table import PROJECTIONS

if TYPE_CHECKING:
    from collections.abc import Iterator

    from navwarn.ledger.engine import Engine
    from navwarn.ledger.table import Row, Table

GROUPS = 4_000
"""How many advisories are taken at a time: a bound on memory, not on the ledger."""

# What projecting entries of the wrong shape raises.
_UNREADABLE = (KeyError, TypeError, ValueError, AttributeError, IndexError)


class Rebuilder(SqlReader):
    """Makes projections from entries, within a transaction that the caller holds."""

    def __init__(self, engine: Engine, projector: Projector) -> None:
        super().__init__(engine)
        self._projector = projector
        self.unreadable: list[int] = []
        """The openings of advisories whose entries make no sense."""

    def rebuild(self, tables: tuple[Table, ...] = PROJECTIONS) -> None:
        """Replace all rows of these projections, and what follows from them."""
        for table in tables:
            self._engine.clear(table)
        for rows, _ in self.batches():
            for table in tables:
                if rows[table]:
                    self._engine.insert(table, rows[table])
        Grouper(self._engine).rebuild()
        ListingUpkeep(self._engine).rebuild()
        TrackingRebuilder(self._engine).rebuild()

    def batches(self) -> Iterator[tuple[Rows, int]]:
        """The rows of some advisories, and the opening of the last of them, until all had their turn."""
        groups = self._row_groups(FOREVER)
        while batch := list(islice(groups, GROUPS)):
            rows = no_rows()
            for group in batch:
                self._project(group, rows)
            yield rows, batch[-1][0][7]

    def _project(self, group: list[Row], into: Rows) -> None:
        rows = no_rows()
        try:
            self._projector.project([entry_of(row) for row in group], rows)
        except _UNREADABLE:
            self.unreadable.append(group[0][7])
            return
        for table in PROJECTIONS:
            into[table] += rows[table]
