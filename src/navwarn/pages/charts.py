"""The charts of the statistics page, and the tables that say the same."""

from __future__ import annotations

from typing import TYPE_CHECKING

from msgspec import Struct

from navwarn.pages.chart.bars import paired, ranked
from navwarn.pages.chart.drawing import Drawing
from navwarn.pages.chart.series import Series, Words, lines, stacked
from navwarn.pages.figure import day, days, grouped
from navwarn.pages.word import PROMINENT

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from navwarn.core.instant import Instant
    from navwarn.pages.view.stats import Stats

_GAP = "no data"


class Table(Struct, frozen=True):
    """The numbers of a chart: the first cell of each row names it, the others are numbers."""

    head: tuple[str, ...]
    rows: tuple[tuple[str, ...], ...]


class Chart(Struct, frozen=True):
    """A drawing with its table; ``drawing`` is ``None`` where there is nothing to draw."""

    title: str
    says: str
    drawing: Drawing | None
    table: Table


def charts(stats: Stats) -> Iterator[Chart]:
    """Every chart of the page, in order."""
    yield _statuses(stats)
    yield _severities(stats)
    yield _flow(stats)
    yield _delay(stats)
    yield _packages(stats)
    yield _components(stats)


def _statuses(stats: Stats) -> Chart:
    words = Words(
        "by-status",
        "Advisories by status",
        "How many advisories had each status over time, stacked.",
    )
    order = sorted(stats.statuses, key=lambda each: -PROMINENT.index(each.status))
    series = [Series(each.status.label, f"k-{each.status}", each.values) for each in order]
    drawing = stacked(words, stats.axis, series) if stats.axis and series else None
    return _chart(words, drawing, _over_time(stats.axis, list(reversed(series))))


def _severities(stats: Stats) -> Chart:
    words = Words(
        "by-severity",
        "Open advisories by severity",
        "How many advisories that are vulnerable or under investigation had each severity over time.",
    )
    series = [Series(each.severity.label, f"k-{each.severity}", each.values) for each in stats.severities]
    drawing = lines(words, stats.axis, series) if stats.axis and series else None
    return _chart(words, drawing, _over_time(stats.axis, series))


def _flow(stats: Stats) -> Chart:
    words = Words("flow", "Opened and resolved per week", "Advisories opened and resolved in each week.")
    axis = [each.start for each in stats.flows]
    series = [
        Series("Opened", "k-opened", tuple(each.opened for each in stats.flows)),
        Series("Resolved", "k-resolved", tuple(each.resolved for each in stats.flows)),
    ]
    return _chart(words, paired(words, axis, series) if axis else None, _over_time(axis, series))


def _delay(stats: Stats) -> Chart:
    overall = (
        ""
        if stats.median is None or stats.p90 is None
        else f" Over everything: half within {days(stats.median)}, nine of ten within {days(stats.p90)} days."
    )
    words = Words(
        "delay",
        "Days from detection to fix",
        f"Median and 90th percentile of what was fixed in each period.{overall}",
    )
    axis = [each.start for each in stats.delays]
    series = [
        Series("90th percentile", "k-p90", tuple(each.p90 for each in stats.delays)),
        Series("Median", "k-median", tuple(each.median for each in stats.delays)),
    ]
    rows = tuple(
        (day(each.start), _day_cell(each.median), _day_cell(each.p90), grouped(each.fixes))
        for each in reversed(stats.delays)
    )
    table = Table(("From", "Median", "90th percentile", "Fixes"), rows)
    return _chart(words, lines(words, axis, series) if axis else None, table)


def _day_cell(value: float | None) -> str:
    return _GAP if value is None else days(value)


def _packages(stats: Stats) -> Chart:
    words = Words("packages", "Open advisories by package", "The packages with the most open advisories.")
    several = len({each.distribution for each in stats.packages}) > 1
    rows = [
        (f"{each.package} ({each.distribution})" if several else each.package, each.count)
        for each in stats.packages
    ]
    return _ranked(words, "Package", rows, "k-rank")


def _components(stats: Stats) -> Chart:
    words = Words(
        "components",
        "Open advisories by type of component",
        "In which types of component the open advisories were detected.",
    )
    return _ranked(words, "Type", [(each.component_type, each.count) for each in stats.components], "k-rank")


def _ranked(words: Words, head: str, rows: Sequence[tuple[str, int]], kind: str) -> Chart:
    table = Table((head, "Open"), tuple((name, grouped(count)) for name, count in rows))
    return _chart(words, ranked(words, rows, kind) if rows else None, table)


def _over_time(axis: Sequence[Instant], series: Sequence[Series]) -> Table:
    """One row for each moment, newest first, one column for each series."""
    rows = [
        (day(moment), *(_cell(each.values[index]) for each in series)) for index, moment in enumerate(axis)
    ]
    return Table(("Date", *(each.name for each in series)), tuple(reversed(rows)))


def _cell(value: float | None) -> str:
    return _GAP if value is None else grouped(round(value))


def _chart(words: Words, drawing: Drawing | None, table: Table) -> Chart:
    return Chart(words.title, words.description, drawing, table)
