"""Rows of the table of entries as values."""

from __future__ import annotations

from typing import TYPE_CHECKING

from navwarn.core import canonical
from navwarn.core.entry import Entry

if TYPE_CHECKING:
    from navwarn.ledger.table import Row


def entry_of(row: Row) -> Entry:
    """The entry that a row of the table holds."""
    sequence, distribution, advisory, kind, payload, recorded_at, commitment = row[:7]
    return Entry(sequence, distribution, advisory, kind, canonical.decode(payload), recorded_at, commitment)
