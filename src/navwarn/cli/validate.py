"""``navwarn validate``."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

import click

from navwarn.cli.context import Context, pass_context
from navwarn.cli.options import EXACT_TIME, distribution_option, out_option, output_option
from navwarn.cli.output import emit, envelope, json_text

if TYPE_CHECKING:
    from navwarn.core.instant import Instant
    from navwarn.documents.report import Report


def _print_rules(ctx: click.Context, _: click.Parameter, is_asked: bool) -> None:
    """Print the reference of all rules and end."""
    if is_asked:
        from navwarn.documents.rules.registry import reference

        emit(reference(), None)
        ctx.exit()


@click.command("validate")
@click.argument("directory", type=click.Path(path_type=Path))
@click.option(
    "--base",
    metavar="DIR|REVISION",
    help="Compare with another directory, or with git: the merge base of HEAD and a revision.",
)
@click.option(
    "--apkindex",
    "indexes",
    metavar="FILE",
    multiple=True,
    type=click.Path(path_type=Path),
    help="Package index that must have the fixed versions of new events; one for each architecture.",
)
@click.option(
    "--packages",
    "definitions",
    metavar="DIR",
    type=click.Path(path_type=Path),
    help="Build definitions that new and changed documents must have.",
)
@click.option("--now", type=EXACT_TIME, help="Judge as of this time instead of the present.")
@click.option(
    "--aliases",
    metavar="FILE",
    type=click.Path(path_type=Path),
    help='JSON of ids of one vulnerability: {"CVE-…": ["GHSA-…"]}.',
)
@click.option("--ledger-aliases", is_flag=True, help="Take the ledger's advisories as known aliases.")
@click.option("-p", "--package", "packages", multiple=True, help="Only this package; may be repeated.")
@click.option("--strict", is_flag=True, help="Let warnings fail too.")
@click.option(
    "--rules",
    is_flag=True,
    is_eager=True,
    expose_value=False,
    callback=_print_rules,
    help="Print the reference of all rules.",
)
@distribution_option
@output_option("text", "json", "sarif")
@out_option
@pass_context
def validate(
    ctx: Context,
    directory: Path,
    base: str | None,
    indexes: tuple[Path, ...],
    definitions: Path | None,
    now: Instant | None,
    aliases: Path | None,
    ledger_aliases: bool,
    packages: tuple[str, ...],
    strict: bool,
    distribution: str | None,
    output: str,
    out: Path | None,
) -> int:
    """Check the documents of DIRECTORY by every rule; all faults at once, with file, line and rule.

    The status is 1 where there are errors. Rules about aliases and about what became of a base are checked
    when --aliases or --base is given.
    """
    from navwarn.workflows.shipped import load_shipped
    from navwarn.workflows.statements import known_statements
    from navwarn.workflows.validate import Checks, validate_directory

    shipped, complaints = load_shipped(indexes, definitions)
    for complaint in complaints:
        ctx.warn(complaint)
    moment = now or ctx.now()
    checks = Checks(
        distribution=ctx.distribution(distribution),
        now=moment,
        max_bytes=ctx.config.max_document_bytes,
        packages=frozenset(packages),
        aliases=known_statements(aliases, ctx.ledger() if ledger_aliases else None),
        base=base,
        shipped=shipped,
        is_strict=strict,
    )
    report = validate_directory(directory, checks)
    emit(_render(ctx, report, moment, output), out)
    _sum_up(ctx, report)
    return 0 if report.is_valid else 1


def _render(ctx: Context, report: Report, moment: Instant, output: str) -> str:
    from navwarn.documents.report import items, summary, text_lines

    if output == "json":
        from navwarn.core.moments import Moments

        content = {"valid": report.is_valid, "summary": summary(report), "items": items(report)}
        return json_text(envelope("validation", ctx.now(), Moments(moment), **content))
    if output == "sarif":
        from navwarn import __version__
        from navwarn.documents.sarif import to_sarif

        return json_text(to_sarif(report, __version__))
    return "".join(f"{line}\n" for line in text_lines(report))


def _sum_up(ctx: Context, report: Report) -> None:
    from navwarn.documents.report import closing_line, visible

    for name in report.incomparable:
        ctx.warn(f"{visible(name)} cannot be read in the base: what became of it was not checked")
    ctx.message(closing_line(report))
