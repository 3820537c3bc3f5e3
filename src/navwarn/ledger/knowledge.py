"""What a ledger tells about upstream sources: the values that ``learning`` takes and returns."""

from __future__ import annotations

from typing import NamedTuple

from msgspec import Struct

from navwarn.core.instant import Instant
from navwarn.core.record import Exploited, Prediction, Record
from navwarn.core.vulnerability import Vulnerability


class PackedRecord(NamedTuple):
    """A record as the ledger stores it; ``content.pack`` makes it, in whatever process.

    ``digest`` is the SHA-256 of what it says to us: a record that says the same is not stored again (IN2),
    in whatever layout it comes, and one of which a later version of Navwarn reads more is. ``packages`` are
    those it is about, as ``affected`` folds them.
    """

    source: str
    id: str
    aliases: tuple[str, ...]
    digest: bytes
    modified: Instant | None
    is_void: bool
    content: bytes
    packages: tuple[tuple[str, str], ...] = ()


class Counts(Struct, frozen=True):
    """What became of the records of a source that were read.

    ``older`` are those that the source changed since: the newer one is kept, in whatever order they come.
    """

    added: int = 0
    changed: int = 0
    unchanged: int = 0
    older: int = 0
    set_aside: int = 0

    @property
    def read(self) -> int:
        """All of them."""
        return self.added + self.changed + self.unchanged + self.older + self.set_aside

    def __add__(self, other: Counts) -> Counts:
        return Counts(
            self.added + other.added,
            self.changed + other.changed,
            self.unchanged + other.unchanged,
            self.older + other.older,
            self.set_aside + other.set_aside,
        )


class SourceFault(Struct, frozen=True):
    """A record that was set aside: where it was, and why."""

    place: str
    reason: str


class SourceState(Struct, frozen=True):
    """What is held of a source, and what its last import that came to its end did.

    ``high_water`` is the latest time of change that any of its records carries (IN1). ``entity_tag`` and
    ``last_modified`` are what a server said when it was fetched last; empty for files.
    """

    name: str
    imported_at: Instant
    records: int
    last: Counts
    high_water: Instant | None = None
    entity_tag: str = ""
    last_modified: str = ""


class FormerId(Struct, frozen=True):
    """An id that named a vulnerability until it was rejected or withdrawn (``note``; sources.md AG5)."""

    id: str
    note: str


class Listing(Struct, frozen=True):
    """What a catalogue of exploited vulnerabilities said from a moment on.

    ``is_listed`` is false from the import on whose whole catalogue no longer had the entry (KE1).
    """

    entry: Exploited
    catalog: str
    is_listed: bool
    recorded_at: Instant


class VulnerabilityFile(Struct, frozen=True):
    """Everything known about a vulnerability.

    ``aliases`` are the ids of its group, canonical id first; ``former`` those that left it. ``also`` are
    other vulnerabilities that the id asked for names too (AG4). Records are in the order in which they are
    believed; histories are oldest first.
    """

    summary: Vulnerability
    aliases: tuple[str, ...]
    former: tuple[FormerId, ...]
    also: tuple[str, ...]
    records: tuple[Record, ...]
    listings: tuple[Listing, ...]
    predictions: tuple[Prediction, ...]


class FoundVulnerability(Struct, frozen=True):
    """A vulnerability that a search found, by the id ``matched`` or, where that is empty, by words.

    ``note`` says why the matched id is no longer one of its ids; empty where it is.
    """

    id: str
    matched: str = ""
    note: str = ""
