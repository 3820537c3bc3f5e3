"""A drawing: its size, its words, and shapes with their attributes."""

from __future__ import annotations

from typing import TYPE_CHECKING

from msgspec import Struct

if TYPE_CHECKING:
    from collections.abc import Iterable


class Shape(Struct, frozen=True):
    """One element of SVG: its name, its attributes (names in our hands, never from data) and its text."""

    tag: str
    attributes: tuple[tuple[str, str], ...]
    text: str = ""


class Drawing(Struct, frozen=True):
    """A chart: ``name`` is unique on its page; title and description say in words what it shows."""

    name: str
    width: int
    height: int
    title: str
    description: str
    shapes: tuple[Shape, ...]


def number(value: float) -> str:
    """A coordinate with one decimal at most."""
    return f"{round(value, 1) + 0:g}"


def line(x1: float, y1: float, x2: float, y2: float, kind: str) -> Shape:
    """A straight line of a class."""
    ends = (("x1", x1), ("y1", y1), ("x2", x2), ("y2", y2))
    return Shape("line", (("class", kind), *((name, number(value)) for name, value in ends)))


def rectangle(x: float, y: float, width: float, height: float, kind: str) -> Shape:
    """A rectangle of a class."""
    sides = (("x", x), ("y", y), ("width", width), ("height", height))
    return Shape("rect", (("class", kind), *((name, number(value)) for name, value in sides)))


def circle(x: float, y: float, radius: float, kind: str) -> Shape:
    """A circle of a class."""
    sizes = (("cx", x), ("cy", y), ("r", radius))
    return Shape("circle", (("class", kind), *((name, number(value)) for name, value in sizes)))


def label(x: float, y: float, text: str, kind: str, anchor: str = "start") -> Shape:
    """A line of text; ``anchor`` is ``start``, ``middle`` or ``end``."""
    place = (("class", kind), ("x", number(x)), ("y", number(y)), ("text-anchor", anchor))
    return Shape("text", place, text)


def path(points: Iterable[tuple[float, float]], kind: str, *, closed: bool = False) -> Shape:
    """A line through points, or the area within them."""
    steps = " ".join(f"{number(x)},{number(y)}" for x, y in points)
    return Shape("polygon" if closed else "polyline", (("class", kind), ("points", steps)))
