"""The options by which commands are told how an image is read, and reading one with progress."""

from __future__ import annotations

import sys
from typing import TYPE_CHECKING, Any

import click

from navwarn.cli.options import WordType
from navwarn.cli.progress import Progress
from navwarn.errors import CheckFailedError

if TYPE_CHECKING:
    from collections.abc import Sequence

    from click.shell_completion import CompletionItem

    from navwarn.cli.context import Context
    from navwarn.cli.options import F
    from navwarn.core.finding import Evaluation, Finding
    from navwarn.core.inventory import Inventory

_ACCESS = (
    ("--allow-private", "private", "Ask this host at a private address."),
    ("--insecure", "plain", "Ask this host without TLS."),
    ("--token-host", "token_hosts", "Show it the registry's credentials too."),
)
_HOST = WordType("host", r"[^\s/@]{1,260}", "a host, with its port where it has one")


def complete_image(_ctx: click.Context, _param: click.Parameter, incomplete: str) -> list[CompletionItem]:
    """Files and directories, for shells: an image may also be named otherwise, which nobody can complete."""
    from click.shell_completion import CompletionItem

    return [CompletionItem(incomplete, type="file")]


def image_options(command: F) -> F:
    """Add ``--platform`` and the options about registries; ``read`` takes them as they come."""
    command = click.option(
        "--ca-file",
        metavar="FILE",
        type=click.Path(exists=True, dir_okay=False),
        help="Trust the certificates in it (PEM) besides the system's.",
    )(command)
    for name, parameter, text in reversed(_ACCESS):
        command = click.option(name, parameter, metavar="HOST", type=_HOST, multiple=True, help=text)(command)
    return click.option(
        "--platform", metavar="P", default="", help="As linux/arm64; all of them with `all`."
    )(command)


def attached_option(command: F) -> F:
    """Add ``--attached``, which ``read`` takes too."""
    return click.option(
        "--attached", "is_attached", is_flag=True, help="Read the SBOM attached to the image, not its layers."
    )(command)


def read(
    ctx: Context, reference: str, *, platform: str, is_attached: bool = False, **access: Any
) -> list[Inventory]:
    """The inventories of an image, read with progress on a terminal.

    The options are those that ``image_options`` and ``attached_option`` add.
    """
    from navwarn.workflows.inventory import read_inventories, registry_access

    allowed = registry_access(ctx.config.registries, **access)
    is_shown = not ctx.is_quiet and sys.stderr.isatty()
    with Progress(lambda count: f"{count / 1e6:,.0f} MB", is_shown=is_shown) as progress:
        return read_inventories(
            reference, allowed, platform=platform, is_attached=is_attached, on_bytes=progress.add
        )


def fail_on_option(command: F) -> F:
    """Add ``--fail-on``, which may be given more than once."""
    from navwarn.workflows.gating import WORDS

    return click.option(
        "--fail-on",
        type=click.Choice(WORDS),
        multiple=True,
        help="Exit with 1 for an open finding of this severity or worse, or for packages not evaluated;"
        " `unknown` for any open finding.",
    )(command)


def close_gate(
    ctx: Context,
    findings: Sequence[Finding],
    evaluations: Sequence[Evaluation],
    wanted: tuple[str, ...],
    what: str,
) -> None:
    """Raise ``CheckFailedError`` where ``--fail-on`` asked for it; ``what`` names the findings that count.

    Findings of a severity that nobody knows are told of: they neither pass nor fail without a word (SG13).
    """
    from navwarn.core.severity import Severity
    from navwarn.workflows.gating import verdict

    seen = verdict(findings, evaluations, wanted)
    reasons = []
    if seen.undecided:
        ctx.warn(
            f"{_number(seen.undecided, what)} of unknown severity did not count;"
            " --fail-on unknown counts every finding"
        )
    if seen.failing and seen.threshold is not None:
        is_any = seen.threshold is Severity.UNKNOWN
        severity = "" if is_any else f" of severity {seen.threshold.value} or worse"
        reasons.append(_number(seen.failing, what) + severity)
    if seen.is_blind:
        missed = sum(one.not_evaluated for one in evaluations)
        reasons.append(f"{_number(missed, 'package')} not evaluated" if missed else "something not read")
    if reasons:
        raise GateError(" and ".join(reasons))


def _number(count: int, what: str) -> str:
    return f"1 {what}" if count == 1 else f"{count} {what}s"


class GateError(CheckFailedError):
    """Findings that ``--fail-on`` asked not to pass."""

    code = "NW-FAIL-ON"
