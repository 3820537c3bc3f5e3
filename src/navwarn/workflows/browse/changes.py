"""Changes since a sequence number, so that mirrors can follow."""

from __future__ import annotations

from typing import TYPE_CHECKING

from msgspec import Struct

from navwarn.core.entry import Entry
from navwarn.ledger.interface import Head

if TYPE_CHECKING:
    from navwarn.workflows.browse.visit import Visit


class Changes(Struct, frozen=True):
    """Entries in order; ``next`` is the sequence number to ask for the rest from."""

    entries: tuple[Entry, ...]
    next: int
    has_more: bool
    head: Head


def changes(visit: Visit, since: int, limit: int) -> Changes:
    """The first entries after a sequence number that the reader may see."""
    head = visit.ledger.head()
    until = head.size if visit.moments.known is None else min(head.size, visit.moments.known)
    found = visit.browser.entries_after(since, until, limit + 1)
    shown = found[:limit]
    has_more = len(found) > limit
    return Changes(tuple(shown), shown[-1].sequence if has_more else max(since, until), has_more, head)
