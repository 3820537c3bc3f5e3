"""``navwarn token``."""

from __future__ import annotations

from typing import Any

import click

from navwarn.cli.context import Context, pass_context
from navwarn.cli.options import SPAN_END, distribution_option, output_option
from navwarn.cli.output import emit, envelope, json_text, printable, table
from navwarn.core.instant import Instant, format_instant


@click.group()
def token() -> None:
    """Let readers see private distributions."""


@token.command()
@distribution_option
@click.option(
    "--expires",
    required=True,
    type=SPAN_END,
    metavar="TIME",
    help="When it ends: a time, or a date (its end).",
)
@click.option("--label", default="", help="Who or what it is for, to tell tokens apart.")
@output_option("table", "json")
@pass_context
def create(ctx: Context, distribution: str | None, expires: Instant, label: str, output: str) -> None:
    """Make a token that opens a private distribution to whoever has it. It is shown only now."""
    from navwarn.workflows.reader_token import create_token

    now = ctx.now()
    made, secret = create_token(
        ctx.ledger(), ctx.distribution(distribution), label=label, expires_at=expires, now=now
    )
    if output == "json":
        content: dict[str, Any] = {
            "id": made.id,
            "distribution": made.distribution,
            "label": made.label,
            "expires_at": format_instant(made.expires_at),
            "secret": secret,
        }
        emit(json_text(envelope("token-created", now, **content)), None)
        return
    ctx.message(
        f"Token {made.id} opens {made.distribution} until {format_instant(made.expires_at)}."
        " Keep it now: it is not shown again."
    )
    emit(secret + "\n", None)


@token.command("list")
@output_option("table", "json")
@pass_context
def list_(ctx: Context, output: str) -> None:
    """List tokens, those that ended too; their secrets are kept nowhere."""
    from navwarn.workflows.reader_token import tokens

    now = ctx.now()
    found = tokens(ctx.ledger())
    states = ["revoked" if one.revoked_at else "active" if one.opens(now) else "expired" for one in found]
    if output == "json":
        items = [
            {
                "id": one.id,
                "distribution": one.distribution,
                "label": one.label,
                "state": state,
                "created_at": format_instant(one.created_at),
                "expires_at": format_instant(one.expires_at),
            }
            for one, state in zip(found, states, strict=True)
        ]
        emit(json_text(envelope("tokens", now, items=items)), None)
        return
    rows = [
        (one.id, one.distribution, state, format_instant(one.expires_at), printable(one.label))
        for one, state in zip(found, states, strict=True)
    ]
    emit(table(ctx, ("id", "distribution", "state", "expires", "label"), rows), None)


@token.command()
@click.argument("identifier", metavar="ID")
@pass_context
def revoke(ctx: Context, identifier: str) -> None:
    """Make a token open nothing from now on."""
    from navwarn.workflows.reader_token import revoke_token

    revoke_token(ctx.ledger(), identifier, ctx.now())
    ctx.message(f"Token {identifier} opens nothing any more.")
