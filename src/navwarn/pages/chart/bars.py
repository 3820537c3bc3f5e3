"""Bars: pairs over time, and one below the other."""

from __future__ import annotations

from typing import TYPE_CHECKING

from navwarn.pages.chart.drawing import Drawing, Shape, label, rectangle
from navwarn.pages.chart.plane import HEIGHT, RIGHT, WIDTH, Plane, plane
from navwarn.pages.figure import grouped

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from navwarn.core.instant import Instant
    from navwarn.pages.chart.series import Series, Words

_FILLED = 0.72
_WIDEST = 28
_ROW, _BAR, _NAMES, _NUMBER = 26, 14, 230, 70
_LONGEST_NAME = 32


def paired(words: Words, axis: Sequence[Instant], series: Sequence[Series]) -> Drawing:
    """Bars side by side at each moment, one for each series; the names stand at the right."""
    ground = plane(axis, (value for each in series for value in each.values), slots=True)
    shapes = list(ground.grid())
    for place, each in enumerate(series):
        shapes += _bars(ground, each, place, len(series))
        shapes += _legend(each, 30 + 22 * place)
    return Drawing(words.name, WIDTH, HEIGHT, words.title, words.description, tuple(shapes))


def _bars(ground: Plane, series: Series, place: int, places: int) -> Iterator[Shape]:
    width = min(_WIDEST, ground.slot * _FILLED / places)
    for index, value in enumerate(series.values):
        if value is not None:
            left = ground.x(index) + (place - places / 2) * width
            height = ground.y(0) - ground.y(value)
            yield rectangle(left, ground.y(value), width, height, f"bar {series.kind}")


def _legend(series: Series, height: float) -> Iterator[Shape]:
    yield rectangle(WIDTH - RIGHT + 18, height - 10, 12, 12, f"bar {series.kind}")
    yield label(WIDTH - RIGHT + 36, height, series.name, "name")


def ranked(words: Words, rows: Sequence[tuple[str, int]], kind: str) -> Drawing:
    """One bar below the other, each with its name before it and its number after it."""
    highest = max((value for _, value in rows), default=0) or 1
    shapes: list[Shape] = []
    for row, (name, value) in enumerate(rows):
        top = 6 + row * _ROW
        length = value / highest * (WIDTH - _NAMES - _NUMBER)
        shapes.append(label(_NAMES - 10, top + 12, _short(name), "name", "end"))
        shapes.append(rectangle(_NAMES, top, max(1, length), _BAR, f"bar {kind}"))
        shapes.append(label(_NAMES + length + 8, top + 12, grouped(value), "tick"))
    height = 12 + _ROW * max(1, len(rows))
    return Drawing(words.name, WIDTH, height, words.title, words.description, tuple(shapes))


def _short(name: str) -> str:
    return name if len(name) <= _LONGEST_NAME else f"{name[: _LONGEST_NAME - 1]}…"
