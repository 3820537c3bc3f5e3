"""The charts: what changed by week, summed up."""

from __future__ import annotations

from statistics import quantiles
from typing import TYPE_CHECKING

from navwarn.core.instant import DAY, Instant
from navwarn.core.severity import Severity
from navwarn.core.status import Status
from navwarn.ledger.browsing import ORIGIN, WEEK
from navwarn.pages.view.stats import (
    ComponentCount,
    Delay,
    Flow,
    PackageCount,
    SeveritySeries,
    Stats,
    StatusSeries,
)

if TYPE_CHECKING:
    from collections.abc import Sequence

    from navwarn.ledger.browsing import Figures, Weekly
    from navwarn.workflows.browse.visit import Visit

WEEKS = 52
QUARTERS = 8
_QUARTER = 13


def stats_page(visit: Visit) -> Stats:
    """The charts over the last year up to the moment asked for, by what was known at the other."""
    figures = visit.browser.figures(visit.moments)
    latest = visit.now if visit.moments.as_of is None else visit.moments.as_of
    last = (latest - ORIGIN) // WEEK
    weeks = list(range(last - WEEKS + 1, last + 1))
    days = [(fixed, (fixed - first) / DAY) for fixed, first in figures.fixes]
    median, ninth = _middle([delay for _, delay in days])
    return Stats(
        axis=tuple(_start(week + 1) for week in weeks),
        statuses=tuple(
            StatusSeries(status, _levels(figures.statuses[status], weeks))
            for status in Status
            if status in figures.statuses
        ),
        severities=tuple(
            SeveritySeries(severity, _levels(figures.severities[severity], weeks))
            for severity in Severity
            if severity in figures.severities
        ),
        flows=tuple(_flow(figures, week) for week in weeks),
        delays=tuple(_delays(days, last)),
        packages=tuple(PackageCount(*row) for row in figures.packages),
        components=tuple(ComponentCount(*row) for row in figures.components),
        median=median,
        p90=ninth,
    )


def _start(week: int) -> Instant:
    return Instant(ORIGIN + week * WEEK)


def _levels(weekly: Weekly, weeks: Sequence[int]) -> tuple[int, ...]:
    """How many there were at the end of each week."""
    level = sum(number for week, number in weekly.items() if week < weeks[0])
    found = []
    for week in weeks:
        level += weekly.get(week, 0)
        found.append(level)
    return tuple(found)


def _flow(figures: Figures, week: int) -> Flow:
    """What was opened in a week, and what was resolved in it."""
    return Flow(_start(week), figures.opened.get(week, 0), figures.resolved.get(week, 0))


def _delays(days: Sequence[tuple[Instant, float]], last: int) -> list[Delay]:
    """Delays by quarter of a year."""
    found = []
    for quarter in range(QUARTERS - 1, -1, -1):
        first = last + 1 - (quarter + 1) * _QUARTER
        start, end = _start(first), _start(first + _QUARTER)
        some = [delay for fixed, delay in days if start <= fixed < end]
        found.append(Delay(start, *_middle(some), len(some)))
    return found


def _middle(days: Sequence[float]) -> tuple[float | None, float | None]:
    """The median and the 90th percentile; ``None`` where there is nothing to take them of."""
    if not days:
        return None, None
    if len(days) == 1:
        return days[0], days[0]
    cuts = quantiles(days, n=10, method="inclusive")
    return cuts[4], cuts[8]
