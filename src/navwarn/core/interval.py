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

# Looking up a member of an enumeration costs more than comparing it (see ``advisory``).
_EVENT, _MOVED, _RETRACTED = EntryKind.EVENT, EntryKind.MOVED, EntryKind.RETRACTED
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
    cutter = _Cutter(entries[0].payload["package"])
    for count, entry in enumerate(entries, start=1):
        kind = entry.kind
        if kind in _TIMED:
            cutter.add(_change(entry))
        elif kind == _RETRACTED:
            cutter.recut(_changes(live_entries(entries[:count])), entry.sequence)
    return cutter.finish()


class _Cutter:
    """Cuts event time into pieces, entry by entry, and notes from when to when we said so."""

    __slots__ = ("_changes", "_found", "_package", "_pieces", "_state")

    def __init__(self, package: str) -> None:
        self._package = package
        self._state = State(0, package, withdrawn=False)
        self._changes: list[_Change] = []
        self._pieces: dict[_Piece, int] = {}
        self._found: list[Interval] = []

    def add(self, change: _Change) -> None:
        """Take one more change; nearly always it is the latest in event time too."""
        if self._changes and change[0] < self._changes[-1][0]:
            changes = self._changes.copy()
            insort(changes, change)
            self.recut(changes, change[1])
        else:
            self._cut_last(change)

    def _cut_last(self, change: _Change) -> None:
        """Only the last piece, which lasted forever, ends earlier now."""
        start, sequence, entry = change
        if self._state.event:
            self._shorten_last(start, sequence)
        self._state = state = _after(self._state, entry)
        if state.event:
            self._pieces[start, FOREVER, state] = sequence
        self._changes.append(change)

    def _shorten_last(self, end: Instant, sequence: int) -> None:
        (start, _, state), known_from = self._pieces.popitem()
        self._found.append(Interval(start, FOREVER, known_from, sequence, state))
        if start < end:
            self._pieces[start, end, state] = sequence

    def recut(self, changes: list[_Change], sequence: int) -> None:
        """Replace all changes, as of the entry with this number."""
        old, self._pieces = self._pieces, {}
        self._changes = changes
        self._state = State(0, self._package, withdrawn=False)
        for (start, _, entry), end in zip(
            changes, [*(change[0] for change in changes), FOREVER][1:], strict=True
        ):
            self._state = _after(self._state, entry)
            if self._state.event and start < end:
                piece = (start, end, self._state)
                self._pieces[piece] = old.pop(piece, sequence)
        self._found.extend(
            Interval(start, end, known_from, sequence, state)
            for (start, end, state), known_from in old.items()
        )

    def finish(self) -> list[Interval]:
        """Everything said at any time."""
        self._found.extend(
            Interval(start, end, known_from, FOREVER, state)
            for (start, end, state), known_from in self._pieces.items()
        )
        return self._found


def _changes(live: Iterable[Entry]) -> list[_Change]:
    """The entries that change the state at some moment, in the order of event time, then of recording."""
    return sorted(_change(entry) for entry in live if entry.kind in _TIMED)


def _change(entry: Entry) -> _Change:
    if entry.kind == _EVENT:
        return parse_instant(entry.payload["timestamp"]), entry.sequence, entry
    return entry.recorded_at, entry.sequence, entry


def _after(state: State, entry: Entry) -> State:
    """The state after one more change, in the order of event time."""
    if entry.kind == _EVENT:
        return State(entry.sequence, state.package, state.withdrawn)
    if entry.kind == _MOVED:
        return State(state.event, entry.payload["package"], state.withdrawn)
    return State(state.event, state.package, withdrawn=True)
