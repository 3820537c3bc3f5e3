"""State intervals: which state held from when to when, and from which entry to which entry we said so.

Each interval is a rectangle over the two time axes of law 2. For any pair of moments at most one interval of
an advisory holds them, so a list at two moments is an indexed query and no fold.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from navwarn.core.advisory import live_entries
from navwarn.core.entry import EntryKind
from navwarn.core.instant import Instant, parse_instant

if TYPE_CHECKING:
    from collections.abc import Sequence

    from navwarn.core.entry import Entry

FOREVER = Instant(2**62)
"""Later than any moment and above any sequence number."""

_STATELESS = frozenset({EntryKind.OPENED, EntryKind.ALIASES, EntryKind.DISMISSED})


@dataclass(frozen=True, slots=True)
class State:
    """What holds during an interval: the entry of the deciding event, the package, and whether withdrawn."""

    event: int
    package: str
    withdrawn: bool


@dataclass(frozen=True, slots=True)
class Interval:
    """``valid_from <= as_of < valid_to`` and ``known_from <= sequence < known_to``: then ``state`` holds."""

    valid_from: Instant
    valid_to: Instant
    known_from: int
    known_to: int
    state: State


def intervals(entries: Sequence[Entry]) -> list[Interval]:
    """All intervals of one advisory, from its entries in order; they agree with ``fold`` at any moments."""
    closed: list[Interval] = []
    current: dict[tuple[Instant, Instant, State], int] = {}
    for count, entry in enumerate(entries, start=1):
        if entry.kind in _STATELESS:
            continue
        pieces = _pieces(live_entries(entries[:count]))
        ended = [piece for piece in current if piece not in pieces]
        closed += [Interval(p[0], p[1], current.pop(p), entry.sequence, p[2]) for p in ended]
        for piece in pieces:
            current.setdefault(piece, entry.sequence)
    return closed + [
        Interval(start, end, known_from, FOREVER, state)
        for (start, end, state), known_from in current.items()
    ]


def _pieces(live: list[Entry]) -> dict[tuple[Instant, Instant, State], None]:
    """The states along event time that these entries make, as (from, to, state) in order."""
    changes: list[tuple[Instant, int, Entry]] = []
    for entry in live:
        if entry.kind == EntryKind.EVENT:
            changes.append((parse_instant(entry.payload["timestamp"]), entry.sequence, entry))
        elif entry.kind in {EntryKind.WITHDRAWN, EntryKind.MOVED}:
            changes.append((entry.recorded_at, entry.sequence, entry))
    changes.sort(key=lambda change: change[:2])
    pieces: dict[tuple[Instant, Instant, State], None] = {}
    state = State(0, live[0].payload["package"] if live else "", withdrawn=False)
    for index, (start, _, entry) in enumerate(changes):
        state = _after(state, entry)
        end = changes[index + 1][0] if index + 1 < len(changes) else FOREVER
        if state.event and start < end:
            pieces[start, end, state] = None
    return pieces


def _after(state: State, entry: Entry) -> State:
    """The state after one more change, in the order of event time."""
    if entry.kind == EntryKind.EVENT:
        return State(entry.sequence, state.package, state.withdrawn)
    if entry.kind == EntryKind.MOVED:
        return State(state.event, entry.payload["package"], state.withdrawn)
    return State(state.event, state.package, withdrawn=True)
