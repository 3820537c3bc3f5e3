"""Periods of knowledge: from which entry to which entry we said that an id or a component belongs.

Aliases and components have no place of their own in event time, so a stretch of sequence numbers is enough
(compare ``interval``).
"""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

from navwarn.core.advisory import changed_aliases, live_entries
from navwarn.core.entry import EntryKind
from navwarn.core.moments import FOREVER

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from navwarn.core.entry import Entry

_CHANGING_ALIASES = frozenset({EntryKind.ALIASES, EntryKind.RETRACTED})
_RETRACTED = EntryKind.RETRACTED


# A tuple for the reason ``Interval`` is one.
class Period(NamedTuple):
    """``known_from <= sequence < known_to``: then we said so."""

    known_from: int
    known_to: int


def alias_periods(entries: Sequence[Entry]) -> list[tuple[str, Period]]:
    """When each alias of one advisory counted, from its entries in order."""
    first = entries[0]
    found: list[tuple[str, Period]] = []
    current = dict.fromkeys(first.payload["aliases"], first.sequence)
    for count, entry in enumerate(entries, start=1):
        if entry.kind in _CHANGING_ALIASES:
            aliases = _aliases(live_entries(entries[:count]))
            gone = [alias for alias in current if alias not in aliases]
            found += [(alias, Period(current.pop(alias), entry.sequence)) for alias in gone]
            for alias in aliases:
                current.setdefault(alias, entry.sequence)
    found += [(alias, Period(start, FOREVER)) for alias, start in current.items()]
    return found


def _aliases(live: Iterable[Entry]) -> list[str]:
    aliases: list[str] = []
    for entry in live:
        if entry.kind == EntryKind.OPENED:
            aliases = entry.payload["aliases"]
        elif entry.kind == EntryKind.ALIASES:
            aliases = changed_aliases(aliases, entry.payload)
    return aliases


def live_periods(entries: Sequence[Entry], wanted: Sequence[Entry]) -> list[tuple[Entry, Period]]:
    """When each of the ``wanted`` among an advisory's entries counted: never while it was retracted."""
    if not any(entry.kind == _RETRACTED for entry in entries):
        return [(entry, Period(entry.sequence, FOREVER)) for entry in wanted]
    return [(entry, period) for entry in wanted for period in _live_periods(entries, entry.sequence)]


def _live_periods(entries: Sequence[Entry], sequence: int) -> list[Period]:
    """The periods of one entry, which a retraction of its retraction can make more than one."""
    periods: list[Period] = []
    start: int | None = None
    for count, entry in enumerate(entries, start=1):
        if entry.sequence != sequence and entry.kind != _RETRACTED:
            continue
        is_live = any(one.sequence == sequence for one in live_entries(entries[:count]))
        if is_live and start is None:
            start = entry.sequence
        elif not is_live and start is not None:
            periods.append(Period(start, entry.sequence))
            start = None
    return periods if start is None else [*periods, Period(start, FOREVER)]
