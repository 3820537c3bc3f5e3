"""The plane a chart over time is drawn on: its margins, its axes, and where a value lies on it."""

from __future__ import annotations

from typing import TYPE_CHECKING

from msgspec import Struct

from navwarn.core.instant import Instant
from navwarn.pages.chart.drawing import Shape, label, line
from navwarn.pages.figure import day, grouped

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence

WIDTH, HEIGHT = 720, 300
LEFT, RIGHT, TOP, BOTTOM = 52, 190, 14, 30
_STEPS = (1, 2, 5, 10)
_LINES = 5
_DATES = 5
_APART = 15


class Plane(Struct, frozen=True):
    """``top`` is the value at the upper edge, ``step`` that between two lines of the grid.

    With ``slots`` each moment has a slot of its own and lies in its middle; without, the first and the last
    lie at the edges.
    """

    axis: tuple[Instant, ...]
    top: float
    step: float
    slots: bool = False

    @property
    def slot(self) -> float:
        """How wide the slot of one moment is."""
        return (WIDTH - LEFT - RIGHT) / max(1, len(self.axis))

    def x(self, index: int) -> float:
        """Where the moment of this index lies; a lone one in the middle."""
        last = len(self.axis) - 1
        if self.slots or last < 1:
            return LEFT + (index + 0.5) * self.slot
        return LEFT + index / last * (WIDTH - LEFT - RIGHT)

    def y(self, value: float) -> float:
        """Where a value lies."""
        return HEIGHT - BOTTOM - value / self.top * (HEIGHT - TOP - BOTTOM)

    def grid(self) -> Iterator[Shape]:
        """Lines and numbers of the values, and dates below."""
        for count in range(round(self.top / self.step) + 1):
            value = count * self.step
            yield line(LEFT, self.y(value), WIDTH - RIGHT, self.y(value), "grid" if count else "base")
            yield label(LEFT - 8, self.y(value) + 4, grouped(round(value)), "tick", "end")
        for index in spread_indexes(len(self.axis)):
            yield label(self.x(index), HEIGHT - 8, day(self.axis[index]), "tick", "middle")


def plane(axis: Sequence[Instant], values: Iterable[float | None], *, slots: bool = False) -> Plane:
    """The plane for these values, whole steps high."""
    highest = max((value for value in values if value is not None), default=0)
    step = nice_step(highest)
    return Plane(tuple(axis), step * max(1, -(-highest // step)), step, slots)


def nice_step(highest: float) -> float:
    """The step between lines of the grid: 1, 2 or 5 times a power of ten, at least 1."""
    power = 1.0
    while True:
        for step in _STEPS:
            if step * power * _LINES >= highest:
                return step * power
        power *= 10


def spread_indexes(length: int) -> list[int]:
    """A few indexes, evenly spread, the first and the last among them."""
    if length <= _DATES:
        return list(range(length))
    return sorted({round(part * (length - 1) / (_DATES - 1)) for part in range(_DATES)})


def runs(values: Sequence[float | None]) -> list[range]:
    """The stretches of indexes without a gap."""
    found: list[range] = []
    start = 0
    for index in range(len(values) + 1):
        if index == len(values) or values[index] is None:
            if index > start:
                found.append(range(start, index))
            start = index + 1
    return found


def apart(heights: Sequence[float]) -> list[float]:
    """The heights of labels, in the same order, moved so that none covers another or leaves the plane."""
    order = sorted(range(len(heights)), key=lambda index: heights[index])
    placed = [0.0] * len(heights)
    lowest: float = TOP
    for index in order:
        placed[index] = lowest = max(heights[index], lowest)
        lowest += _APART
    limit: float = HEIGHT - BOTTOM + 4
    for index in reversed(order):
        placed[index] = limit = min(placed[index], limit)
        limit -= _APART
    return placed


def end_labels(plane: Plane, ends: Sequence[tuple[float, str, str]]) -> Iterator[Shape]:
    """The names of series at the right edge: of each its height, its class and its words."""
    heights = apart([height for height, _, _ in ends])
    edge = WIDTH - RIGHT
    for (height, kind, words), placed in zip(ends, heights, strict=True):
        yield line(plane.x(len(plane.axis) - 1) + 3, height, edge + 14, placed, f"lead {kind}")
        yield label(edge + 18, placed + 4, words, "name")
