"""``navwarn image``: what container images contain."""

from __future__ import annotations

from typing import Any

import click

from navwarn.cli import inventory_view as view
from navwarn.cli.context import Context, pass_context
from navwarn.cli.image_options import image_options, read
from navwarn.cli.options import output_option
from navwarn.cli.output import emit, envelope, json_text, printable, table

_SHOWN = 20


@click.group()
def image() -> None:
    """See what container images contain."""


@image.command()
@click.argument("reference", metavar="IMAGE")
@image_options
@output_option("table", "json")
@pass_context
def inventory(ctx: Context, /, reference: str, output: str, **access: Any) -> None:
    """List what an image contains: the packages of its distribution.

    IMAGE is a reference such as registry.example/team/app:1.2, oci:DIR, oci-archive:FILE,
    docker-archive:FILE, dir:ROOT, apk:FILE (a database of installed packages), or - for standard input.
    Without such a prefix a path that exists is read as what it is, anything else is asked for in a registry,
    with the credentials that docker keeps for it. Without --platform it is the image for linux/amd64, or the
    only one.
    """
    found = read(ctx, reference, **access)
    if output == "json":
        items = [view.inventory_as_json(one) for one in found]
        emit(json_text(envelope("inventory", ctx.now(), items=items)), None)
        return
    for one in found:
        ctx.message(printable(view.headline(one)))
        for remark in one.remarks[:_SHOWN]:
            ctx.warn(printable(remark.message))
        if len(one.remarks) > _SHOWN:
            ctx.warn(f"{len(one.remarks) - _SHOWN} more like these (-o json)")
        cells = [tuple(printable(cell) for cell in row) for row in view.rows(one)]
        emit(table(ctx, view.COLUMNS, cells), None)
