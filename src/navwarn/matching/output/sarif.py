"""Findings in SARIF 2.1.0: a rule for each vulnerability, a result for each finding."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Any
from urllib.parse import quote

from navwarn.core.plain import plain
from navwarn.core.severity import Severity
from navwarn.matching.output.sentence import finding_sentence, settled_words
from navwarn.matching.output.value import finding_value

if TYPE_CHECKING:
    from collections.abc import Sequence

    from navwarn.core.finding import Evaluation, Finding, Subtracted
    from navwarn.core.inventory import Distro

_LINK = re.compile(r"\[(?=[^\[\]]*\]\()")

SCHEMA = "https://json.schemastore.org/sarif-2.1.0.json"

_LEVELS = {
    Severity.CRITICAL: "error",
    Severity.HIGH: "error",
    Severity.MEDIUM: "warning",
    Severity.UNKNOWN: "warning",  # nobody knows that it is harmless
    Severity.LOW: "note",
    Severity.NEGLIGIBLE: "note",
    Severity.NONE: "none",
}
_SCORES = {
    Severity.CRITICAL: "9.5",
    Severity.HIGH: "8.0",
    Severity.MEDIUM: "5.5",
    Severity.LOW: "2.0",
    Severity.NEGLIGIBLE: "0.5",
    Severity.NONE: "0.0",
}
"""What code hosts sort by: a number within the span that CVSS has for the word."""


def to_sarif(
    evaluation: Evaluation, distro: Distro | None, version: str, *, with_settled: bool = False
) -> dict[str, Any]:
    """The evaluation as a log of one run; ``version`` is Navwarn's.

    ``with_settled`` adds what our advisories have settled, as results that are suppressed. What was not
    evaluated is told in notifications, so that no result at all is not read as "clean".
    """
    settled = evaluation.subtracted if with_settled else ()
    worst = _worst([*evaluation.findings, *(one.finding for one in settled)])
    order = {name: index for index, name in enumerate(worst)}
    run: dict[str, Any] = {
        "tool": {
            "driver": {"name": "navwarn", "version": version, "rules": [_rule(one) for one in worst.values()]}
        },
        "columnKind": "unicodeCodePoints",
        "results": [
            *(_result(one, order[one.vulnerability], evaluation, distro) for one in evaluation.findings),
            *(
                _result(one.finding, order[one.finding.vulnerability], evaluation, distro)
                | {"suppressions": [_suppression(one)]}
                for one in settled
            ),
        ],
        "properties": {
            "image": evaluation.source.reference,
            "digest": evaluation.source.digest,
            **({"evidence": evaluation.source.evidence} if evaluation.source.evidence else {}),
            "evaluated": evaluation.evaluated,
            "not_evaluated": evaluation.not_evaluated,
        },
    }
    if evaluation.silences:
        told = [
            {
                "level": "warning",
                "descriptor": {"id": silence.reason.value},
                "message": _message(silence.message),
            }
            for silence in evaluation.silences
        ]
        run["invocations"] = [{"executionSuccessful": True, "toolExecutionNotifications": told}]
    return {"$schema": SCHEMA, "version": "2.1.0", "runs": [run]}


def _worst(findings: Sequence[Finding]) -> dict[str, Finding]:
    """For each vulnerability, in the order of the findings, the finding that is worst."""
    worst: dict[str, Finding] = {}
    for finding in findings:
        held = worst.setdefault(finding.vulnerability, finding)
        if finding.severity.rank > held.severity.rank:
            worst[finding.vulnerability] = finding
    return worst


def _rule(finding: Finding) -> dict[str, Any]:
    title = finding.title or finding.vulnerability
    properties: dict[str, Any] = {"tags": ["vulnerability", "security"], "aliases": list(finding.aliases)}
    if finding.severity in _SCORES:
        properties["security-severity"] = _SCORES[finding.severity]
    return {
        "id": finding.vulnerability,
        "shortDescription": _message(title),
        "fullDescription": _message(title),
        "help": _message(_help(finding)),
        "defaultConfiguration": {"level": _LEVELS[finding.severity]},
        "properties": properties,
    }


def _help(finding: Finding) -> str:
    """What code hosts show beside a rule, and require of it: the vulnerability, whatever package it is in."""
    lines = [
        finding.vulnerability + (f": {finding.title}" if finding.title else ""),
        f"Severity: {finding.severity.label}",
    ]
    if finding.aliases:
        lines.append(f"Also known as: {', '.join(finding.aliases)}")
    return "\n".join(lines)


def _result(finding: Finding, index: int, evaluation: Evaluation, distro: Distro | None) -> dict[str, Any]:
    component = finding.component
    return {
        "ruleId": finding.vulnerability,
        "ruleIndex": index,
        "level": _LEVELS[finding.severity],
        "message": _message(finding_sentence(finding)),
        "locations": [_location(path) for path in component.locations]
        or [_location(evaluation.source.reference or "image")],
        "partialFingerprints": {"finding/v1": _fingerprint(finding)},
        "properties": finding_value(finding, distro),
    }


def _suppression(one: Subtracted) -> dict[str, Any]:
    """Why a result is none to act on: what our advisory says, and the rule that fired (SG9)."""
    return {
        "kind": "external",
        "status": "accepted",
        "justification": f"{one.statement.advisory}: {settled_words(one)}",
        "properties": {"rule": one.rule.value},
    }


def _message(text: str) -> dict[str, str]:
    """A text of others as a message, in which SARIF's readers would make links of brackets (law 10)."""
    return {"text": _LINK.sub(r"\\[", plain(text))}


def _fingerprint(finding: Finding) -> str:
    """What stays the same from scan to scan: vulnerability, package and place, not the version."""
    one = finding.component
    places = () if one.is_distro else one.locations
    parts = (finding.vulnerability, one.type, one.namespace, one.name, one.subpath, *places)
    return ":".join(filter(None, parts))


def _location(path: str) -> dict[str, Any]:
    """A path within the image, relative to its root as SARIF wants it."""
    uri = quote(path.lstrip("/") or "image", errors="surrogateescape")
    region = {"startLine": 1, "startColumn": 1, "endLine": 1, "endColumn": 1}
    return {"physicalLocation": {"artifactLocation": {"uri": uri}, "region": region}}
