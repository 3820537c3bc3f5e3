"""Keeping lists up to date: the names that can be searched for, and what upstream records say of each row."""

from __future__ import annotations

from typing import TYPE_CHECKING

from navwarn.core import canonical
from navwarn.core.moments import FOREVER
from navwarn.ledger.listing_projection import folded_name
from navwarn.ledger.statement import statement
from navwarn.ledger.table import ALIASES, NAMES, STATES

if TYPE_CHECKING:
    from collections.abc import Collection, Iterable, Iterator

    from navwarn.ledger.engine import Engine
    from navwarn.ledger.table import Row, Table

_ALIAS, _PACKAGE = "alias", "package"
_BATCH = 5_000
_ONLY = "opening IN (EACH_INTEGER(:openings))"


class ListingUpkeep:
    """What is to be done beside inserting and deleting rows of projections, within the same transaction."""

    def __init__(self, engine: Engine) -> None:
        self._engine = engine

    def after(self, added: Iterable[tuple[Table, list[Row]]], openings: Iterable[int]) -> None:
        """Make what follows from new rows of projections: names, and what is known upstream."""
        rows = dict(added)
        self._add(_ALIAS, {row[1] for row in rows[ALIASES]})
        self._add(_PACKAGE, {row[6] for row in rows[STATES]})
        if self._run("listing.has_knowledge"):
            self._refresh(list(openings))

    def refresh(self, ids: Collection[str] | None = None) -> None:
        """Take over severity and exploitation from the records of these ids, of all ids by default."""
        if ids is None:
            self._engine.run(statement("listing.refresh", self._engine.dialect), {"forever": FOREVER})
            return
        found = self._run("listing.openings_of_ids", ids=_list(ids), forever=FOREVER)
        self._refresh([opening for (opening,) in found])

    def rebuild(self) -> None:
        """Make names and knowledge anew, once the projections they follow from are there."""
        self._engine.clear(NAMES)
        names = self._run("listing.all_names")
        if names:
            self._engine.insert(NAMES, ((folded_name(name), name, kind) for kind, name in names))
        self.refresh()

    def faults(self) -> Iterator[tuple[str, str]]:
        """Places that do not follow from what they should, and what is wrong there."""
        wanted = {(kind, name, folded_name(name)) for kind, name in self._run("listing.all_names")}
        found = set(self._run("listing.kept_names"))
        for kind, name, _ in sorted(wanted - found):
            yield f"search_names ({kind} {name})", "lacks a row that follows from the entries"
        for kind, name, _ in sorted(found - wanted):
            yield f"search_names ({kind} {name})", "has a row that does not follow from the entries"
        for opening, _, _ in self._run("listing.stale", forever=FOREVER):
            yield f"listing (opening {opening})", "has a severity that does not follow from the records"

    def _add(self, kind: str, names: set[str]) -> None:
        if not names:
            return
        known = {name for (name,) in self._run("listing.known_names", kind=kind, names=_list(names))}
        new = sorted(names - known)
        if new:
            self._engine.insert(NAMES, [(folded_name(name), name, kind) for name in new])

    def _refresh(self, openings: list[int]) -> None:
        refresh = f"{statement('listing.refresh', self._engine.dialect)} WHERE {_ONLY}"
        for start in range(0, len(openings), _BATCH):
            some = _list(openings[start : start + _BATCH])
            self._engine.run(refresh, {"openings": some, "forever": FOREVER})

    def _run(self, name: str, **parameters: object) -> list[Row]:
        return self._engine.rows(statement(name, self._engine.dialect), parameters)


def _list(values: Iterable[object]) -> str:
    return canonical.encode(list(values)).decode()
