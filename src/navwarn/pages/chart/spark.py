"""Sparklines: how one number moved, as small as a word."""

from __future__ import annotations

from typing import TYPE_CHECKING

from navwarn.pages.chart.drawing import Drawing, circle, path

if TYPE_CHECKING:
    from collections.abc import Sequence

    from navwarn.pages.chart.series import Words

WIDTH, HEIGHT = 88, 24
_EDGE = 4


def spark(words: Words, values: Sequence[int]) -> Drawing:
    """A line through at least two values, from zero up, with a dot at the last."""
    highest = max(*values, 1)
    wide, high = WIDTH - 2 * _EDGE, HEIGHT - 2 * _EDGE
    points = [
        (_EDGE + index / (len(values) - 1) * wide, HEIGHT - _EDGE - value / highest * high)
        for index, value in enumerate(values)
    ]
    shapes = (path(points, "line k-mark"), circle(*points[-1], 2.5, "dot k-mark"))
    return Drawing(words.name, WIDTH, HEIGHT, words.title, words.description, shapes)
