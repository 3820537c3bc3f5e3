"""OSV: records of GitHub, Go, PyPA, RustSec and others in the format they share (sources.md GH, GO, OS)."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Any

import msgspec

from navwarn.core.ecosystem import scheme_name
from navwarn.core.record import Affected, Flag, Import, Record, Reference, VersionRange, Weakness
from navwarn.core.severity import Role, Scheme, Scoring, Severity, scoring_of_vector, severity_of_word
from navwarn.core.source import kind_of_source
from navwarn.sources.interface import Decoded, Piece, UnusableError
from navwarn.sources.text import clean, identifier, identifiers, moment, word, words
from navwarn.sources.tolerant import decode_json, fit
from navwarn.versions.interface import InvalidVersionError
from navwarn.versions.registry import scheme

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from navwarn.versions.interface import Scheme as Order

NAME = "osv"
MAX_ALIASES = 200
"""More aliases than this are no aliases but a mistake, and would glue everything together."""

_PAIR = 2
_NO_LIMIT = "*"
_FAMILIES = (("GHSA-", "ghsa"), ("GO-", "go"), ("PYSEC-", "pypa"), ("RUSTSEC-", "rustsec"))
_LONG_GO = re.compile(r"GO-[0-9]{4}-[0-9]{5,}")
_LAST_KNOWN = re.compile(r"(<=?)\s*(\S+)")


class _Package(msgspec.Struct):
    name: str = ""
    ecosystem: str = ""
    purl: str = ""


class _Event(msgspec.Struct):
    introduced: str = ""
    fixed: str = ""
    last_affected: str = ""
    limit: str = ""


class _Range(msgspec.Struct):
    type: str = ""
    repo: str = ""
    events: list[_Event] = []


class _Symbols(msgspec.Struct):
    path: str = ""
    symbols: list[str] = []
    goos: list[str] = []
    goarch: list[str] = []


class _EcosystemSpecific(msgspec.Struct):
    imports: list[_Symbols] = []


class _Severity(msgspec.Struct):
    type: str = ""
    score: str = ""


class _AffectedSpecific(msgspec.Struct):
    last_known: str = msgspec.field(default="", name="last_known_affected_version_range")


class _Affected(msgspec.Struct):
    package: _Package = msgspec.field(default_factory=_Package)
    ranges: list[_Range] = []
    versions: list[str] = []
    severity: list[_Severity] = []
    ecosystem_specific: _EcosystemSpecific = msgspec.field(default_factory=_EcosystemSpecific)
    database_specific: _AffectedSpecific = msgspec.field(default_factory=_AffectedSpecific)


class _Reference(msgspec.Struct):
    url: str
    type: str = ""


class _Specific(msgspec.Struct):
    cwe_ids: list[str] = []
    severity: str = ""
    github_reviewed: bool | None = None
    review_status: str = ""


class _OsvRecord(msgspec.Struct):
    id: str
    modified: str = ""
    published: str = ""
    withdrawn: str = ""
    aliases: list[str] = []
    related: list[str] = []
    upstream: list[str] = []
    summary: str = ""
    details: str = ""
    severity: list[_Severity] = []
    affected: list[_Affected] = []
    references: list[_Reference] = []
    database_specific: _Specific = msgspec.field(default_factory=_Specific)


def decode(piece: Piece) -> Decoded:
    """The record of one id, of the source its family belongs to."""
    return _decoded(*decode_json(piece.data, _OsvRecord))


def decode_value(value: Any) -> Decoded:
    """The same of a record that was not written as JSON."""
    return _decoded(*fit(value, _OsvRecord))


def source_of(name: str) -> str:
    """The source that issues ids like this one: ``ghsa``, ``go``, ``pypa``, ``rustsec``, else ``osv``."""
    return next((source for prefix, source in _FAMILIES if name.startswith(prefix)), NAME)


def _decoded(raw: _OsvRecord, notes: tuple[str, ...]) -> Decoded:
    name = identifier(raw.id)
    if not name:
        raise UnusableError(f"has {raw.id[:60]!r} where an id belongs")
    aliases = identifiers(raw.aliases, without=name)
    if len(aliases) > MAX_ALIASES:
        raise UnusableError(f"has {len(aliases)} aliases, more than the {MAX_ALIASES} that are believed")
    source = source_of(name)
    record = Record(
        source=source,
        id=name,
        aliases=aliases,
        related=identifiers(raw.related, without=name),
        upstream=identifiers(raw.upstream, without=name),
        flags=(Flag.WITHDRAWN,) if raw.withdrawn else (),
        title=word(raw.summary),
        description=clean(raw.details),
        published=moment(raw.published),
        modified=moment(raw.modified) or moment(raw.published),
        withdrawn_at=moment(raw.withdrawn),
        scorings=tuple(dict.fromkeys(_scorings(raw, kind_of_source(source).title))),
        weaknesses=tuple(Weakness(one, source) for one in words(raw.database_specific.cwe_ids)),
        references=tuple(
            Reference(word(one.url), words([one.type]), source) for one in raw.references if word(one.url)
        ),
        affected=_merged(raw.affected, source),
        provider=kind_of_source(source).title,
        is_reviewed=_is_reviewed(raw.database_specific),
    )
    if _LONG_GO.fullmatch(name):
        notes = (*notes, "/id: has more digits than schema version 2 of documents allows")  # GO3
    return Decoded((record,), notes=notes)


def _is_reviewed(specific: _Specific) -> bool | None:
    if specific.review_status:
        return specific.review_status.upper() == "REVIEWED"
    return specific.github_reviewed


def _scorings(raw: _OsvRecord, provider: str) -> Iterator[Scoring]:
    """Vectors of the record and of what it affects, and the word of the database (GH4)."""
    for one in (*raw.severity, *(one for affected in raw.affected for one in affected.severity)):
        if one.type.upper().startswith("CVSS"):
            found = scoring_of_vector(one.score, provider, Role.DATABASE)
            if found is not None:
                yield found
        elif (severity := severity_of_word(one.score)) is not Severity.UNKNOWN:
            yield Scoring(Scheme.WORD, severity, provider, Role.DATABASE)
    severity = severity_of_word(raw.database_specific.severity)
    if severity is not Severity.UNKNOWN:
        yield Scoring(Scheme.WORD, severity, provider, Role.DATABASE)


def _merged(entries: Iterable[_Affected], source: str) -> tuple[Affected, ...]:
    """One hint for each package, with the ranges of all entries about it (GH3)."""
    packages: dict[tuple[str, str, str], list[_Affected]] = {}
    for entry in entries:
        package = entry.package
        key = (word(package.ecosystem), word(package.name), word(package.purl))
        packages.setdefault(key, []).append(entry)
    return tuple(
        Affected(
            source,
            ecosystem=ecosystem,
            package=name,
            purl=purl,
            ranges=tuple(dict.fromkeys(found for entry in group for found in _ranges(entry))),
            versions=words(version for entry in group for version in entry.versions),
            imports=tuple(dict.fromkeys(found for entry in group for found in _imports(entry))),
        )
        for (ecosystem, name, purl), group in packages.items()
    )


def _imports(entry: _Affected) -> Iterator[Import]:
    for one in entry.ecosystem_specific.imports:
        yield Import(word(one.path), words(one.symbols), words(one.goos), words(one.goarch))


def _ranges(entry: _Affected) -> Iterator[VersionRange]:
    """Every span from an ``introduced`` to what ends it, in the order of the events."""
    hint = _LAST_KNOWN.fullmatch(entry.database_specific.last_known.strip())
    for one in entry.ranges:
        kind, repository = word(one.type), word(one.repo)
        introduced: str | None = None
        for event in _in_order(one, entry.package.ecosystem):
            if event.introduced:
                if introduced is not None:
                    yield VersionRange(kind, introduced, repository=repository)
                introduced = word(event.introduced)
            elif event.fixed or event.last_affected or event.limit:
                yield VersionRange(
                    kind,
                    introduced or "",
                    fixed=word(event.fixed or event.limit),
                    last_affected=word(event.last_affected),
                    repository=repository,
                )
                introduced = None
        if introduced is not None:
            yield _open(VersionRange(kind, introduced, repository=repository), hint)


def _in_order(span: _Range, ecosystem: str) -> list[_Event]:
    """The events by their versions: a record may list them in any order, though few do."""
    events = [event for event in span.events if event.limit != _NO_LIMIT]
    name = scheme_name(ecosystem)
    if span.type == "GIT" or not name or _is_simple(events):
        return events
    order = scheme(name)
    try:
        return sorted(events, key=lambda event: _place(event, order))
    except InvalidVersionError:
        return events


def _is_simple(events: list[_Event]) -> bool:
    """Whether there is one span from the beginning, as in most records."""
    return not events or (len(events) <= _PAIR and events[0].introduced == "0")


def _place(event: _Event, order: Order) -> bytes:
    version = event.introduced or event.fixed or event.last_affected or event.limit
    return b"" if version in {"", "0"} else order.sort_key(version)


def _open(span: VersionRange, hint: re.Match[str] | None) -> VersionRange:
    """A span without an end, with the end that GitHub gives beside it, if it does."""
    if hint is None:
        return span
    inclusive, version = hint[1] == "<=", word(hint[2])
    return VersionRange(
        span.kind,
        span.introduced,
        fixed="" if inclusive else version,
        last_affected=version if inclusive else "",
        repository=span.repository,
    )
