"""Findings: vulnerabilities matched to what an image contains, and all that nobody could judge (SB, SG)."""

from __future__ import annotations

from enum import StrEnum

from msgspec import Struct

from navwarn.core.instant import Instant
from navwarn.core.inventory import Component, ImageSource
from navwarn.core.moments import LATEST, Moments
from navwarn.core.severity import Severity
from navwarn.core.status import Exposure, Status


class MatchKind(StrEnum):
    """How a finding came about."""

    ORIGIN = "origin"  # an advisory about the origin package
    DIRECT = "direct"  # an advisory about the package by its own name
    RECORD = "record"  # an upstream record about the component
    REPORT = "report"  # another scanner reported it


class SubtractionRule(StrEnum):
    """Why a matched vulnerability is no finding."""

    NOT_AFFECTED = "not-affected"  # our advisory about the package says so
    FIXED = "fixed"  # the installed version has the fix
    OWNER_NOT_AFFECTED = "owner-not-affected"  # an advisory about the owning package says so (SB4)
    OWNER_FIXED = "owner-fixed"  # the installed version of the owning package has the fix (SB4)


class SilenceReason(StrEnum):
    """Why something was not evaluated."""

    DISTRIBUTION_UNKNOWN = "distribution-unknown"  # nothing says which distribution the image is of
    DISTRIBUTION_NOT_COVERED = "distribution-not-covered"  # nobody has data about that distribution here
    ECOSYSTEM_NOT_COVERED = (
        "ecosystem-not-covered"  # no records about that ecosystem, or nobody here compares them
    )
    ORIGIN_UNKNOWN = "origin-unknown"  # the SBOM does not say what the package was built from
    VERSION_UNREADABLE = "version-unreadable"  # the version has no place in its ecosystem's order
    NAME_INCOMPLETE = "name-incomplete"  # such as a Java archive whose group nobody knows
    RECORD_UNREADABLE = "record-unreadable"  # a record bounds its versions by a text that is none
    NOT_READ = "not-read"  # it was there and could not be read


class Statement(Struct, frozen=True):
    """What one of our advisories says, as far as a finding repeats it.

    ``since`` is the time of the event that decides. ``reason`` is the type of a false-positive determination.
    """

    advisory: str
    distribution: str
    package: str
    aliases: tuple[str, ...]
    status: Status
    since: Instant
    fixed_version: str = ""
    note: str = ""
    reason: str = ""


class Finding(Struct, frozen=True):
    """One vulnerability in one component: one for each alias group and package (image-diff.md I10).

    ``vulnerability`` is the canonical id, ``aliases`` all other ids, sorted by their family. ``fixed_in`` are
    versions that fix it, in order. ``exposure`` is what it means for this installed version: a status of
    Fixed with an older version installed is vulnerable. ``sources`` name the records or the scanner it rests
    on; ``statement`` is what our advisory about the package says, where there is one. ``other_statements``
    are further advisories of the same alias group about the same package. ``disclosed_at`` is the earliest
    upstream publication.
    """

    vulnerability: str
    aliases: tuple[str, ...]
    component: Component
    match: MatchKind
    exposure: Exposure
    severity: Severity = Severity.UNKNOWN
    fixed_in: tuple[str, ...] = ()
    sources: tuple[str, ...] = ()
    statement: Statement | None = None
    other_statements: tuple[Statement, ...] = ()
    title: str = ""
    exploited_at: Instant | None = None
    disclosed_at: Instant | None = None

    @property
    def is_open(self) -> bool:
        """Whether the package may be open to it: vulnerable, or nobody knows yet (architecture.md 2)."""
        return self.exposure is not Exposure.NOT_VULNERABLE

    @property
    def grounds(self) -> frozenset[str]:
        """The ids it goes by, and those of the records it rests on: a void one is no alias any more (AG5)."""
        records = (one.partition("/")[2] for one in self.sources)
        return frozenset(filter(None, (self.vulnerability, *self.aliases, *records)))

    @property
    def words(self) -> dict[str, str]:
        """What can change about it while it stays one finding, in words, by field (image-diff.md I12)."""
        return {
            "severity": self.severity.label,
            "exposure": self.exposure.value.replace("-", " "),
            "status": self.statement.status.label if self.statement else "no advisory",
            "fixed-in": ", ".join(self.fixed_in) or "no fix",
        }


class Subtracted(Struct, frozen=True):
    """A matched vulnerability that a statement of ours answers, and the rule that fired (scanning.md SG9)."""

    finding: Finding
    rule: SubtractionRule
    statement: Statement


class Silence(Struct, frozen=True):
    """What was not evaluated for one reason: ``subject`` names the distribution, ecosystem or path."""

    reason: SilenceReason
    subject: str
    components: tuple[Component, ...] = ()
    message: str = ""


class IndexIdentity(Struct, frozen=True):
    """Which knowledge a judgement rests on (image-diff.md I15).

    ``size`` and ``root`` are the head of the ledger, the root in hex; ``records`` is a digest over what
    sources say. ``distributions`` are those whose advisories were asked, nearest first.
    """

    size: int
    root: str
    records: str = ""
    distributions: tuple[str, ...] = ()
    moments: Moments = LATEST


class Evaluation(Struct, frozen=True):
    """All that is known about an image: findings, what was subtracted, and what was not evaluated.

    Findings are sorted by severity, worst first, then by component and vulnerability. ``evaluated`` counts
    the components that were judged.
    """

    source: ImageSource
    index: IndexIdentity
    findings: tuple[Finding, ...] = ()
    subtracted: tuple[Subtracted, ...] = ()
    silences: tuple[Silence, ...] = ()
    evaluated: int = 0

    @property
    def not_evaluated(self) -> int:
        """How many components nobody could judge."""
        return len({component for silence in self.silences for component in silence.components})

    @property
    def is_blind(self) -> bool:
        """Whether there was something and nothing of it was evaluated: no findings then mean nothing."""
        return bool(self.silences) and not self.evaluated and not self.findings
