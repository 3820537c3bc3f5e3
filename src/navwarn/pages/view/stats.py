"""What the page of charts says. ``None`` stands where nothing was measured, which is not zero."""

from __future__ import annotations

from msgspec import Struct

from navwarn.core.instant import Instant
from navwarn.core.severity import Severity
from navwarn.core.status import Status


class StatusSeries(Struct, frozen=True):
    """How many advisories had a status at each moment of the axis."""

    status: Status
    values: tuple[int | None, ...]


class SeveritySeries(Struct, frozen=True):
    """How many advisories that are open (vulnerable or unknown) had a severity at each moment of the axis."""

    severity: Severity
    values: tuple[int | None, ...]


class Flow(Struct, frozen=True):
    """Advisories opened and resolved in the week that begins at ``start``; ``None`` for no data."""

    start: Instant
    opened: int | None
    resolved: int | None


class Delay(Struct, frozen=True):
    """Days from detection to fix among what was fixed in the period that begins at ``start``.

    ``median`` and ``p90`` are ``None`` where nothing was fixed; ``fixes`` counts what they are made of.
    """

    start: Instant
    median: float | None
    p90: float | None
    fixes: int


class PackageCount(Struct, frozen=True):
    """How many open advisories a package has."""

    distribution: str
    package: str
    count: int


class ComponentCount(Struct, frozen=True):
    """How many open advisories were detected in a type of component, such as ``go-module``."""

    component_type: str
    count: int


class Stats(Struct, frozen=True):
    """The charts: ``axis`` holds the moments of both series, in order; every series has as many values.

    ``flows`` and ``delays`` are in order of time; ``packages`` and ``components`` largest first.
    ``median`` and ``p90`` are days from detection to fix over everything.
    """

    axis: tuple[Instant, ...] = ()
    statuses: tuple[StatusSeries, ...] = ()
    severities: tuple[SeveritySeries, ...] = ()
    flows: tuple[Flow, ...] = ()
    delays: tuple[Delay, ...] = ()
    packages: tuple[PackageCount, ...] = ()
    components: tuple[ComponentCount, ...] = ()
    median: float | None = None
    p90: float | None = None
