"""Vectors as chains: each version is below all that follow it."""

from __future__ import annotations

from itertools import combinations
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Sequence

    from navwarn.versions.interface import Scheme


def assert_ascending(order: Scheme, chain: Sequence[str]) -> None:
    """Every pair of the chain compares so in both directions, and its keys sort so."""
    for low, high in combinations(chain, 2):
        assert (order.compare(low, high), order.compare(high, low)) == (-1, 1), (
            f"{low!r} is not below {high!r}"
        )
        assert order.sort_key(low) < order.sort_key(high)


def assert_level(order: Scheme, one: str, other: str) -> None:
    """The two are level in both directions, and share one key."""
    assert (order.compare(one, other), order.compare(other, one)) == (0, 0), (
        f"{one!r} is not level with {other!r}"
    )
    assert order.sort_key(one) == order.sort_key(other)
