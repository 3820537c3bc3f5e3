"""What a version scheme offers, and the errors it raises."""

from __future__ import annotations

from typing import Literal, Protocol

from navwarn.errors import InputError

Sign = Literal[-1, 0, 1]
"""How left stands to right: below, level with, above."""

_SHOWN = 60


class InvalidVersionError(InputError):
    """A text that is no version of its scheme and has no place in its order either."""

    code = "NW-VERSION"


class UnknownSchemeError(InputError):
    """A scheme name that the registry does not hold."""

    code = "NW-VERSION-SCHEME"


class Scheme(Protocol):
    """The version order of one ecosystem.

    Being valid and having a place are two things: real data holds versions their ecosystem refuses, and a
    list of them must still sort. Every text has a place in apk, deb, rpm and maven; in the others a text
    that cannot be read has none.
    """

    @property
    def name(self) -> str:
        """The slug people write, such as ``apk``."""

    def is_valid(self, text: str) -> bool:
        """Whether the ecosystem itself accepts the text."""

    def explain_invalid(self, text: str) -> str | None:
        """One sentence that says why the ecosystem refuses the text, or None when it accepts it."""

    def compare(self, left: str, right: str) -> Sign:
        """How left stands to right; ``InvalidVersionError`` when one of them has no place."""

    def sort_key(self, text: str) -> bytes:
        """The key whose byte order is the order of versions; ``InvalidVersionError`` without a place."""


def quote(text: str) -> str:
    """The text as a message shows it: quoted, control characters escaped, cut when long."""
    return ascii(text) if len(text) <= _SHOWN else f"{text[:_SHOWN]!a}..."
