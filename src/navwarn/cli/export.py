"""``navwarn export``."""

from __future__ import annotations

from pathlib import Path

import click

from navwarn.cli.context import Context, pass_context
from navwarn.cli.options import distribution_option
from navwarn.cli.output import emit


@click.command("export")
@click.argument("directory", type=click.Path(path_type=Path, file_okay=False), required=False)
@click.option(
    "--out",
    type=click.Path(path_type=Path, file_okay=False),
    help="The same as DIRECTORY.",
)
@distribution_option
@click.option("-p", "--package", "packages", multiple=True, help="Only this package; may be repeated.")
@click.option(
    "--extended",
    is_flag=True,
    help="With the fields schema v2 lacks, under x-navwarn; only Navwarn reads them.",
)
@click.option("--prune", is_flag=True, help="Remove documents from DIRECTORY that the ledger does not have.")
@pass_context
def export(
    ctx: Context,
    directory: Path | None,
    out: Path | None,
    distribution: str | None,
    packages: tuple[str, ...],
    extended: bool,
    prune: bool,
) -> None:
    """Write the ledger's advisories as documents into DIRECTORY, or to standard output without one.

    Documents that nobody edited come out byte for byte as they went in, in canonical layout.
    """
    from navwarn.workflows.exporting import export_directory, render_documents

    if directory is not None and out is not None and directory != out:
        raise click.UsageError(f"DIRECTORY is {directory} and --out is {out}: give one of them")
    directory = directory or out
    chosen = ctx.distribution(distribution)
    if directory is None:
        documents = render_documents(ctx.ledger(), chosen, packages=packages, is_extended=extended)
        emit("---\n".join(document.text for document in documents), None)
        return
    report = export_directory(
        ctx.ledger(), chosen, directory, packages=packages, is_extended=extended, is_pruned=prune
    )
    ctx.message(f"{report.documents} documents, {report.written} of them written to {directory}")
    if report.foreign:
        names = ", ".join(path.name for path in report.foreign[:5])
        more = " …" if len(report.foreign) > 5 else ""  # noqa: PLR2004  # enough to recognise them
        done = "removed" if prune else "left alone; --prune removes them"
        ctx.message(f"{len(report.foreign)} documents unknown to the ledger ({names}{more}): {done}")
