"""What a diff takes and what it says."""

from __future__ import annotations

from enum import StrEnum

from msgspec import Struct

from navwarn.core.finding import Evaluation, Finding
from navwarn.core.instant import Instant
from navwarn.core.inventory import Component, Inventory, Layer
from navwarn.core.severity import Severity


class Direction(StrEnum):
    """How the version of a package moved (image-diff.md I13)."""

    UPGRADED = "upgraded"
    DOWNGRADED = "downgraded"
    REBUILT = "rebuilt"  # only the release moved, up or down
    CHANGED = "changed"  # nobody orders these versions
    SAME = "same"  # only the namespace did


class ReasonCode(StrEnum):
    """Why a finding is gone, new or changed (image-diff.md RE1, RE2)."""

    # The images differ.
    PACKAGE_REMOVED = "package-removed"
    PACKAGE_ADDED = "package-added"
    UPGRADED_PAST_FIX = "upgraded-past-fix"
    REBUILT_WITH_FIX = "rebuilt-with-fix"
    DOWNGRADED_BELOW_FIX = "downgraded-below-fix"
    LEFT_RANGE = "left-range"
    ENTERED_RANGE = "entered-range"
    VERSION_CHANGED = "version-changed"
    OWNERSHIP_CHANGED = "ownership-changed"
    ARCHITECTURE_CHANGED = "architecture-changed"
    DISTRIBUTION_CHANGED = "distribution-changed"
    ORIGIN_CHANGED = "origin-changed"
    # One side could not be judged, so that nothing is said about it.
    NOT_EVALUATED = "not-evaluated"
    # What is known differs: only where two moments are compared.
    NEWLY_DISCLOSED = "newly-disclosed"
    DETERMINATION_CHANGED = "determination-changed"
    ADVISORY_REOPENED = "advisory-reopened"
    RECORD_CHANGED = "record-changed"
    RECORD_WITHDRAWN = "record-withdrawn"
    DATA_NOT_AVAILABLE_THEN = "data-not-available-then"
    # The two evaluations rest on different findings of others, and nothing else tells them apart.
    JUDGED_DIFFERENTLY = "judged-differently"


KNOWLEDGE = frozenset(
    {
        ReasonCode.NEWLY_DISCLOSED,
        ReasonCode.DETERMINATION_CHANGED,
        ReasonCode.ADVISORY_REOPENED,
        ReasonCode.RECORD_CHANGED,
        ReasonCode.RECORD_WITHDRAWN,
        ReasonCode.DATA_NOT_AVAILABLE_THEN,
    }
)
"""The reasons that are not of the images (RE2)."""


class Side(Struct, frozen=True):
    """One image of the two.

    ``at`` is the moment it was judged for, ``None`` for now. ``elsewhere`` is the same image judged as the
    other side was, where that differs: only so can reasons of knowledge be told from those of the images.
    """

    inventory: Inventory
    evaluation: Evaluation
    at: Instant | None = None
    elsewhere: Evaluation | None = None


class Selection(Struct, frozen=True):
    """Which packages a diff lists: those of some purl types, all, or by default what is installed (DR5)."""

    types: frozenset[str] = frozenset()
    is_everything: bool = False

    def includes(self, component: Component) -> bool:
        """Whether the component is listed."""
        if self.types:
            return component.type in self.types
        return self.is_everything or component.is_installed


class PackageChange(Struct, frozen=True):
    """A package that is in both images at different versions or in different namespaces (I3).

    ``is_older`` says that the current version comes before the previous one.
    """

    previous: Component
    current: Component
    direction: Direction
    is_older: bool = False

    @property
    def namespace_changed(self) -> bool:
        """Whether it comes from another distribution."""
        return self.previous.namespace != self.current.namespace


class Replacement(Struct, frozen=True):
    """A removed and an added package that seem to be two version streams of one (I9)."""

    previous: Component
    current: Component


class Family(Struct, frozen=True):
    """Packages of one origin that moved together (I8)."""

    type: str
    origin: str
    previous: str
    current: str
    direction: Direction
    packages: tuple[str, ...]


class PackageDiff(Struct, frozen=True):
    """What changed in the packages; each list is sorted by type, name, version and reference (I20)."""

    added: tuple[Component, ...] = ()
    removed: tuple[Component, ...] = ()
    changed: tuple[PackageChange, ...] = ()
    replaced: tuple[Replacement, ...] = ()
    families: tuple[Family, ...] = ()
    unchanged: int = 0

    @property
    def moved(self) -> int:
        """How many packages were added, removed or changed: copies that moved alike are one."""
        changed = {(_told(one.previous), _told(one.current)) for one in self.changed}
        return len(changed) + len(set(map(_told, self.added))) + len(set(map(_told, self.removed)))


def _told(component: Component) -> tuple[str, ...]:
    """What lists tell of a package, wherever it lies."""
    return (component.type, component.full_name, component.version)


class Reason(Struct, frozen=True):
    """Why: the code, and the facts that go with it where there are some.

    ``package`` is what moved: the component, or the distro package that owns it, from version ``previous``
    to ``current``. ``advisory``, ``since`` and ``justification`` are of the statement that decided.
    """

    code: ReasonCode
    package: str = ""
    previous: str = ""
    current: str = ""
    fixed_version: str = ""
    advisory: str = ""
    since: Instant | None = None
    justification: str = ""


class Explained(Struct, frozen=True):
    """A finding that is gone or new, and why.

    One of several copies of a package speaks for all; ``locations`` are those of all of them, sorted.
    """

    finding: Finding
    reason: Reason
    locations: tuple[str, ...] = ()


class Altered(Struct, frozen=True):
    """A finding in both images about which something else is said (I12); ``fields`` names what."""

    previous: Finding
    current: Finding
    fields: tuple[str, ...]
    reason: Reason


class VulnerabilityChange(Struct, frozen=True):
    """A vulnerability that is gone from the whole image, or new in it (RE3).

    ``references`` are the namespaces of those who say so, as scanners write them.
    """

    id: str
    aliases: tuple[str, ...]
    severity: Severity
    packages: tuple[str, ...]
    references: tuple[str, ...] = ()
    title: str = ""
    exploited_at: Instant | None = None


class Counts(Struct, frozen=True):
    """How many findings and vulnerabilities, by severity, worst first."""

    findings: tuple[tuple[Severity, int], ...]
    vulnerabilities: tuple[tuple[Severity, int], ...]


class FindingDiff(Struct, frozen=True):
    """What changed in the findings, at both levels (I10); open ones count."""

    gone: tuple[Explained, ...] = ()
    new: tuple[Explained, ...] = ()
    changed: tuple[Altered, ...] = ()
    unchanged: int = 0
    vulnerabilities_gone: tuple[VulnerabilityChange, ...] = ()
    vulnerabilities_new: tuple[VulnerabilityChange, ...] = ()
    previous_counts: Counts = Counts((), ())
    current_counts: Counts = Counts((), ())


class ConfigChange(Struct, frozen=True):
    """One setting of the configuration (H7): ``key`` where the field has several, such as a variable's name.

    ``None`` where a side has it not. Commands are tuples of words.
    """

    field: str
    key: str
    previous: str | tuple[str, ...] | None
    current: str | tuple[str, ...] | None


class LayerDiff(Struct, frozen=True):
    """Which layers differ: ``shared`` are the same from the base up."""

    shared: int = 0
    removed: tuple[Layer, ...] = ()
    added: tuple[Layer, ...] = ()


class ImageDiff(Struct, frozen=True):
    """All that differs between two images.

    ``warnings`` are sentences about what makes the two hard to compare, besides that something in one of them
    was not evaluated.
    """

    previous: Side
    current: Side
    packages: PackageDiff
    findings: FindingDiff
    config: tuple[ConfigChange, ...] = ()
    layers: LayerDiff = LayerDiff()
    warnings: tuple[str, ...] = ()

    @property
    def cautions(self) -> tuple[str, ...]:
        """The warnings, and what nobody could judge in each image: no answer leaves it out (law 8)."""
        return (*self.warnings, *_silences("first", self.previous), *_silences("second", self.current))

    @property
    def is_empty(self) -> bool:
        """Whether nothing differs that the images consist of or that is found in them."""
        lists = (
            *(self.packages.added, self.packages.removed, self.packages.changed),
            *(self.findings.gone, self.findings.new, self.findings.changed, self.config),
            *(self.layers.added, self.layers.removed),
        )
        return not any(lists)


def _silences(place: str, side: Side) -> tuple[str, ...]:
    return tuple(f"{place} image: {one.message}" for one in side.evaluation.silences)
