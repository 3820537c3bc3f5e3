"""What the search box suggests while one types."""

from __future__ import annotations

from enum import StrEnum

from msgspec import Struct


class SuggestionKind(StrEnum):
    """What a suggestion leads to."""

    VULNERABILITY = "vulnerability"
    PACKAGE = "package"
    ADVISORY = "advisory"


class Suggestion(Struct, frozen=True):
    """One line below the search box: an id or a name, and a few words about it.

    ``distribution`` is given with a package.
    """

    kind: SuggestionKind
    name: str
    detail: str = ""
    distribution: str = ""


class Suggestions(Struct, frozen=True):
    """What matches ``q``, best first; at most ten are shown."""

    q: str
    items: tuple[Suggestion, ...] = ()
