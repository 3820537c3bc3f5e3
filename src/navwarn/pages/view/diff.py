"""What the page that compares two tracked images says."""

from __future__ import annotations

from enum import StrEnum

from msgspec import Struct

from navwarn.core.finding import Finding
from navwarn.core.instant import Instant
from navwarn.core.inventory import Layer
from navwarn.core.severity import Severity
from navwarn.pages.view.images import NotEvaluated, SeverityCount


class Move(StrEnum):
    """What became of a package."""

    UPGRADED = "upgraded"
    DOWNGRADED = "downgraded"
    REBUILT = "rebuilt"
    REPLACED = "replaced"
    CHANGED = "changed"
    SAME = "same"  # the same version from another distribution
    ADDED = "added"
    REMOVED = "removed"


class ComparedImage(Struct, frozen=True):
    """One side. ``name`` is what it is called, a tag where that says which; ``size`` is in bytes."""

    digest: str
    name: str
    platform: str = ""
    packages: int = 0
    size: int | None = None
    counts: tuple[SeverityCount, ...] = ()
    evaluated: int = 0
    not_evaluated: int = 0
    silences: tuple[NotEvaluated, ...] = ()


class Explanation(Struct, frozen=True):
    """Why: a slug (``upgraded-past-fix``), a sentence without a full stop, and our advisory that decided."""

    reason: str
    sentence: str
    advisory: str = ""
    since: Instant | None = None
    justification: str = ""


class ComparedFinding(Struct, frozen=True):
    """A finding that is gone or new, and why.

    ``previous`` and ``current`` are the versions of its package on each side, empty where it is not there.
    ``locations`` are where the copies of a module lie.
    """

    finding: Finding
    why: Explanation
    previous: str = ""
    current: str = ""
    locations: tuple[str, ...] = ()


class AlteredFinding(Struct, frozen=True):
    """A finding of both images about which something else is said: ``fields`` names what."""

    previous: Finding
    current: Finding
    fields: tuple[str, ...]
    why: Explanation


class ComparedVulnerability(Struct, frozen=True):
    """A vulnerability that is gone from the whole image, or new in it."""

    id: str
    severity: Severity
    packages: tuple[str, ...] = ()


class MovedPackage(Struct, frozen=True):
    """Packages of one origin that moved together, from one version to another; empty where there is none.

    ``name`` is the origin, or the package itself; ``packages`` are those that were built from it.
    """

    move: Move
    type: str
    name: str
    previous: str = ""
    current: str = ""
    packages: tuple[str, ...] = ()


class Setting(Struct, frozen=True):
    """One setting of the configuration that differs; ``None`` where a side has it not."""

    field: str
    key: str = ""
    previous: str | None = None
    current: str | None = None


class Compared(Struct, frozen=True):
    """All that differs. ``packages_changed`` counts those added, removed and changed in any way."""

    previous: ComparedImage
    current: ComparedImage
    gone: tuple[ComparedVulnerability, ...] = ()
    new: tuple[ComparedVulnerability, ...] = ()
    findings_gone: tuple[ComparedFinding, ...] = ()
    findings_new: tuple[ComparedFinding, ...] = ()
    findings_changed: tuple[AlteredFinding, ...] = ()
    findings_unchanged: int = 0
    packages_changed: int = 0
    packages_unchanged: int = 0
    packages: tuple[MovedPackage, ...] = ()
    settings: tuple[Setting, ...] = ()
    layers_shared: int = 0
    layers_removed: tuple[Layer, ...] = ()
    layers_added: tuple[Layer, ...] = ()
    warnings: tuple[str, ...] = ()


class Diff(Struct, frozen=True):
    """The page: what was asked for, and what differs; ``found`` is ``None`` while an image is to be chosen.

    ``platforms`` are those that both images have, ``platform`` the one that is shown. ``choices`` are names
    of images that could be chosen.
    """

    previous: str = ""
    current: str = ""
    platform: str = ""
    platforms: tuple[str, ...] = ()
    choices: tuple[str, ...] = ()
    found: Compared | None = None
