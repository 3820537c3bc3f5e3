"""``navwarn advisory create|update|alias|withdraw|retract``: recording decisions."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING, Any, TypeVar

import click

from navwarn.cli import advisory_view as view
from navwarn.cli.advisory_list import EventTypeParam
from navwarn.cli.context import Context, pass_context
from navwarn.cli.options import (
    ARCHITECTURE,
    EXACT_TIME,
    PACKAGE_URL,
    WEB_ADDRESS,
    WRITTEN_TIME,
    distribution_option,
    output_option,
)
from navwarn.cli.output import emit, envelope, json_text, printable
from navwarn.core.event import DetectionType, Event, EventType, FalsePositiveType, FixMethod
from navwarn.core.instant import SECOND, Instant, format_instant

if TYPE_CHECKING:
    from navwarn.workflows.deciding import Author, Decision, Outcome

F = TypeVar("F", bound=Callable[..., Any])

_NOTED = frozenset(EventType) - {EventType.DETECTION, EventType.FIXED}
"""Event types that the command line asks a note for (documents.md R2)."""

_EXTENSIONS = {
    "scanned_version": "scanned-version",
    "scanner_version": "scanner-version",
    "database_date": "database-date",
    "arch": "architectures",
    "component_purl": "component-purl",
    "fix_method": "fix-method",
    "evidence": "evidence",
    "fix_available": "fix-available-at",
}


_EVENT_OPTIONS = (
    click.option("-p", "--package", "packages", multiple=True, help="Origin package; may be repeated."),
    click.option(
        "-V",
        "--vuln",
        "vulnerabilities",
        multiple=True,
        required=True,
        help="Vulnerability id; may be repeated: every combination with the packages is meant.",
    ),
    click.option("-t", "--type", "type_", type=EventTypeParam(), required=True, help="Event type."),
    click.option("--note", help="What a reader should know."),
    click.option(
        "--fp-type",
        type=click.Choice([kind.value for kind in FalsePositiveType]),
        help="Why the package is not affected; with false-positive-determination.",
    ),
    click.option("--fixed-version", help="Full version with release, such as 1.2.3-r0; with fixed."),
    click.option(
        "--detection-type",
        type=click.Choice([kind.value for kind in DetectionType]),
        default=DetectionType.MANUAL.value,
        show_default=True,
        help="How it was noticed; with detection.",
    ),
    click.option(
        "--data",
        "fields",
        metavar="FIELD=VALUE",
        multiple=True,
        help="A field of an nvdapi or scan/v1 detection, as componentName=zlib; may be repeated.",
    ),
    click.option("--timestamp", type=EXACT_TIME, help="When it happened. [now]"),
    click.option("--scanned-version", help="Version of the package that was scanned."),
    click.option("--scanner-version", help="Version of the scanner."),
    click.option(
        "--database-date", metavar="TIME", type=WRITTEN_TIME, help="Time or date of the scanner's database."
    ),
    click.option("--component-purl", type=PACKAGE_URL, help="Package URL of the component."),
    click.option(
        "--arch", multiple=True, type=ARCHITECTURE, help="Architecture that has the fix; may be repeated."
    ),
    click.option("--fix-method", type=click.Choice([m.value for m in FixMethod]), help="How it was fixed."),
    click.option("--evidence", metavar="URL", type=WEB_ADDRESS, help="Where that can be seen."),
    click.option("--fix-available", metavar="TIME", type=WRITTEN_TIME, help="When upstream had a fix."),
    click.option("--reason", help="Why a false-positive determination no longer holds."),
)
"""The options that describe an event, in the order help shows them."""


def _event_options(command: F) -> F:
    """Add the options that describe an event."""
    for option in reversed((*_EVENT_OPTIONS, distribution_option, _recording_options)):
        command = option(command)
    return command


def _recording_options(command: F) -> F:
    """Add the options of every command that records something."""
    for option in (
        click.option("--actor", help="Who does this; kept, but not public. [the user's name]"),
        click.option("--internal-note", default="", help="Words for the record that are never published."),
        click.option("--dry-run", is_flag=True, help="Show what would be recorded, and record nothing."),
        output_option("text", "json"),
    ):
        command = option(command)
    return command


@click.command("create")
@_event_options
@click.option("--alias", "aliases", multiple=True, help="A further id of the vulnerability; may be repeated.")
@click.option("--complete-aliases", is_flag=True, help="Add the ids the ledger knows for the vulnerability.")
@click.option("--id", "advisory_id", default="", help="Advisory id to use instead of a new one.")
@pass_context
def create(ctx: Context, /, **given: Any) -> None:
    """Open advisories: one for every package and vulnerability, all or none.

    Fails if a package has the vulnerability already, by any alias.
    """
    from navwarn.workflows.deciding import create as record

    if not given["packages"]:
        raise click.UsageError("Missing option '-p' / '--package'.")
    author = _author(ctx, given)
    distribution = ctx.distribution(given["distribution"])
    ledger = ctx.ledger(create=True)
    outcome = record(
        ledger, distribution, _decision(given, author.now), author, is_rehearsal=given["dry_run"]
    )
    _report(ctx, outcome, given)


@click.command("update")
@_event_options
@pass_context
def update(ctx: Context, /, **given: Any) -> None:
    """Add an event to the advisory of every package and vulnerability, all or none.

    Fails if a package has no advisory for the vulnerability. After a false-positive determination it wants
    --reason.
    """
    from navwarn.workflows.deciding import update as record

    author = _author(ctx, given)
    distribution = ctx.distribution(given["distribution"])
    decision = _decision(given, author.now)
    outcome = record(ctx.ledger(), distribution, decision, author, is_rehearsal=given["dry_run"])
    _report(ctx, outcome, given)


@click.group("alias")
def alias() -> None:
    """Change the ids a vulnerability is known by."""


@alias.command("add")
@click.argument("advisory")
@click.argument("aliases", nargs=-1, required=True)
@_recording_options
@pass_context
def alias_add(ctx: Context, /, advisory: str, aliases: tuple[str, ...], **given: Any) -> None:
    """Add ALIASES to ADVISORY."""
    from navwarn.workflows.deciding import change_aliases

    author = _author(ctx, given)
    outcome = change_aliases(ctx.ledger(), advisory, author, added=aliases, is_rehearsal=given["dry_run"])
    _report(ctx, outcome, given)


@alias.command("remove")
@click.argument("advisory")
@click.argument("aliases", nargs=-1, required=True)
@_recording_options
@pass_context
def alias_remove(ctx: Context, /, advisory: str, aliases: tuple[str, ...], **given: Any) -> None:
    """Remove ALIASES from ADVISORY; the record keeps that it had them."""
    from navwarn.workflows.deciding import change_aliases

    author = _author(ctx, given)
    outcome = change_aliases(ctx.ledger(), advisory, author, removed=aliases, is_rehearsal=given["dry_run"])
    _report(ctx, outcome, given)


@click.command("withdraw")
@click.argument("advisories", nargs=-1, required=True)
@click.option("--reason", required=True, help="Why; published.")
@_recording_options
@pass_context
def withdraw(ctx: Context, /, advisories: tuple[str, ...], reason: str, **given: Any) -> None:
    """Withdraw ADVISORIES: they stay on record, and feeds say that they are withdrawn."""
    from navwarn.workflows.deciding import withdraw as record

    author = _author(ctx, given)
    outcome = record(ctx.ledger(), advisories, _worded(reason), author, is_rehearsal=given["dry_run"])
    _report(ctx, outcome, given)


@click.command("retract")
@click.argument("entries", nargs=-1, required=True, type=click.IntRange(min=1))
@click.option("--reason", required=True, help="Why; published.")
@_recording_options
@pass_context
def retract(ctx: Context, /, entries: tuple[int, ...], reason: str, **given: Any) -> None:
    """Declare ENTRIES of the ledger wrong, by the numbers `advisory history` shows."""
    from navwarn.workflows.deciding import retract as record

    author = _author(ctx, given)
    outcome = record(ctx.ledger(), entries, _worded(reason), author, is_rehearsal=given["dry_run"])
    _report(ctx, outcome, given)


def _worded(reason: str) -> str:
    """The reason, if it says something."""
    if not reason.strip():
        raise click.UsageError("--reason must not be empty")
    return reason


def _author(ctx: Context, given: dict[str, Any]) -> Author:
    from navwarn.workflows.deciding import Author

    return Author(given["actor"] or ctx.config.actor, ctx.now(), given["internal_note"])


def _decision(given: dict[str, Any], now: Instant) -> Decision:
    from navwarn.workflows.deciding import Decision

    return Decision(
        packages=given["packages"],
        vulnerabilities=given["vulnerabilities"],
        event=_event(given, now),
        aliases=given.get("aliases", ()),
        advisory_id=given.get("advisory_id", ""),
        reason=(given["reason"] or "").strip(),
        completes_aliases=given.get("complete_aliases", False),
    )


def _event(given: dict[str, Any], now: Instant) -> Event:
    """The event that the options describe; a usage error where they do not fit its type."""
    kind: EventType = given["type_"]
    _refuse_unfit(kind, given)
    moment = Instant((given["timestamp"] or now) // SECOND * SECOND)
    extension = {name: given[option] for option, name in _EXTENSIONS.items() if given[option]}
    if "architectures" in extension:
        extension["architectures"] = list(extension["architectures"])
    return Event(moment, kind.value, _data(kind, given), extension=extension)


def _data(kind: EventType, given: dict[str, Any]) -> dict[str, Any]:
    if kind is EventType.FIXED:
        return {"fixed-version": given["fixed_version"]}
    if kind is EventType.FALSE_POSITIVE:
        return {"type": given["fp_type"], "note": given["note"]}
    if kind is not EventType.DETECTION:
        return {"note": given["note"]}
    fields = dict(part.split("=", 1) for part in given["fields"])
    return {"type": given["detection_type"]} | ({"data": fields} if fields else {})


def _refuse_unfit(kind: EventType, given: dict[str, Any]) -> None:
    """Refuse options that are missing for a type of event, or belong to another."""
    required = {"--fixed-version": kind is EventType.FIXED, "--fp-type": kind is EventType.FALSE_POSITIVE}
    required["--note"] = kind in _NOTED
    for option, is_needed in required.items():
        value = given[option[2:].replace("-", "_")]
        if is_needed and not (value and value.strip()):
            raise click.UsageError(f"{option} is needed with --type {kind.value}")
        if value and not is_needed:
            raise click.UsageError(f"{option} does not go with --type {kind.value}")
    if given["fields"] and kind is not EventType.DETECTION:
        raise click.UsageError(f"--data does not go with --type {kind.value}")
    for part in given["fields"]:
        if "=" not in part:
            raise click.UsageError(f"--data {part!r} must be FIELD=VALUE")


def _report(ctx: Context, outcome: Outcome, given: dict[str, Any]) -> None:
    """Say what was recorded, or would be."""
    for hint in outcome.hints:
        ctx.message(hint)
    if given["output"] == "json":
        content = envelope(
            "recorded",
            ctx.now(),
            recorded=not given["dry_run"],
            entries=[] if given["dry_run"] else [view.entry_json(entry) for entry in outcome.entries],
            items=[view.as_json(advisory, with_events=False) for advisory in outcome.advisories],
        )
        emit(json_text(content), None)
        return
    if given["dry_run"]:
        ctx.message("dry run: nothing was recorded")
    for advisory in outcome.advisories:
        version = f" in {advisory.fixed_version}" if advisory.fixed_version else ""
        since = format_instant(advisory.latest.timestamp)
        names = ", ".join(advisory.aliases)
        line = f"{advisory.id}  {advisory.package}  {names}  {advisory.status.label}{version}  since {since}"
        click.echo("  ".join(printable(part) for part in line.split("  ")))
