"""Source import: files of upstream sources become records, with all that follows from them."""

from __future__ import annotations

from collections import defaultdict
from typing import TYPE_CHECKING

from msgspec import Struct, field

from navwarn.core.record import Prediction
from navwarn.ledger.content import pack
from navwarn.ledger.knowledge import Counts, PackedRecord, SourceFault
from navwarn.sources.decoding import decode, source_of
from navwarn.sources.files import Files, total_bytes
from navwarn.sources.interface import Catalog, Document, Fault, Piece, SourceError, UnusableError
from navwarn.sources.recognition import pieces
from navwarn.workflows.collector import paused_collector
from navwarn.workflows.parallel import WORTH_A_PROCESS
from navwarn.workflows.streaming import stream_parallel

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator, Sequence
    from pathlib import Path

    from navwarn.core.instant import Instant
    from navwarn.ledger.interface import Ledger
    from navwarn.ledger.learning import KnowledgeTransaction
    from navwarn.sources.limit import Limits

BATCH_BYTES = 6 * 1024 * 1024
"""How many bytes of records are read, and stored in one transaction, at a time (sources.md IN6)."""

BATCH_ITEMS = 2_000
SPLIT_BYTES = 2 * 1024 * 1024
"""A larger document is taken apart before it is handed to another process, so that its records are shared."""

SHOWN = 1_000
"""How many faults, notes and names of files are kept one by one; all are counted."""

_KEV, _EPSS = "kev", "epss"
_COMPRESSION = 8


class SourceReport(Struct, frozen=True):
    """What an import did with the records of one source."""

    source: str
    counts: Counts
    faults: tuple[SourceFault, ...] = ()


class ImportReport(Struct, frozen=True):
    """What an import read.

    ``unrecognised`` are documents that look like records and are none, such as broken JSON; ``broken`` are
    files and archives that could not be read to their end; ``skipped`` are the documents of no source.
    ``notes`` tell of schema violations that were passed over (sources.md IN5).
    """

    sources: tuple[SourceReport, ...]
    unrecognised: tuple[SourceFault, ...]
    broken: tuple[SourceFault, ...]
    skipped: tuple[str, ...]
    skipped_count: int
    notes: tuple[str, ...]
    notes_count: int

    @property
    def set_aside(self) -> int:
        """How many records and documents could not be used."""
        return sum(one.counts.set_aside for one in self.sources) + len(self.unrecognised)


class Prepared(Struct):
    """What a process made of a batch of documents and pieces."""

    records: list[PackedRecord] = field(default_factory=list)
    catalogs: list[Catalog] = field(default_factory=list)
    predictions: list[Prediction] = field(default_factory=list)
    faults: list[Fault] = field(default_factory=list)
    notes: list[str] = field(default_factory=list)
    skipped: list[str] = field(default_factory=list)


def import_sources(
    ledger: Ledger,
    paths: Sequence[Path],
    *,
    now: Instant,
    limits: Limits | None = None,
    processes: int = 0,
    on_progress: Callable[[int], None] = lambda _: None,
) -> ImportReport:
    """Record what files, directories and archives of upstream sources say and the ledger does not know yet.

    What cannot be used is set aside and stops nothing. Each batch is a transaction of its own; importing
    again what was imported changes nothing, so that an import that broke off is simply repeated.
    ``on_progress`` is told how many records were read so far. Raises ``SourceError`` for a path that does not
    exist and where nothing at all was of a known source.
    """
    files = Files(limits)
    tally = _Tally()
    if not processes and total_bytes(paths) * _COMPRESSION < WORTH_A_PROCESS:
        processes = 1
    with paused_collector():
        for prepared in stream_parallel(prepare, _batches(files, paths, tally), processes=processes):
            with ledger.learn(now=now) as transaction:
                _store(transaction, prepared, tally)
            on_progress(tally.read)
        tally.add_faults(files.too_large)
        if not tally.counts and not tally.unrecognised and not files.broken:
            raise SourceError(
                f"{paths[0]} holds nothing of a known source"
                if len(paths) == 1
                else "nothing is of a known source",
                hint="CVE v5, NVD 2.0, OSV, KEV, EPSS and Alpine secdb files are read.",
            )
        with ledger.learn(now=now) as transaction:
            transaction.note_import(tally.counts, tally.faults, scored_at=tally.scored_at)
    return tally.report(files.broken)


def prepare(batch: Sequence[Document | Piece]) -> Prepared:
    """What a batch says, ready to be stored; nothing in it stops the rest."""
    prepared = Prepared()
    for item in batch:
        if isinstance(item, Piece):
            _decode(item, prepared)
            continue
        found = 0
        try:
            for piece in pieces(item):
                _decode(piece, prepared)
                found += 1
        except UnusableError as error:
            prepared.faults.append(Fault(item.place, str(error)))
        else:
            if not found:
                prepared.skipped.append(item.place)
    return prepared


def _decode(piece: Piece, prepared: Prepared) -> None:
    try:
        decoded = decode(piece)
    except UnusableError as error:
        prepared.faults.append(Fault(piece.place, str(error), source_of(piece.format)))
        return
    prepared.records += map(pack, decoded.records)
    if decoded.catalog is not None:
        prepared.catalogs.append(decoded.catalog)
    prepared.predictions += decoded.predictions
    prepared.faults += decoded.set_aside
    prepared.notes += [f"{piece.place}: {note}" for note in decoded.notes]


def _batches(files: Files, paths: Iterable[Path], tally: _Tally) -> Iterator[list[Document | Piece]]:
    """Documents and pieces of large ones, so many and so large together as a transaction takes."""
    batch: list[Document | Piece] = []
    size = 0
    for item in _items(files, paths, tally):
        batch.append(item)
        size += len(item.data)
        if size >= BATCH_BYTES or len(batch) >= BATCH_ITEMS:
            yield batch
            batch, size = [], 0
    if batch:
        yield batch


def _items(files: Files, paths: Iterable[Path], tally: _Tally) -> Iterator[Document | Piece]:
    for document in files.documents(paths):
        if len(document.data) <= SPLIT_BYTES:
            yield document
            continue
        found = False
        try:
            for piece in pieces(document):
                found = True
                yield piece
        except UnusableError as error:
            tally.add_faults([Fault(document.place, str(error))])
        else:
            if not found:
                tally.skip([document.place])


def _store(transaction: KnowledgeTransaction, prepared: Prepared, tally: _Tally) -> None:
    """Store a batch, and count what became of it."""
    if prepared.records:
        for source, counts in transaction.store_records(prepared.records).items():
            tally.count(source, counts)
    for catalog in prepared.catalogs:
        tally.count(
            _KEV, transaction.store_catalog(catalog.version, catalog.entries, is_whole=catalog.is_whole)
        )
    if prepared.predictions:
        tally.count(_EPSS, transaction.store_predictions(prepared.predictions))
        newest = max(one.at for one in prepared.predictions)
        tally.scored_at = newest if tally.scored_at is None else max(newest, tally.scored_at)
    tally.add_faults(prepared.faults)
    tally.add_notes(prepared.notes)
    tally.skip(prepared.skipped)


class _Tally:
    """The report in the making."""

    def __init__(self) -> None:
        self.counts: dict[str, Counts] = {}
        self.faults: dict[str, list[SourceFault]] = defaultdict(list)
        self.unrecognised: list[SourceFault] = []
        self.scored_at: Instant | None = None
        self.read = 0
        self._notes: list[str] = []
        self._notes_count = 0
        self._skipped: list[str] = []
        self._skipped_count = 0

    def count(self, source: str, counts: Counts) -> None:
        self.counts[source] = self.counts.get(source, Counts()) + counts
        self.read += counts.read

    def add_faults(self, faults: Iterable[Fault]) -> None:
        for fault in faults:
            told = SourceFault(fault.place, fault.reason)
            if not fault.source:
                self.unrecognised.append(told)
                continue
            self.count(fault.source, Counts(set_aside=1))
            if len(self.faults[fault.source]) < SHOWN:
                self.faults[fault.source].append(told)

    def add_notes(self, notes: Sequence[str]) -> None:
        self._notes_count += len(notes)
        self._notes += notes[: SHOWN - len(self._notes)]

    def skip(self, places: Sequence[str]) -> None:
        self._skipped_count += len(places)
        self._skipped += places[: SHOWN - len(self._skipped)]

    def report(self, broken: Iterable[Fault]) -> ImportReport:
        return ImportReport(
            tuple(
                SourceReport(source, self.counts[source], tuple(self.faults.get(source, ())))
                for source in sorted(self.counts)
            ),
            tuple(self.unrecognised),
            tuple(SourceFault(one.place, one.reason) for one in broken),
            tuple(self._skipped),
            self._skipped_count,
            tuple(self._notes),
            self._notes_count,
        )
