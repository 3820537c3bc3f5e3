"""Sealing: drafts become entries of the log, numbered, dated, committed to and hashed."""

from __future__ import annotations

import re
import secrets
from collections import defaultdict
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
    from collections.abc import Iterable, Iterator, Sequence

    from navwarn.core.entry import Draft
    from navwarn.core.instant import Instant

Histories = dict[str, list[Entry]]
TableRows = list[tuple[Table, list[Row]]]

SALT_BYTES = 16

_NUL = re.compile(rb"(?<!\\)(?:\\\\)*\\u0000")


class Change(NamedTuple):
    """Rows of a table that change in place: the values of some columns, then their key.

    The indexes over other columns need not be touched.
    """

    table: Table
    columns: tuple[str, ...]
    rows: list[Row]


class Sealed(NamedTuple):
    """Drafts as entries of the log, and all that follows from them: rows to remove, to change and to add.

    ``size`` and ``peaks`` are those of the log afterwards (see ``Frontier``). It refers to nothing and can
    travel between processes.
    """

    size: int
    peaks: tuple[bytes, ...]
    entries: list[Row]
    removed: TableRows
    changed: list[Change]
    added: TableRows


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
        removed, changed, added = differences(before, self._projected(about))
        words = self._words.decode()
        private = [(row[0], salt, words) for row, salt in zip(rows, salts, strict=False)]
        peaks = tuple(self._log.peaks)
        return Sealed(self._log.size, peaks, rows, removed, changed, [(ENTRY_PRIVATE, private), *added])

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


def differences(before: Rows, after: Rows) -> tuple[TableRows, list[Change], TableRows]:
    """What brings the projections from one set of rows to another: keys to remove, changes, rows to add."""
    removed: TableRows = []
    changed: list[Change] = []
    added: TableRows = []
    for table in PROJECTIONS:
        new = after[table]
        if before[table] == new:
            new = []
        elif before[table]:
            kept = set(before[table]).intersection(new)
            old = {row[: table.key_length]: row for row in before[table] if row not in kept}
            new = [row for row in new if row not in kept]
            # What keeps an index of words has to see a row go and come.
            if not table.is_searched:
                pairs = [(old.pop(key), row) for row in new if (key := row[: table.key_length]) in old]
                changed += _changes(table, pairs)
                done = {row for _, row in pairs}
                new = [row for row in new if row not in done]
            removed.append((table, list(old)))
        added.append((table, new))
    return removed, changed, added


def _changes(table: Table, pairs: Sequence[tuple[Row, Row]]) -> Iterator[Change]:
    """How rows change under their keys, those together whose same columns change."""
    found: dict[tuple[str, ...], list[Row]] = defaultdict(list)
    for old, new in pairs:
        places = [place for place, value in enumerate(new) if value != old[place]]
        columns = tuple([table.columns[place] for place in places])
        found[columns].append((*[new[place] for place in places], *new[: table.key_length]))
    return (Change(table, columns, rows) for columns, rows in found.items())


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
