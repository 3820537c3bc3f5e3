"""Findings as the vulnerabilities of a CycloneDX 1.6 BOM, with their analysis (feeds.md CX1-CX3, M5)."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from navwarn.core.instant import format_instant
from navwarn.core.severity import Severity
from navwarn.core.status import Exposure, Status

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping

    from navwarn.core.finding import Evaluation, Finding, Statement, Subtracted
    from navwarn.core.inventory import Component

Json = dict[str, Any]

MAX_VERSION = 1_024
"""Characters of a version, by the schema."""

_SEVERITIES = {Severity.NEGLIGIBLE: "info"}
_STATES = {
    Status.UNDER_INVESTIGATION: "in_triage",
    Status.ANALYSIS_NOT_PLANNED: "in_triage",
    Status.AFFECTED: "exploitable",
    Status.PENDING_UPSTREAM_FIX: "exploitable",
    Status.FIX_NOT_PLANNED: "exploitable",
    Status.FIXED: "exploitable",  # it is found, so an older version is installed
    Status.NOT_AFFECTED: "not_affected",
}
_TEXT_ONLY = frozenset({"vulnerability-record-analysis-contested", "component-vulnerability-mismatch"})
_JUSTIFICATIONS = {
    "vulnerable-code-version-not-used": "code_not_present",
    "vulnerable-code-not-included-in-package": "code_not_present",
    "vulnerable-code-not-in-execution-path": "code_not_reachable",
    "vulnerable-code-cannot-be-controlled-by-adversary": "requires_environment",
    "inline-mitigations-exist": "protected_by_mitigating_control",
}
_RESPONSES = {Status.FIX_NOT_PLANNED: ["will_not_fix"], Status.FIXED: ["update"]}


def properties(evaluation: Evaluation) -> list[Json]:
    """How much was evaluated and what was not, as properties of a BOM."""
    return [
        {"name": "navwarn:evaluated", "value": str(evaluation.evaluated)},
        {"name": "navwarn:not-evaluated", "value": str(evaluation.not_evaluated)},
        *({"name": "navwarn:silence", "value": silence.message} for silence in evaluation.silences),
    ]


def vulnerabilities(
    findings: Iterable[Finding], references: Mapping[Component, str], settled: Iterable[Subtracted] = ()
) -> Iterator[Json]:
    """The findings: one entry for each, since what we say of a vulnerability differs by package.

    ``references`` are the names that components have in the BOM. What is ``settled`` names the rule (SG9).
    """
    for finding in findings:
        yield _vulnerability(finding, references[finding.component])
    for one in settled:
        rule = [{"name": "navwarn:rule", "value": one.rule.value}]
        yield _vulnerability(one.finding, references[one.finding.component]) | {"properties": rule}


def _vulnerability(finding: Finding, reference: str) -> Json:
    value: Json = {
        "bom-ref": f"{finding.vulnerability}|{reference}",
        "id": finding.vulnerability,
        "references": [{"id": alias, "source": {"name": "alias"}} for alias in finding.aliases],
        "ratings": [
            {"severity": _SEVERITIES.get(finding.severity, finding.severity.value), "method": "other"}
        ],
        "affects": [
            {
                "ref": reference,
                "versions": [
                    {"version": finding.component.version[:MAX_VERSION], "status": _affected(finding)}
                ],
            }
        ],
    }
    if finding.title:
        value["description"] = finding.title
    if finding.fixed_in and finding.is_open:
        value["recommendation"] = f"Update to {', '.join(finding.fixed_in)}"
    if finding.statement is not None:
        value["analysis"] = _analysis(finding.statement, is_open=finding.is_open)
    return value


def _affected(finding: Finding) -> str:
    return {
        Exposure.VULNERABLE: "affected",
        Exposure.UNKNOWN: "unknown",
        Exposure.NOT_VULNERABLE: "unaffected",
    }[finding.exposure]


def _analysis(statement: Statement, *, is_open: bool) -> Json:
    """What our advisory says, in the words of CycloneDX (feeds.md section 8)."""
    value: Json = {"state": _STATES[statement.status]}
    if statement.status is Status.FIXED and not is_open:
        return value | {"state": "resolved"} | _detail(statement)
    if statement.status is Status.NOT_AFFECTED:
        if statement.reason in _TEXT_ONLY:
            value["state"] = "false_positive"
        elif statement.reason in _JUSTIFICATIONS:
            value["justification"] = _JUSTIFICATIONS[statement.reason]
    if statement.status in _RESPONSES:
        value["response"] = _RESPONSES[statement.status]
    return value | _detail(statement)


def _detail(statement: Statement) -> dict[str, str]:
    words = [statement.note, statement.reason if statement.reason and not statement.note else ""]
    return {
        "detail": next(filter(None, words), f"{statement.status.label} ({statement.advisory})"),
        "lastUpdated": format_instant(statement.since),
    }
