"""Findings in one sentence, and in the words of a table."""

from __future__ import annotations

from typing import TYPE_CHECKING

from navwarn.core.instant import format_instant
from navwarn.core.status import Status

if TYPE_CHECKING:
    from navwarn.core.finding import Finding, Statement


def finding_sentence(finding: Finding) -> str:
    """What a person should know of a finding, in one sentence."""
    component = finding.component
    fixed = f"; fixed in {', '.join(finding.fixed_in)}" if finding.fixed_in else ""
    said = f"; {status_words(finding.statement)}" if finding.statement else ""
    return (
        f"{finding.severity.label} {finding.vulnerability} in {component.full_name} {component.version}"
        f"{fixed}{said}"
    )


def status_words(statement: Statement | None) -> str:
    """What our advisory says, with its day; nothing where there is none."""
    if statement is None:
        return ""
    day = format_instant(statement.since)[:10]
    version = f" in {statement.fixed_version}" if statement.status is Status.FIXED else ""
    return f"{statement.status.label}{version} since {day}"


def package_words(finding: Finding) -> str:
    """The package, with its origin where that has another name."""
    component = finding.component
    origin = component.origin
    return f"{component.full_name} ({origin})" if origin and origin != component.name else component.full_name
