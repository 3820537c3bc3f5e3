"""State intervals: which state held from when to when, and from which entry to which entry we said so.

Each interval is a rectangle over the two time axes of law 2. For any pair of moments at most one interval of
an advisory holds them, so a list at two moments is an indexed query and no fold.
"""

from __future__ import annotations

from bisect import bisect
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
_CHANGING = _TIMED | {EntryKind.RETRACTED}


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
    package = entries[0].payload["package"]
    changing = [entry for entry in entries if entry.kind in _CHANGING]
    events = [
        (parse_instant(entry.payload["timestamp"]), entry.sequence)
        for entry in changing
        if entry.kind == _EVENT
    ]
    if len(events) == len(changing) and (len(events) == 1 or events == sorted(events)):
        return _succession(package, events)
    cutter = _Cutter(package)
    for count, entry in enumerate(entries, start=1):
        if entry.kind in _TIMED:
            cutter.add(_change(entry))
        elif entry.kind == _RETRACTED:
            cutter.recut(_changes(live_entries(entries[:count])), entry.sequence)
    return cutter.finish()


def _succession(package: str, events: Sequence[tuple[Instant, int]]) -> list[Interval]:
    """The intervals of events recorded in the order in which they happened, as nearly all are.

    Each ends the open end of the one before it, and nothing else ever changes.
    """
    found: list[Interval] = []
    state, start, known_from = State(0, package, withdrawn=False), Instant(0), 0
    for time, sequence in events:
        if state.event:
            found.append(Interval(start, FOREVER, known_from, sequence, state))
            if start < time:
                found.append(Interval(start, time, sequence, FOREVER, state))
        state, start, known_from = State(sequence, package, withdrawn=False), time, sequence
    if state.event:
        found.append(Interval(start, FOREVER, known_from, FOREVER, state))
    return found


class _Cutter:
    """Cuts event time into pieces, entry by entry, and notes from when to when we said so."""

    __slots__ = ("_changes", "_found", "_pieces", "_start", "_states")

    def __init__(self, package: str) -> None:
        self._start = State(0, package, withdrawn=False)
        self._changes: list[_Change] = []
        self._states: list[State] = []
        """The state after each change."""
        self._pieces: dict[_Piece, int] = {}
        """What we say now, and since which entry."""
        self._found: list[Interval] = []
        """What we no longer say."""

    def add(self, change: _Change) -> None:
        """Take one more change; nearly always it is the latest in event time too."""
        changes = self._changes
        at = len(changes)
        if changes and change[0] < changes[-1][0]:
            at = bisect(changes, change)
            if not (change[2].kind == changes[at][2].kind == _EVENT):
                self.recut([*changes[:at], change, *changes[at:]], change[1])
                return
        self._cut(at, change)

    def _cut(self, at: int, change: _Change) -> None:
        """Cut the one piece that a change falls into; those after it are decided by events of their own."""
        start, sequence, entry = change
        end = self._changes[at][0] if at < len(self._changes) else FOREVER
        before = self._states[at - 1] if at else self._start
        if before.event and (cut := self._changes[at - 1][0]) < end:
            known_from = self._pieces.pop((cut, end, before))
            self._found.append(Interval(cut, end, known_from, sequence, before))
            if cut < start:
                self._pieces[cut, start, before] = sequence
        state = _after(before, entry)
        if state.event and start < end:
            self._pieces[start, end, state] = sequence
        self._changes.insert(at, change)
        self._states.insert(at, state)

    def recut(self, changes: list[_Change], sequence: int) -> None:
        """Replace all changes, as of the entry with this number."""
        old, self._pieces = self._pieces, {}
        self._changes, self._states = changes, []
        state = self._start
        ends = [*(change[0] for change in changes), FOREVER][1:]
        for (start, _, entry), end in zip(changes, ends, strict=True):
            state = _after(state, entry)
            self._states.append(state)
            if state.event and start < end:
                self._pieces[start, end, state] = old.pop((start, end, state), sequence)
        self._found.extend(
            Interval(start, end, known_from, sequence, gone) for (start, end, gone), known_from in old.items()
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
