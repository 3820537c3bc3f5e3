"""``navwarn advisory list|show|history``: reading."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import click
from msgspec import Struct

from navwarn.cli import advisory_view as view
from navwarn.cli.context import Context, pass_context
from navwarn.cli.options import (
    SPAN_END,
    SPAN_START,
    distribution_option,
    moment_options,
    moments,
    out_option,
    output_option,
)
from navwarn.cli.output import emit, envelope, json_text, printable
from navwarn.core.event import EventType
from navwarn.core.instant import Instant
from navwarn.core.status import Exposure, Status

if TYPE_CHECKING:
    from collections.abc import Sequence
    from pathlib import Path

    from navwarn.core.advisory import Advisory
    from navwarn.core.moments import Moments
    from navwarn.ledger.interface import Query

NICKNAMES = {
    "fp": EventType.FALSE_POSITIVE,
    "false-positive": EventType.FALSE_POSITIVE,
    "tp": EventType.TRUE_POSITIVE,
    "true-positive": EventType.TRUE_POSITIVE,
    "fix": EventType.FIXED,
    "pending": EventType.PENDING_UPSTREAM_FIX,
    "fnp": EventType.FIX_NOT_PLANNED,
    "anp": EventType.ANALYSIS_NOT_PLANNED,
}


class EventTypeParam(click.ParamType[EventType]):
    """An event type, or one of its nicknames."""

    name = "type"

    def convert(self, value: Any, param: click.Parameter | None, ctx: click.Context | None) -> EventType:
        """The event type that is meant."""
        known: dict[str, EventType] = {kind.value: kind for kind in EventType} | NICKNAMES
        if value not in known:
            self.fail(f"{value!r} is none of {', '.join(known)}", param, ctx)
        return known[value]


class Selection(Struct, frozen=True):
    """The filters of ``advisory list`` as given."""

    distribution: str | None
    package: tuple[str, ...]
    vuln: tuple[str, ...]
    status: tuple[str, ...]
    exposure: tuple[str, ...]
    type_: tuple[EventType, ...]
    component_type: tuple[str, ...]
    since: Instant | None
    until: Instant | None
    unresolved: bool
    image: str | None

    def query(self, ctx: Context) -> Query:
        """The ledger's question for these filters."""
        from navwarn.ledger.interface import Query

        chosen = () if self.distribution is None else (ctx.distribution(self.distribution).name,)
        about = (chosen, self.package) if self.image is None else self._in_image(ctx, self.image, chosen)
        distributions, packages = about
        return Query(
            distributions=distributions,
            packages=packages,
            vulnerabilities=self.vuln,
            statuses=tuple(map(Status, self.status)),
            exposures=tuple(map(Exposure, self.exposure)),
            event_types=self.type_,
            component_types=self.component_type,
            since=self.since,
            until=self.until,
            unresolved=self.unresolved,
        )

    def _in_image(
        self, ctx: Context, image: str, chosen: tuple[str, ...]
    ) -> tuple[tuple[str, ...], tuple[str, ...]]:
        """The distributions and packages of a tracked image, of those given, that advisories may be about."""
        from navwarn.workflows.tracking import asked_by

        asked = asked_by(ctx.ledger(), image, ctx.config.distributions)
        if not asked.distributions:
            ctx.warn(f"no advisories here are about packages of the distribution of {printable(image)}")
        distributions = [one for one in asked.distributions if one in (chosen or asked.distributions)]
        packages = asked.packages.intersection(self.package or asked.packages) if distributions else ()
        return tuple(distributions), tuple(sorted(packages)) or ("",)  # no package has an empty name


@click.command("list")
@distribution_option
@click.option("-p", "--package", multiple=True, help="Origin package; may be repeated.")
@click.option("-V", "--vuln", multiple=True, help="CVE, GHSA, GO or advisory id; may be repeated.")
@click.option("-s", "--status", multiple=True, type=click.Choice([s.value for s in Status]), help="Status.")
@click.option("--exposure", multiple=True, type=click.Choice([e.value for e in Exposure]), help="Exposure.")
@click.option("-t", "--type", "type_", multiple=True, type=EventTypeParam(), help="Type of the latest event.")
@click.option("-c", "--component-type", multiple=True, help="Component type of a detection, as go-module.")
@click.option("--since", type=SPAN_START, help="Latest event at this time, or day, or later.")
@click.option("--until", type=SPAN_END, help="Latest event at this time, or day, or earlier.")
@click.option("--image", metavar="NAME", help="Only packages of this tracked image.")
@click.option("--unresolved", is_flag=True, help="Only detections and true positives: nothing decided yet.")
@moment_options
@click.option("--history", "with_history", is_flag=True, help="Every event, not only the latest.")
@click.option("--count", "only_count", is_flag=True, help="Print only how many there are.")
@output_option("table", "json", "csv", "yaml")
@out_option
@pass_context
def list_(
    ctx: Context,
    /,
    as_of: Instant | None,
    known_at: str | None,
    with_history: bool,
    only_count: bool,
    output: str,
    out: Path | None,
    **filters: Any,
) -> None:
    """List advisories; every filter may be repeated, and all that are given must hold."""
    ledger = ctx.ledger()
    when = moments(ledger, as_of, known_at)
    query = Selection(**filters).query(ctx)
    if only_count:
        emit(_count(ctx, ledger.count(query, when), when, output), out)
        return
    emit(_render(ctx, ledger.advisories(query, when), when, output, with_history=with_history), out)


def _count(ctx: Context, count: int, when: Moments, output: str) -> str:
    if output == "json":
        return json_text(envelope("advisory-count", ctx.now(), when, count=count))
    return f"{count}\n"


def _render(
    ctx: Context, advisories: Sequence[Advisory], when: Moments, output: str, *, with_history: bool
) -> str:
    if output == "json":
        items = [view.as_json(advisory, with_events=with_history) for advisory in advisories]
        return json_text(envelope("advisories", ctx.now(), when, items=items))
    if output == "csv":
        from navwarn.feeds.events_csv import render

        return render(advisories)
    if output == "yaml":
        from navwarn.workflows.exporting import documents_text

        return documents_text(advisories)
    if not advisories:
        ctx.message("no advisory matches")
        return ""
    return view.history_table(ctx, advisories) if with_history else view.table_of(ctx, advisories)


@click.command("show")
@click.argument("advisory")
@moment_options
@output_option("text", "json", "yaml")
@pass_context
def show(ctx: Context, advisory: str, as_of: Instant | None, known_at: str | None, output: str) -> None:
    """Show one advisory: what it says, since when, and every event."""
    from navwarn.workflows.exporting import documents_text
    from navwarn.workflows.reading import one_advisory

    ledger = ctx.ledger()
    when = moments(ledger, as_of, known_at)
    found = one_advisory(ledger, advisory, when)
    if output == "json":
        emit(
            json_text(envelope("advisory", ctx.now(), when, advisory=view.as_json(found, with_events=True))),
            None,
        )
    elif output == "yaml":
        emit(documents_text([found]), None)
    else:
        emit(view.text_of(found), None)


@click.command("history")
@click.argument("advisory")
@output_option("table", "json")
@pass_context
def history(ctx: Context, advisory: str, output: str) -> None:
    """Show every entry the ledger has about one advisory, corrections included."""
    from navwarn.workflows.reading import history_of

    entries = history_of(ctx.ledger(), advisory)
    if output == "json":
        items = [view.entry_json(entry) for entry in entries]
        emit(json_text(envelope("entries", ctx.now(), items=items)), None)
    else:
        emit(view.entry_table(ctx, entries), None)
