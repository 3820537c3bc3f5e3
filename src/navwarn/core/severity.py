"""Severity: how bad a vulnerability is by its scores, and whose score counts (sources.md NV3, GH4)."""

from __future__ import annotations

from collections import Counter
from enum import StrEnum
from functools import lru_cache
from typing import TYPE_CHECKING

from msgspec import Struct

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable
    from typing import Any

MAX_VECTOR = 300
"""A longer text is no vector: the longest of CVSS v4 with every metric has some 200 characters."""


class Severity(StrEnum):
    """The word for a severity, worst first; the value is its slug."""

    CRITICAL = "critical"
    HIGH = "high"
    MEDIUM = "medium"
    LOW = "low"
    NEGLIGIBLE = "negligible"
    NONE = "none"
    UNKNOWN = "unknown"

    @property
    def label(self) -> str:
        """The word as people read it, such as ``Critical``."""
        return self.value.capitalize()

    @property
    def rank(self) -> int:
        """A number that is the higher the worse: 0 for unknown, 6 for critical."""
        return _RANKS[self]


_RANKS = {severity: rank for rank, severity in enumerate(reversed(Severity))}
_WORDS = {severity.value: severity for severity in Severity} | {
    "moderate": Severity.MEDIUM,  # GH4
    "important": Severity.HIGH,
    "unimportant": Severity.NEGLIGIBLE,
}
_LEVELS = (
    (9.0, Severity.CRITICAL),
    (7.0, Severity.HIGH),
    (4.0, Severity.MEDIUM),
    (0.1, Severity.LOW),
)


def count_worst(rated: Iterable[tuple[str, Severity]]) -> Counter[Severity]:
    """How many things there are of each severity; what is rated more than once counts by its worst."""
    worst: dict[str, Severity] = {}
    for name, severity in rated:
        known = worst.get(name)
        if known is None or severity.rank > known.rank:
            worst[name] = severity
    return Counter(worst.values())


class Scheme(StrEnum):
    """What a scoring is expressed in."""

    CVSS_V2 = "CVSS_V2"
    CVSS_V30 = "CVSS_V30"
    CVSS_V31 = "CVSS_V31"
    CVSS_V4 = "CVSS_V4"
    WORD = "word"


class Role(StrEnum):
    """In which role a provider scored; the values are NVD's words where it has some."""

    PRIMARY = "Primary"
    SECONDARY = "Secondary"
    ASSIGNER = "assigner"
    DATABASE = "database"
    PROGRAM = "program"


_NEWEST_FIRST = (Scheme.CVSS_V31, Scheme.CVSS_V30, Scheme.CVSS_V4)
_AUTHORITY = (Role.PRIMARY, Role.ASSIGNER, Role.SECONDARY, Role.DATABASE, Role.PROGRAM)


class Scoring(Struct, frozen=True):
    """One judgement: a vector with its score, or only a word, and who gave it in which role."""

    scheme: Scheme
    severity: Severity
    provider: str
    role: Role
    vector: str = ""
    score: float | None = None


def severity_of_word(text: str) -> Severity:
    """The severity a source names by a word, in any case; unknown words are ``UNKNOWN``."""
    return _WORDS.get(text.strip().lower(), Severity.UNKNOWN)


def severity_of_score(score: float, scheme: Scheme) -> Severity:
    """The severity of a base score from 0 to 10; CVSS v2 knows neither Critical nor None."""
    severity = next((word for least, word in _LEVELS if score >= least), Severity.NONE)
    if scheme is Scheme.CVSS_V2:
        return min(max(severity, Severity.LOW, key=_rank), Severity.HIGH, key=_rank)
    return severity


def scheme_of(vector: str) -> Scheme:
    """The scheme a vector announces; one without a prefix is of CVSS v2."""
    if vector.startswith("CVSS:3.1/"):
        return Scheme.CVSS_V31
    if vector.startswith("CVSS:3.0/"):
        return Scheme.CVSS_V30
    if vector.startswith("CVSS:4"):
        return Scheme.CVSS_V4
    return Scheme.CVSS_V2


@lru_cache(maxsize=4096)
def base_score(vector: str) -> float | None:
    """The base score that follows from a CVSS vector; ``None`` where the text is none."""
    from cvss import CVSSError  # type: ignore[import-untyped]

    if len(vector) > MAX_VECTOR:
        return None
    try:
        return float(_calculator(scheme_of(vector))(vector).base_score)
    except CVSSError:
        return None


def _calculator(scheme: Scheme) -> Callable[[str], Any]:
    from cvss import CVSS2, CVSS3, CVSS4

    calculators: dict[Scheme, Callable[[str], Any]] = {Scheme.CVSS_V2: CVSS2, Scheme.CVSS_V4: CVSS4}
    calculator: Callable[[str], Any] = calculators.get(scheme, CVSS3)
    return calculator


def scoring_of_vector(
    vector: str, provider: str, role: Role, *, score: float | None = None
) -> Scoring | None:
    """The judgement that a vector is; ``None`` where it is no vector of CVSS.

    ``score`` is what the provider says it amounts to; where that is missing or impossible it is computed.
    """
    text = vector.strip().strip("()")
    scheme = scheme_of(text)
    computed = base_score(text)
    if computed is None:
        return None
    said = score if score is not None and 0 <= score <= 10 else computed  # noqa: PLR2004
    return Scoring(scheme, severity_of_score(said, scheme), provider, role, text, said)


def leading(scorings: Iterable[Scoring]) -> Scoring | None:
    """The judgement that speaks for a vulnerability; ``None`` where there is none that says anything.

    A score of CVSS v3 or v4 goes before one of v2, and that before a word. Among those the one who analysed
    it (NVD, Primary) goes first, then who assigned the id, then others. Of two by the same provider v3.1
    goes before v3.0 and v4, so that severities can be compared across providers; then the worse one leads.
    """
    said = [one for one in scorings if one.severity is not Severity.UNKNOWN]
    return min(said, key=_precedence, default=None)


def _precedence(one: Scoring) -> tuple[int, int, int, int, str, str]:
    kind = 0 if one.scheme in _NEWEST_FIRST else 1 if one.scheme is Scheme.CVSS_V2 else 2
    newest = _NEWEST_FIRST.index(one.scheme) if kind == 0 else 0
    return (kind, _AUTHORITY.index(one.role), newest, -one.severity.rank, one.provider, one.vector)


def _rank(severity: Severity) -> int:
    return severity.rank
