"""Records: what one upstream source says about a vulnerability at one moment (architecture.md 2).

Every field that several may fill says who filled it (sources.md IN7, CV6): the name of the container, of the
organisation or of the source. All text is plain text of strangers (IN8).
"""

from __future__ import annotations

from enum import StrEnum

from msgspec import Struct
from msgspec.structs import replace

from navwarn.core.instant import Instant
from navwarn.core.severity import Scoring


class Flag(StrEnum):
    """What a source marks a vulnerability with; the values are the slugs of CVE (sources.md CV1)."""

    REJECTED = "rejected"
    WITHDRAWN = "withdrawn"
    DISPUTED = "disputed"
    UNSUPPORTED = "unsupported-when-assigned"
    HOSTED = "exclusively-hosted-service"


VOID = frozenset({Flag.REJECTED, Flag.WITHDRAWN})
"""The flags of an id that names no vulnerability any more (sources.md AG5)."""


class Reference(Struct, frozen=True):
    """A link with the tags that say what it leads to."""

    url: str
    tags: tuple[str, ...] = ()
    provider: str = ""


class Weakness(Struct, frozen=True):
    """A class of mistakes: a CWE id, or words where the provider gave none."""

    id: str
    provider: str = ""


class VersionRange(Struct, frozen=True):
    """Versions from ``introduced`` on; what is empty does not bound it.

    ``kind`` is how versions compare, in the source's word (``SEMVER``, ``git``, ``apk``, ``cpe`` …). The end
    is one of ``fixed`` (not in the range), ``last_affected`` (in it). ``status`` is what the source says of
    the range: ``affected``, ``unaffected`` or ``unknown``; ``changes`` are versions from which on it says
    otherwise. ``introduced_excluded`` means that the first version is not in the range.
    """

    kind: str = ""
    introduced: str = ""
    fixed: str = ""
    last_affected: str = ""
    status: str = "affected"
    changes: tuple[tuple[str, str], ...] = ()
    introduced_excluded: bool = False
    repository: str = ""


class Import(Struct, frozen=True):
    """What a Go program must import to be affected, and the symbols it must call (sources.md GO1)."""

    path: str
    symbols: tuple[str, ...] = ()
    goos: tuple[str, ...] = ()
    goarch: tuple[str, ...] = ()


class Affected(Struct, frozen=True):
    """A hint at what is affected: a package by ecosystem and name or purl, or a product by vendor.

    ``versions`` are single affected versions. ``default`` is the status of versions nothing else is said
    about (``affected``, ``unaffected``, ``unknown``; empty where the source has no such notion). ``cpes`` are
    CPE names, and ``only_with`` those of what it must run on or with (sources.md NV5).
    """

    provider: str = ""
    ecosystem: str = ""
    package: str = ""
    purl: str = ""
    vendor: str = ""
    product: str = ""
    ranges: tuple[VersionRange, ...] = ()
    versions: tuple[str, ...] = ()
    default: str = ""
    cpes: tuple[str, ...] = ()
    only_with: tuple[str, ...] = ()
    imports: tuple[Import, ...] = ()


class Analysis(Struct, frozen=True):
    """NVD's word for how far its analysis is (sources.md NV1), and since when at the earliest."""

    state: str
    since: Instant | None


class Decision(Struct, frozen=True):
    """The decision points of SSVC, in lower case (sources.md VU2); empty where not given."""

    exploitation: str = ""
    automatable: str = ""
    technical_impact: str = ""
    provider: str = ""
    at: Instant | None = None


class Exploitation(Struct, frozen=True):
    """That someone lists the vulnerability as exploited, and since when."""

    provider: str
    since: Instant | None = None


class Record(Struct, frozen=True):
    """What a source says about the id ``id``.

    ``aliases`` name the same vulnerability; ``related`` and ``upstream`` do not (sources.md AG3, OS3).
    ``withdrawn_at`` is when the source withdrew or rejected it, ``remark`` its words about why.
    ``is_reviewed`` is ``None`` where the source has no such notion.
    """

    source: str
    id: str
    aliases: tuple[str, ...] = ()
    related: tuple[str, ...] = ()
    upstream: tuple[str, ...] = ()
    flags: tuple[Flag, ...] = ()
    title: str = ""
    description: str = ""
    remark: str = ""
    published: Instant | None = None
    modified: Instant | None = None
    withdrawn_at: Instant | None = None
    scorings: tuple[Scoring, ...] = ()
    weaknesses: tuple[Weakness, ...] = ()
    references: tuple[Reference, ...] = ()
    affected: tuple[Affected, ...] = ()
    analysis: Analysis | None = None
    decision: Decision | None = None
    exploitation: Exploitation | None = None
    provider: str = ""
    is_reviewed: bool | None = None

    @property
    def is_void(self) -> bool:
        """Whether the source says that the id names no vulnerability any more."""
        return not VOID.isdisjoint(self.flags)

    def at(self, moment: Instant) -> Record | None:
        """The record as far as it stood at a moment: ``None`` before it was published or once it was void.

        Sources tell when they published and withdrew, not what they said in between: that is what they say
        now.
        """
        if self.published is not None and self.published > moment:
            return None
        if not self.is_void:
            return self
        if self.withdrawn_at is None or self.withdrawn_at <= moment:
            return None
        return replace(self, flags=tuple(flag for flag in self.flags if flag not in VOID), withdrawn_at=None)


class Exploited(Struct, frozen=True):
    """An entry of CISA's catalogue of known exploited vulnerabilities (sources.md KE1)."""

    cve: str
    added: Instant | None
    due: Instant | None = None
    vendor: str = ""
    product: str = ""
    name: str = ""
    description: str = ""
    action: str = ""
    ransomware: str = ""
    notes: str = ""
    weaknesses: tuple[str, ...] = ()


class Prediction(Struct, frozen=True):
    """How likely exploitation is within 30 days by EPSS, from 0 to 1, and by which model (sources.md EP2)."""

    cve: str
    score: float
    percentile: float
    model: str
    at: Instant
