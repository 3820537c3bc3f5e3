"""What is left to be spent on one image while it is read (peers.md A3)."""

from __future__ import annotations

import time
from collections.abc import Callable

from msgspec import Struct

from navwarn.images.interface import LimitError
from navwarn.images.limit import Limits


class Budget(Struct):
    """What may still be read of one image: bytes when decompressed, entries, bytes of names, seconds.

    Threads that share one may overdraw it by a little, never by much.
    """

    limits: Limits
    on_bytes: Callable[[int], None] | None = None
    total: int = 0
    entries: int = 0
    names: int = 0
    ends: float = 0.0

    def __post_init__(self) -> None:
        self.ends = self.ends or time.monotonic() + self.limits.seconds

    def renewed(self) -> Budget:
        """The same budget with nothing spent of it but time."""
        return Budget(self.limits, self.on_bytes, ends=self.ends)

    def stop(self) -> None:
        """Let nobody read on."""
        self.ends = 1.0

    def spend_bytes(self, count: int, place: str) -> None:
        """Count bytes; raises ``LimitError`` where there are too many or it takes too long."""
        self.total += count
        if self.total > self.limits.total:
            raise LimitError(f"{place} has more than {self.limits.total} bytes when decompressed")
        self.spend_time(place)

    def spend_time(self, place: str) -> None:
        """Look at the clock; raises ``LimitError`` where too much has gone."""
        if time.monotonic() > self.ends:
            raise LimitError(f"{place} takes more than {self.limits.seconds:.0f} seconds to read")

    def spend_entry(self, name: int, place: str) -> None:
        """Count an entry and the bytes of its name; raises ``LimitError`` where there are too many."""
        self.entries += 1
        self.names += name
        if self.entries > self.limits.entries:
            raise LimitError(f"{place} has more than {self.limits.entries} entries")
        if self.names > self.limits.names:
            raise LimitError(f"{place} has more than {self.limits.names} bytes of names")
