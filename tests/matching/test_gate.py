"""The gate: an unknown severity neither passes nor fails without a word (SG13, image-diff.md W4)."""

from __future__ import annotations

import pytest

from navwarn.core.finding import Finding, MatchKind
from navwarn.core.severity import Severity
from navwarn.core.status import Exposure
from navwarn.matching.gate import gate
from tests.matching.making import apk


def finding(severity: Severity, exposure: Exposure = Exposure.VULNERABLE) -> Finding:
    return Finding("CVE-2024-0001", (), apk("a", "1"), MatchKind.ORIGIN, exposure, severity)


HIGH, LOW, UNKNOWN = finding(Severity.HIGH), finding(Severity.LOW), finding(Severity.UNKNOWN)
MAYBE = finding(Severity.HIGH, Exposure.UNKNOWN)
ANSWERED = finding(Severity.CRITICAL, Exposure.NOT_VULNERABLE)
ALL = (HIGH, LOW, UNKNOWN, MAYBE, ANSWERED)


@pytest.mark.parametrize(
    ("threshold", "failing", "undecided"),
    [
        (Severity.CRITICAL, (), (UNKNOWN,)),
        (Severity.HIGH, (HIGH, MAYBE), (UNKNOWN,)),
        (Severity.LOW, (HIGH, LOW, MAYBE), (UNKNOWN,)),
        (Severity.UNKNOWN, (HIGH, LOW, UNKNOWN, MAYBE), ()),
    ],
)
def test_open_findings_at_or_above_the_threshold_close_the_gate(
    threshold: Severity, failing: tuple[Finding, ...], undecided: tuple[Finding, ...]
) -> None:
    seen = gate(ALL, threshold)
    assert (seen.failing, seen.undecided) == (failing, undecided)
    assert seen.is_passed is not bool(failing)
