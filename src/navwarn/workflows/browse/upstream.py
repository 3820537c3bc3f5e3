"""What the world says of a vulnerability, as pages show it, and what that answers (architecture.md 6)."""

from __future__ import annotations

from typing import TYPE_CHECKING

from msgspec import Struct, field

from navwarn.core.record import VOID, Flag
from navwarn.core.severity import Scheme
from navwarn.core.source import source_title
from navwarn.pages.view.answer import Answer, LastSync, NothingFound, NotKnown, RejectedUpstream
from navwarn.pages.view.vulnerability import (
    Analysis,
    Epss,
    Exploitation,
    Happening,
    HappeningKind,
    OtherId,
    Reference,
    Score,
    Upstream,
)

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from navwarn.core.record import Record
    from navwarn.core.severity import Scoring
    from navwarn.ledger.knowledge import Listing, VulnerabilityFile
    from navwarn.workflows.browse.visit import Visit

MOST_REFERENCES = 60
MOST_SCORES = 12

_SCHEMES = {
    Scheme.CVSS_V2: "CVSS 2.0",
    Scheme.CVSS_V30: "CVSS 3.0",
    Scheme.CVSS_V31: "CVSS 3.1",
    Scheme.CVSS_V4: "CVSS 4.0",
}


class Known(Struct, frozen=True):
    """What upstream records tell: ``answer`` is what holds unless we have an advisory."""

    answer: Answer
    canonical: str = ""
    ids: tuple[str, ...] = ()
    former: tuple[OtherId, ...] = ()
    said: Upstream = field(default_factory=Upstream)
    happenings: tuple[Happening, ...] = ()


def known_upstream(visit: Visit, name: str) -> Known:
    """What the records say about the id; without any, when each source was read last."""
    file = visit.ledger.vulnerability(name)
    if file is None:
        syncs = (LastSync(one.name, one.imported_at) for one in visit.ledger.sources())
        return Known(NotKnown(tuple(syncs)))
    return Known(
        answer=_answer(file, name),
        canonical=file.summary.id,
        ids=file.aliases,
        former=tuple(OtherId(one.id, one.note) for one in file.former),
        said=_said(file),
        happenings=tuple(_happenings(file)),
    )


def _answer(file: VulnerabilityFile, name: str) -> Answer:
    """Rejected or withdrawn upstream, or known without any finding of ours."""
    void = [record for record in file.records if record.is_void and record.id in {name, file.summary.id}]
    if not (file.summary.is_void or any(one.id == name for one in file.former)) or not void:
        return NothingFound()
    record = void[0]
    return RejectedUpstream(
        source_title(record.source),
        record.withdrawn_at,
        record.remark or record.description,
        is_withdrawn=Flag.REJECTED not in record.flags,
    )


def _said(file: VulnerabilityFile) -> Upstream:
    summary, records = file.summary, file.records
    listing = _listed(file)
    prediction = file.predictions[-1] if file.predictions else None
    analysis = summary.analysis
    return Upstream(
        title=summary.title,
        description=summary.description,
        scores=tuple(_scores(file)),
        epss=Epss(prediction.score, prediction.percentile, prediction.at) if prediction else None,
        exploitation=_exploitation(listing),
        weaknesses=tuple(dict.fromkeys(one.id for record in records for one in record.weaknesses)),
        references=tuple(_references(records)),
        disclosed=summary.disclosed_at,
        analysis=Analysis(analysis.state, analysis.since) if analysis else None,
        flags=tuple(flag.value for flag in summary.flags if flag not in VOID),
        sources=tuple(dict.fromkeys(source_title(record.source) for record in records)),
    )


def _scores(file: VulnerabilityFile) -> Iterator[Score]:
    """What each party says, the one that leads first; the same said twice once."""
    leading = file.summary.scoring
    scorings = [scoring for record in file.records for scoring in record.scorings]
    ordered: list[Scoring] = [*([leading] if leading else ()), *scorings]
    seen: set[tuple[str, str, float | None]] = set()
    for one in ordered:
        key = (one.provider, one.vector, one.score)
        if key not in seen and len(seen) < MOST_SCORES:
            seen.add(key)
            yield Score(one.severity, one.provider, _SCHEMES.get(one.scheme, ""), one.score, one.vector)


def _references(records: Iterable[Record]) -> Iterator[Reference]:
    found: dict[str, Reference] = {}
    for record in records:
        for one in record.references:
            found.setdefault(one.url, Reference(one.url, one.tags))
    yield from list(found.values())[:MOST_REFERENCES]


def _listed(file: VulnerabilityFile) -> Listing | None:
    """The catalogue's newest entry, where it still lists the vulnerability."""
    newest = file.listings[-1] if file.listings else None
    return newest if newest is not None and newest.is_listed else None


def _exploitation(listing: Listing | None) -> Exploitation | None:
    entry = listing.entry if listing else None
    if entry is None or entry.added is None:
        return None
    return Exploitation(entry.added, entry.due, entry.action, entry.ransomware.casefold() == "known")


def _happenings(file: VulnerabilityFile) -> Iterator[Happening]:
    disclosed = file.summary.disclosed_at
    if disclosed is not None:
        first = next((record.source for record in file.records if record.published == disclosed), "")
        detail = f"according to {source_title(first)}" if first else ""
        yield Happening(disclosed, HappeningKind.DISCLOSED, detail=detail)
    listing = _listed(file)
    if listing is not None and listing.entry.added is not None:
        yield Happening(listing.entry.added, HappeningKind.EXPLOITED, detail=source_title("kev"))
