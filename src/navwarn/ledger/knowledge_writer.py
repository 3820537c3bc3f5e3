"""Storing what upstream sources say: newer records replace older ones, none is removed (sources.md IN3)."""

from __future__ import annotations

from collections import Counter
from hashlib import sha256
from typing import TYPE_CHECKING

from navwarn.ledger.content import write_entry
from navwarn.ledger.grouping import Grouper
from navwarn.ledger.knowledge import Counts
from navwarn.ledger.knowledge_reader import listed
from navwarn.ledger.listing_upkeep import ListingUpkeep
from navwarn.ledger.staleness import Staleness
from navwarn.ledger.table import (
    AFFECTED,
    EPSS_SCORES,
    KEV_ENTRIES,
    RECORD_ALIASES,
    RECORDS,
    SOURCE_FAULTS,
    SOURCES,
)

if TYPE_CHECKING:
    from collections.abc import Collection, Iterable, Mapping, Sequence

    from navwarn.core.instant import Instant
    from navwarn.core.record import Exploited, Prediction
    from navwarn.ledger.engine import Engine
    from navwarn.ledger.knowledge import PackedRecord, SourceFault
    from navwarn.ledger.table import Row, Table

MAX_FAULTS = 1_000
"""How many set-aside records of an import are remembered one by one; all are counted."""

_KEV, _EPSS = "kev", "epss"


class SqlKnowledgeTransaction(Grouper):
    """``learning.KnowledgeTransaction`` over a database; begun, committed and rolled back by the ledger."""

    def __init__(self, engine: Engine, *, now: Instant) -> None:
        super().__init__(engine)
        self._now = now
        self._touched: set[str] = set()
        self._packages: set[str] = set()
        self._rows("knowledge.lock")

    def finish(self) -> None:
        """Bring what follows up to date; to be called before the commit."""
        self.refresh(self._touched)
        if self._touched:
            self._rows("write.lock_head")  # whoever appends reads what is known after us, or before
            companions = self.aliases(self._touched)
            ListingUpkeep(self._engine).refresh(companions)
            Staleness(self._engine).after_learning(companions, self._packages)
        self._touched.clear()
        self._packages.clear()

    def store_records(self, records: Sequence[PackedRecord]) -> dict[str, Counts]:
        """Keep records in place of older ones, and say by source what became of them."""
        ids = listed({record.id for record in records})
        held = {(row[0], row[1]): row[2:] for row in self._rows("knowledge.held", ids=ids)}
        before = set(held)
        chosen: dict[tuple[str, str], PackedRecord] = {}
        tally: dict[str, Counter[str]] = {}
        for record in records:
            key = (record.id, record.source)
            fate = _fate(record, held.get(key))
            tally.setdefault(record.source, Counter())[fate] += 1
            if fate in {"added", "changed"}:
                chosen[key] = record
                held[key] = (record.digest, record.modified)
        self._put(chosen, before & chosen.keys())
        return {source: Counts(**counter) for source, counter in tally.items()}

    def _put(self, chosen: dict[tuple[str, str], PackedRecord], replaced: set[tuple[str, str]]) -> None:
        """Write records, in place of those of the same key."""
        old = self._rows("knowledge.held_aliases", ids=listed({name for name, _ in replaced}))
        gone = [row for row in old if row[:2] in replaced]
        self._delete(RECORD_ALIASES, gone)
        self._delete(RECORDS, sorted(replaced))
        self._put_packages(chosen.values(), replaced)
        if chosen:
            self._engine.insert(RECORDS, [_row(record, self._now) for record in chosen.values()])
        aliases = [(one.id, one.source, alias) for one in chosen.values() for alias in one.aliases]
        if aliases:
            self._engine.insert(RECORD_ALIASES, aliases)
        self._touched.update(name for name, _ in chosen)
        self._touched.update(alias for _, _, alias in (*gone, *aliases))

    def _put_packages(self, chosen: Iterable[PackedRecord], replaced: Collection[tuple[str, str]]) -> None:
        """Index records by what they are about, in place of what those they replace were about."""
        held = self._rows("knowledge.held_packages", ids=listed({name for name, _ in replaced}))
        gone = [row for row in held if row[2:] in replaced]
        self._delete(AFFECTED, gone)
        rows = [(*package, one.id, one.source) for one in chosen for package in one.packages]
        if rows:
            self._engine.insert(AFFECTED, rows)
        self._packages.update(row[1] for row in (*gone, *rows))

    def store_catalog(self, catalog: str, entries: Sequence[Exploited], *, is_whole: bool) -> Counts:
        """Keep entries of a catalogue of exploited vulnerabilities, with the history of each."""
        held = self._newest_listings(entries)
        tally: Counter[str] = Counter()
        rows: dict[str, Row] = {}
        for entry in entries:
            row = _listing(entry, catalog, self._now)
            fate = _listing_fate(row, rows.get(entry.cve) or held.get(entry.cve))
            tally[fate] += 1
            if fate in {"added", "changed"}:
                rows[entry.cve] = row
        if is_whole:
            rows.update(self._unlisted({entry.cve for entry in entries}, catalog))
        self._delete(KEV_ENTRIES, [row[:2] for row in rows.values()])
        if rows:
            self._engine.insert(KEV_ENTRIES, list(rows.values()))
        self._touched.update(rows)
        return Counts(**tally)

    def _newest_listings(self, entries: Iterable[Exploited]) -> dict[str, Row]:
        rows = self._rows("knowledge.listings", ids=listed({entry.cve for entry in entries}))
        return {row[0]: row for row in rows}  # the last of each is the newest

    def _unlisted(self, present: set[str], catalog: str) -> dict[str, Row]:
        """A row for each entry that a whole catalogue, newer than the one that had it, lacks (KE1)."""
        return {
            row[0]: (row[0], self._now, catalog, 0, *row[4:])
            for row in self._rows("knowledge.listed")
            if row[0] not in present and row[2] <= catalog
        }

    def store_predictions(self, predictions: Sequence[Prediction]) -> Counts:
        """Keep predictions where they differ from what the model before said, with their history."""
        newest = {
            row[0]: row
            for row in self._rows(
                "knowledge.newest_predictions", ids=listed({one.cve for one in predictions})
            )
        }
        high_water = next((one.high_water for one in self.sources() if one.name == _EPSS), None)
        tally: Counter[str] = Counter()
        gone: list[Row] = []
        rows: dict[str, Row] = {}
        for one in predictions:
            held = rows.get(one.cve) or newest.get(one.cve)
            fate, row = _scored(one, held, high_water)
            tally[fate] += 1
            if row is not None:
                rows[one.cve] = row
        gone = [held[:2] for name, row in rows.items() if (held := newest.get(name)) and held[1] == row[1]]
        self._delete(EPSS_SCORES, gone)
        if rows:
            self._engine.insert(EPSS_SCORES, list(rows.values()))
            self._run("knowledge.apply_predictions", ids=listed(rows))
        return Counts(**tally)

    def note_import(
        self,
        counts: Mapping[str, Counts],
        faults: Mapping[str, Sequence[SourceFault]],
        *,
        scored_at: Instant | None = None,
    ) -> None:
        """Remember that an import of these sources came to its end, and what it set aside."""
        held = {one.name: one for one in self.sources()}
        self._delete(SOURCES, [(name,) for name in counts if name in held])
        for name, count in counts.items():
            known = held.get(name)
            records, high_water = self._extent(name, scored_at)
            marks = [mark for mark in (high_water, known.high_water if known else None) if mark is not None]
            tags = (known.entity_tag, known.last_modified) if known else ("", "")
            row = (name, self._now, max(marks, default=None), *tags, records, count.read)
            self._engine.insert(SOURCES, [(*row, *_numbers(count))])
            self._run("knowledge.forget_faults", source=name)
            found = faults.get(name, ())[:MAX_FAULTS]
            if found:
                rows = [(name, number, one.place, one.reason) for number, one in enumerate(found)]
                self._engine.insert(SOURCE_FAULTS, rows)

    def _extent(self, source: str, scored_at: Instant | None) -> tuple[int, Instant | None]:
        """How many records of a source are held, and the latest time any of them carries."""
        if source == _KEV:
            ((records, latest),) = self._rows("knowledge.extent_of_listings")
        elif source == _EPSS:
            ((records, latest),) = self._rows("knowledge.extent_of_predictions")
            latest = max((mark for mark in (latest, scored_at) if mark is not None), default=None)
        else:
            ((records, latest),) = self._rows("knowledge.extent", source=source)
        return records, latest

    def _delete(self, table: Table, keys: Sequence[Row]) -> None:
        if keys:
            self._engine.delete(table, keys)


def _fate(record: PackedRecord, held: Row | None) -> str:
    """What is to become of a record, given digest and time of change of the one that is held."""
    if held is None:
        return "added"
    digest, modified = held
    if digest == record.digest:
        return "unchanged"
    if record.modified is not None and modified is not None and record.modified < modified:
        return "older"
    return "changed"


def _row(record: PackedRecord, now: Instant) -> Row:
    return (
        *(record.id, record.source, record.digest, record.modified),
        *(int(record.is_void), now, record.content),
    )


def _listing(entry: Exploited, catalog: str, now: Instant) -> Row:
    content = write_entry(entry)
    return (entry.cve, now, catalog, 1, entry.added, sha256(content.encode()).digest(), content)


def _listing_fate(row: Row, held: Row | None) -> str:
    """What is to become of an entry, given the newest row about the same CVE."""
    if held is None:
        return "added"
    catalog, is_listed, digest = held[2], held[3], held[5]
    if row[2] and row[2] < catalog:
        return "older"
    return "unchanged" if is_listed and digest == row[5] else "changed"


def _scored(one: Prediction, held: Row | None, high_water: Instant | None) -> tuple[str, Row | None]:
    """What is to become of a prediction, and its row, given the newest row about the same CVE.

    The history has a row wherever the score or the model changed; in between only the percentile follows,
    which moves every day for every CVE.
    """
    row = (one.cve, one.at, one.model, one.score, one.percentile)
    if held is None:
        return "added", row
    if one.at < held[1] or (high_water is not None and one.at < high_water):
        return "older", None
    if (one.model, one.score) != held[2:4]:
        return "changed", row
    if one.percentile == held[4]:
        return "unchanged", None
    return "changed", (*held[:4], one.percentile)


def _numbers(count: Counts) -> tuple[int, ...]:
    return (count.added, count.changed, count.unchanged, count.older, count.set_aside)
