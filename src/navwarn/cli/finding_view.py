"""Findings as tables and in the other forms of ``scan``."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, TypeVar

from msgspec.structs import replace

from navwarn import __version__
from navwarn.cli.output import envelope, json_text, printable, table
from navwarn.core.gathering import Gathered, gather, origin_of
from navwarn.matching.output.sentence import (
    location_words,
    package_words,
    settled_words,
    status_words,
    summary_words,
)
from navwarn.matching.output.value import evaluation_value

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from navwarn.cli.context import Context
    from navwarn.core.finding import Evaluation, Finding, Subtracted
    from navwarn.core.instant import Instant
    from navwarn.core.moments import Moments
    from navwarn.workflows.scanning import Scan

T = TypeVar("T")
Row = tuple[str, ...]

COLUMNS = ("vulnerability", "severity", "package", "installed", "fixed in", "status", "location")
STYLES = {
    "Critical": "bold red",
    "High": "red",
    "Medium": "yellow",
    "Low": "blue",
    "Unknown": "magenta",
}


def without_settled(scan: Scan) -> Scan:
    """A scan without what our advisories have settled."""
    evaluation = scan.evaluation
    still = tuple(one for one in evaluation.findings if one.is_open)
    return replace(scan, evaluation=replace(evaluation, findings=still, subtracted=()))


def rendered(
    ctx: Context, scans: Sequence[Scan], output: str, moments: Moments, *, with_settled: bool
) -> str:
    """The scans in the form that was asked for; ``with_settled`` adds what is settled."""
    if output == "json":
        items = [scan_value(one) for one in scans]
        return json_text(envelope("scan", ctx.now(), moments, items=items))
    if output == "table":
        return "\n".join(_text(ctx, one, with_settled=with_settled) for one in scans)
    if output == "markdown":
        from navwarn.matching.output.markdown import to_markdown

        return "\n".join(to_markdown(one.evaluation, with_settled=with_settled) for one in scans)
    return json_text(_single(ctx, scans, output, with_settled=with_settled))


def _single(ctx: Context, scans: Sequence[Scan], output: str, *, with_settled: bool) -> dict[str, Any]:
    """One document for all scans: a SARIF log has a run for each, a BOM is of one image."""
    from navwarn.errors import InputError
    from navwarn.matching.output.sarif import to_sarif

    if output == "cyclonedx":
        if len(scans) > 1:
            which = "choose its --platform" if scans[0].report is None else "the report is of several"
            raise InputError(f"a BOM is of one image: {which}")
        return _bom(scans[0], ctx.now(), with_settled=with_settled)
    logs = [
        to_sarif(one.evaluation, one.inventory.distro, __version__, with_settled=with_settled)
        for one in scans
    ]
    runs = [run for log in logs for run in log["runs"]]
    if len(runs) > 1:  # code hosts refuse two runs of one tool that have no categories
        for one, run in zip(scans, runs, strict=True):
            source = one.evaluation.source
            run["automationDetails"] = {"id": f"navwarn/{source.platform or source.reference}/"}
    return logs[0] | {"runs": runs}


def _bom(scan: Scan, now: Instant, *, with_settled: bool) -> dict[str, Any]:
    """All that the image contains, and what was found in it."""
    from navwarn.images.sboms.write_cyclonedx import references, to_cyclonedx
    from navwarn.matching.output.cyclonedx import properties, vulnerabilities

    settled = scan.evaluation.subtracted if with_settled else ()
    return to_cyclonedx(
        scan.inventory,
        __version__,
        now,
        properties=properties(scan.evaluation),
        vulnerabilities=list(vulnerabilities(scan.evaluation.findings, references(scan.inventory), settled)),
    )


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


def _text(ctx: Context, scan: Scan, *, with_settled: bool) -> str:
    """A scan for people: how much was found, the findings, and what was not evaluated."""
    evaluation = scan.evaluation
    rows = [_row(one, one.first, status_words(one.first.statement)) for one in findings(evaluation.findings)]
    if with_settled:
        rows += [
            _row(one, one.first.finding, settled_words(one.first)) for one in settled(evaluation.subtracted)
        ]
    told = filter(None, (headline(evaluation), evaluation.source.evidence))
    parts = ["".join(f"{printable(line)}\n" for line in told)]
    if rows:
        parts.append(table(ctx, COLUMNS, rows, styles=STYLES))
    if evaluation.silences:
        parts.append("".join(f"{printable(one.message)}\n" for one in evaluation.silences))
    return "\n".join(parts)


def findings(some: Iterable[Finding]) -> list[Gathered[Finding]]:
    """Findings as rows: those of one vulnerability in packages of one origin are one."""
    return gather(some, lambda one: one)


def settled(some: Iterable[Subtracted]) -> list[Gathered[Subtracted]]:
    """What is settled as rows: those of one vulnerability in packages of one origin, by one rule, are one."""
    return gather(some, lambda one: one.finding, lambda one: (one.statement, one.rule))


def _row(gathered: Gathered[T], finding: Finding, status: str) -> Row:
    component = finding.component
    cells = (
        finding.vulnerability,
        finding.severity.label,
        packages_words(gathered, finding),
        component.version,
        ", ".join(finding.fixed_in),
        status,
        location_words(gathered.locations or component.locations),
    )
    return tuple(printable(cell) for cell in cells)


def packages_words(gathered: Gathered[T], finding: Finding) -> str:
    """The package with its origin, or the origin with how many packages were built from it."""
    number = len(gathered.packages)
    return package_words(finding) if number == 1 else f"{origin_of(finding.component)} ({number} packages)"


def headline(evaluation: Evaluation) -> str:
    """Which image it is, and how much was found in it."""
    source = evaluation.source
    name = f"{source.reference}{f' ({source.platform})' if source.platform else ''}"
    return f"{name}: {summary_words(evaluation)}"
