"""Findings in one sentence, and in the words of a table."""

from __future__ import annotations

from typing import TYPE_CHECKING

from navwarn.core.instant import format_instant
from navwarn.core.severity import Severity, count_worst
from navwarn.core.status import Status

if TYPE_CHECKING:
    from collections.abc import Sequence

    from navwarn.core.finding import Evaluation, Finding, Statement, Subtracted
    from navwarn.core.inventory import Component

_LOCATION = 40


def finding_sentence(finding: Finding) -> str:
    """What a person should know of a finding, in one sentence."""
    component = finding.component
    fixed = f"; fixed in {', '.join(finding.fixed_in)}" if finding.fixed_in else ""
    said = f"; {status_words(finding.statement)}" if finding.statement else ""
    return (
        f"{finding.severity.label} {finding.vulnerability} in {component.full_name} {component.version}"
        f"{fixed}{said}"
    )


def summary_words(evaluation: Evaluation) -> str:
    """How much was found and how much was evaluated; that nothing was is no clean bill."""
    missed = evaluation.not_evaluated
    silent = [f"{_packages(missed)} not evaluated"] if missed else []
    if not evaluation.evaluated and not evaluation.findings:
        return "; ".join(["nothing was evaluated", *silent])
    settled = len(evaluation.subtracted)
    parts = [
        found_words(evaluation.findings),
        *([f"{settled} settled by our advisories"] if settled else ()),
        f"{_packages(evaluation.evaluated)} evaluated",
        *silent,
    ]
    return "; ".join(parts)


def found_words(findings: Sequence[Finding]) -> str:
    """How many vulnerabilities of each severity there are, the worst of each counts, in how many findings.

    Where each is found once, they are findings. Copies of a package at one version share one (image-diff.md
    I10).
    """
    if not findings:
        return "no findings"
    counts = count_worst((one.vulnerability, one.severity) for one in findings)
    distinct = counts.total()
    parts = ", ".join(f"{counts[severity]} {severity.label}" for severity in Severity if counts[severity])
    number = len({(one.vulnerability, *_package(one.component)) for one in findings})
    if distinct == number:
        return f"{number} {'finding' if number == 1 else 'findings'} ({parts})"
    vulnerabilities = "1 vulnerability" if distinct == 1 else f"{distinct} vulnerabilities"
    return f"{vulnerabilities} ({parts}) in {number} findings"


def _package(component: Component) -> tuple[str, str, str]:
    return component.type, component.full_name, component.version


def location_words(locations: Sequence[str]) -> str:
    """Where a component lies: the first place, from its end where it is long, and how many more."""
    if not locations:
        return ""
    first = locations[0]
    shown = first if len(first) <= _LOCATION else f"…{first[1 - _LOCATION :]}"
    return shown if len(locations) == 1 else f"{shown} (+{len(locations) - 1})"


def status_words(statement: Statement | None) -> str:
    """What our advisory says, with its day; nothing where there is none."""
    if statement is None:
        return ""
    day = format_instant(statement.since)[:10]
    version = f" in {statement.fixed_version}" if statement.status is Status.FIXED else ""
    return f"{statement.status.label}{version} since {day}"


def settled_words(one: Subtracted) -> str:
    """What our advisory says of what it settles, with the rule that fired (SG9)."""
    return f"{status_words(one.statement)} ({one.rule.value})"


def package_words(finding: Finding) -> str:
    """The package, with its origin where that has another name."""
    component = finding.component
    origin = component.origin
    return f"{component.full_name} ({origin})" if origin and origin != component.name else component.full_name


def _packages(number: int) -> str:
    return "1 package" if number == 1 else f"{number} packages"
