"""Checking what follows from the records of upstream sources, and that the records can be read."""

from __future__ import annotations

from typing import TYPE_CHECKING

from navwarn.ledger.content import unpack
from navwarn.ledger.grouping import PAGE, Grouper
from navwarn.ledger.interface import DamagedLedgerError, DatabaseError, Difference
from navwarn.ledger.knowledge_reader import listed
from navwarn.ledger.statement import SQLITE
from navwarn.ledger.table import VULNERABILITIES

if TYPE_CHECKING:
    from collections.abc import Collection, Iterator

    from navwarn.core.record import Record
    from navwarn.ledger.grouping import Projected
    from navwarn.ledger.table import Row, Table

_DAMAGED = "is damaged"
_LACKS, _HAS = "lacks a row that follows from the records", "has a row that does not follow from the records"


class KnowledgeChecker(Grouper):
    """Looks at everything once, within a state of the database that the caller holds."""

    damaged: tuple[Difference, ...] = ()
    """What cannot be made anew: records that cannot be read. Import them again."""

    def differences(self) -> Iterator[Difference]:
        """Rows that do not follow from the records, and those that are missing.

        Each record is unpacked once. Only where one cannot be read is every other one tried as well: what
        follows from records that cannot be read, nobody can say.
        """
        try:
            found = [*self._projected(), *self._unsearchable()]
        except DamagedLedgerError:
            self.damaged = tuple(self._unreadable())
            return
        yield from found

    def _projected(self) -> Iterator[Difference]:
        seen: set[str] = set()
        for wanted in self.everything():
            yield from self._compare(wanted)
            seen.update(row[0] for row in wanted.rows[VULNERABILITIES])
        yield from self._left_over(seen)

    def _records(self, identifiers: Collection[str]) -> list[Record]:
        return [_readable(*row) for row in self._rows("knowledge.named_contents", ids=listed(identifiers))]

    def _unreadable(self) -> Iterator[Difference]:
        after = ""
        while page := [name for (name,) in self._rows("knowledge.named_after", after=after, page=PAGE)]:
            after = page[-1]
            for row in self._rows("knowledge.named_contents", ids=listed(page)):
                try:
                    _readable(*row)
                except DamagedLedgerError as error:
                    yield Difference("records (id {}, source {})".format(*row), error.message)

    def _compare(self, wanted: Projected) -> Iterator[Difference]:
        present = self.present(wanted)
        for table, rows in wanted.rows.items():
            for row in sorted(rows - present[table], key=repr):
                yield Difference(_place(table, row), _LACKS)
            for row in sorted(present[table] - rows, key=repr):
                yield Difference(_place(table, row), _HAS)

    def _left_over(self, seen: set[str]) -> Iterator[Difference]:
        """Summaries of what no record knows."""
        after = ""
        while page := [name for (name,) in self._rows("knowledge.summarised_after", after=after, page=PAGE)]:
            after = page[-1]
            for name in page:
                if name not in seen:
                    yield Difference(_place(VULNERABILITIES, (name,)), _HAS)

    def _unsearchable(self) -> Iterator[Difference]:
        """An index for search that does not hold what its table does; PostgreSQL looks after its own."""
        if self._engine.dialect != SQLITE:
            return
        for index in ("vulnerability_words", "vulnerability_grams"):
            try:
                self._engine.run(f"INSERT INTO {index} ({index}, rank) VALUES ('integrity-check', 1)")  # noqa: S608
            except DatabaseError as error:
                if _DAMAGED in error.message:  # else someone else is writing, or nobody may
                    yield Difference(f"index {index}", "does not hold what its table does")


def _readable(name: str, source: str, content: bytes) -> Record:
    """A stored record; raises ``DamagedLedgerError`` where it is not what its row says."""
    try:
        record = unpack(content)
    except DamagedLedgerError:
        raise DamagedLedgerError("cannot be read: import it again") from None
    if (record.id, record.source) != (name, source):
        raise DamagedLedgerError("is of another id or source")
    return record


def _place(table: Table, row: Row) -> str:
    key = ", ".join(f"{column} {value}" for column, value in zip(table.key, row, strict=False))
    return f"{table.name} ({key})"
