"""The OSV records of a distribution, made and published with their indexes (feeds.md section 2, G4, G5)."""

from __future__ import annotations

import heapq
from pathlib import Path
from typing import TYPE_CHECKING

from msgspec import Struct, field

from navwarn.core.identifier import is_advisory_id
from navwarn.core.instant import SECOND, Instant
from navwarn.core.standing import standing_of
from navwarn.feeds import guard
from navwarn.feeds.guard import GuardReport
from navwarn.feeds.interface import Statement, UnreadableFeedError
from navwarn.feeds.osv.publication import (
    ARCHIVE_NAME,
    CHANGES_NAME,
    INDEX_NAME,
    Record,
    render,
    render_changes,
    render_index,
    revise,
    withdraw,
)
from navwarn.feeds.osv.read import PublishedRecord, parse
from navwarn.workflows.collector import paused_collector
from navwarn.workflows.publish import Publication, publication
from navwarn.workflows.record_archive import RecordArchive
from navwarn.workflows.shrinkage import refuse_shrinking

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from navwarn.core.advisory import Advisory
    from navwarn.feeds.holdback import Held
    from navwarn.feeds.osv.settings import OsvSettings, Shape

_INDEXES = (ARCHIVE_NAME, CHANGES_NAME, INDEX_NAME)


class PublishedRecords(Struct, frozen=True):
    """What publishing did: number of records, of those kept as withdrawn, of files written; what was lost."""

    records: int
    withdrawn: int
    written: int
    loss: GuardReport


class _Tally(Struct):
    """What has been written so far."""

    statements: list[Statement] = field(default_factory=list)
    index: list[tuple[str, Instant]] = field(default_factory=list)
    withdrawn: int = 0


def publish(
    directory: Path,
    sources: Sequence[tuple[Advisory, OsvSettings]],
    shape: Shape,
    held: Sequence[Held],
    *,
    now: Instant,
    is_shrinking_allowed: bool = False,
) -> PublishedRecords:
    """Replace the records in a directory, which is made where there is none.

    Records that were published and have no successor stay, withdrawn: at the advisory's latest change where
    there still is one, else ``now``. Raises ``ShrunkenFeedError`` where too much would be lost.
    """
    tally = _Tally()
    with paused_collector(), publication(directory, is_part, _INDEXES) as made:
        old = _previous(made, directory)
        archive = RecordArchive()
        for record in _merged(render(sources, shape, held), old, _Keeper(made, old, sources, now)):
            _add(record, made, archive, tally)
        made.write(ARCHIVE_NAME, archive.data())
        made.write(CHANGES_NAME, render_changes(tally.index))
        made.write(INDEX_NAME, render_index(tally.index))
        before = [statement for record in old.values() for statement in record.statements]
        now_open = guard.open_advisories([standing_of(advisory) for advisory, _ in sources])
        report = guard.compare(before, tally.statements, now_open)
        refuse_shrinking(directory, report, is_allowed=is_shrinking_allowed)
    return PublishedRecords(len(tally.index), tally.withdrawn, len(made.written), report)


def is_part(name: str) -> bool:
    """Whether a file of this name belongs to a publication of records."""
    return name in _INDEXES or _is_record(name)


def _is_record(name: str) -> bool:
    return name.endswith(".json") and is_advisory_id(name.removesuffix(".json"))


def _previous(made: Publication, directory: Path) -> dict[str, PublishedRecord]:
    """What the records say that are published now, by id."""
    found: dict[str, PublishedRecord] = {}
    for name in made.previous_names():
        if _is_record(name):
            record = _read(made.previous(name) or b"", directory / name)
            found[record.id] = record
    return found


def _read(data: bytes, path: Path) -> PublishedRecord:
    try:
        record = parse(data)
    except UnreadableFeedError as error:
        raise UnreadableFeedError(f"{path}: {error.message}", hint="Remove the file, or repair it.") from None
    if f"{record.id}.json" != path.name:
        raise UnreadableFeedError(f"{path} holds the record {record.id[:60]!r}", hint="Rename the file.")
    return record


class _Keeper:
    """What becomes of published records: withdrawn without a successor, else dated (feeds.md G4, OV22)."""

    def __init__(
        self,
        made: Publication,
        old: dict[str, PublishedRecord],
        sources: Sequence[tuple[Advisory, OsvSettings]],
        now: Instant,
    ) -> None:
        self._made = made
        self._old = old
        self._changed = {advisory.id: advisory.modified for advisory, _ in sources}
        self._now = Instant(now // SECOND * SECOND)

    def revise(self, record: Record) -> Record:
        """The successor of a published record, or a new record as it is."""
        old = self._old.get(record.id)
        if old is None or record.modified > old.modified:
            return record
        data = self._made.previous(record.file_name) or b""
        return revise(record, Record(record.id, old.modified, data), self._now)

    def keep(self, identifier: str) -> Record:
        """The record as it is to be published from now on; a withdrawn one does not change any more."""
        record = self._old[identifier]
        data = self._made.previous(f"{identifier}.json") or b""
        if record.is_withdrawn:
            return Record(identifier, record.modified, data)
        earliest = Instant(record.modified + SECOND)
        changed = self._changed.get(identifier)  # type: ignore[call-overload]
        moment = changed if changed is not None and changed > record.modified else max(self._now, earliest)
        return Record(identifier, moment, withdraw(data, moment))


def _merged(records: Iterator[Record], old: dict[str, PublishedRecord], keeper: _Keeper) -> Iterator[Record]:
    """New records and kept ones, ascending by id; where there are both, the new one."""
    latest = ""
    fresh = ((record.id, record) for record in records)
    kept = ((identifier, None) for identifier in sorted(old))
    for identifier, record in heapq.merge(fresh, kept, key=lambda pair: pair[0]):
        if identifier != latest:
            latest = identifier
            yield keeper.revise(record) if record else keeper.keep(identifier)


def _add(record: Record, made: Publication, archive: RecordArchive, tally: _Tally) -> None:
    """Write a record, after it has been read back as any consumer would."""
    said = _read(record.data, Path(record.file_name))
    made.write(record.file_name, record.data)
    archive.add(record)
    tally.statements.extend(said.statements)
    tally.index.append((record.id, record.modified))
    tally.withdrawn += said.is_withdrawn
