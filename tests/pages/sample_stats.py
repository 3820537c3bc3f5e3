"""Fourteen weeks of Acme Linux in numbers; nothing was measured in one of them."""

from __future__ import annotations

from navwarn.core.instant import DAY, Instant
from navwarn.core.severity import Severity
from navwarn.core.status import Status
from navwarn.pages.view.stats import (
    ComponentCount,
    Delay,
    Flow,
    PackageCount,
    SeveritySeries,
    Stats,
    StatusSeries,
)
from tests.pages.sample_site import (
    at,
)

_START = at("2023-09-04")
_WEEK = 7 * DAY
_GAP_AT = 5


def _wave(base: int, step: int, wobble: int) -> tuple[int | None, ...]:
    return tuple(
        None if week == _GAP_AT else base + week * step + (week * 7 % 5) * wobble for week in range(14)
    )


STATS = Stats(
    axis=tuple(Instant(_START + week * _WEEK) for week in range(14)),
    statuses=(
        StatusSeries(Status.AFFECTED, _wave(30, -1, 2)),
        StatusSeries(Status.PENDING_UPSTREAM_FIX, _wave(90, 2, 3)),
        StatusSeries(Status.UNDER_INVESTIGATION, _wave(420, -9, 11)),
        StatusSeries(Status.FIXED, _wave(900, 40, 3)),
        StatusSeries(Status.NOT_AFFECTED, _wave(300, 6, 2)),
        StatusSeries(Status.FIX_NOT_PLANNED, _wave(41, 0, 0)),
    ),
    severities=(
        SeveritySeries(Severity.CRITICAL, _wave(24, -1, 2)),
        SeveritySeries(Severity.HIGH, _wave(170, -4, 6)),
        SeveritySeries(Severity.MEDIUM, _wave(240, -2, 7)),
        SeveritySeries(Severity.LOW, _wave(60, 0, 3)),
        SeveritySeries(Severity.UNKNOWN, _wave(46, 1, 1)),
    ),
    flows=tuple(
        Flow(
            Instant(_START + week * _WEEK),
            None if week == _GAP_AT else 30 + week * 13 % 17,
            None if week == _GAP_AT else 34 + week * 11 % 19,
        )
        for week in range(14)
    ),
    delays=tuple(
        Delay(Instant(_START + month * 4 * _WEEK), median, p90, fixes)
        for month, (median, p90, fixes) in enumerate(
            ((6.4, 41.0, 120), (5.1, 38.5, 133), (None, None, 0), (4.2, 29.0, 98), (3.8, 26.4, 101))
        )
    ),
    packages=(
        PackageCount("acme", "gitlab-runner", 41),
        PackageCount("acme", "kubernetes-dashboard-metrics-scraper", 28),
        PackageCount("acme", "python-3.6", 12),
        PackageCount("acme", "zlib", 1),
    ),
    components=(
        ComponentCount("go-module", 230),
        ComponentCount("npm", 88),
        ComponentCount("java-archive", 51),
    ),
    median=4.9,
    p90=33.0,
)
