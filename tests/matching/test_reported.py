"""What we say about another scanner's findings (scanning.md SC9, image-diff.md I11, KP4)."""

from __future__ import annotations

from typing import Any

import pytest

from navwarn.core.finding import Evaluation, Finding, MatchKind, SilenceReason, SubtractionRule
from navwarn.core.inventory import Component, Distro
from navwarn.core.severity import Severity
from navwarn.core.status import Exposure, Status
from navwarn.matching.reported import evaluate_report
from tests.matching.making import ACME_DISTRO, apk, found, image, index_of, known, owned, stated

CVE, GHSA = "CVE-2023-28755", "GHSA-hv5j-3h9f-99c2"
RUBY = apk("ruby-3.0", "3.0.4-r1")
GEM = Component("gem", "uri", "0.10.1")


def reported(name: str, component: Component, *aliases: str, **more: Any) -> Finding:
    return Finding(name, aliases, component, MatchKind.REPORT, Exposure.VULNERABLE, **more)


FINDINGS = (
    reported(CVE, RUBY, severity=Severity.HIGH, fixed_in=("3.0.6-r0",), sources=("wolfi:distro",)),
    reported(CVE, GEM, severity=Severity.UNKNOWN, sources=("nvd:cpe",)),
    reported(GHSA, GEM, CVE, severity=Severity.HIGH, fixed_in=("0.10.2",), sources=("github:language:ruby",)),
)


def answer(
    *facts: Any, findings: tuple[Finding, ...] = FINDINGS, distro: Distro | None = ACME_DISTRO
) -> Evaluation:
    components = dict.fromkeys(finding.component for finding in findings)
    return evaluate_report(image(*components, distro=distro), findings, index_of(*facts))


def test_three_matches_of_one_vulnerability_are_two_findings() -> None:
    result = answer()
    assert [(one.vulnerability, one.component.name, one.severity) for one in result.findings] == [
        (CVE, "ruby-3.0", Severity.HIGH),
        (CVE, "uri", Severity.HIGH),
    ]
    gem = result.findings[1]
    assert (gem.aliases, gem.fixed_in, gem.match) == ((GHSA,), ("0.10.2",), MatchKind.REPORT)
    assert gem.sources == ("nvd:cpe", "github:language:ruby")


@pytest.mark.parametrize(
    ("status", "fixed", "rule"),
    [
        (Status.NOT_AFFECTED, "", SubtractionRule.NOT_AFFECTED),
        (Status.FIXED, "3.0.4-r0", SubtractionRule.FIXED),
    ],
)
def test_what_we_have_settled_is_subtracted(status: Status, fixed: str, rule: SubtractionRule) -> None:
    result = answer(stated("ruby-3.0", CVE, status, fixed))
    assert [(one.rule, one.finding.component) for one in result.subtracted] == [(rule, RUBY)]
    assert [finding.component for finding in result.findings] == [GEM]


def test_what_we_leave_open_carries_our_statement() -> None:
    (ruby, _) = answer(stated("ruby-3.0", CVE, Status.UNDER_INVESTIGATION), known(f"{CVE} {GHSA}")).findings
    assert ruby.statement is not None
    assert ruby.exposure is Exposure.UNKNOWN


def test_a_component_that_a_package_owns_gets_what_we_say_of_the_package() -> None:
    gem = owned("gem", "uri", "0.10.1", RUBY)
    result = answer(stated("ruby-3.0", CVE, Status.NOT_AFFECTED), findings=(reported(GHSA, gem, CVE),))
    assert [one.rule for one in result.subtracted] == [SubtractionRule.OWNER_NOT_AFFECTED]


def test_findings_in_what_we_have_no_say_about_stay_as_they_were_reported() -> None:
    result = answer(stated("ruby-3.0", CVE, Status.NOT_AFFECTED), distro=Distro("alpine", "3.20"))
    assert found(result) == [CVE, CVE]
    (silence,) = result.silences
    assert (silence.reason, silence.subject) == (SilenceReason.DISTRIBUTION_NOT_COVERED, "alpine 3.20")


def test_a_package_whose_origin_the_report_does_not_tell_is_named() -> None:
    odd = apk("libruby", "3.0.4-r1", is_origin_known=False)
    result = answer(stated("ruby-3.0", CVE, Status.NOT_AFFECTED), findings=(reported(CVE, odd),))
    assert found(result) == [CVE]
    assert [one.reason for one in result.silences] == [SilenceReason.ORIGIN_UNKNOWN]


def test_a_finding_in_a_component_that_the_inventory_lacks_counts_too() -> None:
    result = evaluate_report(image(), FINDINGS, index_of())
    assert len(result.findings) == 2
