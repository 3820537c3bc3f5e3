"""``navwarn config``."""

from __future__ import annotations

from typing import Any

import click

from navwarn.cli.context import Context, pass_context
from navwarn.cli.options import output_option
from navwarn.cli.output import emit, envelope, json_text, table


@click.group()
def config() -> None:
    """Show the configuration and where it comes from."""


@config.command()
@output_option("table", "json")
@pass_context
def show(ctx: Context, output: str) -> None:
    """Show every setting in force and where its value came from."""
    settings = ctx.config.settings
    if output == "json":
        items = [{"key": s.key, "value": s.value, "origin": s.origin} for s in settings]
        emit(json_text(envelope("config", ctx.now(), items=items)), None)
    else:
        rows = [(s.key, _text(s.value), s.origin) for s in settings]
        emit(table(ctx, ("setting", "value", "from"), rows), None)


def _text(value: Any) -> str:
    if isinstance(value, bool):
        return "true" if value else "false"
    return ", ".join(value) if isinstance(value, list) else str(value)
