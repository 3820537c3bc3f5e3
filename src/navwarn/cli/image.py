"""``navwarn image``: what container images contain, and those that are tracked."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import click

from navwarn.cli import inventory_view as view
from navwarn.cli import tracking_view as tracked
from navwarn.cli.context import Context, pass_context
from navwarn.cli.image_options import attached_option, complete_image, image_options, read
from navwarn.cli.options import out_option, output_option
from navwarn.cli.output import emit, envelope, json_text, printable, table
from navwarn.workflows import tracked_value as value

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from navwarn.core.inventory import Inventory

_SHOWN = 20


@click.group()
def image() -> None:
    """See what container images contain, and track them."""


@image.command()
@click.argument("reference", metavar="IMAGE", shell_complete=complete_image)
@attached_option
@image_options
@output_option("table", "json", "spdx", "cyclonedx")
@out_option
@pass_context
def inventory(ctx: Context, /, reference: str, output: str, out: Path | None, **access: Any) -> None:
    """List what an image contains: packages of its distribution and of languages, and who owns which.

    IMAGE is a reference such as registry.example/team/app:1.2, oci:DIR, oci-archive:FILE,
    docker-archive:FILE, dir:ROOT, sbom:FILE (Syft JSON, SPDX or CycloneDX), apk:FILE (a database of installed
    packages), or - for standard input. Without such a prefix a path that exists is read as what it is,
    anything else is asked for in a registry, with the credentials that docker or podman keeps for it. Without
    --platform it is the image for linux/amd64, or the only one.
    """
    found = read(ctx, reference, **access)
    if output in {"spdx", "cyclonedx"}:
        emit(json_text(view.inventory_as_sbom(found, output, ctx.now())), out)
        return
    if output == "json":
        items = [view.inventory_as_json(one) for one in found]
        emit(json_text(envelope("inventory", ctx.now(), items=items)), out)
        return
    tables = []
    for one in found:
        ctx.message(printable(view.headline(one)))
        if one.source.evidence:
            ctx.warn(printable(one.source.evidence))
        for remark in one.remarks[:_SHOWN]:
            ctx.warn(printable(remark.message))
        if len(one.remarks) > _SHOWN:
            ctx.warn(f"{len(one.remarks) - _SHOWN} more like these (-o json)")
        cells = [tuple(printable(cell) for cell in row) for row in view.rows(one)]
        tables.append(table(ctx, view.COLUMNS, cells))
    emit("".join(tables), out)


@image.command()
@click.argument("reference", metavar="IMAGE", shell_complete=complete_image)
@click.option("--fetch", metavar="DIGEST", help="Print this blob, or this manifest's only one.")
@image_options
@output_option("table", "json")
@out_option
@pass_context
def attachments(
    ctx: Context,
    /,
    reference: str,
    fetch: str | None,
    platform: str,
    output: str,
    out: Path | None,
    **access: Any,
) -> None:
    """List what is attached to an image: SBOMs, attestations, signatures; none of them is verified.

    They are found by the referrers API of the registry or its fallback tag, by the tags of cosign, and in the
    index of the image, where builders put attestations. IMAGE is a reference to a registry, oci:DIR or
    oci-archive:FILE. `--attached` of other commands reads an SBOM that is listed here; --fetch prints what
    was listed, so that `navwarn scan -` reads the one that you choose.
    """
    from navwarn.cli import attachment_view
    from navwarn.workflows.attachments import fetch_attachment, list_attachments
    from navwarn.workflows.inventory import registry_access

    allowed = registry_access(ctx.config.registries, **access)
    if fetch is not None:
        emit(fetch_attachment(reference, allowed, fetch, platform=platform), out)
        return
    found = list(list_attachments(reference, allowed, platform=platform))
    if output == "json":
        items = [attachment_view.attachments_as_json(one) for one in found]
        emit(json_text(envelope("attachments", ctx.now(), items=items)), out)
        return
    rows = list(attachment_view.rows(found))
    if not rows:
        ctx.message(attachment_view.nothing(found, platform))
        return
    cells = [tuple(printable(cell) for cell in row) for row in rows]
    emit(table(ctx, attachment_view.COLUMNS, cells, right=attachment_view.NUMBERS), out)


@image.command()
@click.argument("reference", metavar="IMAGE", shell_complete=complete_image)
@click.option("--name", metavar="REPOSITORY:TAG", default="", help="File it under this name.")
@click.option(
    "-D", "--distribution", metavar="NAME", help="Track it as one of this, whatever os-release says."
)
@click.option(
    "--replace",
    "is_replacing",
    is_flag=True,
    help="Take what an SBOM tells even where the image itself was read before.",
)
@attached_option
@image_options
@output_option("table", "json")
@pass_context
def add(
    ctx: Context,
    /,
    reference: str,
    name: str,
    distribution: str | None,
    is_replacing: bool,
    output: str,
    **access: Any,
) -> None:
    """Track IMAGE: remember what it contains, and judge that again whenever what is known changes.

    An image is tracked by its digest, once however often it is added; the history of a tag grows when it
    names another one. What it contains is what was read last, but an SBOM takes the place of an SBOM only:
    what was read from the image itself is kept. IMAGE is what `navwarn image inventory` takes.
    """
    from navwarn.workflows.tracking import add_images

    chosen = "" if distribution is None else ctx.distribution(distribution).name
    inventories = read(ctx, reference, **access)
    added = add_images(
        ctx.ledger(create=True),
        inventories,
        ctx.config.distributions,
        now=ctx.now(),
        name=name,
        distribution=chosen,
        is_replacing=is_replacing,
    )
    for remark in dict.fromkeys(text for one in added for text in _remarks_of(one.contents)):
        ctx.warn(printable(remark))
    for one in added:
        if one.is_kept:
            ctx.warn(printable(tracked.kept_text(one.image)))
    if output == "json":
        items = [
            value.counted_value(one.image) | {"is_new": one.is_new, "is_kept": one.is_kept} for one in added
        ]
        emit(json_text(envelope("images", ctx.now(), items=items)), None)
        return
    emit(table(ctx, tracked.COLUMNS, [tracked.row(one.image) for one in added], right=tracked.NUMBERS), None)
    known = sum(not one.is_new for one in added)
    if known:
        ctx.message(f"{known} of {len(added)} digests were tracked already")


def _remarks_of(inventory: Inventory) -> Iterator[str]:
    """Whose word the contents are where that is not the image's own, and what of it could not be read."""
    if inventory.source.evidence:
        yield inventory.source.evidence
    yield from (one.message for one in inventory.remarks)


@image.command("list")
@click.option("--repository", metavar="NAME", default="", help="Only images that a tag of it named.")
@click.option("--limit", metavar="N", type=click.IntRange(1, 10_000), default=50, show_default=True)
@output_option("table", "json")
@pass_context
def list_(ctx: Context, repository: str, limit: int, output: str) -> None:
    """List the tracked images, the newest first, with the vulnerabilities they are open to by severity."""
    from navwarn.workflows.tracking import refresh

    ledger = ctx.ledger()
    refresh(ledger, ctx.config.distributions, now=ctx.now())
    found = ledger.tracking.counted(ledger.tracking.images(repository=repository, limit=limit))
    if output == "json":
        items = [value.counted_value(one) for one in found]
        emit(json_text(envelope("images", ctx.now(), items=items)), None)
        return
    emit(table(ctx, tracked.COLUMNS, [tracked.row(one) for one in found], right=tracked.NUMBERS), None)
    total = ledger.tracking.image_count(repository=repository)
    if total > len(found):
        ctx.message(f"{total - len(found)} more: --limit shows them")


@image.command()
@click.argument("name", metavar="REPOSITORY[:TAG]")
@click.option("--platform", metavar="P", default="", help="Only this platform.")
@output_option("table", "json")
@pass_context
def history(ctx: Context, name: str, platform: str, output: str) -> None:
    """List which images a tag named, the newest first."""
    from navwarn.workflows.tracking import refresh, tag_history

    ledger = ctx.ledger()
    refresh(ledger, ctx.config.distributions, now=ctx.now())
    tags = tag_history(ledger, name, platform=platform)
    named = ledger.tracking.images_numbered({one.image for one in tags})
    images = {one.number: one for one in ledger.tracking.counted(named.values())}
    if output == "json":
        items = [value.tag_value(one, images[one.image]) for one in tags]
        emit(json_text(envelope("image-history", ctx.now(), items=items)), None)
        return
    rows = [tracked.history_row(one, images[one.image]) for one in tags]
    emit(table(ctx, tracked.HISTORY, rows, right=tracked.NUMBERS), None)


@image.command()
@click.argument("name", metavar="REPOSITORY[:TAG]")
@click.option("--platform", metavar="P", default="", help="Only this platform.")
@click.option("--depth", metavar="N", type=click.IntRange(1, 1_000), default=10, show_default=True)
@output_option("table", "json")
@pass_context
def changelog(ctx: Context, name: str, platform: str, depth: int, output: str) -> None:
    """Say what changed from image to image of a tag, the newest first.

    All of them are judged by what is known now, so that what differs is the images'.
    """
    from navwarn.workflows.tracking import changelog as steps_of

    steps = steps_of(ctx.ledger(), name, ctx.config.distributions, platform=platform, depth=depth)
    if output == "json":
        items = [value.step_value(one) for one in steps]
        emit(json_text(envelope("image-changelog", ctx.now(), items=items)), None)
        return
    emit("\n".join(tracked.step_text(ctx, one) for one in steps), None)
    if not steps:
        ctx.message("the tag named one image only, so nothing changed")
