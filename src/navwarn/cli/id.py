"""``navwarn id``."""

from __future__ import annotations

import click

from navwarn.cli.context import Context, pass_context
from navwarn.cli.options import distribution_option


@click.command("id")
@click.option("-n", "--number", type=click.IntRange(1, 100_000), default=1, help="How many ids.")
@distribution_option
@pass_context
def id_(ctx: Context, number: int, distribution: str | None) -> None:
    """Print a new advisory id that no advisory in the ledger has."""
    from navwarn.workflows.minting import mint_ids

    for identifier in mint_ids(ctx.existing_ledger(), ctx.distribution(distribution).prefix, number):
        click.echo(identifier)
