"""Advisories and entries as rows, JSON objects and text."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from navwarn.cli.output import printable, table
from navwarn.core.entry import EntryKind, event_of, event_payload
from navwarn.core.identifier import alias_order
from navwarn.core.instant import format_exact, format_instant
from navwarn.core.status import Status

if TYPE_CHECKING:
    from collections.abc import Sequence

    from navwarn.cli.context import Context
    from navwarn.core.advisory import Advisory
    from navwarn.core.entry import Entry
    from navwarn.core.event import Event

STYLES = {
    Status.UNDER_INVESTIGATION.label: "yellow",
    Status.AFFECTED.label: "red",
    Status.PENDING_UPSTREAM_FIX.label: "dark_orange",
    Status.FIXED.label: "green",
    Status.NOT_AFFECTED.label: "cyan",
    Status.FIX_NOT_PLANNED.label: "dim",
    Status.ANALYSIS_NOT_PLANNED.label: "dim",
    Status.WITHDRAWN.label: "dim strike",
}
"""The colour of each status word on a terminal."""

_DETAIL_WIDTH = 72


def canonical_alias(advisory: Advisory) -> str:
    """The id people know the vulnerability by: its CVE if it has one."""
    return min(advisory.aliases, key=alias_order, default="")


def table_of(ctx: Context, advisories: Sequence[Advisory]) -> str:
    """One row for each advisory, with what holds."""
    columns: tuple[str, ...] = (
        "package",
        "vulnerability",
        "status",
        "fixed in",
        "since",
        "advisory",
        "distribution",
    )
    rows: list[tuple[str, ...]] = [
        (
            printable(advisory.package),
            printable(canonical_alias(advisory)),
            advisory.status.label,
            printable(advisory.fixed_version),
            format_instant(advisory.latest.timestamp)[:10],
            printable(advisory.id),
            advisory.distribution,
        )
        for advisory in advisories
    ]
    if len({advisory.distribution for advisory in advisories}) == 1:
        columns, rows = columns[:-1], [row[:-1] for row in rows]
    return table(ctx, columns, rows, styles=STYLES)


def history_table(ctx: Context, advisories: Sequence[Advisory]) -> str:
    """One row for each event, in time order within an advisory."""
    columns = ("package", "vulnerability", "advisory", "time", "event", "detail")
    rows = [
        (
            printable(advisory.package),
            printable(canonical_alias(advisory)),
            printable(advisory.id),
            format_instant(event.timestamp),
            printable(event.type),
            _shortened(detail(event)),
        )
        for advisory in advisories
        for event in advisory.timeline
    ]
    return table(ctx, columns, rows)


def detail(event: Event) -> str:
    """What an event says beyond its type, as one line."""
    component = event.component
    parts = [
        event.fixed_version,
        event.false_positive_type,
        f"{component.get('componentName')} {component.get('componentVersion')}" if component else "",
        event.note,
    ]
    return printable(" · ".join(part for part in parts if part))


def _shortened(text: str) -> str:
    return text if len(text) <= _DETAIL_WIDTH else text[: _DETAIL_WIDTH - 1] + "…"


def as_json(advisory: Advisory, *, with_events: bool) -> dict[str, Any]:
    """An advisory as an item of JSON results."""
    item: dict[str, Any] = {
        "id": advisory.id,
        "distribution": advisory.distribution,
        "package": advisory.package,
        "aliases": list(advisory.aliases),
        "status": advisory.status.value,
        "exposure": advisory.exposure.value,
        "fixed_version": advisory.fixed_version or None,
        "since": format_instant(advisory.latest.timestamp),
        "published": format_exact(advisory.published),
        "updated": format_exact(advisory.modified),
        "recorded": None if advisory.recorded is None else format_exact(advisory.recorded),
        "latest_event": event_payload(advisory.latest),
    }
    if advisory.withdrawal:
        item["withdrawn"] = {"at": format_exact(advisory.withdrawal.at), "reason": advisory.withdrawal.reason}
    if with_events:
        item["events"] = [event_payload(event) for event in advisory.timeline]
    return item


def text_of(advisory: Advisory) -> str:
    """One advisory for a person to read."""
    lines = [
        f"{advisory.id}  {advisory.package} ({advisory.distribution})",
        f"  vulnerability  {', '.join(sorted(advisory.aliases, key=alias_order)) or 'no aliases'}",
        f"  status         {advisory.status.label}" + (f" in {v}" if (v := advisory.fixed_version) else ""),
        f"  exposure       {advisory.exposure.value}",
        f"  since          {format_instant(advisory.latest.timestamp)}",
    ]
    if advisory.withdrawal:
        lines.append(
            f"  withdrawn      {format_instant(advisory.withdrawal.at)}: {advisory.withdrawal.reason}"
        )
    lines.append(f"  published      {format_instant(advisory.published)}")
    lines.append(f"  updated        {format_instant(advisory.modified)}")
    if advisory.recorded is not None:
        lines.append(f"  recorded       {format_instant(advisory.recorded)}")
    lines.append("  events")
    for event in advisory.timeline:
        said = detail(event)
        lines.append(f"    {format_instant(event.timestamp)}  {event.type}" + (f"  {said}" if said else ""))
        lines.extend(f"      {key}: {value}" for key, value in event.extension.items())
    return "\n".join(_safe(line) for line in lines) + "\n"


def _safe(line: str) -> str:
    """The line with control characters made visible blanks; its indentation stays."""
    indent = len(line) - len(line.lstrip(" "))
    return " " * indent + "".join(c if c.isprintable() else " " for c in line[indent:])


def entry_json(entry: Entry) -> dict[str, Any]:
    """An entry as an item of JSON results."""
    item = {
        "sequence": entry.sequence,
        "distribution": entry.distribution,
        "advisory": entry.advisory,
        "kind": entry.kind,
        "payload": entry.payload,
        "recorded_at": format_exact(entry.recorded_at),
    }
    return item | ({"commitment": entry.commitment} if entry.commitment else {})


def entry_table(ctx: Context, entries: Sequence[Entry]) -> str:
    """One row for each entry, corrections and all."""
    rows = [
        (
            str(entry.sequence),
            format_instant(entry.recorded_at),
            entry.kind,
            _shortened(printable(_entry_detail(entry))),
        )
        for entry in entries
    ]
    return table(ctx, ("entry", "recorded", "kind", "what"), rows, right=frozenset({"entry"}))


def _entry_detail(entry: Entry) -> str:
    payload = entry.payload
    if entry.kind == EntryKind.EVENT:
        event = event_of(payload)
        said = detail(event)
        return f"{format_instant(event.timestamp)} {event.type}" + (f": {said}" if said else "")
    if entry.kind == EntryKind.ALIASES:
        changes = [f"+{alias}" for alias in payload["added"]] + [f"-{alias}" for alias in payload["removed"]]
        return " ".join(changes)
    if entry.kind == EntryKind.OPENED:
        return f"{payload['package']}: {', '.join(payload['aliases'])}"
    return ", ".join(f"{key} {value}" for key, value in payload.items())
