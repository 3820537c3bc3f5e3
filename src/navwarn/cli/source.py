"""``navwarn source``: what upstream sources say about vulnerabilities."""

from __future__ import annotations

import sys
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from navwarn.cli import knowledge_view as view
from navwarn.cli.context import Context, pass_context
from navwarn.cli.options import output_option
from navwarn.cli.output import emit, envelope, json_text, printable, table
from navwarn.cli.progress import Progress
from navwarn.cli.root import INTERRUPTED
from navwarn.core.instant import format_instant

if TYPE_CHECKING:
    from collections.abc import Iterable

    from navwarn.ledger.knowledge import Counts, SourceFault
    from navwarn.workflows.source_importing import ImportReport

_SHOWN = 20
_NUMBERS = ("read", "new", "changed", "unchanged", "older", "set aside")
_RECORDS = "{:,} records".format


@click.group()
def source() -> None:
    """Import what upstream sources say, and list them."""


@source.command("import")
@click.argument("paths", metavar="FILE_OR_DIR…", nargs=-1, required=True, type=click.Path(path_type=Path))
@click.option("--strict", is_flag=True, help="Exit status 1 when anything was set aside.")
@output_option("table", "json")
@pass_context
def import_(ctx: Context, paths: tuple[Path, ...], strict: bool, output: str) -> int:
    """Record what files of upstream sources say: files, directories, .zip, .tar.gz, .gz.

    What a file is shows in its content: records of the CVE list, NVD 2.0, OSV (GitHub, Go, PyPA, RustSec and
    others, JSON or YAML), the catalogue of known exploited vulnerabilities (JSON or CSV), EPSS scores and
    Alpine's secdb. A record that cannot be used is set aside with its reason; the others are recorded. Exit
    status 1 when a file or archive could not be read to its end.
    """
    from navwarn.workflows.source_importing import import_sources

    now = ctx.now()
    try:
        with Progress(_RECORDS, is_shown=not ctx.is_quiet and sys.stderr.isatty()) as progress:
            report = import_sources(ctx.ledger(create=True), paths, now=now, on_progress=progress.show)
    except KeyboardInterrupt:
        ctx.warn("stopped; what was read so far is recorded, and importing again goes on from there")
        return INTERRUPTED
    if output == "json":
        emit(json_text(envelope("source-import", now, **_as_json(report))), None)
    else:
        _tell(ctx, report)
    return 1 if report.broken or (strict and report.set_aside) else 0


@source.command("list")
@output_option("table", "json")
@pass_context
def list_(ctx: Context, output: str) -> None:
    """List the sources: last import, records held, records set aside, licence notices."""
    found = ctx.ledger().sources()
    if output == "json":
        items = [view.source_as_json(one) for one in found]
        emit(json_text(envelope("sources", ctx.now(), items=items)), None)
        return
    rows = [
        (
            *(one.name, format_instant(one.imported_at), f"{one.records:,}"),
            *("" if one.high_water is None else format_instant(one.high_water), f"{one.last.set_aside:,}"),
        )
        for one in found
    ]
    columns = ("Source", "Last import", "Records", "Newest change", "Set aside")
    emit(table(ctx, columns, rows, right=frozenset({"Records", "Set aside"})), None)
    for text in dict.fromkeys(view.notice(one.name) for one in found):
        click.echo(text)


def _tell(ctx: Context, report: ImportReport) -> None:
    """The report for a person: what was set aside and why on standard error, the counts as the result."""
    _list((one for source in report.sources for one in source.faults), "set aside")
    _list(report.unrecognised, "set aside")
    _list(report.broken, "not read to its end")
    if report.notes_count:
        ctx.message(f"{_counted(report.notes_count, 'breach', 'breaches')} of a schema passed over (-o json)")
    if report.skipped_count:
        ctx.message(f"{_counted(report.skipped_count, 'file is', 'files are')} of no source and left out")
    rows = [(one.source, *_cells(one.counts)) for one in report.sources]
    columns = ("Source", *(name.capitalize() for name in _NUMBERS))
    emit(table(ctx, columns, rows, right=frozenset(columns[1:])), None)


def _cells(counts: Counts) -> tuple[str, ...]:
    return tuple(f"{number:,}" for number in view.counts_as_json(counts).values())


def _counted(count: int, one: str, many: str) -> str:
    return f"{count:,} {one if count == 1 else many}"


def _list(faults: Iterable[SourceFault], what: str) -> None:
    found = list(faults)
    for fault in found[:_SHOWN]:
        click.echo(printable(f"{what}: {fault.place}: {fault.reason}"), err=True)
    if len(found) > _SHOWN:
        click.echo(f"… and {len(found) - _SHOWN} more (-o json)", err=True)


def _told(fault: SourceFault) -> dict[str, str]:
    return {"place": fault.place, "reason": fault.reason}


def _as_json(report: ImportReport) -> dict[str, Any]:
    return {
        "items": [
            {
                "source": one.source,
                **view.counts_as_json(one.counts),
                "faults": [_told(fault) for fault in one.faults],
                "notice": view.notice(one.source),
            }
            for one in report.sources
        ],
        "unrecognised": [_told(one) for one in report.unrecognised],
        "broken": [_told(one) for one in report.broken],
        "skipped": report.skipped_count,
        "skipped_files": list(report.skipped),
        "breaches": report.notes_count,
        "breaches_told": list(report.notes),
    }
