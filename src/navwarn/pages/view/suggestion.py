"""What the search box suggests while one types."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum


class SuggestionKind(StrEnum):
    """What a suggestion leads to."""

    VULNERABILITY = "vulnerability"
    PACKAGE = "package"
    ADVISORY = "advisory"


@dataclass(frozen=True, slots=True)
class Suggestion:
    """One line below the search box: an id or a name, and a few words about it.

    ``distribution`` is given with a package.
    """

    kind: SuggestionKind
    name: str
    detail: str = ""
    distribution: str = ""


@dataclass(frozen=True, slots=True)
class Suggestions:
    """What matches ``q``, best first; at most ten are shown."""

    q: str
    items: tuple[Suggestion, ...] = ()
