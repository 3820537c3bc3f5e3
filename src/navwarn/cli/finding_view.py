"""Findings as tables and in the other forms of ``scan``."""

from __future__ import annotations

from collections import Counter
from dataclasses import replace
from typing import TYPE_CHECKING, Any

from navwarn import __version__
from navwarn.cli.output import envelope, json_text, printable, table
from navwarn.core.severity import Severity
from navwarn.matching.output.sentence import package_words, status_words
from navwarn.matching.output.value import evaluation_value

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence

    from navwarn.cli.context import Context
    from navwarn.core.finding import Evaluation, Finding
    from navwarn.core.moments import Moments
    from navwarn.workflows.scanning import Scan

COLUMNS = ("vulnerability", "severity", "package", "installed", "fixed in", "status", "location")
STYLES = {
    "Critical": "bold red",
    "High": "red",
    "Medium": "yellow",
    "Low": "blue",
    "Unknown": "magenta",
}
_LOCATION = 40
_DATABASE = "/lib/apk/db/installed"


def without_settled(scan: Scan) -> Scan:
    """A scan without what our advisories have settled."""
    evaluation = scan.evaluation
    still = tuple(one for one in evaluation.findings if one.is_open)
    return replace(scan, evaluation=replace(evaluation, findings=still, subtracted=()))


def rendered(
    ctx: Context, scans: Sequence[Scan], output: str, moments: Moments, *, with_settled: bool
) -> str:
    """The scans in the form that was asked for; ``with_settled`` adds to the table what is settled."""
    if output == "json":
        items = [scan_value(one) for one in scans]
        return json_text(envelope("scan", ctx.now(), moments, items=items))
    if output == "table":
        return "\n".join(_table(ctx, one, with_settled=with_settled) for one in scans)
    if output == "markdown":
        from navwarn.matching.output.markdown import to_markdown

        return "\n".join(to_markdown(one.evaluation) for one in scans)
    return json_text(_single(ctx, scans, output))


def _single(ctx: Context, scans: Sequence[Scan], output: str) -> dict[str, Any]:
    """One document for all scans: a SARIF log has a run for each, a BOM is of one image."""
    from navwarn.errors import InputError
    from navwarn.matching.output.cyclonedx import to_cyclonedx
    from navwarn.matching.output.sarif import to_sarif

    if output == "cyclonedx":
        if len(scans) > 1:
            raise InputError("a BOM is of one image: choose its --platform")
        return to_cyclonedx(scans[0].evaluation, __version__, ctx.now())
    logs = [to_sarif(one.evaluation, one.inventory.distro, __version__) for one in scans]
    return logs[0] | {"runs": [run for log in logs for run in log["runs"]]}


def scan_value(scan: Scan) -> dict[str, Any]:
    """A scan as JSON."""
    value = evaluation_value(scan.evaluation, scan.inventory.distro)
    report = scan.report
    value["report"] = (
        None
        if report is None
        else {
            "scanner": report.scanner,
            "version": report.version,
            "set_aside": report.set_aside_count,
            "faults": [{"place": one.place, "reason": one.reason} for one in report.set_aside],
        }
    )
    return value


def _table(ctx: Context, scan: Scan, *, with_settled: bool) -> str:
    evaluation = scan.evaluation
    rows = [_row(one, status_words(one.statement)) for one in evaluation.findings]
    if with_settled:
        rows += [_row(one.finding, status_words(one.statement)) for one in evaluation.subtracted]
    return table(ctx, COLUMNS, rows, styles=STYLES) if rows else ""


def _row(finding: Finding, status: str) -> tuple[str, ...]:
    component = finding.component
    cells = (
        finding.vulnerability,
        finding.severity.label,
        package_words(finding),
        component.version,
        ", ".join(finding.fixed_in),
        status,
        location_words(component.locations),
    )
    return tuple(printable(cell) for cell in cells)


def location_words(locations: Sequence[str]) -> str:
    """Where a component lies: the first place, from its end where it is long, and how many more."""
    if not locations:
        return ""
    first = locations[0]
    shown = first if len(first) <= _LOCATION else f"…{first[1 - _LOCATION :]}"
    return shown if len(locations) == 1 else f"{shown} (+{len(locations) - 1})"


def tell(ctx: Context, scans: Iterable[Scan]) -> None:
    """Say on standard error what was found and what was not evaluated."""
    for scan in scans:
        ctx.message(printable(headline(scan.evaluation)))
        for line in silences(scan.evaluation):
            ctx.warn(printable(line))
        if scan.report is not None and scan.report.set_aside_count:
            first = scan.report.set_aside[0]
            ctx.warn(
                f"{scan.report.set_aside_count} entries of the report were set aside;"
                f" the first, {printable(first.place)}: {printable(first.reason)}"
            )


def headline(evaluation: Evaluation) -> str:
    """How much was found, in one line."""
    source = evaluation.source
    return (
        f"{source.reference}{f' ({source.platform})' if source.platform else ''}:"
        f" {counted(evaluation.findings)}; {len(evaluation.subtracted)} settled by our advisories,"
        f" {_packages(evaluation.evaluated)} evaluated, {evaluation.not_evaluated} not"
    )


def counted(findings: Sequence[Finding]) -> str:
    """How many findings of each severity."""
    counts = Counter(one.severity for one in findings)
    parts = [f"{counts[severity]} {severity.label}" for severity in Severity if counts[severity]]
    word = "finding" if len(findings) == 1 else "findings"
    return f"{len(findings)} {word} ({', '.join(parts)})" if parts else "no findings"


def silences(evaluation: Evaluation) -> Iterator[str]:
    """What was not evaluated, a sentence for each reason."""
    for silence in evaluation.silences:
        yield silence.message


def _packages(number: int) -> str:
    return "1 package" if number == 1 else f"{number} packages"
