"""What a ledger offers about upstream sources and published packages: reads, search, and how both are stored.

Nothing here is an entry of the log. Upstream data never changes a determination (sources.md IN7), and what a
source or an index no longer mentions stays (IN3). The values are made where they are needed: most commands
need none of them.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Protocol

if TYPE_CHECKING:
    from collections.abc import Collection, Mapping, Sequence

    from navwarn.core.instant import Instant
    from navwarn.core.record import Exploited, Prediction, Record
    from navwarn.core.vulnerability import Vulnerability
    from navwarn.ledger.knowledge import (
        Counts,
        FoundVulnerability,
        PackedRecord,
        SourceFault,
        SourceState,
        VulnerabilityFile,
    )
    from navwarn.ledger.published import PublishedPackage, PublishedSummary, PublishedVersion


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

    def records_about(self, identifiers: Collection[str]) -> dict[str, tuple[Record, ...]]:
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


class CatalogReading(Protocol):
    """Reads; each call sees one state."""

    def published_versions(self, distribution: str, package: str) -> list[PublishedVersion]:
        """The versions of an origin package, the newest first; empty where none was seen."""

    def published_packages(self, distribution: str) -> list[PublishedSummary]:
        """Every origin package, by name."""

    def origins(self, distribution: str, name: str) -> list[str]:
        """The origin packages that publish a package of this name, sorted."""


class CatalogTransaction(CatalogReading, Protocol):
    """Stores what was read from package indexes."""

    def store_published(self, distribution: str, packages: Sequence[PublishedPackage]) -> int:
        """Remember that these are published now, and return how many were not known before."""
