"""``navwarn import``."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

import click

from navwarn.cli.context import Context, pass_context
from navwarn.cli.options import distribution_option, output_option
from navwarn.cli.output import emit, envelope, json_text

if TYPE_CHECKING:
    from navwarn.workflows.importing import ImportReport

_SHOWN = 1000


@click.command("import")
@click.argument("directory", type=click.Path(path_type=Path))
@distribution_option
@click.option(
    "--reconcile", is_flag=True, help="The documents are right: retract and withdraw what they lack."
)
@click.option("--reason", help="Why, for the record; goes with --reconcile.")
@click.option("--actor", help="Who does this; kept, but not public. [the user's name]")
@output_option("text", "json")
@pass_context
def import_(
    ctx: Context,
    directory: Path,
    distribution: str | None,
    reconcile: bool,
    reason: str | None,
    actor: str | None,
    output: str,
) -> None:
    """Record the advisory documents of DIRECTORY in the ledger, all of them or none.

    Importing again adds only what is new. Documents that lack a recorded event are refused, unless
    --reconcile says that the directory is now the whole truth.
    """
    from navwarn.workflows.importing import ContradictionError, UnreadableDocumentsError, import_directory

    if reconcile != bool(reason and reason.strip()):
        raise click.UsageError("--reconcile and --reason go together")
    now = ctx.now()
    try:
        report = import_directory(
            ctx.ledger(create=True),
            ctx.distribution(distribution),
            directory,
            now=now,
            actor=actor or ctx.config.actor,
            reason=reason,
            max_bytes=ctx.config.max_document_bytes,
        )
    except UnreadableDocumentsError as error:
        _list([f"{fault.place}: {fault.rule}: {fault.message}" for fault in error.faults])
        raise
    except ContradictionError as error:
        _list([f"{item.package}: {item.advisory}: {item.message}" for item in error.conflicts])
        raise
    if output == "json":
        content = envelope(
            "import", now, documents=report.documents, entries=report.entries, ledger_size=report.size
        )
        emit(json_text(content), None)
    else:
        ctx.message(_sentence(report))


def _sentence(report: ImportReport) -> str:
    """What was recorded, for a person."""
    size = f"the ledger has {report.size} entries"
    documents = "1 document" if report.documents == 1 else f"{report.documents} documents"
    if report.is_unchanged:
        return f"{documents}, nothing new; {size}"
    added = ", ".join(f"{count} {kind}" for kind, count in sorted(report.entries.items()))
    return f"{documents}: recorded {added}; {size}"


def _list(lines: list[str]) -> None:
    from navwarn.documents.report import visible

    for line in lines[:_SHOWN]:
        click.echo(visible(line), err=True)
    if len(lines) > _SHOWN:
        click.echo(f"… and {len(lines) - _SHOWN} more", err=True)
