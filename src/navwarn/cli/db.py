"""``navwarn db``: look after the ledger's database."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

import click

from navwarn.cli.context import Context, pass_context
from navwarn.cli.options import output_option
from navwarn.cli.output import emit, envelope, json_text

if TYPE_CHECKING:
    from collections.abc import Sequence

    from navwarn.ledger.interface import CheckReport, Difference, Head

_SHOWN = 50


@click.group()
def db() -> None:
    """Look after the ledger's database."""


@db.command()
@pass_context
def upgrade(ctx: Context) -> None:
    """Bring the database to the schema of this version of Navwarn.

    Make a copy first: an older version cannot read the ledger afterwards.
    """
    from navwarn.ledger import upgrade_ledger

    before, after = upgrade_ledger(ctx.database)
    if before == after:
        ctx.message(f"nothing to do: the ledger has schema {after} already")
    else:
        ctx.message(f"upgraded the ledger from schema {before} to {after}")


@db.command()
@click.option("--repair", is_flag=True, help="Make what follows from the entries anew, where it differs.")
@output_option("text", "json")
@pass_context
def check(ctx: Context, repair: bool, output: str) -> int:
    """Check that everything the ledger holds fits together.

    Every entry against the log, the log against every head it ever had, private words against what was
    committed to, all that follows from the entries against these, and tables, indexes and triggers against
    those of a new ledger. Exit status 1 when anything differs. Nothing repairs an entry: restore a backup
    instead.
    """
    ledger = ctx.ledger()
    report = ledger.check()
    is_repaired = repair and bool(report.stale) and not report.damaged
    if is_repaired:
        _say(report.stale)
        ledger.rebuild()
        report = ledger.check()
    for omission in report.unchecked:
        ctx.warn(omission)
    if output == "json":
        emit(json_text(_as_json(ctx, report, is_repaired=is_repaired)), None)
    else:
        _say((*report.damaged, *report.stale))
        click.echo(_summary(report, is_repaired=is_repaired))
    return 0 if report.passed else 1


@db.command()
@click.argument("file", type=click.Path(path_type=Path))
@pass_context
def backup(ctx: Context, file: Path) -> None:
    """Write a copy of the ledger to FILE, whole or not at all, while others go on working.

    FILE is a SQLite ledger, whatever database it comes from. It holds the private words too.
    """
    head = ctx.ledger().backup(file)
    ctx.message(f"wrote {file}: {_told(head)}")


@db.command()
@click.argument("file", type=click.Path(path_type=Path))
@pass_context
def restore(ctx: Context, file: Path) -> None:
    """Take over the backup FILE into a new or empty ledger, once it has passed its check."""
    from navwarn.ledger.backup import require_backup

    require_backup(file)
    head = ctx.ledger(create=True).restore(file)
    ctx.message(f"restored {file}: {_told(head)}")


def _told(head: Head) -> str:
    return f"{head.size} entries, root {head.root.hex()}"


def _say(differences: Sequence[Difference]) -> None:
    for one in differences[:_SHOWN]:
        click.echo(f"{one.place}: {one.problem}", err=True)
    if len(differences) > _SHOWN:
        click.echo(f"… and {len(differences) - _SHOWN} more (all of them with -o json)", err=True)


def _summary(report: CheckReport, *, is_repaired: bool) -> str:
    held = f"{report.advisories} advisories in {_told(report.head)}"
    if report.damaged:
        return f"damaged in {len(report.damaged)} places: {held}"
    if report.stale:
        return f"sound, but {len(report.stale)} rows do not follow from the entries (--repair): {held}"
    erased = f"; the private words of {report.erased} entries were erased" if report.erased else ""
    return f"{'repaired' if is_repaired else 'sound'}: {held}{erased}"


def _as_json(ctx: Context, report: CheckReport, *, is_repaired: bool) -> dict[str, object]:
    return envelope(
        "ledger-check",
        ctx.now(),
        passed=report.passed,
        repaired=is_repaired,
        entries=report.head.size,
        root=report.head.root.hex(),
        advisories=report.advisories,
        erased=report.erased,
        unchecked=list(report.unchecked),
        damaged=[{"place": one.place, "problem": one.problem} for one in report.damaged],
        stale=[{"place": one.place, "problem": one.problem} for one in report.stale],
    )
