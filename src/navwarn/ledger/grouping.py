"""What follows from the records: alias groups and one summary for each, made anew where something changed.

Storing, rebuilding and checking all go through here, so that they cannot disagree.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from msgspec import Struct

from navwarn.core import canonical
from navwarn.core.cluster import clusters
from navwarn.core.record import VOID as _VOID
from navwarn.core.record import Exploited, Prediction, Record
from navwarn.core.vulnerability import is_void, summarise
from navwarn.ledger.affected import affected_packages
from navwarn.ledger.content import unpack
from navwarn.ledger.knowledge_reader import KnowledgeReader, listed, listing_of, prediction_of, summary_row
from navwarn.ledger.table import AFFECTED, VULNERABILITIES, VULNERABILITY_IDS, Row, Table

if TYPE_CHECKING:
    from collections.abc import Collection, Iterable, Iterator, Sequence

    from navwarn.core.cluster import Cluster

PAGE = 2_000
"""How many ids are taken at a time: a bound on memory, not on the ledger."""

ROUNDS = 100
"""How many steps an alias may be away; the records of real sources are one or two apart."""

_UNINDEX = {
    VULNERABILITIES: "knowledge.unindex_vulnerabilities",
    VULNERABILITY_IDS: "knowledge.unindex_vulnerability_ids",
}
_INDEX = {
    VULNERABILITIES: "knowledge.index_vulnerabilities",
    VULNERABILITY_IDS: "knowledge.index_vulnerability_ids",
}


class Projected(Struct, frozen=True):
    """The rows that follow from the records about some ids, and all ids they hang together with."""

    ids: frozenset[str]
    rows: dict[Table, set[Row]]


class _Facts(Struct, frozen=True):
    records: dict[str, list[Record]]
    listings: dict[str, list[Exploited]]
    predictions: dict[str, Prediction]


class Grouper(KnowledgeReader):
    """Makes the projections of knowledge, within a transaction that the caller holds."""

    def refresh(self, identifiers: Iterable[str]) -> None:
        """Bring everything that follows from the records about these ids up to date."""
        pending = sorted(set(identifiers))
        for start in range(0, len(pending), PAGE):
            wanted = self.project(pending[start : start + PAGE])
            self._replace(self.present(wanted), wanted)

    def rebuild(self) -> None:
        """Make all rows of both projections anew."""
        for table in (VULNERABILITY_IDS, VULNERABILITIES):
            self._engine.clear(table)
        for wanted in self.everything():
            for table, rows in wanted.rows.items():
                self._engine.insert(table, sorted(rows, key=_key))
        for name in ("knowledge.reindex_vulnerabilities", "knowledge.reindex_vulnerability_ids"):
            self._run(name)

    def index_packages(self) -> None:
        """Make the index of records by package anew, as when an older ledger had none."""
        self._engine.clear(AFFECTED)
        after = ""
        while page := [name for (name,) in self._rows("knowledge.named_after", after=after, page=PAGE)]:
            after = page[-1]
            rows = [
                (*package, name, source)
                for name, source, content in self._rows("knowledge.named_contents", ids=listed(page))
                for package in affected_packages(unpack(content))
            ]
            if rows:
                self._engine.insert(AFFECTED, rows)

    def everything(self) -> Iterator[Projected]:
        """What follows from all records, some ids at a time; every row comes once."""
        after, seen = "", set[str]()
        while page := [name for (name,) in self._rows("knowledge.named_after", after=after, page=PAGE)]:
            after = page[-1]
            fresh = [name for name in page if name not in seen]
            if fresh:
                wanted = self.project(fresh)
                yield wanted
                # What hangs together with later ids must not come a second time with them.
                seen = {name for name in seen | wanted.ids if name > after}

    def project(self, identifiers: Collection[str]) -> Projected:
        """The rows that should be there for the ids and whatever hangs together with them."""
        ids, statements = self._component(identifiers)
        facts = self._facts(ids)
        named = {name for statement in statements for name in statement}
        known = named | facts.records.keys() | facts.listings.keys()
        void = {name for name, records in facts.records.items() if is_void(records)}
        rows: dict[Table, set[Row]] = {VULNERABILITIES: set(), VULNERABILITY_IDS: set()}
        for cluster in clusters(sorted(known), sorted(statements), void):
            rows[VULNERABILITIES].add(_summary(cluster, facts))
            rows[VULNERABILITY_IDS] |= _memberships(cluster, facts)
        return Projected(ids, rows)

    def present(self, wanted: Projected) -> dict[Table, set[Row]]:
        """The rows that are there for the same ids."""
        groups = {name for (name,) in self._rows("knowledge.groups", ids=listed(wanted.ids))}
        ids = listed(groups | wanted.ids)
        return {
            VULNERABILITIES: set(self._rows("knowledge.summaries", ids=ids)),
            VULNERABILITY_IDS: set(self._rows("knowledge.memberships", ids=ids)),
        }

    def _component(self, identifiers: Collection[str]) -> tuple[frozenset[str], set[tuple[str, str]]]:
        """All ids that hang together with the given ones, and the statements that join them."""
        ids, statements = set(identifiers), set[tuple[str, str]]()
        frontier = ids
        for _ in range(ROUNDS):
            found = self._rows("knowledge.statements", ids=listed(frontier))
            statements.update((one, other) for one, other in found)
            frontier = {name for statement in found for name in statement} - ids
            if not frontier:
                break
            ids = ids | frontier
        return frozenset(ids), statements

    def _facts(self, ids: Collection[str]) -> _Facts:
        facts = _Facts({}, {}, {})
        for record in self._records(ids):
            facts.records.setdefault(record.id, []).append(record)
        for row in self._rows("knowledge.listings", ids=listed(ids)):
            facts.listings.setdefault(row[0], []).append(listing_of(row).entry)
        for row in self._rows("knowledge.newest_predictions", ids=listed(ids)):
            facts.predictions[row[0]] = prediction_of(row)
        return facts

    def _replace(self, present: dict[Table, set[Row]], wanted: Projected) -> None:
        """Bring the rows from one state to the other, touching only what differs."""
        for table, rows in wanted.rows.items():
            gone = [row[: table.key_length] for row in sorted(present[table] - rows, key=_key)]
            if gone:
                self._index(_UNINDEX[table], gone)
                self._engine.delete(table, gone)
            new = sorted(rows - present[table], key=_key)
            if new:
                self._engine.insert(table, new)
                self._index(_INDEX[table], [row[: table.key_length] for row in new])

    def _index(self, name: str, keys: Sequence[Row]) -> None:
        """Take rows out of the search, or put them in."""
        wanted = [key[0] if len(key) == 1 else key for key in keys]
        self._run(name, keys=canonical.encode(wanted).decode())


def _key(row: Row) -> Row:
    """The texts that rows of both projections begin with."""
    return row[:2]


def _summary(cluster: Cluster, facts: _Facts) -> Row:
    records = [record for name in cluster.members for record in facts.records.get(name, ())]
    listings = [entry for name in cluster.members for entry in facts.listings.get(name, ())]
    return summary_row(summarise(cluster, records, listings, facts.predictions.get(cluster.id)))


def _memberships(cluster: Cluster, facts: _Facts) -> set[Row]:
    """Members of a cluster, and those that were, with the flag that took them out (AG5)."""
    members = {(name, cluster.id, "") for name in cluster.members}
    return members | {(name, cluster.id, _note(facts.records[name])) for name in cluster.former}


def _note(records: Iterable[Record]) -> str:
    """The flag by which an id is void."""
    return min(flag.value for record in records if record.is_void for flag in record.flags if flag in _VOID)
