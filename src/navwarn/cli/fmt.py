"""``navwarn fmt``."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

import click

from navwarn.cli.context import Context, pass_context
from navwarn.cli.output import emit

if TYPE_CHECKING:
    from navwarn.workflows.format import Formatted


@click.command("fmt")
@click.argument("paths", type=click.Path(path_type=Path), nargs=-1, required=True)
@click.option("--check", is_flag=True, help="Change nothing; list what would change, with status 1.")
@click.option("--diff", is_flag=True, help="Change nothing; show what would change, with status 1.")
@click.option("--sort", is_flag=True, help="Put advisories and aliases in order too.")
@pass_context
def fmt(ctx: Context, paths: tuple[Path, ...], check: bool, diff: bool, sort: bool) -> int:
    """Bring the documents in PATHS (files and directories) into canonical layout.

    Only layout and the order of keys change; texts, comments and unknown keys stay. Where one file cannot be
    read, none is changed.
    """
    from navwarn.documents.report import visible
    from navwarn.workflows.format import UnformattableError, format_paths, save

    try:
        documents = format_paths(paths, sort=sort, max_bytes=ctx.config.max_document_bytes)
    except UnformattableError as error:
        for fault in error.faults:
            click.echo(visible(f"{fault.place}: {fault.rule} {fault.message}"), err=True)
        raise
    changed = [document for document in documents if document.is_changed]
    if diff:
        emit(b"".join(map(_diff, changed)), None)
    elif check:
        emit("".join(f"{visible(str(document.path))}\n" for document in changed), None)
    else:
        save(changed)
    is_dry = check or diff
    verb = "to format" if is_dry else "formatted"
    ctx.message(f"{len(changed)} of {len(documents)} documents {verb}")
    return 1 if is_dry and changed else 0


def _diff(document: Formatted) -> bytes:
    """The change as a unified diff, which ``patch`` can apply."""
    from difflib import diff_bytes, unified_diff

    name = str(document.path).encode("utf-8", "surrogateescape")
    before, after = (content.splitlines(keepends=True) for content in (document.before, document.after))
    lines = list(diff_bytes(unified_diff, before, after, name, name))
    return b"".join(line if line.endswith(b"\n") else line + _NO_NEWLINE for line in lines)


_NO_NEWLINE = b"\n\\ No newline at end of file\n"
