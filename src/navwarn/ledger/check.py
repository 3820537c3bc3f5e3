"""Checking: whether everything a ledger holds fits together."""

from __future__ import annotations

import re
from hashlib import sha256
from typing import TYPE_CHECKING

import msgspec

from navwarn.core.entry import EntryKind, commitment, leaf
from navwarn.core.instant import Instant, format_exact
from navwarn.core.merkle import Frontier, leaf_hash
from navwarn.core.moments import FOREVER
from navwarn.ledger.entry_row import entry_of
from navwarn.ledger.interface import CheckReport, Difference
from navwarn.ledger.knowledge_check import KnowledgeChecker
from navwarn.ledger.listing_upkeep import ListingUpkeep
from navwarn.ledger.migration import migrations
from navwarn.ledger.reader import PAGE, SqlReader
from navwarn.ledger.rebuild import Rebuilder
from navwarn.ledger.table import ENTRIES, HEAD, HEADS, PROJECTIONS

if TYPE_CHECKING:
    from collections.abc import Iterator

    from navwarn.ledger.engine import Engine
    from navwarn.ledger.projection import Projector, Rows
    from navwarn.ledger.table import Row, Table

_TRIGGER = re.compile(r"^CREATE TRIGGER (\w+)", re.MULTILINE)


class Checker(SqlReader):
    """Looks at everything once, within a state of the database that the caller holds."""

    def __init__(self, engine: Engine, projector: Projector) -> None:
        super().__init__(engine)
        self._rebuilder = Rebuilder(engine, projector)
        self._frontier = Frontier()
        self._last_time = Instant(0)
        self._opened: dict[str, int] = {}

    def report(self) -> CheckReport:
        """Everything that was found."""
        damaged = [*self._structure(), *self._log(), *self._words(), *self._documents()]
        knowledge = KnowledgeChecker(self._engine)
        stale = [*self._projections(), *knowledge.differences()]
        if not stale:  # names and severities follow from these: where they are wrong, so is the rest
            stale = [Difference(*fault) for fault in ListingUpkeep(self._engine).faults()]
        damaged += [
            Difference(f"entry {opening}", "opens an advisory whose entries make no sense")
            for opening in self._rebuilder.unreadable
        ]
        damaged += knowledge.damaged
        ((erased,),) = self._rows("check.erased")
        return CheckReport(self.head(), len(self._opened), erased, tuple(damaged), tuple(stale))

    def _structure(self) -> Iterator[Difference]:
        """What the database finds wrong with itself, and guards that are gone."""
        for fault in self._engine.faults():
            yield Difference("database", fault)
        texts = [step.text for step in migrations(self._engine.dialect)]
        missing = {name for text in texts for name in _TRIGGER.findall(text)} - self._engine.triggers()
        for name in sorted(missing):
            yield Difference(f"trigger {name}", "is missing or disabled: rows it guards can be changed")

    def _log(self) -> Iterator[Difference]:
        """Entry by entry: the number, the time, the leaf; at the end of each transaction, the head."""
        heads = {row[0]: row[1:] for row in self._engine.select(HEADS)}
        previous, is_sound = 0, True
        for row in self._all_entries():
            if row[0] != previous + 1:
                yield Difference(f"entry {row[0]}", f"follows entry {previous}: those between them are gone")
                is_sound = False
            previous = row[0]
            yield from self._entry(row)
            self._frontier.append(row[8])
            head = heads.pop(row[0], None)
            if is_sound and head is not None and head != (self._frontier.root(), row[6]):
                yield Difference(f"head {row[0]}", "and perhaps later ones do not fit the entries up to it")
                is_sound = False
        for size in heads:
            yield Difference(f"head {size}", "is of entries that are gone")
        yield from self._head()

    def _all_entries(self) -> Iterator[Row]:
        ((last,),) = self._rows("check.last")
        for after in range(0, last, PAGE):
            yield from self._engine.select(ENTRIES, after=after, until=after + PAGE)

    def _entry(self, row: Row) -> Iterator[Difference]:
        sequence, opening, _, advisory, kind, _, recorded_at, _, stored_leaf = row
        place = f"entry {sequence}"
        if recorded_at < self._last_time:
            yield Difference(place, f"was recorded at {format_exact(recorded_at)}, before the one before it")
        self._last_time = max(self._last_time, recorded_at)
        if kind == EntryKind.OPENED:
            self._opened.setdefault(advisory, sequence)
        if self._opened.get(advisory) != opening:
            yield Difference(place, f"is filed under entry {opening}, which did not open {advisory}")
        if not _fits(row, stored_leaf):
            yield Difference(place, "is not what the leaf of the log was made from")

    def _head(self) -> Iterator[Difference]:
        ((_, size, root, peaks, recorded_at),) = self._engine.select(HEAD)
        last = self._last_time if size else None
        if (size, root, peaks) != (
            self._frontier.size,
            self._frontier.root(),
            b"".join(self._frontier.peaks),
        ):
            yield Difference(
                "head", f"of {size} entries does not fit the {self._frontier.size} that there are"
            )
        if recorded_at != last:
            yield Difference("head", "has not the time of the last entry")

    def _words(self) -> Iterator[Difference]:
        """Words that are not those an entry committed to."""
        after = 0
        while page := self._rows("check.words", after=after, page=PAGE):
            for sequence, salt, words, promise in page:
                if promise is None:
                    yield Difference(f"private words {sequence}", "belong to no entry")
                elif commitment(salt, words.encode()) != promise:
                    yield Difference(f"private words {sequence}", "are not those the entry committed to")
            after = page[-1][0]

    def _documents(self) -> Iterator[Difference]:
        """Texts of documents that are not those that were imported."""
        for distribution, package, digest, text in self._rows("check.documents"):
            if sha256(text).hexdigest() != digest:
                yield Difference(f"document of {distribution}/{package}", "is not the text that was imported")

    def _projections(self) -> Iterator[Difference]:
        """Rows of projections that do not follow from the entries, and those that are missing."""
        after = -1
        for rows, last in self._rebuilder.batches():
            yield from self._compare(rows, after, last)
            after = last
        yield from self._compare({table: [] for table in PROJECTIONS}, after, FOREVER)

    def _compare(self, wanted: Rows, after: int, until: int) -> Iterator[Difference]:
        for table in PROJECTIONS:
            found = set(self._engine.select(table, after=after, until=until))
            expected = set(wanted[table])
            for row in sorted(expected - found, key=_sortable):
                yield Difference(_place(table, row), "lacks a row that follows from the entries")
            for row in sorted(found - expected, key=_sortable):
                yield Difference(_place(table, row), "has a row that does not follow from the entries")


def _fits(row: Row, stored_leaf: bytes) -> bool:
    """Whether a row of ``ENTRIES`` is what the leaf was made from."""
    try:
        entry = entry_of((row[0], *row[2:8]))
    except msgspec.DecodeError:
        return False
    return leaf_hash(leaf(entry)) == stored_leaf


def _place(table: Table, row: Row) -> str:
    key = ", ".join(f"{column} {value}" for column, value in zip(table.key, row, strict=False))
    return f"{table.name} ({key})"


def _sortable(row: Row) -> str:
    return repr(row)
