"""Severity: words, scores, vectors, and whose judgement leads."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from navwarn.core.severity import (
    MAX_VECTOR,
    Role,
    Scheme,
    Scoring,
    Severity,
    base_score,
    count_worst,
    leading,
    scheme_of,
    scoring_of_vector,
    severity_of_score,
    severity_of_word,
)

V31 = "CVSS:3.1/AV:N/AC:L/PR:N/UI:N/S:U/C:N/I:N/A:H"
V30 = V31.replace("3.1", "3.0")
V4 = "CVSS:4.0/AV:N/AC:L/AT:N/PR:N/UI:N/VC:H/VI:H/VA:H/SC:N/SI:N/SA:N"
V2 = "AV:N/AC:L/Au:N/C:P/I:P/A:P"


def scoring(vector: str, role: Role, provider: str = "someone") -> Scoring:
    found = scoring_of_vector(vector, provider, role)
    assert found is not None
    return found


def test_severities_have_a_rank_and_a_label() -> None:
    assert [severity.rank for severity in Severity] == [6, 5, 4, 3, 2, 1, 0]
    assert Severity.CRITICAL.label == "Critical"


@pytest.mark.parametrize(
    ("text", "severity"),
    [
        ("MODERATE", Severity.MEDIUM),  # sources.md GH4
        (" Important ", Severity.HIGH),
        ("low", Severity.LOW),
        ("unimportant", Severity.NEGLIGIBLE),
        ("dreadful", Severity.UNKNOWN),
    ],
)
def test_words_mean_a_severity(text: str, severity: Severity) -> None:
    assert severity_of_word(text) is severity


@pytest.mark.parametrize(
    ("score", "severity", "by_v2"),
    [
        (10.0, Severity.CRITICAL, Severity.HIGH),
        (9.0, Severity.CRITICAL, Severity.HIGH),
        (8.9, Severity.HIGH, Severity.HIGH),
        (7.0, Severity.HIGH, Severity.HIGH),
        (6.9, Severity.MEDIUM, Severity.MEDIUM),
        (4.0, Severity.MEDIUM, Severity.MEDIUM),
        (3.9, Severity.LOW, Severity.LOW),
        (0.1, Severity.LOW, Severity.LOW),
        (0.0, Severity.NONE, Severity.LOW),
    ],
)
def test_scores_mean_a_severity(score: float, severity: Severity, by_v2: Severity) -> None:
    assert severity_of_score(score, Scheme.CVSS_V31) is severity
    assert severity_of_score(score, Scheme.CVSS_V2) is by_v2


@pytest.mark.parametrize(
    ("vector", "scheme", "score", "severity"),
    [
        (V31, Scheme.CVSS_V31, 7.5, Severity.HIGH),
        (V30, Scheme.CVSS_V30, 7.5, Severity.HIGH),
        (V4, Scheme.CVSS_V4, 9.3, Severity.CRITICAL),
        (V2, Scheme.CVSS_V2, 7.5, Severity.HIGH),
        (f"({V2})", Scheme.CVSS_V2, 7.5, Severity.HIGH),
    ],
)
def test_vectors_are_rated(vector: str, scheme: Scheme, score: float, severity: Severity) -> None:
    assert scoring_of_vector(vector, "nvd", Role.PRIMARY) == Scoring(
        scheme, severity, "nvd", Role.PRIMARY, vector.strip("()"), score
    )


@pytest.mark.parametrize("text", ["", "high", "CVSS:3.1/AV:N", "CVSS:9.9/AV:N/AC:L", V31 + "/X" * MAX_VECTOR])
def test_what_is_no_vector_is_not_rated(text: str) -> None:
    assert scoring_of_vector(text, "nvd", Role.PRIMARY) is None


@given(st.text(max_size=60))
def test_no_text_is_a_traceback(text: str) -> None:
    assert scheme_of(text) in Scheme
    score = base_score(text)
    assert score is None or 0 <= score <= 10


def test_the_provider_s_own_score_counts_unless_it_is_impossible() -> None:
    said = scoring_of_vector(V31, "nvd", Role.PRIMARY, score=9.1)
    assert said is not None
    assert (said.score, said.severity) == (9.1, Severity.CRITICAL)
    impossible = scoring_of_vector(V31, "nvd", Role.PRIMARY, score=11)
    assert impossible == scoring_of_vector(V31, "nvd", Role.PRIMARY)


WORD = Scoring(Scheme.WORD, Severity.CRITICAL, "someone", Role.PRIMARY)
IN_ORDER = (
    scoring(V31, Role.PRIMARY),
    scoring(V30, Role.PRIMARY),
    scoring(V4, Role.PRIMARY),
    scoring(V31, Role.ASSIGNER),
    scoring(V31, Role.SECONDARY),
    scoring(V31, Role.DATABASE),
    scoring(V31, Role.PROGRAM),
    scoring(V2, Role.PRIMARY),
    WORD,
)


@given(st.permutations(IN_ORDER), st.integers(min_value=1, max_value=len(IN_ORDER)))
def test_the_first_in_order_leads_however_they_come(shuffled: list[Scoring], count: int) -> None:
    chosen = shuffled[:count]
    assert leading(chosen) == min(chosen, key=IN_ORDER.index)


def test_what_says_nothing_does_not_lead() -> None:
    silent = Scoring(Scheme.WORD, Severity.UNKNOWN, "someone", Role.PRIMARY)
    assert leading([]) is None
    assert leading([silent]) is None
    assert leading([silent, WORD]) is WORD


def test_what_is_rated_more_than_once_counts_by_its_worst() -> None:
    rated = [("a", Severity.LOW), ("b", Severity.UNKNOWN), ("a", Severity.HIGH), ("a", Severity.MEDIUM)]
    assert count_worst(rated) == {Severity.HIGH: 1, Severity.UNKNOWN: 1}
    assert not count_worst([])
