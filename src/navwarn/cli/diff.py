"""``navwarn diff``: what changed between two images, and why."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import click

from navwarn.cli import diff_view as view
from navwarn.cli.context import Context, pass_context
from navwarn.cli.image_options import (
    attached_option,
    close_gate,
    complete_image,
    fail_on_option,
    image_options,
    read,
)
from navwarn.cli.options import SPAN_END, moment_options, moments, out_option, output_option
from navwarn.cli.output import emit, printable
from navwarn.errors import InputError

if TYPE_CHECKING:
    from pathlib import Path

    from navwarn.core.instant import Instant
    from navwarn.diffing.platforms import PlatformsDiff


@click.command()
@click.argument("previous", metavar="FROM", shell_complete=complete_image)
@click.argument("current", metavar="TO", shell_complete=complete_image)
@click.option(
    "-t",
    "--type",
    "types",
    metavar="TYPE",
    multiple=True,
    help="List only packages of this purl type, as apk; all that an SBOM names with `-`.",
)
@click.option("--config", "with_config", is_flag=True, help="Show how the configuration changed.")
@click.option("--from-at", metavar="TIME", type=SPAN_END, help="Judge FROM as of this moment.")
@click.option("--to-at", metavar="TIME", type=SPAN_END, help="Judge TO as of this moment.")
@click.option("-D", "--distribution", metavar="NAME", help="Judge by this one, whatever os-release says.")
@click.option("--subtracted", is_flag=True, help="Show what our advisories have settled, and by which rule.")
@click.option("--compat", is_flag=True, help="Print the JSON that programs made for `images diff` parse.")
@fail_on_option
@attached_option
@image_options
@moment_options
@output_option("table", "json", "markdown")
@out_option
@pass_context
def diff(
    ctx: Context,
    /,
    previous: str,
    current: str,
    types: tuple[str, ...],
    with_config: bool,
    from_at: Instant | None,
    to_at: Instant | None,
    distribution: str | None,
    subtracted: bool,
    compat: bool,
    fail_on: tuple[str, ...],
    as_of: Instant | None,
    known_at: str | None,
    output: str,
    out: Path | None,
    **access: Any,
) -> None:
    """Compare two images: which vulnerabilities are gone and new, which packages changed, and why.

    Both are judged by the same knowledge, at the same moment, unless --from-at or --to-at name others: so
    what differs is the images'. --fail-on counts only findings that are new.
    """
    from navwarn.diffing.compat import APK
    from navwarn.diffing.diff import DEFAULT
    from navwarn.images.spool import STANDARD_INPUT
    from navwarn.workflows.comparing import Question, compare, selected

    _require_room(output, compat=compat, subtracted=subtracted)
    if previous == current == STANDARD_INPUT:
        raise InputError("standard input can be one of the two images only: give the other as a file")
    ledger = ctx.ledger()
    when = moments(ledger, as_of, known_at)
    question = Question(
        ctx.config.distributions,
        "" if distribution is None else ctx.distribution(distribution).name,
        selected(types, otherwise=APK if compat else DEFAULT),
        when,
        from_at,
        to_at,
    )
    sides = [read(ctx, reference, **access) for reference in (previous, current)]
    found = compare(ledger, sides[0], sides[1], question)
    choice = {"compat": compat, "with_config": with_config, "with_settled": subtracted}
    emit(view.rendered(ctx, found, output, when, **choice), out)
    if compat:
        _warn(ctx, found)
    _gate(ctx, found, fail_on)


def _require_room(output: str, *, compat: bool, subtracted: bool) -> None:
    """Refuse what the compatible JSON has no room for."""
    if compat and output == "markdown":
        raise InputError("--compat prints JSON: leave out either it or --output markdown")
    if compat and subtracted:
        raise InputError("--compat has no room for what is --subtracted: leave out either")


def _gate(ctx: Context, found: PlatformsDiff, fail_on: tuple[str, ...]) -> None:
    """Close the gate for what is new on any platform."""
    diffs = [group.diff for group in found.groups]
    new = [one.finding for each in diffs for one in each.findings.new]
    judged = [side.evaluation for each in diffs for side in (each.previous, each.current)]
    close_gate(ctx, new, judged, fail_on, "new finding")


def _warn(ctx: Context, found: PlatformsDiff) -> None:
    """Tell what the compatible JSON has no room for."""
    cautions = (one for group in found.groups for one in group.diff.cautions)
    for warning in dict.fromkeys((*view.only_one_side(found), *cautions)):
        ctx.warn(printable(warning))
