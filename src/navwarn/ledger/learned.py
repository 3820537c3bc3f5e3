"""What a ledger tells about sources and published packages, by readers that are loaded when first asked.

Loading them costs a tenth of what a small command takes in all, and most commands ask them nothing.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from navwarn.ledger.session import SqlSession

if TYPE_CHECKING:
    from collections.abc import Collection

    from navwarn.core.record import Record
    from navwarn.core.vulnerability import Vulnerability
    from navwarn.ledger.catalog_reader import CatalogReader
    from navwarn.ledger.knowledge import FoundVulnerability, SourceFault, SourceState, VulnerabilityFile
    from navwarn.ledger.knowledge_reader import KnowledgeReader
    from navwarn.ledger.published import PublishedSummary, PublishedVersion


class Learned(SqlSession):
    """``learning.KnowledgeReading`` and ``learning.CatalogReading`` over a database."""

    @property
    def _knowledge(self) -> KnowledgeReader:
        from navwarn.ledger.knowledge_reader import KnowledgeReader

        return KnowledgeReader(self._engine)

    @property
    def _catalog(self) -> CatalogReader:
        from navwarn.ledger.catalog_reader import CatalogReader

        return CatalogReader(self._engine)

    def vulnerability(self, identifier: str) -> VulnerabilityFile | None:
        """All that is known about the vulnerability of an id, in any case its family allows."""
        return self._knowledge.vulnerability(identifier)

    def vulnerabilities(self, identifiers: Collection[str]) -> dict[str, Vulnerability]:
        """The summaries of the vulnerabilities that the ids name, by the ids as they were given."""
        return self._knowledge.vulnerabilities(identifiers)

    def canonical_ids(self, identifiers: Collection[str]) -> dict[str, tuple[str, ...]]:
        """The canonical ids of all vulnerabilities that each id names now; unknown ids are missing."""
        return self._knowledge.canonical_ids(identifiers)

    def aliases(self, identifiers: Collection[str]) -> frozenset[str]:
        """All ids of all groups that any of the ids belongs to by upstream records, these included."""
        return self._knowledge.aliases(identifiers)

    def records_about(self, identifiers: Collection[str]) -> dict[str, tuple[Record, ...]]:
        """The records about exactly these ids, in the order in which they are believed."""
        return self._knowledge.records_about(identifiers)

    def search_vulnerabilities(self, text: str, *, limit: int = 50) -> list[FoundVulnerability]:
        """Vulnerabilities that have the text in an id, or all its words in title or description."""
        return self._knowledge.search_vulnerabilities(text, limit=limit)

    def sources(self) -> list[SourceState]:
        """Every source there was an import of, by name."""
        return self._knowledge.sources()

    def source_faults(self, source: str) -> list[SourceFault]:
        """What the last import of a source set aside, the first so many."""
        return self._knowledge.source_faults(source)

    def published_versions(self, distribution: str, package: str) -> list[PublishedVersion]:
        """The versions of an origin package, the newest first; empty where none was seen."""
        return self._catalog.published_versions(distribution, package)

    def published_packages(self, distribution: str) -> list[PublishedSummary]:
        """Every origin package, by name."""
        return self._catalog.published_packages(distribution)

    def origins(self, distribution: str, name: str) -> list[str]:
        """The origin packages that publish a package of this name, sorted."""
        return self._catalog.origins(distribution, name)
