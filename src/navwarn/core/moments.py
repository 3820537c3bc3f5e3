"""The two moments of every question: when it was true, and when we knew (architecture.md 2, law 2)."""

from __future__ import annotations

from msgspec import Struct

from navwarn.core.instant import Instant


class Moments(Struct, frozen=True):
    """``as_of`` bounds event time, ``known`` the sequence of entries; ``None`` means no bound.

    A ledger turns a ``known_at`` time into the sequence number of the last entry recorded by then.
    """

    as_of: Instant | None = None
    known: int | None = None


LATEST = Moments()
"""Everything recorded, whenever it was true."""

FOREVER = Instant(2**62)
"""Later than any moment and above any sequence number."""
