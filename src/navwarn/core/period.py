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
    closed: list[tuple[str, Period]] = []
    current = dict.fromkeys(first.payload["aliases"], first.sequence)
    for count, entry in enumerate(entries, start=1):
        if entry.kind not in _CHANGING_ALIASES:
            continue
        if entry.kind == _RETRACTED:
            aliases = _aliases(live_entries(entries[:count]))
        else:
            aliases = changed_aliases(list(current), entry.payload)
        gone = [alias for alias in current if alias not in aliases]
        closed += [(alias, Period(current.pop(alias), entry.sequence)) for alias in gone]
        for alias in aliases:
            current.setdefault(alias, entry.sequence)
    return closed + [(alias, Period(start, FOREVER)) for alias, start in current.items()]


def _aliases(live: Iterable[Entry]) -> list[str]:
    aliases: list[str] = []
    for entry in live:
        if entry.kind == EntryKind.OPENED:
            aliases = entry.payload["aliases"]
        elif entry.kind == EntryKind.ALIASES:
            aliases = changed_aliases(aliases, entry.payload)
    return aliases


def live_periods(entries: Sequence[Entry]) -> list[tuple[Entry, Period]]:
    """When each entry of one advisory counted: from its recording, and never while it was retracted."""
    by_sequence = {entry.sequence: entry for entry in entries}
    closed: list[tuple[Entry, Period]] = []
    current: dict[int, int] = {}
    for count, entry in enumerate(entries, start=1):
        current[entry.sequence] = entry.sequence
        if entry.kind == _RETRACTED:
            live = [one.sequence for one in live_entries(entries[:count])]
            gone = [sequence for sequence in current if sequence not in live]
            closed += [(by_sequence[number], Period(current.pop(number), entry.sequence)) for number in gone]
            for number in live:
                current.setdefault(number, entry.sequence)
    return closed + [(by_sequence[number], Period(start, FOREVER)) for number, start in current.items()]
