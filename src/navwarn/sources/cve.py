"""The CVE list: records of format 5, the part of the assigner (CNA) and all others (sources.md CV)."""

from __future__ import annotations

from functools import lru_cache
from typing import TYPE_CHECKING, Any

import msgspec

from navwarn.core.identifier import IdKind, kind_of
from navwarn.core.record import (
    Affected,
    Decision,
    Exploitation,
    Flag,
    Record,
    Reference,
    VersionRange,
    Weakness,
)
from navwarn.core.severity import Role, Scheme, Scoring, Severity, scoring_of_vector, severity_of_word
from navwarn.sources.cpe import Configuration, affected_by
from navwarn.sources.interface import Decoded, Piece, UnusableError
from navwarn.sources.text import clean, identifier, moment, word, words
from navwarn.sources.tolerant import decode_json

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence

NAME = "cve"

_FLAGS = {flag.value: flag for flag in (Flag.DISPUTED, Flag.UNSUPPORTED, Flag.HOSTED)}
_UNBOUNDED = frozenset({"*", "unspecified", ""})


class _Text(msgspec.Struct):
    value: str = ""
    lang: str = ""


class _Change(msgspec.Struct):
    at: str
    status: str


class _Version(msgspec.Struct):
    version: str = ""
    status: str = ""
    less_than: str = msgspec.field(default="", name="lessThan")
    less_or_equal: str = msgspec.field(default="", name="lessThanOrEqual")
    kind: str = msgspec.field(default="", name="versionType")
    changes: list[_Change] = []


class _Product(msgspec.Struct):
    vendor: str = ""
    product: str = ""
    package: str = msgspec.field(default="", name="packageName")
    collection: str = msgspec.field(default="", name="collectionURL")
    purl: str = msgspec.field(default="", name="packageURL")
    repository: str = msgspec.field(default="", name="repo")
    versions: list[_Version] = []
    default: str = msgspec.field(default="", name="defaultStatus")
    cpes: list[str] = []


class _Problem(msgspec.Struct):
    cwe: str = msgspec.field(default="", name="cweId")
    description: str = ""


class _ProblemType(msgspec.Struct):
    descriptions: list[_Problem] = []


class _Reference(msgspec.Struct):
    url: str
    tags: list[str] = []


class _Cvss(msgspec.Struct):
    vector: str = msgspec.field(default="", name="vectorString")
    score: float | None = msgspec.field(default=None, name="baseScore")


class _Other(msgspec.Struct):
    type: str = ""
    content: dict[str, Any] = {}


class _Metric(msgspec.Struct):
    v2: _Cvss | None = msgspec.field(default=None, name="cvssV2_0")
    v30: _Cvss | None = msgspec.field(default=None, name="cvssV3_0")
    v31: _Cvss | None = msgspec.field(default=None, name="cvssV3_1")
    v4: _Cvss | None = msgspec.field(default=None, name="cvssV4_0")
    other: _Other | None = None


class _Provider(msgspec.Struct):
    name: str = msgspec.field(default="", name="shortName")


class _Container(msgspec.Struct):
    title: str = ""
    provider: _Provider = msgspec.field(default_factory=_Provider, name="providerMetadata")
    descriptions: list[_Text] = []
    reasons: list[_Text] = msgspec.field(default_factory=list, name="rejectedReasons")
    affected: list[_Product] = []
    applicability: list[Configuration] = msgspec.field(default_factory=list, name="cpeApplicability")
    problems: list[_ProblemType] = msgspec.field(default_factory=list, name="problemTypes")
    references: list[_Reference] = []
    metrics: list[_Metric] = []
    tags: list[str] = []


class _Containers(msgspec.Struct):
    cna: _Container = msgspec.field(default_factory=_Container)
    adp: list[_Container] = []


class _Metadata(msgspec.Struct):
    id: str = msgspec.field(name="cveId")
    state: str = ""
    assigner: str = msgspec.field(default="", name="assignerShortName")
    published: str = msgspec.field(default="", name="datePublished")
    updated: str = msgspec.field(default="", name="dateUpdated")
    rejected: str = msgspec.field(default="", name="dateRejected")


class _CveRecord(msgspec.Struct):
    metadata: _Metadata = msgspec.field(name="cveMetadata")
    containers: _Containers = msgspec.field(default_factory=_Containers)


def decode(piece: Piece) -> Decoded:
    """The record of one CVE; all containers in one, each field with the container's name (CV6)."""
    raw, notes = decode_json(piece.data, _CveRecord)
    metadata, cna = raw.metadata, raw.containers.cna
    name = identifier(metadata.id)
    if kind_of(name) is not IdKind.CVE:
        raise UnusableError(f"has {metadata.id[:60]!r} where the id of a CVE belongs")
    parts = _parts(raw)
    is_rejected = metadata.state.upper() == "REJECTED"
    rejected_at = moment(metadata.rejected) or moment(metadata.updated)
    record = Record(
        source=NAME,
        id=name,
        flags=_flags(parts, is_rejected=is_rejected),
        title=word(cna.title),
        description=_english(cna.descriptions),
        remark=_english(cna.reasons),
        published=moment(metadata.published),
        modified=moment(metadata.updated) or moment(metadata.published),
        withdrawn_at=rejected_at if is_rejected else None,
        scorings=_distinct(_scorings(parts)),
        weaknesses=_distinct(_weaknesses(parts)),
        references=_distinct(_references(parts)),
        affected=_distinct(_affected(parts)),
        decision=next(_decisions(parts), None),
        exploitation=next(_exploitations(parts), None),
        provider=parts[0][0],
    )
    return Decoded((record,), notes=notes)


_Parts = list[tuple[str, Role, _Container]]


def _parts(raw: _CveRecord) -> _Parts:
    """Every container with its provenance: the assigner's short name, the titles of others."""
    cna = raw.containers.cna
    assigner = word(cna.provider.name) or word(raw.metadata.assigner) or "CNA"
    others = [
        (word(adp.title) or word(adp.provider.name) or "ADP", Role.PROGRAM, adp) for adp in raw.containers.adp
    ]
    return [(assigner, Role.ASSIGNER, cna), *others]


def _distinct(found: Iterable[Any]) -> tuple[Any, ...]:
    return tuple(dict.fromkeys(found))


def _english(texts: Sequence[_Text]) -> str:
    """All distinct English texts, or the first of another language where there is none."""
    chosen = [text for text in texts if text.lang.lower().startswith("en")] or list(texts[:1])
    return "\n\n".join(dict.fromkeys(filter(None, (clean(text.value) for text in chosen))))


def _flags(parts: _Parts, *, is_rejected: bool) -> tuple[Flag, ...]:
    """The tags that mean something, each once however often it is given (CV1)."""
    found = {_FLAGS[tag] for _, _, part in parts for tag in part.tags if tag in _FLAGS}
    return tuple(sorted(found | ({Flag.REJECTED} if is_rejected else set())))


def _scorings(parts: _Parts) -> Iterator[Scoring]:
    for provider, role, part in parts:
        for metric in part.metrics:
            for cvss in (metric.v4, metric.v31, metric.v30, metric.v2):
                if cvss is not None and cvss.vector:
                    found = scoring_of_vector(cvss.vector, provider, role, score=cvss.score)
                    if found is not None:
                        yield found
            if metric.other is not None:
                yield from _word(metric.other, provider, role)


def _word(other: _Other, provider: str, role: Role) -> Iterator[Scoring]:
    """The severity that some assigners give as a word in a metric of their own."""
    for key in ("text", "value", "severity"):
        said = other.content.get(key)
        severity = severity_of_word(said) if isinstance(said, str) else Severity.UNKNOWN
        if severity is not Severity.UNKNOWN:
            yield Scoring(Scheme.WORD, severity, provider, role)


def _weaknesses(parts: _Parts) -> Iterator[Weakness]:
    for provider, _, part in parts:
        for problem in part.problems:
            for one in problem.descriptions:
                text = word(one.cwe) or word(one.description)
                if text and text.lower() != "n/a":
                    yield Weakness(text, provider)


def _references(parts: _Parts) -> Iterator[Reference]:
    """Every link once, as whoever gave it first has it."""
    seen: set[str] = set()
    for provider, _, part in parts:
        for one in part.references:
            url = word(one.url)
            if url and url not in seen:
                seen.add(url)
                yield Reference(url, words(one.tags), provider)


def _affected(parts: _Parts) -> Iterator[Affected]:
    for provider, _, part in parts:
        for one in part.affected:
            yield Affected(
                provider,
                ecosystem=word(one.collection),
                package=word(one.package),
                purl=word(one.purl),
                vendor=word(one.vendor),
                product=word(one.product),
                ranges=_distinct(_ranges(one)),
                versions=words(_single(one)),
                default=word(one.default),
                cpes=words(one.cpes),
            )
        yield from affected_by(part.applicability, provider)


def _is_single(version: _Version) -> bool:
    return not (version.less_than or version.less_or_equal or version.changes)


def _single(product: _Product) -> Iterator[str]:
    """Versions that are affected by themselves (CV2)."""
    for version in product.versions:
        if version.status == "affected" and _is_single(version):
            yield version.version


def _ranges(product: _Product) -> Iterator[VersionRange]:
    for version in product.versions:
        is_single = _is_single(version)
        if is_single and version.status == "affected":
            continue
        last = version.version if is_single else version.less_or_equal
        yield VersionRange(
            word(version.kind),
            introduced=word(version.version),
            fixed=_bound(version.less_than),
            last_affected=_bound(last),
            status=word(version.status) or "unknown",
            changes=tuple((word(change.at), word(change.status)) for change in version.changes),
            repository=word(product.repository),
        )


@lru_cache(maxsize=1024)
def _bound(text: str) -> str:
    """The end of a range; empty where there is none."""
    return "" if text in _UNBOUNDED else word(text)


def _decisions(parts: _Parts) -> Iterator[Decision]:
    """SSVC, with its words in lower case (VU1, VU2)."""
    for provider, other in _others(parts, "ssvc"):
        options = other.get("options")
        said: dict[str, str] = {}
        for option in options if isinstance(options, list) else ():
            if isinstance(option, dict):
                said |= {str(key).lower(): word(str(value)).lower() for key, value in option.items()}
        yield Decision(
            said.get("exploitation", ""),
            said.get("automatable", ""),
            said.get("technical impact", ""),
            provider,
            moment(str(other.get("timestamp", ""))),
        )


def _exploitations(parts: _Parts) -> Iterator[Exploitation]:
    for provider, other in _others(parts, "kev"):
        yield Exploitation(provider, moment(str(other.get("dateAdded", ""))))


def _others(parts: _Parts, kind: str) -> Iterator[tuple[str, dict[str, Any]]]:
    for provider, _, part in parts:
        for metric in part.metrics:
            if metric.other is not None and metric.other.type.lower() == kind:
                yield provider, metric.other.content
