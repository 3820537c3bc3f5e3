"""``navwarn lookup``."""

from __future__ import annotations

import sys
from typing import TYPE_CHECKING

import click

from navwarn.cli import advisory_view as view
from navwarn.cli import knowledge_view
from navwarn.cli.context import Context, pass_context
from navwarn.cli.options import distribution_option, moment_options, moments, output_option
from navwarn.cli.output import emit, envelope, json_text, printable

if TYPE_CHECKING:
    from navwarn.core.instant import Instant
    from navwarn.workflows.lookup import Lookup
    from navwarn.workflows.tracking import Exposures


@click.command()
@click.argument("identifier", metavar="ID")
@click.option("-p", "--package", "packages", multiple=True, help="Only this package; may be repeated.")
@click.option("--images", "with_images", is_flag=True, help="Name the tracked images that are open to it.")
@distribution_option
@moment_options
@output_option("table", "json")
@pass_context
def lookup(
    ctx: Context,
    identifier: str,
    packages: tuple[str, ...],
    with_images: bool,
    distribution: str | None,
    as_of: Instant | None,
    known_at: str | None,
    output: str,
) -> None:
    """Say what is known about ID (CVE, GHSA, GO or one of our advisories), by any of its aliases.

    There is always exactly one answer; that we know nothing is an answer too.
    """
    from navwarn.workflows.lookup import look_up

    if with_images:
        from navwarn.cli import tracking_view
        from navwarn.workflows.tracked_value import exposed_value

    ledger = ctx.ledger()
    when = moments(ledger, as_of, known_at)
    chosen = () if distribution is None else (ctx.distribution(distribution).name,)
    found = look_up(ledger, identifier, distributions=chosen, packages=packages, moments=when)
    exposed = _exposed(ctx, found) if with_images else None
    if output == "json":
        content = envelope(
            "lookup",
            ctx.now(),
            when,
            id=found.identifier,
            aliases=list(found.aliases),
            answer=found.answer.value,
            summary=found.headline,
            upstream=None if found.upstream is None else knowledge_view.file_as_json(found.upstream),
            sources=[knowledge_view.source_as_json(one) for one in found.sources],
            items=[view.as_json(advisory, with_events=False) for advisory in found.advisories],
            images=None if exposed is None else [exposed_value(one) for one in exposed.images],
            unjudged_images=None if exposed is None else exposed.unjudged,
        )
        emit(json_text(content), None)
        return
    click.echo(printable(found.headline))
    if len(found.aliases) > 1:
        click.echo(f"also known as {printable(', '.join(found.aliases[1:]))}")
    for line in () if found.upstream is None else knowledge_view.lines(found.upstream):
        click.echo(printable(line))
    if found.advisories:
        click.echo()
        emit(view.table_of(ctx, found.advisories), None)
    if exposed is not None:
        click.echo()
        emit(tracking_view.exposed_text(ctx, exposed), None)


def _exposed(ctx: Context, found: Lookup) -> Exposures:
    """The tracked images that are open to what was looked up, by what is known now."""
    from navwarn.workflows.tracking import exposed_images, refresh

    ledger = ctx.ledger()
    refresh(ledger, ctx.config.distributions, now=ctx.now())
    return exposed_images(ledger, found.aliases, most=sys.maxsize)
