"""Repeatable chance: the same seed gives the same throws on every Python and every machine."""

from __future__ import annotations

from random import Random
from typing import TYPE_CHECKING, TypeVar

if TYPE_CHECKING:
    from collections.abc import Sequence

T = TypeVar("T")


class Dice:
    """Throws that depend on the seed alone.

    Only ``Random.random`` is built on: it is the one method whose sequence Python promises to keep, while
    ``choice`` or ``sample`` may change with a release. No floating-point function is called that machines
    round differently.
    """

    def __init__(self, *seed: object) -> None:
        text = "/".join(str(part) for part in seed)
        self._roll = Random(text).random  # noqa: S311  # guards nothing: it must be predictable

    def below(self, limit: int) -> int:
        """An integer from 0 to ``limit - 1``."""
        return int(self._roll() * limit)

    def between(self, lowest: int, highest: int) -> int:
        """An integer from ``lowest`` to ``highest``, both possible."""
        return lowest + self.below(highest - lowest + 1)

    def chance(self, percent: float) -> bool:
        """Whether something happens that happens in this many of a hundred cases."""
        return self._roll() * 100 < percent

    def pick(self, items: Sequence[T]) -> T:
        """One of the items, each as likely as the others."""
        return items[self.below(len(items))]

    def sample(self, items: Sequence[T], count: int) -> list[T]:
        """``count`` different items, or all of them where there are fewer."""
        pool = list(items)
        return [pool.pop(self.below(len(pool))) for _ in range(min(count, len(pool)))]

    def weighted(self, choices: Sequence[tuple[int, T]]) -> T:
        """One of the choices, each as likely as its weight says."""
        rest = self.below(sum(weight for weight, _ in choices))
        for weight, item in choices:
            rest -= weight
            if rest < 0:
                return item
        raise ValueError("there is nothing to choose from")

    def spread(self, quantiles: Sequence[int]) -> int:
        """A number distributed as evenly spaced quantiles say, the smallest and largest among them."""
        place = self._roll() * (len(quantiles) - 1)
        index = int(place)
        low, high = quantiles[index], quantiles[index + 1]
        return low + int((high - low) * (place - index))
