"""A scheme made of two functions: one builds the sort key of a text, one says what is wrong with it."""

from __future__ import annotations

from collections.abc import Callable
from functools import lru_cache
from typing import TYPE_CHECKING

from msgspec import Struct

if TYPE_CHECKING:
    from navwarn.versions.interface import Sign

REMEMBERED = 65_536
"""How many keys a scheme keeps. A large distribution has some 8,000 distinct fixed versions."""

LONGEST_REMEMBERED = 256
"""Longer texts are built anew each time, so that hostile input cannot fill the memory."""


def remember(build: Callable[[str], bytes]) -> Callable[[str], bytes]:
    """The same function with a bounded memory of its latest answers."""
    remembered = lru_cache(maxsize=REMEMBERED)(build)

    def key(text: str) -> bytes:
        return remembered(text) if len(text) <= LONGEST_REMEMBERED else build(text)

    return key


class KeyedScheme(Struct, frozen=True):
    """A scheme whose order is the byte order of its keys (see ``interface.Scheme``)."""

    name: str
    key: Callable[[str], bytes]
    fault: Callable[[str], str | None]

    def is_valid(self, text: str) -> bool:
        """Whether the ecosystem itself accepts the text."""
        return self.fault(text) is None

    def explain_invalid(self, text: str) -> str | None:
        """One sentence that says why the ecosystem refuses the text, or None when it accepts it."""
        return self.fault(text)

    def compare(self, left: str, right: str) -> Sign:
        """How left stands to right; ``InvalidVersionError`` when one of them has no place."""
        left_key, right_key = self.key(left), self.key(right)
        if left_key == right_key:
            return 0
        return -1 if left_key < right_key else 1

    def sort_key(self, text: str) -> bytes:
        """The key whose byte order is the order of versions; ``InvalidVersionError`` without a place."""
        return self.key(text)
