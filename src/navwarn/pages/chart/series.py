"""Charts of several series over time: stacked areas and lines."""

from __future__ import annotations

from typing import TYPE_CHECKING

from msgspec import Struct

from navwarn.pages.chart.drawing import Drawing, Shape, circle, path
from navwarn.pages.chart.plane import HEIGHT, WIDTH, Plane, end_labels, plane, runs
from navwarn.pages.figure import days, grouped

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from navwarn.core.instant import Instant


class Series(Struct, frozen=True):
    """Numbers under a name; ``kind`` is the class that colours it. ``None`` is a gap."""

    name: str
    kind: str
    values: tuple[float | None, ...]


class Words(Struct, frozen=True):
    """What a chart is called on its page (``name``), and its title and description."""

    name: str
    title: str
    description: str


def stacked(words: Words, axis: Sequence[Instant], series: Sequence[Series]) -> Drawing:
    """Areas one above the other, the first at the bottom. A moment that one series lacks is a gap in all."""
    floors = _floors(series, len(axis))
    ground = plane(axis, floors[-1])
    shapes: list[Shape] = []
    ends: list[tuple[float, str, str]] = []
    for each, low, high in zip(series, floors, floors[1:], strict=False):
        shapes += _area(ground, each.kind, low, high)
        last = _last(high)
        if last is not None:
            middle = ((low[last] or 0) + (high[last] or 0)) / 2
            ends.append(
                (ground.y(middle), each.kind, f"{each.name} {grouped(round(each.values[last] or 0))}")
            )
    return _drawing(words, ground, shapes, ends)


def lines(words: Words, axis: Sequence[Instant], series: Sequence[Series]) -> Drawing:
    """One line for each series, its name and last value at the end."""
    ground = plane(axis, (value for each in series for value in each.values))
    shapes: list[Shape] = []
    ends: list[tuple[float, str, str]] = []
    for each in series:
        shapes += _line(ground, each)
        last = _last(each.values)
        if last is not None:
            value = each.values[last] or 0
            ends.append((ground.y(value), each.kind, f"{each.name} {_shown(value)}"))
    return _drawing(words, ground, shapes, ends)


def _shown(value: float) -> str:
    return days(value) if isinstance(value, float) else grouped(value)


def _drawing(words: Words, ground: Plane, shapes: list[Shape], ends: list[tuple[float, str, str]]) -> Drawing:
    content = (*ground.grid(), *shapes, *end_labels(ground, ends))
    return Drawing(words.name, WIDTH, HEIGHT, words.title, words.description, content)


def _floors(series: Sequence[Series], length: int) -> list[list[float | None]]:
    """The lower edge of every series, and the upper edge of the last."""
    floor: list[float | None] = [0] * length
    for each in series:
        floor = [None if value is None else base for base, value in zip(floor, each.values, strict=True)]
    floors = [floor]
    for each in series:
        floor = [
            None if base is None or value is None else base + value
            for base, value in zip(floor, each.values, strict=True)
        ]
        floors.append(floor)
    return floors


def _area(
    ground: Plane, kind: str, low: Sequence[float | None], high: Sequence[float | None]
) -> Iterator[Shape]:
    for run in runs(high):
        upper = [(ground.x(index), ground.y(high[index] or 0)) for index in run]
        lower = [(ground.x(index), ground.y(low[index] or 0)) for index in reversed(run)]
        yield path([*upper, *lower], f"area {kind}", closed=True)


def _line(ground: Plane, series: Series) -> Iterator[Shape]:
    for run in runs(series.values):
        points = [(ground.x(index), ground.y(series.values[index] or 0)) for index in run]
        if len(points) == 1:
            yield circle(*points[0], 3, f"dot {series.kind}")
        else:
            yield path(points, f"line {series.kind}")


def _last(values: Sequence[float | None]) -> int | None:
    """The index of the last value there is."""
    return next((index for index in range(len(values) - 1, -1, -1) if values[index] is not None), None)
