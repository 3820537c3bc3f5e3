"""``navwarn package``: what a distribution publishes."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from navwarn.cli.context import Context, pass_context
from navwarn.cli.options import distribution_option, output_option
from navwarn.cli.output import emit, envelope, json_text, table
from navwarn.core.instant import format_exact, format_instant
from navwarn.errors import InputError

if TYPE_CHECKING:
    from navwarn.ledger.interface import Ledger
    from navwarn.ledger.published import PublishedVersion


@click.group()
def package() -> None:
    """Import package indexes, and show what is published."""


@package.command("import")
@click.argument("indexes", metavar="APKINDEX…", nargs=-1, required=True, type=click.Path(path_type=Path))
@distribution_option
@output_option("table", "json")
@pass_context
def import_(ctx: Context, indexes: tuple[Path, ...], distribution: str | None, output: str) -> None:
    """Remember which versions the package indexes publish: APKINDEX files or their .tar.gz, signed or not.

    All of them or none. Versions that an index no longer has stay, with the time they were seen last.
    """
    from navwarn.workflows.package_importing import import_packages

    now, chosen = ctx.now(), ctx.distribution(distribution)
    reports = import_packages(ctx.ledger(create=True), chosen, indexes, now=now)
    if output == "json":
        items = [
            {
                "index": str(one.path),
                "architectures": list(one.architectures),
                "packages": one.packages,
                "new": one.added,
            }
            for one in reports
        ]
        emit(json_text(envelope("package-import", now, distribution=chosen.name, items=items)), None)
        return
    rows = [
        (str(one.path), ", ".join(one.architectures), f"{one.packages:,}", f"{one.added:,}")
        for one in reports
    ]
    columns = ("Index", "Architectures", "Packages", "New")
    emit(table(ctx, columns, rows, right=frozenset({"Packages", "New"})), None)


@package.command("list")
@distribution_option
@output_option("table", "json")
@pass_context
def list_(ctx: Context, distribution: str | None, output: str) -> None:
    """List the origin packages that are published, each with its newest version."""
    name = ctx.distribution(distribution).name
    found = ctx.ledger().published_packages(name)
    if output == "json":
        items = [
            {"package": one.package, "newest": one.newest, "versions": one.versions, "packages": one.packages}
            for one in found
        ]
        emit(json_text(envelope("packages", ctx.now(), distribution=name, items=items)), None)
        return
    rows = [(one.package, one.newest, f"{one.versions:,}", f"{one.packages:,}") for one in found]
    columns = ("Package", "Newest", "Versions", "Packages")
    emit(table(ctx, columns, rows, right=frozenset({"Versions", "Packages"})), None)


@package.command()
@click.argument("name", metavar="PACKAGE")
@distribution_option
@output_option("table", "json")
@pass_context
def show(ctx: Context, name: str, distribution: str | None, output: str) -> None:
    """Show the published versions of PACKAGE, the newest first, with what is built from each."""
    chosen, ledger = ctx.distribution(distribution).name, ctx.ledger()
    found = ledger.published_versions(chosen, name)
    if not found:
        raise _unknown(ledger, chosen, name)
    if output == "json":
        items = [_as_json(one) for one in found]
        emit(json_text(envelope("package", ctx.now(), distribution=chosen, package=name, items=items)), None)
        return
    rows = [
        (
            *(one.version, architecture, format_instant(one.built_at) if one.built_at is not None else ""),
            *(format_instant(one.last_seen_at), ", ".join(names)),
        )
        for one in found
        for architecture, names in one.names
    ]
    emit(table(ctx, ("Version", "Architecture", "Built", "Last seen", "Packages"), rows), None)


def _unknown(ledger: Ledger, distribution: str, name: str) -> InputError:
    """That no index had the package, and where a subpackage of that name comes from."""
    origins = ledger.origins(distribution, name)
    hint = (
        f"It is built from {', '.join(origins)}."
        if origins
        else "Import a package index: navwarn package import APKINDEX.tar.gz."
    )
    return InputError(f"no index of {distribution} has a package {name}", hint=hint, code="NW-PACKAGE")


def _as_json(one: PublishedVersion) -> dict[str, Any]:
    return {
        "version": one.version,
        "built": None if one.built_at is None else format_exact(one.built_at),
        "first_seen": format_exact(one.first_seen_at),
        "last_seen": format_exact(one.last_seen_at),
        "architectures": [
            {"architecture": architecture, "packages": list(names)} for architecture, names in one.names
        ],
    }
