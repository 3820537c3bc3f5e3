"""``navwarn demo``."""

from __future__ import annotations

import shutil
import sys
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from navwarn.cli import advisory_view as view
from navwarn.cli.context import Context, pass_context
from navwarn.cli.options import output_option
from navwarn.cli.output import emit, envelope, json_text, table
from navwarn.core.status import Status

if TYPE_CHECKING:
    from navwarn.workflows.demo.show import Shown


@click.command()
@click.option(
    "--out",
    type=click.Path(path_type=Path, file_okay=False),
    default="navwarn-demo",
    show_default=True,
    help="Directory for what the demonstration makes; one of an earlier demonstration is replaced.",
)
@output_option("text", "json")
@pass_context
def demo(ctx: Context, out: Path, output: str) -> None:
    """See Navwarn at work, offline: a made-up distribution's advisories become a ledger and feeds."""
    from navwarn.workflows.demo.show import show

    now = ctx.now()
    shown = show(out, now, ctx.message)
    if output == "json":
        emit(json_text(envelope("demo", now, **_as_json(shown))), None)
    else:
        emit(_text(ctx, shown), None)


def _as_json(shown: Shown) -> dict[str, Any]:
    return {
        "directory": str(shown.directory),
        "ledger_size": shown.size,
        "distributions": [
            {
                "name": name,
                "packages": shown.packages[name],
                "advisories": {status.value: count for status, count in counts.items()},
            }
            for name, counts in shown.counts.items()
        ],
        "feeds": [
            {
                "distribution": f.distribution,
                "format": f.format.lower(),
                "path": str(f.path),
                "entries": f.entries,
            }
            for f in shown.feeds
        ],
    }


def _text(ctx: Context, shown: Shown) -> str:
    story = shown.story
    told = f"{story.headline}\n\n{view.table_of(ctx, story.advisories)}"
    return "\n".join((_counts(ctx, shown), told, _feeds(ctx, shown), _invitation(shown)))


def _invitation(shown: Shown) -> str:
    """What to try next, as commands that work from where the person is."""
    found = shutil.which("navwarn")
    program = "navwarn" if found else str(Path(sys.argv[0]).resolve())
    lines = [
        f"The ledger has {shown.size:,} entries. To look around:",
        "",
        f"  cd {shown.directory}",
        f"  {program} lookup {shown.story.identifier}",
        f"  {program} advisory list --package nghttp2 --history",
        f"  {program} advisory list --exposure vulnerable --count",
        "",
    ]
    return "\n".join(lines)


def _counts(ctx: Context, shown: Shown) -> str:
    names = list(shown.counts)
    rows = [
        (status.label, *(f"{shown.counts[name][status]:,}" for name in names))
        for status in Status
        if any(shown.counts[name][status] for name in names)
    ]
    totals = ("advisories", *(f"{sum(shown.counts[name].values()):,}" for name in names))
    packages = ("packages", *(f"{shown.packages[name]:,}" for name in names))
    columns = ("status", *names)
    return table(ctx, columns, [*rows, totals, packages], right=frozenset(names), styles=view.STYLES)


def _feeds(ctx: Context, shown: Shown) -> str:
    rows = [(f.distribution, f.format, f"{f.entries:,}", str(f.path)) for f in shown.feeds]
    return table(ctx, ("distribution", "feed", "entries", "where"), rows, right=frozenset({"entries"}))
