"""Real reports: one vulnerability in the right packages (image-diff.md KP4)."""

from __future__ import annotations

from typing import TYPE_CHECKING

from navwarn.core.severity import Severity
from navwarn.matching.reported import evaluate_report
from navwarn.scanners.recognition import read_reports
from tests.matching.making import index_of

if TYPE_CHECKING:
    from pathlib import Path

CVE, GHSA = "CVE-2023-28755", "GHSA-hv5j-3h9f-99c2"


def test_three_matches_of_a_ruby_image_are_one_vulnerability_in_two_packages(test_data: Path) -> None:
    data = (test_data / "images" / "grype-json" / "chainguard-ruby-test.json").read_bytes()
    (report,) = read_reports(data, "ruby.json")
    assert (report.version, len(report.findings), report.set_aside) == ("0.61.1", 3, ())
    findings = evaluate_report(report.inventory, report.findings, index_of()).findings
    assert {finding.vulnerability for finding in findings} == {CVE}
    assert [(one.component.type, one.component.name, one.fixed_in, one.aliases) for one in findings] == [
        ("apk", "ruby-3.0", ("3.0.6-r0",), ()),
        ("gem", "uri", ("0.10.2",), (GHSA,)),
    ]


def test_six_matches_of_another_distribution_are_read(test_data: Path) -> None:
    data = (test_data / "images" / "grype-json" / "keycloak-test.json").read_bytes()
    (report,) = read_reports(data, "keycloak.json")
    assert len(report.findings) == 6
    assert {(one.component.origin, one.severity) for one in report.findings} == {("nss", Severity.LOW)}
    evaluation = evaluate_report(report.inventory, report.findings, index_of())
    assert len(evaluation.findings) == 6
