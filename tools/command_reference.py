"""Writes docs/reference/command-line.md from the help texts of the program.

Run as ``python -m tools.command_reference`` whenever a command or an option changes; a test compares the two.
"""

from __future__ import annotations

import inspect
import sys
from typing import TYPE_CHECKING

import click

from navwarn.cli.root import cli
from tools.project import ROOT

if TYPE_CHECKING:
    from collections.abc import Iterator

PAGE = ROOT / "docs" / "reference" / "command-line.md"
_HEAD = """\
# Command line

Every command with its options, as `--help` has them. This page is made from the program: do not edit it, run
`python -m tools.command_reference`.

Results go to standard output, messages and progress to standard error. The exit status is 0 when it is done
and any check passed, 1 when a check failed, 2 when the input or the command line is wrong, and 3 when
something outside failed ([errors](errors-and-exit-statuses.md)). Results of `-o json` have
[schemas](json-output.md). Every command takes `-h` and `--help`.
"""
_WIDEST = 60
"""The most characters of a list of choices that stands beside its option."""


def render() -> str:
    """The page."""
    root = click.Context(cli, info_name="navwarn")
    return "\n".join((_HEAD, *_sections(root)))


def _sections(ctx: click.Context) -> Iterator[str]:
    """The sections of a command and of all below it."""
    yield _section(ctx)
    if isinstance(ctx.command, click.Group):
        for name in ctx.command.list_commands(ctx):
            command = ctx.command.get_command(ctx, name)
            if command is not None:
                yield from _sections(click.Context(command, info_name=name, parent=ctx))


def _section(ctx: click.Context) -> str:
    usage = " ".join((ctx.command_path, *ctx.command.collect_usage_pieces(ctx)))
    parts = [f"## {ctx.command_path}\n", f"```text\n{usage}\n```\n"]
    parts.extend(f"{paragraph}\n" for paragraph in _paragraphs(ctx.command.help or ""))
    rows = "".join(f"| `{_cell(name)}` | {_cell(text)} |\n" for name, text in _options(ctx))
    if rows:
        parts.append(f"| option | meaning |\n|---|---|\n{rows}")
    if isinstance(ctx.command, click.Group):
        parts.append(f"Commands: {', '.join(_links(ctx, ctx.command))}.\n")
    return "\n".join(parts)


def _options(ctx: click.Context) -> Iterator[tuple[str, str]]:
    """What each option is called, and what it means; long lists of choices go to the meaning."""
    for param in ctx.command.get_params(ctx):
        record = param.get_help_record(ctx)
        if record is None or not isinstance(param, click.Option) or "--help" in param.opts:
            continue
        name, text = record
        head, bracket, choices = name.partition(" [")
        if bracket and len(choices) > _WIDEST:
            name, text = head, f"{text} One of {choices.rstrip(']').replace('|', ', ')}."
        yield name, text


def _paragraphs(text: str) -> list[str]:
    """The paragraphs of a help text, each on one line; what is code on a terminal is code here."""
    return [" ".join(part.split()) for part in inspect.cleandoc(text).split("\n\n")]


def _links(ctx: click.Context, group: click.Group) -> Iterator[str]:
    for name in group.list_commands(ctx):
        path = f"{ctx.command_path} {name}"
        yield f"[{name}](#{path.replace(' ', '-')})"


def _cell(text: str) -> str:
    return " ".join(text.split()).replace("|", "\\|")


def main() -> int:
    """Exit status 0 after writing the page."""
    PAGE.write_text(render(), encoding="utf-8")
    return 0


if __name__ == "__main__":
    sys.exit(main())
