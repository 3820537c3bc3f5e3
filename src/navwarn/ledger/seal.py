"""Sealing: drafts become entries of the log, numbered, dated, committed to and hashed."""

from __future__ import annotations

import re
import secrets
from itertools import count, repeat
from typing import TYPE_CHECKING, NamedTuple

from navwarn.core import canonical
from navwarn.core.entry import Entry, commitment, leaf
from navwarn.core.merkle import Frontier, leaf_hash
from navwarn.ledger.guard import require_events, require_fit
from navwarn.ledger.interface import RefusedEntryError
from navwarn.ledger.projection import Projector, Rows, no_rows
from navwarn.ledger.table import ENTRY_PRIVATE, PROJECTIONS, Row, Table

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from navwarn.core.entry import Draft
    from navwarn.core.instant import Instant

Histories = dict[str, list[Entry]]

SALT_BYTES = 16

_NUL = re.compile(rb"(?<!\\)(?:\\\\)*\\u0000")


class Sealed(NamedTuple):
    """Drafts as entries of the log, and all that follows from them: rows to remove, then rows to add.

    ``size`` and ``peaks`` are those of the log afterwards (see ``Frontier``). It refers to nothing and can
    travel between processes.
    """

    size: int
    peaks: tuple[bytes, ...]
    entries: list[Row]
    removed: list[tuple[Table, list[Row]]]
    added: list[tuple[Table, list[Row]]]


class Sealer:
    """Turns drafts into entries that follow a log, batch after batch, without a database.

    ``histories`` are the recorded entries of those advisories the drafts may be about, which it extends;
    ``words`` is canonical JSON of what is committed to and not public, or empty.
    """

    def __init__(
        self, log: Frontier, histories: Histories, projector: Projector, *, now: Instant, words: bytes
    ) -> None:
        self._log = Frontier(log.size, log.peaks)
        self._histories = histories
        self._projector = projector
        self._now = now
        self._words = words

    def seal(self, drafts: Sequence[Draft]) -> Sealed:
        """What recording these drafts next comes to.

        Raises ``RefusedEntryError`` for drafts that cannot be recorded; the sealer is of no use afterwards.
        """
        about = dict.fromkeys([draft.advisory for draft in drafts])
        before = self._projected(about)
        salts = _salts(len(drafts)) if self._words else []
        rows = self._rows(drafts, salts)
        require_events([self._histories[advisory] for advisory in about])
        removed, added = differences(before, self._projected(about))
        words = self._words.decode()
        private = [(row[0], salt, words) for row, salt in zip(rows, salts, strict=False)]
        return Sealed(
            self._log.size, tuple(self._log.peaks), rows, removed, [(ENTRY_PRIVATE, private), *added]
        )

    def _rows(self, drafts: Sequence[Draft], salts: Sequence[bytes]) -> list[Row]:
        """The rows of the next entries, which now are in the log and in the histories."""
        payloads = [_encoded(draft) for draft in drafts]
        promises = [commitment(salt, self._words) for salt in salts] or repeat("")
        entries = [
            Entry(
                number, draft.distribution, draft.advisory, str(draft.kind), draft.payload, self._now, promise
            )
            for number, draft, promise in zip(count(self._log.size + 1), drafts, promises, strict=False)
        ]
        openings = [self._opening(entry) for entry in entries]
        leaves = [leaf_hash(leaf(entry, payload)) for entry, payload in zip(entries, payloads, strict=True)]
        self._log.extend(leaves)
        return [
            (number, opening, distribution, advisory, kind, payload.decode(), at, promise, hashed)
            for (number, distribution, advisory, kind, _, at, promise), opening, payload, hashed in zip(
                entries, openings, payloads, leaves, strict=True
            )
        ]

    def _opening(self, entry: Entry) -> int:
        """The number of the entry that opened the advisory to whose history this one is added."""
        history = self._histories.get(entry.advisory)
        require_fit(entry, history)
        if history is None:
            self._histories[entry.advisory] = [entry]
            return entry.sequence
        history.append(entry)
        return history[0].sequence

    def _projected(self, advisories: Iterable[str]) -> Rows:
        rows = no_rows()
        for advisory in advisories:
            if advisory in self._histories:
                self._projector.project(self._histories[advisory], rows)
        return rows


def differences(
    before: Rows, after: Rows
) -> tuple[list[tuple[Table, list[Row]]], list[tuple[Table, list[Row]]]]:
    """The keys to remove and the rows to add that bring the projections from one set of rows to another."""
    removed, added = [], []
    for table in PROJECTIONS:
        old, new = set(before[table]), after[table]
        if old:
            kept = old.intersection(new)
            new = [row for row in new if row not in kept]
            removed.append((table, [row[: table.key_length] for row in old - kept]))
        added.append((table, new))
    return removed, added


def _salts(number: int) -> list[bytes]:
    pool = secrets.token_bytes(SALT_BYTES * number)
    return [pool[start : start + SALT_BYTES] for start in range(0, len(pool), SALT_BYTES)]


def _encoded(draft: Draft) -> bytes:
    try:
        payload = canonical.encode(draft.payload)
    except (TypeError, ValueError) as error:
        raise RefusedEntryError(f"{draft.advisory}: an entry cannot be written as JSON: {error}") from None
    if b"\\u0000" in payload and _NUL.search(payload):
        raise RefusedEntryError(f"{draft.advisory}: a text holds a NUL character, which databases refuse")
    return payload
