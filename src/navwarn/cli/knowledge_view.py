"""What upstream sources say, as JSON and as lines for people."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from navwarn.core.instant import format_exact, format_instant
from navwarn.core.source import kind_of_source

if TYPE_CHECKING:
    from collections.abc import Iterator

    from navwarn.core.instant import Instant
    from navwarn.core.vulnerability import Vulnerability
    from navwarn.ledger.knowledge import Counts, SourceState, VulnerabilityFile


def time(moment: Instant | None) -> str | None:
    """A moment as JSON has it."""
    return None if moment is None else format_exact(moment)


def counts_as_json(counts: Counts) -> dict[str, int]:
    """What an import did with the records of a source."""
    return {
        "read": counts.read,
        "new": counts.added,
        "changed": counts.changed,
        "unchanged": counts.unchanged,
        "older": counts.older,
        "set_aside": counts.set_aside,
    }


def notice(source: str) -> str:
    """What readers must be told about a source (sources.md LN)."""
    return kind_of_source(source).notice


def source_as_json(state: SourceState) -> dict[str, Any]:
    """A source with what its last import did."""
    return {
        "name": state.name,
        "title": kind_of_source(state.name).title,
        "imported_at": format_exact(state.imported_at),
        "records": state.records,
        "newest_change": time(state.high_water),
        "last_import": counts_as_json(state.last),
        "notice": notice(state.name),
    }


def summary_as_json(one: Vulnerability) -> dict[str, Any]:
    """The summary of a vulnerability."""
    scoring = one.scoring
    return {
        "id": one.id,
        "severity": one.severity.value,
        "score": scoring.score if scoring else None,
        "vector": (scoring.vector or None) if scoring else None,
        "scored_by": scoring.provider if scoring else None,
        "exploited_since": time(one.exploited_at),
        "epss_score": one.epss_score,
        "epss_percentile": one.epss_percentile,
        "disclosed": time(one.disclosed_at),
        "modified": time(one.modified_at),
        "analysis": {"state": one.analysis.state, "since": time(one.analysis.since)}
        if one.analysis
        else None,
        "flags": [flag.value for flag in one.flags],
        "title": one.title,
        "description": one.description,
    }


def file_as_json(one: VulnerabilityFile) -> dict[str, Any]:
    """All that is known about a vulnerability, its records by name only."""
    return {
        **summary_as_json(one.summary),
        "aliases": list(one.aliases),
        "former_ids": [{"id": former.id, "note": former.note} for former in one.former],
        "other_vulnerabilities": list(one.also),
        "records": [
            {
                "source": record.source,
                "id": record.id,
                "modified": time(record.modified),
                "flags": [flag.value for flag in record.flags],
            }
            for record in one.records
        ],
    }


def lines(one: VulnerabilityFile) -> Iterator[str]:
    """The same for people, a fact a line."""
    facts = (
        ("", one.summary.title),
        ("severity: ", _severity(one.summary)),
        ("known to be exploited: listed ", _day(one.summary.exploited_at)),
        ("EPSS: ", _prediction(one.summary)),
        ("NVD: ", _analysis(one.summary)),
        ("disclosed: ", _day(one.summary.disclosed_at)),
        ("flags: ", ", ".join(flag.value for flag in one.summary.flags)),
        ("no longer among its ids: ", ", ".join(f"{former.id} ({former.note})" for former in one.former)),
        ("the id also names ", ", ".join(one.also)),
        ("said by: ", ", ".join(f"{record.source} {record.id}" for record in one.records)),
    )
    return (f"{label}{fact}" for label, fact in facts if fact)


def _severity(summary: Vulnerability) -> str:
    if summary.scoring is None:
        return ""
    said = (summary.scoring.severity.label, _number(summary.scoring.score), summary.scoring.vector)
    return f"{' '.join(filter(None, said))} by {summary.scoring.provider}"


def _prediction(summary: Vulnerability) -> str:
    if summary.epss_score is None:
        return ""
    return f"{summary.epss_score:.5f}, percentile {summary.epss_percentile:.5f}"


def _analysis(summary: Vulnerability) -> str:
    if summary.analysis is None:
        return ""
    since = _day(summary.analysis.since)
    return f"{summary.analysis.state} since {since}" if since else summary.analysis.state


def _number(score: float | None) -> str:
    return "" if score is None else str(score)


def _day(moment: Instant | None) -> str:
    return "" if moment is None else format_instant(moment)[:10]
