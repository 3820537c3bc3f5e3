"""The root command: global options, lazily loaded commands, and how errors reach a person."""

from __future__ import annotations

import os
import sys
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from navwarn import __version__
from navwarn.cli.context import Context
from navwarn.cli.lazy import LazyGroup
from navwarn.errors import ExternalError, InputError, NavwarnError

if TYPE_CHECKING:
    from collections.abc import Iterator
    from typing import TextIO

INTERRUPTED = 130
"""The exit status shells give to what Ctrl-C ends."""

UNREAD = 141
"""The exit status shells give to what ends because nobody reads its output any more."""

COMMANDS = {
    "advisory": ("navwarn.cli.advisory:advisory", "List, show and change advisories."),
    "completion": ("navwarn.cli.completion:completion", "Print the completion script of a shell."),
    "config": ("navwarn.cli.config:config", "Show the configuration and where it comes from."),
    "db": ("navwarn.cli.db:db", "Look after the ledger's database."),
    "demo": ("navwarn.cli.demo:demo", "See Navwarn at work on a made-up distribution."),
    "diff": ("navwarn.cli.diff:diff", "Compare two images: what is gone, what is new, and why."),
    "export": ("navwarn.cli.export:export", "Write the ledger's advisories as documents."),
    "feed": ("navwarn.cli.feed:feed", "Write feeds that scanners read."),
    "fmt": ("navwarn.cli.fmt:fmt", "Bring documents into canonical layout."),
    "id": ("navwarn.cli.id:id_", "Print a new advisory id."),
    "image": ("navwarn.cli.image:image", "See what container images contain."),
    "import": ("navwarn.cli.import_:import_", "Record a directory of documents in the ledger."),
    "lookup": ("navwarn.cli.lookup:lookup", "Say what is known about a vulnerability."),
    "package": ("navwarn.cli.package:package", "Import package indexes, show what is published."),
    "scan": ("navwarn.cli.scan:scan", "Say what is found in an image, and what we say about it."),
    "serve": ("navwarn.cli.serve:serve", "Serve the site, the API and the feeds."),
    "source": ("navwarn.cli.source:source", "Import what upstream sources say about vulnerabilities."),
    "token": ("navwarn.cli.token:token", "Let readers see private distributions."),
    "validate": ("navwarn.cli.validate:validate", "Check a directory of documents by every rule."),
    "version": ("navwarn.cli.version:version", "Compare and check versions."),
}
"""Every command: where it lives, and what the list of commands says about it."""


class CommandLineError(InputError):
    """A command line that says something the command does not take."""

    code = "NW-USAGE"


class _ReaderGoneError(Exception):
    """Nobody reads our output any more; click would take that for a failure of its own."""


class Root(LazyGroup):
    """The group of all commands, which imports none to list them."""

    def make_context(self, *args: Any, **kwargs: Any) -> click.Context:
        """Parse the command line, which prints help and version."""
        with _noticing_the_reader():
            return super().make_context(*args, **kwargs)

    def invoke(self, ctx: click.Context) -> Any:
        """Run the command that was asked for."""
        with _noticing_the_reader():
            return super().invoke(ctx)

    def format_commands(self, ctx: click.Context, formatter: click.HelpFormatter) -> None:
        """Write the list of commands without importing them."""
        del ctx
        with formatter.section("Commands"):
            formatter.write_dl([(name, text) for name, (_, text) in sorted(COMMANDS.items())])


@click.group(
    cls=Root,
    places={name: place for name, (place, _) in COMMANDS.items()},
    context_settings={"help_option_names": ["-h", "--help"], "max_content_width": 100},
)
@click.option("--db", metavar="URL", help="Ledger: a SQLite file or postgresql://… [NAVWARN_DB]")
@click.option("--config", type=click.Path(path_type=Path), help="Configuration file. [NAVWARN_CONFIG]")
@click.option("-q", "--quiet", is_flag=True, help="No progress and no messages, errors only.")
@click.option(
    "--color",
    type=click.Choice(["auto", "always", "never"]),
    default="auto",
    show_default=True,
    help="Colours in tables and messages.",
)
@click.version_option(__version__, prog_name="navwarn", message="%(prog)s %(version)s")
@click.pass_context
def cli(ctx: click.Context, db: str | None, config: Path | None, quiet: bool, color: str) -> None:
    """Security advisories for packages and container images, from disclosure to fix."""
    ctx.obj = Context(database=db, config_file=config, is_quiet=quiet, color=color)
    ctx.call_on_close(ctx.obj.close)


@contextmanager
def _noticing_the_reader() -> Iterator[None]:
    try:
        yield
    except BrokenPipeError as error:
        raise _ReaderGoneError from error


def run() -> int:
    """Run the command line and return its exit status; every foreseen error becomes one sentence."""
    try:
        return _run()
    except (_ReaderGoneError, BrokenPipeError):
        _forget_output(sys.stdout, sys.stderr)
        return UNREAD


def _run() -> int:
    try:
        status = cli.main(prog_name="navwarn", standalone_mode=False)
        sys.stdout.flush()
    except click.exceptions.Exit as exit_:
        return exit_.exit_code
    except BrokenPipeError:
        raise
    except (click.ClickException, click.Abort, NavwarnError, MemoryError) as error:
        return report(error)
    except OSError as error:
        return _report_refusal(error)
    except UnicodeEncodeError as error:
        return report(_not_text(error))
    return status if isinstance(status, int) else 0


def _report_refusal(error: OSError) -> int:
    """Report what the system refused, which may be our output itself."""
    status = report(error)
    try:
        sys.stdout.flush()
    except BrokenPipeError:
        raise
    except OSError:
        _forget_output(sys.stdout)
    return status


def _not_text(error: UnicodeEncodeError) -> InputError:
    """What to say of a text that no file, database or terminal can take: bytes that are no UTF-8."""
    from navwarn.versions.interface import quote

    return CommandLineError(f"{quote(error.object)} is not UTF-8 text", hint="Write it in UTF-8.")


def report(error: Exception) -> int:
    """Write what went wrong to standard error, and return the exit status that goes with it."""
    match error:
        case click.exceptions.NoArgsIsHelpError():
            error.show()
            return error.exit_code
        case click.ClickException():
            return report(CommandLineError(error.format_message(), hint=_where_to_read(error)))
        case click.Abort():
            click.echo("navwarn: stopped; nothing was changed", err=True)
            return INTERRUPTED
        case NavwarnError():
            show_error(error.message, error.code, error.hint)
            return error.exit_status
        case OSError():
            place = f" {error.filename}" if error.filename else ""
            show_error(f"the system refused{place}: {error.strerror or error}", "NW-SYSTEM", "")
        case _:
            show_error(
                "the machine has no memory left for this", "NW-MEMORY", "Give it less input at a time."
            )
    return ExternalError.exit_status


def show_error(message: str, code: str, hint: str) -> None:
    """Write an error to standard error: the sentence, its code, and the next step if there is one."""
    from navwarn.documents.report import visible

    click.echo(f"navwarn: {visible(message)} [{code}]", err=True)
    if hint:
        click.echo(f"  {hint}", err=True)


def _where_to_read(error: click.ClickException) -> str:
    """The command whose help tells how it is used, as far as the command line got to one."""
    context = error.ctx if isinstance(error, click.UsageError) else None
    return f"`{context.command_path} --help` tells how it is used." if context else ""


def _forget_output(*streams: TextIO) -> None:
    """Keep the interpreter from complaining at exit of what it cannot write, where that was told."""
    null = os.open(os.devnull, os.O_WRONLY)
    for stream in streams:
        os.dup2(null, stream.fileno())
