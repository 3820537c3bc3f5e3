"""State intervals: which state held from when to when, and from which entry to which entry we said so.

Each interval is a rectangle over the two time axes of law 2. For any pair of moments at most one interval of
an advisory holds them, so a list at two moments is an indexed query and no fold.
"""

from __future__ import annotations

from bisect import insort
from typing import TYPE_CHECKING, NamedTuple

from navwarn.core.advisory import live_entries
from navwarn.core.entry import EntryKind
from navwarn.core.instant import Instant, parse_instant
from navwarn.core.moments import FOREVER

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from navwarn.core.entry import Entry

_TIMED = frozenset({EntryKind.EVENT, EntryKind.WITHDRAWN, EntryKind.MOVED})


# Tuples, unlike other values of the core: an import makes and compares them by the ten thousand.
class State(NamedTuple):
    """What holds during an interval: the entry of the deciding event, the package, and whether withdrawn."""

    event: int
    package: str
    withdrawn: bool


class Interval(NamedTuple):
    """``valid_from <= as_of < valid_to`` and ``known_from <= sequence < known_to``: then ``state`` holds."""

    valid_from: Instant
    valid_to: Instant
    known_from: int
    known_to: int
    state: State


_Change = tuple[Instant, int, "Entry"]
_Piece = tuple[Instant, Instant, State]


def intervals(entries: Sequence[Entry]) -> list[Interval]:
    """All intervals of one advisory, from its entries in order; they agree with ``fold`` at any moments."""
    found: list[Interval] = []
    current: dict[_Piece, int] = {}
    changes: list[_Change] = []
    for count, entry in enumerate(entries, start=1):
        if entry.kind in _TIMED:
            insort(changes, _change(entry))
        elif entry.kind == EntryKind.RETRACTED:
            changes = _changes(live_entries(entries[:count]))
        else:
            continue
        pieces = _pieces(entries[0].payload["package"], changes)
        for piece in [piece for piece in current if piece not in pieces]:
            start, end, state = piece
            found.append(Interval(start, end, current.pop(piece), entry.sequence, state))
        for piece in pieces:
            current.setdefault(piece, entry.sequence)
    found.extend(
        Interval(start, end, known_from, FOREVER, state)
        for (start, end, state), known_from in current.items()
    )
    return found


def _changes(live: Iterable[Entry]) -> list[_Change]:
    """The entries that change the state at some moment, in the order of event time, then of recording."""
    return sorted(_change(entry) for entry in live if entry.kind in _TIMED)


def _change(entry: Entry) -> _Change:
    if entry.kind == EntryKind.EVENT:
        return parse_instant(entry.payload["timestamp"]), entry.sequence, entry
    return entry.recorded_at, entry.sequence, entry


def _pieces(package: str, changes: list[_Change]) -> list[_Piece]:
    """The states along event time that these changes make, starting from the package of the opening."""
    ends = [*(change[0] for change in changes), FOREVER][1:]
    pieces: list[_Piece] = []
    state = State(0, package, withdrawn=False)
    for (start, _, entry), end in zip(changes, ends, strict=True):
        state = _after(state, entry)
        if state.event and start < end:
            pieces.append((start, end, state))
    return pieces


def _after(state: State, entry: Entry) -> State:
    """The state after one more change, in the order of event time."""
    if entry.kind == EntryKind.EVENT:
        return State(entry.sequence, state.package, state.withdrawn)
    if entry.kind == EntryKind.MOVED:
        return State(state.event, entry.payload["package"], state.withdrawn)
    return State(state.event, state.package, withdrawn=True)
