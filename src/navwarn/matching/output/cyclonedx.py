"""Findings as a CycloneDX 1.6 BOM with vulnerabilities and their analysis (feeds.md CX1-CX3, M5)."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from navwarn.core.instant import format_instant
from navwarn.core.severity import Severity
from navwarn.core.status import Exposure, Status

if TYPE_CHECKING:
    from collections.abc import Iterable

    from navwarn.core.finding import Evaluation, Finding, Statement
    from navwarn.core.instant import Instant
    from navwarn.core.inventory import Component

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


def to_cyclonedx(
    evaluation: Evaluation, version: str, now: Instant, *, with_settled: bool = False
) -> dict[str, Any]:
    """The evaluation as a BOM of the packages with findings; ``version`` is Navwarn's.

    ``with_settled`` adds what our advisories have settled, as ``not_affected`` or ``resolved``.
    """
    findings = [*evaluation.findings]
    if with_settled:
        findings += [one.finding for one in evaluation.subtracted]
    components: dict[str, Component] = {}
    for finding in findings:
        components.setdefault(_reference(finding.component), finding.component)
    return {
        "$schema": "http://cyclonedx.org/schema/bom-1.6.schema.json",
        "bomFormat": "CycloneDX",
        "specVersion": "1.6",
        "version": 1,
        "metadata": {
            "timestamp": format_instant(now),
            "tools": {"components": [{"type": "application", "name": "navwarn", "version": version}]},
            "component": _image(evaluation),
            "properties": [
                {"name": "navwarn:evaluated", "value": str(evaluation.evaluated)},
                {"name": "navwarn:not-evaluated", "value": str(evaluation.not_evaluated)},
                *({"name": "navwarn:silence", "value": silence.message} for silence in evaluation.silences),
            ],
        },
        "components": [_component(name, one) for name, one in components.items()],
        "vulnerabilities": list(_vulnerabilities(findings)),
    }


def _image(evaluation: Evaluation) -> dict[str, Any]:
    source = evaluation.source
    image: dict[str, Any] = {"type": "container", "bom-ref": "image", "name": source.reference or "image"}
    if source.digest:
        image["version"] = source.digest
    return image


def _reference(component: Component) -> str:
    """A name within the BOM: two copies in different places are two components."""
    place = component.locations[0] if component.locations else ""
    return f"{component.purl or f'{component.type}/{component.full_name}@{component.version}'}|{place}"


def _component(reference: str, component: Component) -> dict[str, Any]:
    value: dict[str, Any] = {
        "type": "library",
        "bom-ref": reference,
        "name": component.name,
        "version": component.version,
    }
    if component.namespace and not component.is_distro:
        value["group"] = component.namespace
    if component.purl:
        value["purl"] = component.purl
    if component.locations:
        value["evidence"] = {"occurrences": [{"location": path} for path in component.locations]}
    return value


def _vulnerabilities(findings: Iterable[Finding]) -> Iterable[dict[str, Any]]:
    """One for each finding, since what we say of a vulnerability differs by package."""
    for finding in findings:
        value: dict[str, Any] = {
            "bom-ref": f"{finding.vulnerability}|{_reference(finding.component)}",
            "id": finding.vulnerability,
            "references": [{"id": alias, "source": {"name": "alias"}} for alias in finding.aliases],
            "ratings": [
                {"severity": _SEVERITIES.get(finding.severity, finding.severity.value), "method": "other"}
            ],
            "affects": [
                {
                    "ref": _reference(finding.component),
                    "versions": [{"version": finding.component.version, "status": _affected(finding)}],
                }
            ],
        }
        if finding.title:
            value["description"] = finding.title
        if finding.fixed_in:
            value["recommendation"] = f"Update to {', '.join(finding.fixed_in)}"
        if finding.statement is not None:
            value["analysis"] = _analysis(finding.statement, is_open=finding.is_open)
        yield value


def _affected(finding: Finding) -> str:
    return {
        Exposure.VULNERABLE: "affected",
        Exposure.UNKNOWN: "unknown",
        Exposure.NOT_VULNERABLE: "unaffected",
    }[finding.exposure]


def _analysis(statement: Statement, *, is_open: bool) -> dict[str, Any]:
    """What our advisory says, in the words of CycloneDX (feeds.md section 8)."""
    value: dict[str, Any] = {"state": _STATES[statement.status]}
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
