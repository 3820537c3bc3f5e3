"""Reading what upstream sources say: summaries, records, histories, sources."""

from __future__ import annotations

from typing import TYPE_CHECKING

from navwarn.core import canonical
from navwarn.core.identifier import alias_order, normalise
from navwarn.core.instant import Instant
from navwarn.core.record import Analysis, Flag, Prediction
from navwarn.core.severity import Role, Scheme, Scoring, Severity, scheme_of
from navwarn.core.source import authority
from navwarn.core.vulnerability import Vulnerability
from navwarn.ledger.knowledge import (
    Counts,
    FormerId,
    FoundVulnerability,
    Listing,
    SourceFault,
    SourceState,
    VulnerabilityFile,
)
from navwarn.ledger.search import found_ids, search_terms
from navwarn.ledger.session import SqlSession

if TYPE_CHECKING:
    from collections.abc import Collection, Iterable

    from navwarn.core.record import Record
    from navwarn.ledger.table import Row

MOST = 1000
"""How many candidates a search looks at."""


class KnowledgeReader(SqlSession):
    """``learning.KnowledgeReading`` over a database."""

    def vulnerability(self, identifier: str) -> VulnerabilityFile | None:
        """All that is known about the vulnerability of an id, in any case its family allows."""
        name = normalise(identifier)
        with self._one_state():
            candidates = self.canonical_ids([name]).get(name, ())
            if not candidates:
                return None
            chosen, *others = candidates
            ((row),) = self._rows("knowledge.summaries", ids=listed([chosen]))
            memberships = self._rows("knowledge.memberships", ids=listed([chosen]))
            aliases = sorted((one for one, _, note in memberships if not note), key=alias_order)
            former = sorted((FormerId(one, note) for one, _, note in memberships if note), key=_former_order)
            records = [record for one in self.records_about(aliases).values() for record in one]
            return VulnerabilityFile(
                summary_of(row),
                tuple(aliases),
                tuple(former),
                tuple(others),
                tuple(sorted(records, key=lambda one: (one.id != chosen, authority(one.source), one.id))),
                tuple(map(listing_of, self._rows("knowledge.listings", ids=listed([chosen])))),
                tuple(map(prediction_of, self._rows("knowledge.predictions", ids=listed([chosen])))),
            )

    def vulnerabilities(self, identifiers: Collection[str]) -> dict[str, Vulnerability]:
        """The summaries of the vulnerabilities that the ids name, by the ids as they were given."""
        if not identifiers:
            return {}
        rows = self._rows("knowledge.summaries_of", ids=listed(set(map(normalise, identifiers))))
        found: dict[str, Row] = {}
        for name, *row in rows:
            if name not in found or (row[2], found[name][0]) > (found[name][2], row[0]):
                found[name] = tuple(row)
        summaries = {name: summary_of(row) for name, row in found.items()}
        return {one: summaries[normalise(one)] for one in identifiers if normalise(one) in summaries}

    def canonical_ids(self, identifiers: Collection[str]) -> dict[str, tuple[str, ...]]:
        """The canonical ids of all vulnerabilities that each id names now; unknown ids are missing."""
        found: dict[str, list[str]] = {}
        for name, vulnerability in self._rows("knowledge.canonical", ids=listed(identifiers)):
            found.setdefault(name, []).append(vulnerability)
        return {name: tuple(sorted(ids, key=alias_order)) for name, ids in found.items()}

    def aliases(self, identifiers: Collection[str]) -> frozenset[str]:
        """All ids of all groups that any of the ids belongs to by upstream records, these included."""
        found = self._rows("knowledge.companions", ids=listed(identifiers))
        return frozenset(identifiers) | {name for (name,) in found}

    def records_about(self, identifiers: Collection[str]) -> dict[str, tuple[Record, ...]]:
        """The records about exactly these ids, in the order in which they are believed."""
        found: dict[str, list[Record]] = {}
        for record in self._records(identifiers):
            found.setdefault(record.id, []).append(record)
        return {
            name: tuple(sorted(records, key=lambda one: authority(one.source)))
            for name, records in found.items()
        }

    def _records(self, identifiers: Collection[str]) -> list[Record]:
        from navwarn.ledger.content import unpack

        return [unpack(content) for (content,) in self._rows("knowledge.contents", ids=listed(identifiers))]

    def search_vulnerabilities(self, text: str, *, limit: int = 50) -> list[FoundVulnerability]:
        """Vulnerabilities that have the text in an id, or all its words in title or description."""
        terms = search_terms(text, self._engine.dialect)
        with self._one_state():
            found: dict[str, FoundVulnerability] = {}
            if terms.part:
                rows = self._rows("knowledge.with_id", query=f'"{terms.part}"', text=terms.part, most=MOST)
                for one in found_ids(terms.part, rows):
                    found.setdefault(one.id, one)
            if terms.query and len(found) < limit:
                words = self._rows("knowledge.with_words", query=terms.query, most=MOST)
                for name, _ in sorted(words, key=lambda row: (-row[1], alias_order(row[0]))):
                    found.setdefault(name, FoundVulnerability(name))
        return list(found.values())[:limit]

    def sources(self) -> list[SourceState]:
        """Every source there was an import of, by name."""
        return [_state(row) for row in self._rows("knowledge.sources")]

    def source_faults(self, source: str) -> list[SourceFault]:
        """What the last import of a source set aside, the first so many."""
        return [SourceFault(*row) for row in self._rows("knowledge.faults", source=source)]


def _state(row: Row) -> SourceState:
    """What a row of ``SOURCES`` holds."""
    name, imported_at, high_water, tag, modified, records, _, *numbers = row
    return SourceState(name, Instant(imported_at), records, Counts(*numbers), high_water, tag, modified)


def listed(values: Iterable[str]) -> str:
    """The values as the JSON list that statements take."""
    return canonical.encode(list(values)).decode()


def summary_of(row: Row) -> Vulnerability:
    """The summary that a row of ``VULNERABILITIES`` holds."""
    name, severity, _, score, vector, scored_by, scored_as, exploited_at, epss, percentile = row[:10]
    disclosed_at, modified_at, analysis, analysis_at, flags, title, description = row[10:]
    scoring = None
    if severity != Severity.UNKNOWN:
        scheme = scheme_of(vector) if vector else Scheme.WORD
        scoring = Scoring(scheme, Severity(severity), scored_by, Role(scored_as), vector, score)
    return Vulnerability(
        name,
        scoring,
        exploited_at,
        epss,
        percentile,
        disclosed_at,
        modified_at,
        Analysis(analysis, analysis_at) if analysis else None,
        tuple(map(Flag, canonical.decode(flags))),
        title,
        description,
    )


def summary_row(one: Vulnerability) -> Row:
    """The row of ``VULNERABILITIES`` that holds a summary."""
    scoring = one.scoring
    return (
        *(one.id, one.severity.value, one.severity.rank),
        *((scoring.score, scoring.vector) if scoring else (None, "")),
        *((scoring.provider, scoring.role.value) if scoring else ("", "")),
        *(one.exploited_at, one.epss_score, one.epss_percentile, one.disclosed_at, one.modified_at),
        *((one.analysis.state, one.analysis.since) if one.analysis else ("", None)),
        canonical.encode(one.flags).decode(),
        *(one.title, one.description),
    )


def listing_of(row: Row) -> Listing:
    """What a row of ``KEV_ENTRIES`` holds."""
    _, recorded_at, catalog, is_listed, _, _, content = row
    from navwarn.ledger.content import read_entry

    return Listing(read_entry(content), catalog, bool(is_listed), Instant(recorded_at))


def prediction_of(row: Row) -> Prediction:
    """What a row of ``EPSS_SCORES`` holds."""
    cve, scored_at, model, score, percentile = row
    return Prediction(cve, score, percentile, model, Instant(scored_at))


def _former_order(one: FormerId) -> tuple[int, str]:
    return alias_order(one.id)
