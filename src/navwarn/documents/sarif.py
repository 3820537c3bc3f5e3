"""Reports in SARIF 2.1.0, which code hosts and editors show beside the lines they are about."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any
from urllib.parse import quote

from navwarn.documents.rules.registry import RULES

if TYPE_CHECKING:
    from navwarn.documents.bound import Omission
    from navwarn.documents.fault import Fault
    from navwarn.documents.report import Report
    from navwarn.documents.rules.registry import Rule

SCHEMA = "https://json.schemastore.org/sarif-2.1.0.json"
_INDEX = {rule.id: index for index, rule in enumerate(RULES)}


def to_sarif(report: Report, version: str) -> dict[str, Any]:
    """The report as a SARIF log of one run; ``version`` is Navwarn's."""
    driver = {
        "name": "navwarn",
        "version": version,
        "rules": [_descriptor(rule) for rule in RULES],
    }
    run: dict[str, Any] = {
        "tool": {"driver": driver},
        "columnKind": "unicodeCodePoints",
        "results": [_result(fault) for fault in report.faults],
        "properties": {"documents": report.documents, "unchecked": report.unchecked},
    }
    if report.omitted:
        told = [_notification(omission) for omission in report.omitted]
        run["invocations"] = [{"executionSuccessful": True, "toolExecutionNotifications": told}]
    return {"$schema": SCHEMA, "version": "2.1.0", "runs": [run]}


def _descriptor(rule: Rule) -> dict[str, Any]:
    return {
        "id": rule.id,
        "shortDescription": {"text": rule.title},
        "help": {"text": rule.help},
        "defaultConfiguration": {"level": rule.level.value},
        "properties": {"rule": rule.id},
    }


def _result(fault: Fault) -> dict[str, Any]:
    physical: dict[str, Any] = {"artifactLocation": {"uri": _uri(fault.file)}}
    if fault.line:
        physical["region"] = {"startLine": fault.line}
    location: dict[str, Any] = {"physicalLocation": physical}
    name = " > ".join(label for label in fault.labels if label)
    if name:
        location["logicalLocations"] = [{"fullyQualifiedName": name}]
    return {
        "ruleId": fault.rule,
        "ruleIndex": _INDEX[fault.rule],
        "level": fault.level.value,
        "message": {"text": fault.message},
        "locations": [location],
        "properties": {"rule": fault.rule, "pointer": fault.pointer},
    }


def _notification(omission: Omission) -> dict[str, Any]:
    """That not all faults of a file are results."""
    return {
        "level": "warning",
        "message": {"text": f"… and {omission.total} more faults in this file"},
        "locations": [{"physicalLocation": {"artifactLocation": {"uri": _uri(omission.file)}}}],
        "properties": {"errors": omission.errors, "warnings": omission.warnings},
    }


def _uri(file: str) -> str:
    """The URI of a file: relative to where the program ran, or a ``file:`` one."""
    escaped = quote(file, errors="surrogateescape")
    return f"file://{escaped}" if file.startswith("/") else escaped
