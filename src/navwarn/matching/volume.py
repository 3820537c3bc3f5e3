"""Volumes: the upstream records about one package, and which of them hold for a version (SG10, AG2)."""

from __future__ import annotations

from typing import TYPE_CHECKING

from msgspec.structs import replace

from navwarn.core.finding import MatchKind, SilenceReason
from navwarn.core.severity import Severity, leading
from navwarn.core.source import authority
from navwarn.core.status import Exposure
from navwarn.matching.judgement import Doubt, Judgement
from navwarn.matching.span import Spans

if TYPE_CHECKING:
    from collections.abc import Sequence

    from navwarn.core.finding import Finding
    from navwarn.core.record import Affected, Record
    from navwarn.matching.group import Group, Grouping
    from navwarn.versions.interface import Scheme

    Fact = tuple[Record, Sequence[Affected]]


class _Entry:
    """One record about the package, with the vulnerabilities it is about."""

    __slots__ = ("groups", "severity", "source", "spans", "title")

    def __init__(self, record: Record, spans: Spans, groups: tuple[Group, ...]) -> None:
        self.spans = spans
        self.groups = groups
        self.severity = _severity(record)
        self.source = f"{record.source}/{record.id}"
        self.title = record.title


class Volume:
    """All records about the packages that one installed package is judged by.

    A record that is withdrawn or rejected says nothing. Each source keeps its ranges: a version is affected
    where any record about the vulnerability says so.
    """

    def __init__(
        self,
        records: Sequence[Fact],
        grouping: Grouping,
        scheme: Scheme,
        *,
        is_distro: bool = False,
    ) -> None:
        live = [(record, affected) for record, affected in records if not record.is_void]
        live.sort(key=lambda one: (authority(one[0].source), one[0].id))
        groups = grouping.groups([_ids(record, is_distro=is_distro) for record, _ in live])
        self._entries = [
            _Entry(record, Spans(affected, scheme), some)
            for (record, affected), some in zip(live, groups, strict=True)
        ]

    def judge(self, version: str, key: bytes) -> Judgement:
        """The vulnerabilities that records see in a version, and the records that cannot be read."""
        found: dict[str, list[_Entry]] = {}
        groups: dict[str, Group] = {}
        unsure: list[_Entry] = []
        for entry in self._entries:
            if entry.spans.holds(version, key):
                for group in entry.groups:
                    found.setdefault(group.id, []).append(entry)
                    groups[group.id] = group
            elif entry.spans.is_unsure():
                unsure.append(entry)
        findings = [_finding(groups[name], entries, key) for name, entries in found.items()]
        doubts = [
            Doubt(SilenceReason.RECORD_UNREADABLE, entry.source)
            for entry in unsure
            if not any(group.id in found for group in entry.groups)
        ]
        return Judgement(tuple(findings), doubts=tuple(doubts))


def _ids(record: Record, *, is_distro: bool) -> tuple[str, ...]:
    """The ids of what a record is about.

    A distribution's publication is about the vulnerabilities that it names as ``upstream``; its own id stays
    an alias of each.
    """
    about = record.upstream if is_distro else ()
    return tuple(dict.fromkeys((*about, record.id, *record.aliases)))


def _severity(record: Record) -> Severity:
    scoring = leading(record.scorings)
    return Severity.UNKNOWN if scoring is None else scoring.severity


def _finding(group: Group, entries: Sequence[_Entry], key: bytes) -> Finding:
    fixes = dict(fix for entry in entries for fix in entry.spans.fixes(key))
    severities = [group.severity, *(entry.severity for entry in entries)]
    titles = [group.title, *(entry.title for entry in entries)]
    return replace(
        group.found(MatchKind.RECORD, Exposure.VULNERABLE),
        severity=max(severities, key=lambda severity: severity.rank),
        fixed_in=tuple(version for _, version in sorted(fixes.items())),
        sources=tuple(entry.source for entry in entries),
        title=next(filter(None, titles), ""),
    )
