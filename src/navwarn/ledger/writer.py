"""Writing a ledger: a transaction that appends entries and keeps every projection in step."""

from __future__ import annotations

from itertools import repeat
from typing import TYPE_CHECKING

from navwarn.core import canonical
from navwarn.core.merkle import Frontier
from navwarn.ledger.guard import require_events, require_fit
from navwarn.ledger.interface import DatabaseError, Head
from navwarn.ledger.listing_upkeep import ListingUpkeep
from navwarn.ledger.projection import Projector, Rows, no_rows
from navwarn.ledger.reader import SqlReader
from navwarn.ledger.seal import Sealed, seal
from navwarn.ledger.statement import statement
from navwarn.ledger.table import DOCUMENTS, ENTRIES, ENTRY_PRIVATE, HEADS, PROJECTIONS

if TYPE_CHECKING:
    from collections.abc import Collection, Iterable, Mapping, Sequence

    from navwarn.core.entry import Draft, Entry
    from navwarn.core.instant import Instant
    from navwarn.ledger.engine import Engine
    from navwarn.ledger.interface import StoredDocument
    from navwarn.ledger.table import Row, Table

_HASH_BYTES = 32

Histories = dict[str, list["Entry"]]


class SqlTransaction(SqlReader):
    """``interface.Transaction`` over a database; begun, committed and rolled back by the ledger."""

    def __init__(self, engine: Engine, projector: Projector, *, now: Instant, actor: str) -> None:
        super().__init__(engine)
        self._projector = projector
        self._actor = actor
        ((size, _, peaks, last),) = self._rows("write.lock_head")
        hashes = [peaks[start : start + _HASH_BYTES] for start in range(0, len(peaks), _HASH_BYTES)]
        self._frontier = Frontier(size, hashes)
        self._size_before = size
        self._last = last
        self._now = now if last is None else max(now, last)
        self._is_torn = False

    def head(self) -> Head:
        """The state with what was appended so far."""
        last = self._now if self._has_grown else self._last
        return Head(self._frontier.size, self._frontier.root(), last)

    @property
    def _has_grown(self) -> bool:
        return bool(self._frontier.size > self._size_before)

    def append(self, drafts: Sequence[Draft], *, words: Mapping[str, str] | None = None) -> list[Entry]:
        """The entries as recorded: numbered, dated, in the log and in every projection."""
        if not drafts:
            return []
        histories = self._histories(drafts)
        before = self._projected(histories)
        secret = self._secret(words or {})
        sealed = seal(drafts, self._frontier.size, self._now, secret)
        _extend(histories, sealed.entries)
        self._is_torn = True
        self._insert(sealed, histories, secret.decode())
        after = self._projected(histories)
        self._replace(before, after)
        ListingUpkeep(self._engine).after(after, (history[0].sequence for history in histories.values()))
        for leaf in sealed.leaves:
            self._frontier.append(leaf)
        self._is_torn = False
        return sealed.entries

    def _secret(self, words: Mapping[str, str]) -> bytes:
        """The actor and the internal words as canonical JSON; empty where there are none."""
        private = dict(words) | ({"actor": self._actor} if self._actor else {})
        return canonical.encode(private) if private else b""

    def _histories(self, drafts: Sequence[Draft]) -> Histories:
        """The recorded entries of those advisories the drafts are about that exist, in order."""
        wanted = {draft.advisory: None for draft in drafts}
        return {group[0].advisory: group for group in self._groups(self._openings(wanted))}

    def _projected(self, histories: Histories) -> Rows:
        rows = no_rows()
        for history in histories.values():
            self._projector.project(history, rows)
        return rows

    def _insert(self, sealed: Sealed, histories: Histories, words: str) -> None:
        openings = {advisory: history[0].sequence for advisory, history in histories.items()}
        self._engine.insert(
            ENTRIES,
            [
                (e.sequence, openings[e.advisory], *e[1:4], payload, e.recorded_at, e.commitment, leaf)
                for e, payload, leaf in zip(sealed.entries, sealed.payloads, sealed.leaves, strict=True)
            ],
        )
        if sealed.salts:
            numbers = range(sealed.entries[0].sequence, self._frontier.size + len(sealed.salts) + 1)
            self._engine.insert(ENTRY_PRIVATE, zip(numbers, sealed.salts, repeat(words), strict=False))

    def _replace(self, before: Rows, after: Rows) -> None:
        """Bring the projections from one set of rows to another, touching only what differs."""
        for table in PROJECTIONS:
            old, new = set(before[table]), after[table]
            if old:
                kept = old.intersection(new)
                new = [row for row in new if row not in kept]
                self._delete(table, [row[: table.key_length] for row in old - kept])
            if new:
                self._engine.insert(table, new)

    def _delete(self, table: Table, keys: Sequence[Row]) -> None:
        if keys:
            self._engine.delete(table, keys)

    def store_documents(
        self, distribution: str, documents: Iterable[StoredDocument], *, removed: Collection[str] = ()
    ) -> None:
        """Keep the texts of documents in place of earlier ones, and forget those of ``removed`` packages."""
        rows = [(distribution, one.package, one.digest, one.text) for one in documents]
        self._delete(DOCUMENTS, [row[:2] for row in rows] + [(distribution, package) for package in removed])
        if rows:
            self._engine.insert(DOCUMENTS, rows)

    def finish(self) -> None:
        """Write the new head, if anything was appended; to be called before the commit."""
        if self._is_torn:
            raise DatabaseError("an append failed half-way: its transaction cannot be committed")
        if not self._has_grown:
            return
        head = self.head()
        self._engine.run(
            statement("write.set_head", self._engine.dialect),
            {
                "size": head.size,
                "root": head.root,
                "peaks": b"".join(self._frontier.peaks),
                "recorded_at": head.recorded_at,
            },
        )
        self._engine.insert(HEADS, [(head.size, head.root, head.recorded_at)])


def _extend(histories: Histories, entries: Iterable[Entry]) -> None:
    """Add entries to the histories they belong to; raises where one does not fit."""
    for entry in entries:
        history = histories.get(entry.advisory)
        require_fit(entry, history)
        if history is None:
            histories[entry.advisory] = [entry]
        else:
            history.append(entry)
    require_events(histories.values())
