"""Import: a directory of documents becomes entries, in one transaction, once (architecture.md 8, law 4)."""

from __future__ import annotations

import hashlib
from collections import defaultdict
from dataclasses import dataclass
from typing import TYPE_CHECKING

from navwarn.errors import CheckFailedError, InputError
from navwarn.ledger.interface import StoredDocument
from navwarn.workflows.parallel import paused_collector
from navwarn.workflows.plan import Conflict, Plan, Planner
from navwarn.workflows.refusal import unrecordable
from navwarn.workflows.tree import LoadedFile, load_directory

if TYPE_CHECKING:
    from collections.abc import Sequence
    from pathlib import Path

    from navwarn.core.distribution import Distribution
    from navwarn.core.entry import Entry
    from navwarn.core.instant import Instant
    from navwarn.documents.document import Document
    from navwarn.documents.fault import Fault
    from navwarn.ledger.interface import Ledger, Transaction


class UnreadableDocumentsError(InputError):
    """Documents that cannot be recorded; ``faults`` has all of them with file, line and rule."""

    code = "NW-IMPORT-UNREADABLE"

    def __init__(self, message: str, faults: Sequence[Fault]) -> None:
        super().__init__(message, hint="Nothing was changed.")
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


@dataclass(frozen=True, slots=True)
class ImportReport:
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
    files = load_directory(directory, max_bytes=max_bytes)
    if not files and reason is None:
        raise InputError(f"{directory} holds no *.advisories.yaml files", code="NW-NO-DOCUMENTS")
    documents = _readable(files)
    with paused_collector(), ledger.write(now=now, actor=actor) as transaction:
        plan = _plan(transaction, distribution, documents, reason)
        if plan.conflicts:
            raise ContradictionError(plan.conflicts)
        if plan.drafts:
            transaction.append(plan.drafts)
        _store(transaction, distribution, files, is_whole=reason is not None)
        size = transaction.head().size
    return ImportReport(len(documents), _counts(plan), size)


def _counts(plan: Plan) -> dict[str, int]:
    counts: dict[str, int] = defaultdict(int)
    for draft in plan.drafts:
        counts[draft.kind.value] += 1
    return dict(counts)


def _plan(
    transaction: Transaction,
    distribution: Distribution,
    documents: Sequence[Document],
    reason: str | None,
) -> Plan:
    recorded: dict[str, list[Entry]] = {
        entries[0].advisory: entries for entries in transaction.grouped_entries(distribution.name)
    }
    planner = Planner(distribution.name, recorded, reason)
    planner.add_documents(documents)
    planner.close(documents)
    return planner.plan


def _store(
    transaction: Transaction, distribution: Distribution, files: Sequence[LoadedFile], *, is_whole: bool
) -> None:
    """Keep the texts of the documents, so that unedited ones leave as they came."""
    texts = [
        StoredDocument(file.document.package, file.data, hashlib.sha256(file.data).hexdigest())
        for file in files
        if file.document is not None
    ]
    present = {text.package for text in texts}
    known = {stored.package: stored.digest for stored in transaction.stored_documents(distribution.name)}
    removed = [package for package in known if package not in present] if is_whole else []
    changed = [text for text in texts if known.get(text.package) != text.digest]
    if changed or removed:
        transaction.store_documents(distribution.name, changed, removed=removed)


def _readable(files: Sequence[LoadedFile]) -> list[Document]:
    """The documents, if every file holds one that can be recorded; all faults at once otherwise."""
    faults = unrecordable(files)
    if faults:
        first = faults[0]
        more = f" (and {len(faults) - 1} more)" if len(faults) > 1 else ""
        raise UnreadableDocumentsError(
            f"{first.file}:{first.line}: {first.rule}: {first.message}{more}", faults
        )
    return [file.document for file in files if file.document is not None]
