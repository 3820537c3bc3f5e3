"""Import: a directory of documents becomes entries, in one transaction, once (architecture.md 8, law 4)."""

from __future__ import annotations

import hashlib
from collections import Counter
from typing import TYPE_CHECKING, NamedTuple

from msgspec import Struct

from navwarn.errors import CheckFailedError, InputError
from navwarn.ledger.interface import StoredDocument
from navwarn.workflows.collector import paused_collector
from navwarn.workflows.folder import list_files
from navwarn.workflows.parallel import ahead
from navwarn.workflows.plan import Conflict, Planner
from navwarn.workflows.refusal import Screen, unrecordable
from navwarn.workflows.tree import LoadedFile, size_of, stream_files

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping, Sequence
    from pathlib import Path

    from navwarn.core.distribution import Distribution
    from navwarn.core.entry import Entry
    from navwarn.core.instant import Instant
    from navwarn.documents.document import Document
    from navwarn.documents.fault import Fault
    from navwarn.ledger.interface import Ledger, Transaction
    from navwarn.ledger.seal import Sealed

BATCH = 1_000
"""How many entries are written at a time: enough to be fast, few enough that writing begins early."""


class UnreadableDocumentsError(InputError):
    """Documents that cannot be recorded; ``faults`` has all of them with file, line and rule."""

    code = "NW-IMPORT-UNREADABLE"

    def __init__(self, faults: Sequence[Fault]) -> None:
        first = faults[0]
        more = f" (and {len(faults) - 1} more)" if len(faults) > 1 else ""
        super().__init__(f"{first.place}: {first.rule}: {first.message}{more}", hint="Nothing was changed.")
        self.faults = tuple(faults)


class ContradictionError(CheckFailedError):
    """Documents that lack or contradict what is recorded; ``conflicts`` has the list."""

    code = "NW-IMPORT-CONFLICT"

    def __init__(self, conflicts: Sequence[Conflict]) -> None:
        places = "1 place" if len(conflicts) == 1 else f"{len(conflicts)} places"
        super().__init__(
            f"the documents contradict the ledger in {places}; nothing was changed",
            hint="If the documents are right, record that with --reconcile --reason TEXT.",
        )
        self.conflicts = tuple(conflicts)


class ImportReport(Struct, frozen=True):
    """What an import recorded: counts of documents and of new entries by kind, and the ledger's size."""

    documents: int
    entries: dict[str, int]
    size: int

    @property
    def is_unchanged(self) -> bool:
        """Whether everything was recorded before."""
        return not self.entries


def import_directory(
    ledger: Ledger,
    distribution: Distribution,
    directory: Path,
    *,
    now: Instant,
    actor: str,
    reason: str | None = None,
    max_bytes: int,
) -> ImportReport:
    """Record what the documents of a directory say and the ledger does not know yet.

    With a ``reason`` the documents are the whole truth: what they lack is retracted or withdrawn with it.
    Raises ``UnreadableDocumentsError`` for documents that cannot be recorded, ``ContradictionError`` where
    they lack something recorded and no reason is given; nothing is changed then.
    """
    files = list_files(directory)
    if not files and reason is None:
        raise InputError(f"{directory} holds no *.advisories.yaml files", code="NW-NO-DOCUMENTS")
    counts: Counter[str] = Counter()
    with paused_collector(), ledger.write(now=now, actor=actor) as transaction:
        work = _Work(transaction, distribution, reason)
        loaded = stream_files(directory, files, max_bytes=max_bytes)
        for step in ahead(work.steps(loaded), size_of(files)):
            counts.update(kind for _, _, _, _, kind, *_ in step.sealed.entries)
            transaction.record(step.sealed)
            transaction.store_documents(distribution.name, step.texts, removed=step.removed)
        size = transaction.head().size
    return ImportReport(len(files), dict(counts), size)


class _Step(NamedTuple):
    """What is to be written next: entries, texts, and the packages whose text goes."""

    sealed: Sealed
    texts: list[StoredDocument]
    removed: list[str]


class _Work:
    """All of an import but its writing: from files to what the transaction records."""

    def __init__(self, transaction: Transaction, distribution: Distribution, reason: str | None) -> None:
        histories: dict[str, list[Entry]] = {
            entries[0].advisory: entries for entries in transaction.grouped_entries()
        }
        recorded = {  # in lists of their own, as the sealer extends its
            advisory: list(entries)
            for advisory, entries in histories.items()
            if entries[0].distribution == distribution.name
        }
        self._elsewhere = {
            advisory: entries[0].distribution
            for advisory, entries in histories.items()
            if entries[0].distribution != distribution.name
        }
        self._sealer = transaction.sealer(histories)
        self._planner = Planner(distribution.name, recorded, reason)
        self._digests = {
            stored.package: stored.digest for stored in transaction.stored_documents(distribution.name)
        }
        self._is_whole = reason is not None

    def steps(self, files: Iterable[LoadedFile]) -> Iterator[_Step]:
        """What to write, in order; raises what ``import_directory`` does."""
        plan = self._planner.plan
        texts: list[StoredDocument] = []
        gone = set(self._digests)
        for document, data in _readable(files, self._elsewhere):
            self._planner.add(document)
            gone.discard(document.package)
            texts += self._changed(document.package, data)
            if len(plan.drafts) >= BATCH and not plan.conflicts:
                yield self._step(texts)
                texts = []
        self._planner.close()
        if plan.conflicts:
            raise ContradictionError(plan.conflicts)
        yield self._step(texts, removed=sorted(gone) if self._is_whole else [])

    def _step(self, texts: list[StoredDocument], removed: Sequence[str] = ()) -> _Step:
        return _Step(self._sealer.seal(self._planner.take()), texts, list(removed))

    def _changed(self, package: str, data: bytes) -> list[StoredDocument]:
        """The text of a document if it is not yet kept, so that unedited ones leave as they came."""
        digest = hashlib.sha256(data).hexdigest()
        return [] if self._digests.get(package) == digest else [StoredDocument(package, data, digest)]


def _readable(files: Iterable[LoadedFile], elsewhere: Mapping[str, str]) -> Iterator[tuple[Document, bytes]]:
    """The documents and their texts, as long as they can be recorded; all faults at once otherwise."""
    screen = Screen(elsewhere)
    seen: list[LoadedFile] = []
    for file in files:
        seen.append(file)
        if file.document is None or not screen.passes(file):
            raise UnreadableDocumentsError(unrecordable([*seen, *files], elsewhere))
        yield file.document, file.data
