"""``navwarn demo``."""

from __future__ import annotations

import shutil
import sys
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from navwarn.cli import advisory_view as view
from navwarn.cli.context import Context, pass_context
from navwarn.cli.diff_view import explained_rows
from navwarn.cli.options import output_option
from navwarn.cli.output import emit, envelope, json_text, table
from navwarn.core.instant import DAY, Instant, format_instant
from navwarn.core.status import Status
from navwarn.diffing.sentence import reason_sentence

if TYPE_CHECKING:
    from navwarn.workflows.demo.show import Shown

_TOKEN_LIFE = 30 * DAY
_PORTS = 20
"""How many ports are tried, from the one asked for on."""


@click.command()
@click.option(
    "--out",
    type=click.Path(path_type=Path, file_okay=False),
    default="navwarn-demo",
    show_default=True,
    help="Directory for what the demonstration makes; one of an earlier demonstration is replaced.",
)
@click.option(
    "--serve/--no-serve",
    "is_served",
    default=None,
    help="Whether to end by serving the site, until Ctrl-C; by default yes, but not with -o json.",
)
@click.option(
    "--port",
    type=click.IntRange(0, 65_535),
    default=8000,
    show_default=True,
    help="Port of the site on this machine, or the next one that is free; 0 takes any.",
)
@output_option("text", "json")
@pass_context
def demo(ctx: Context, out: Path, is_served: bool | None, port: int, output: str) -> None:
    """See Navwarn at work, offline: a made-up distribution's advisories become a ledger, feeds and a site."""
    from navwarn.workflows.demo.show import show

    now = ctx.now()
    shown = show(out, now, ctx.message)
    if output == "json":
        emit(json_text(envelope("demo", now, **_as_json(shown))), None)
    else:
        emit(_text(ctx, shown, now), None)
    if is_served is None:
        is_served = output != "json"
    if is_served:
        _serve(ctx, shown, port, is_told=output != "json")


def _serve(ctx: Context, shown: Shown, port: int, *, is_told: bool) -> None:
    """Serve the site of the demonstration to this machine; its address is a result where results are text."""
    from navwarn.cli.serve import serve_here
    from navwarn.config import load_config

    def tell(told: str) -> None:
        if is_told:
            click.echo(f"{told}\nCtrl-C ends it.")
        else:
            ctx.message(told)

    distributions = load_config(shown.directory / "navwarn.toml", {}).distributions
    serve_here(str(shown.database), distributions, port, tell, ports=_PORTS)


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
        "images": [
            {
                "name": one.name,
                "path": str(one.path),
                "packages": one.image.components,
                "vulnerabilities": sum(one.image.severities.values()),
            }
            for one in shown.images
        ],
    }


def _text(ctx: Context, shown: Shown, now: Instant) -> str:
    story = shown.story
    told = f"{story.headline}\n\n{view.table_of(ctx, story.advisories)}"
    parts = (_counts(ctx, shown), told, _images(ctx, shown), _feeds(ctx, shown), _invitation(shown, now))
    return "\n".join(parts)


def _invitation(shown: Shown, now: Instant) -> str:
    """What to try next, as commands that work from where the person is."""
    found = shutil.which("navwarn")
    program = "navwarn" if found else str(Path(sys.argv[0]).resolve())
    expiry = format_instant(Instant(now + _TOKEN_LIFE))[:10]
    old, new = (one.path.name for one in shown.images)
    lines = [
        f"The ledger has {shown.size:,} entries. To look around:",
        "",
        f"  cd {shown.directory}",
        f"  {program} lookup {shown.story.identifier}",
        f"  {program} advisory list --package nghttp2 --history",
        f"  {program} advisory list --exposure vulnerable --count",
        f"  {program} scan images/{old}",
        f"  {program} diff images/{old} images/{new}",
        f"  {program} token create --distribution harbor-enterprise --expires {expiry}",
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


def _images(ctx: Context, shown: Shown) -> str:
    """The images, and why the second one has less."""
    rows = [
        (one.name, str(one.image.components), str(sum(one.image.severities.values())), str(one.path))
        for one in shown.images
    ]
    numbers = frozenset({"packages", "vulnerabilities"})
    drawn = table(ctx, ("image", "packages", "vulnerabilities", "where"), rows, right=numbers)
    explained = (one.first for one in explained_rows(shown.gone))
    gone = (f"gone: {one.finding.vulnerability}, {reason_sentence(one.reason)}\n" for one in explained)
    return drawn + "".join(gone)


def _feeds(ctx: Context, shown: Shown) -> str:
    rows = [(f.distribution, f.format, f"{f.entries:,}", str(f.path)) for f in shown.feeds]
    return table(ctx, ("distribution", "feed", "entries", "where"), rows, right=frozenset({"entries"}))
