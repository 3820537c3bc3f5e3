"""What a ledger offers about upstream sources: records, what follows from them, and search.

Nothing here is an entry of the log. Upstream data never changes a determination (sources.md IN7), and what a
source no longer mentions stays (IN3).
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, NamedTuple, Protocol

from navwarn.core.instant import Instant
from navwarn.core.record import Exploited, Prediction, Record
from navwarn.core.vulnerability import Vulnerability

if TYPE_CHECKING:
    from collections.abc import Collection, Mapping, Sequence


class PackedRecord(NamedTuple):
    """A record as the ledger stores it; ``content.pack`` makes it, in whatever process.

    ``digest`` is the SHA-256 of what it says to us: a record that says the same is not stored again (IN2),
    in whatever layout it comes, and one of which a later version of Navwarn reads more is.
    """

    source: str
    id: str
    aliases: tuple[str, ...]
    digest: bytes
    modified: Instant | None
    is_void: bool
    content: bytes


@dataclass(frozen=True, slots=True)
class Counts:
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


@dataclass(frozen=True, slots=True)
class SourceFault:
    """A record that was set aside: where it was, and why."""

    place: str
    reason: str


@dataclass(frozen=True, slots=True)
class SourceState:
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


@dataclass(frozen=True, slots=True)
class FormerId:
    """An id that named a vulnerability until it was rejected or withdrawn (``note``; sources.md AG5)."""

    id: str
    note: str


@dataclass(frozen=True, slots=True)
class Listing:
    """What a catalogue of exploited vulnerabilities said from a moment on.

    ``is_listed`` is false from the import on whose whole catalogue no longer had the entry (KE1).
    """

    entry: Exploited
    catalog: str
    is_listed: bool
    recorded_at: Instant


@dataclass(frozen=True, slots=True)
class VulnerabilityFile:
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


@dataclass(frozen=True, slots=True)
class FoundVulnerability:
    """A vulnerability that a search found, by the id ``matched`` or, where that is empty, by words.

    ``note`` says why the matched id is no longer one of its ids; empty where it is.
    """

    id: str
    matched: str = ""
    note: str = ""


class KnowledgeReading(Protocol):
    """Reads; each call sees one state."""

    def vulnerability(self, identifier: str) -> VulnerabilityFile | None:
        """All that is known about the vulnerability of an id, in any case its family allows."""

    def vulnerabilities(self, identifiers: Collection[str]) -> dict[str, Vulnerability]:
        """The summaries of the vulnerabilities that the ids name, by the ids as they were given.

        One statement, however many ids. An id of several vulnerabilities stands for the worst of them; ids
        nothing is known about are missing.
        """

    def canonical_ids(self, identifiers: Collection[str]) -> dict[str, tuple[str, ...]]:
        """The canonical ids of all vulnerabilities that each id names now; unknown ids are missing."""

    def aliases(self, identifiers: Collection[str]) -> frozenset[str]:
        """All ids of all groups that any of the ids belongs to by upstream records, these included."""

    def search_vulnerabilities(self, text: str, *, limit: int = 50) -> list[FoundVulnerability]:
        """Vulnerabilities that have the text in an id, or all its words in title or description.

        Ids are found by any three or more of their characters in a row, void ones too, the exact id first;
        then by words, the last of which may be a beginning, worst first. Of what very many have in common
        only some are looked at.
        """

    def record_versions(self, identifiers: Collection[str]) -> dict[str, tuple[Record, ...]]:
        """The records about exactly these ids, in the order in which they are believed."""

    def sources(self) -> list[SourceState]:
        """Every source there was an import of, by name."""

    def source_faults(self, source: str) -> list[SourceFault]:
        """What the last import of a source set aside, the first so many."""


class KnowledgeTransaction(KnowledgeReading, Protocol):
    """Stores what was read; what follows from it changes in the same transaction."""

    def store_records(self, records: Sequence[PackedRecord]) -> dict[str, Counts]:
        """Keep records in place of older ones, and say by source what became of them (IN2, IN3)."""

    def store_catalog(self, catalog: str, entries: Sequence[Exploited], *, is_whole: bool) -> Counts:
        """Keep entries of a catalogue of exploited vulnerabilities, with the history of each.

        Where the catalogue ``is_whole``, entries it lacks are noted as no longer listed, and stay.
        """

    def store_predictions(self, predictions: Sequence[Prediction]) -> Counts:
        """Keep predictions where they differ from what the model before said, with their history."""

    def note_import(
        self,
        counts: Mapping[str, Counts],
        faults: Mapping[str, Sequence[SourceFault]],
        *,
        scored_at: Instant | None = None,
    ) -> None:
        """Remember that an import of these sources came to its end, and what it set aside.

        ``scored_at`` is the day of the newest predictions, which the history does not keep.
        """
