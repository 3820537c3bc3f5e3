"""NVD: records of the API 2.0, alone or in pages (sources.md NV)."""

from __future__ import annotations

from typing import TYPE_CHECKING

import msgspec

from navwarn.core.identifier import IdKind, kind_of
from navwarn.core.record import Analysis, Flag, Record, Reference, Weakness
from navwarn.core.severity import Role, Scoring, scoring_of_vector
from navwarn.sources.cpe import Configuration, affected_by
from navwarn.sources.interface import Decoded, Piece, UnusableError
from navwarn.sources.text import clean, identifier, moment, word, words
from navwarn.sources.tolerant import decode_json

if TYPE_CHECKING:
    from collections.abc import Iterator

NAME = "nvd"

_UNTOUCHED = frozenset({"received", "awaiting analysis", "undergoing analysis"})
_FLAGS = {flag.value: flag for flag in (Flag.DISPUTED, Flag.UNSUPPORTED, Flag.HOSTED)}
_NO_WEAKNESS = frozenset({"NVD-CWE-noinfo", "NVD-CWE-Other"})


class _Text(msgspec.Struct):
    value: str = ""
    lang: str = ""


class _Tags(msgspec.Struct):
    tags: list[str] = []


class _Cvss(msgspec.Struct):
    vector: str = msgspec.field(default="", name="vectorString")
    score: float | None = msgspec.field(default=None, name="baseScore")


class _Metric(msgspec.Struct):
    source: str = ""
    type: str = ""
    data: _Cvss = msgspec.field(default_factory=_Cvss, name="cvssData")


class _Metrics(msgspec.Struct):
    v4: list[_Metric] = msgspec.field(default_factory=list, name="cvssMetricV40")
    v31: list[_Metric] = msgspec.field(default_factory=list, name="cvssMetricV31")
    v30: list[_Metric] = msgspec.field(default_factory=list, name="cvssMetricV30")
    v2: list[_Metric] = msgspec.field(default_factory=list, name="cvssMetricV2")


class _Weakness(msgspec.Struct):
    source: str = ""
    descriptions: list[_Text] = msgspec.field(default_factory=list, name="description")


class _Reference(msgspec.Struct):
    url: str
    source: str = ""
    tags: list[str] = []


class _NvdRecord(msgspec.Struct):
    id: str
    status: str = msgspec.field(default="", name="vulnStatus")
    source: str = msgspec.field(default="", name="sourceIdentifier")
    published: str = ""
    modified: str = msgspec.field(default="", name="lastModified")
    tags: list[_Tags] = msgspec.field(default_factory=list, name="cveTags")
    descriptions: list[_Text] = []
    metrics: _Metrics = msgspec.field(default_factory=_Metrics)
    weaknesses: list[_Weakness] = []
    configurations: list[Configuration] = []
    references: list[_Reference] = []


def decode(piece: Piece) -> Decoded:
    """The record of one CVE, whatever the state of its analysis (NV1)."""
    raw, notes = decode_json(piece.data, _NvdRecord)
    name = identifier(raw.id)
    if kind_of(name) is not IdKind.CVE:
        raise UnusableError(f"has {raw.id[:60]!r} where the id of a CVE belongs")
    is_rejected = raw.status.lower() == "rejected"
    description = _english(raw.descriptions)
    record = Record(
        source=NAME,
        id=name,
        flags=_flags(raw, is_rejected=is_rejected),
        description="" if is_rejected else description,
        remark=description if is_rejected else "",
        published=moment(raw.published),
        modified=moment(raw.modified) or moment(raw.published),
        withdrawn_at=moment(raw.modified) if is_rejected else None,
        scorings=tuple(dict.fromkeys(_scorings(raw.metrics))),
        weaknesses=tuple(dict.fromkeys(_weaknesses(raw))),
        references=tuple(
            Reference(word(one.url), words(one.tags), word(one.source)) for one in raw.references
        ),
        affected=tuple(dict.fromkeys(affected_by(raw.configurations, NAME))),
        analysis=_analysis(raw),
        provider=word(raw.source),
    )
    return Decoded((record,), notes=notes)


def _english(texts: list[_Text]) -> str:
    found = next((text.value for text in texts if text.lang == "en"), texts[0].value if texts else "")
    return clean(found)


def _flags(raw: _NvdRecord, *, is_rejected: bool) -> tuple[Flag, ...]:
    found = {_FLAGS[tag] for group in raw.tags for tag in group.tags if tag in _FLAGS}
    return tuple(sorted(found | ({Flag.REJECTED} if is_rejected else set())))


def _scorings(metrics: _Metrics) -> Iterator[Scoring]:
    for metric in (*metrics.v4, *metrics.v31, *metrics.v30, *metrics.v2):
        role = Role.PRIMARY if metric.type == "Primary" else Role.SECONDARY
        provider = word(metric.source) or NAME
        found = scoring_of_vector(metric.data.vector, provider, role, score=metric.data.score)
        if found is not None:
            yield found


def _weaknesses(raw: _NvdRecord) -> Iterator[Weakness]:
    for weakness in raw.weaknesses:
        for one in weakness.descriptions:
            text = word(one.value)
            if text and text not in _NO_WEAKNESS:
                yield Weakness(text, word(weakness.source))


def _analysis(raw: _NvdRecord) -> Analysis | None:
    """The state in NVD's word, unknown ones included (NV7).

    What was never analysed is so since it was published; another state is so since the last change at the
    latest, for NVD does not say when it came about.
    """
    state = word(raw.status)
    if not state:
        return None
    since = raw.published if state.lower() in _UNTOUCHED else raw.modified
    return Analysis(state, moment(since))
