"""Writing a ledger: a transaction that appends entries and keeps every projection in step."""

from __future__ import annotations

from typing import TYPE_CHECKING

from navwarn.core import canonical
from navwarn.core.merkle import Frontier
from navwarn.ledger.entry_row import entry_of
from navwarn.ledger.interface import DatabaseError, Head
from navwarn.ledger.listing_upkeep import ListingUpkeep
from navwarn.ledger.reader import SqlReader
from navwarn.ledger.seal import Histories, Sealed, Sealer
from navwarn.ledger.statement import statement
from navwarn.ledger.table import DOCUMENTS, ENTRIES, HEADS

if TYPE_CHECKING:
    from collections.abc import Collection, Iterable, Mapping, Sequence

    from navwarn.core.entry import Draft, Entry
    from navwarn.core.instant import Instant
    from navwarn.ledger.engine import Engine
    from navwarn.ledger.interface import StoredDocument
    from navwarn.ledger.projection import Projector
    from navwarn.ledger.table import Row, Table

_HASH_BYTES = 32


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
        sealed = self.sealer(self._histories(drafts), words=words).seal(drafts)
        self.record(sealed)
        return [entry_of((row[0], *row[2:8])) for row in sealed.entries]

    def _histories(self, drafts: Sequence[Draft]) -> Histories:
        """The recorded entries of those advisories the drafts are about that exist, in order."""
        wanted = {draft.advisory for draft in drafts}
        return {group[0].advisory: group for group in self._groups_named(wanted)}

    def sealer(self, histories: Histories, *, words: Mapping[str, str] | None = None) -> Sealer:
        """What makes drafts into what ``record`` takes, as they follow what is recorded now."""
        private = dict(words or {}) | ({"actor": self._actor} if self._actor else {})
        secret = canonical.encode(private) if private else b""
        return Sealer(self._frontier, histories, self._projector, now=self._now, words=secret)

    def record(self, sealed: Sealed) -> None:
        """Write what a sealer made; it must follow what was written before."""
        if sealed.size - len(sealed.entries) != self._frontier.size:
            raise ValueError("what was sealed does not follow the log")
        if not sealed.entries:
            return
        self._is_torn = True
        self._engine.insert(ENTRIES, sealed.entries)
        self._replace(sealed)
        self._frontier = Frontier(sealed.size, sealed.peaks)
        self._is_torn = False

    def _replace(self, sealed: Sealed) -> None:
        """Bring what is kept beside the entries up to them."""
        for table, keys in sealed.removed:
            self._delete(table, keys)
        for change in sealed.changed:
            self._engine.update(*change)
        for table, rows in sealed.added:
            if rows:
                self._engine.insert(table, rows)
        # A row that changes keeps its names: what was said from an entry on stays said.
        ListingUpkeep(self._engine).after(sealed.added, {row[1] for row in sealed.entries})

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
