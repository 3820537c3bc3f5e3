"""How many advisories had each status by a moment, kept in memory for as long as a connection reads.

Counting row by row what a list holds costs a database more than the list itself. Here the moments at which
states begin and end lie in order, so that a count is two searches; what was recorded meanwhile is taken over
advisory by advisory. Entries are only added, so the states that held at an earlier size of the log can still
be told, and need not be remembered.
"""

from __future__ import annotations

from array import array
from bisect import bisect_left, bisect_right, insort
from typing import TYPE_CHECKING

from msgspec import Struct

from navwarn.core import canonical
from navwarn.core.moments import FOREVER
from navwarn.ledger.session import SqlSession

if TYPE_CHECKING:
    from collections.abc import Collection
    from contextlib import AbstractContextManager

    from navwarn.core.instant import Instant
    from navwarn.core.status import Status
    from navwarn.ledger.engine import Engine
    from navwarn.ledger.listing import StatusCounts
    from navwarn.ledger.table import Row

MOST_ENTRIES = 300_000
"""In larger ledgers most counts stop at their cap anyway, and the memory is better spent on pages."""

_BATCH = 2_000
_FAR = 2_000
"""How many states are looked through for a page before the database is asked."""

_REMEMBERED = 500
_NONE: array[int] = array("q")

Group = tuple[str, str]
"""A distribution and a status."""


class Tally:
    """Counts of the ledger behind one connection, once ``is_current`` has brought them up to date."""

    def __init__(self) -> None:
        self._version = ""
        self._counted: dict[str, StatusCounts] = {}
        self._forget()

    def _forget(self) -> None:
        self._size = 0
        self._updated = Moments()
        self._begins = Moments()
        self._ends = Moments()
        self._rows = Places()
        self._states = Timeline()

    def remembered(self, key: str, version: str) -> StatusCounts | None:
        """What a list was counted as, where nothing changed since: pages of one list share it."""
        if version != self._version:
            self._version = version
            self._counted.clear()
        return self._counted.get(key)

    def remember(self, key: str, counts: StatusCounts) -> StatusCounts:
        """Remember the counts of a list at the version asked about last, and return them."""
        if len(self._counted) >= _REMEMBERED:
            self._counted.clear()
        self._counted[key] = counts
        return counts

    def is_current(self, engine: Engine) -> bool:
        """Whether counts of the ledger as it is now can be told from here; too large a one cannot."""
        session = _Session(engine)
        with session.one_state():
            size = session.size()
            if size > MOST_ENTRIES or size < self._size:
                self._forget()
            if self._size < size <= MOST_ENTRIES:
                self._take_over(session, size)
        return size <= MOST_ENTRIES

    def _take_over(self, session: _Session, size: int) -> None:
        """Take back what advisories were that changed since the last time, and add what they are."""
        touched = session.openings(self._size)
        for start in range(0, len(touched), _BATCH):
            some = touched[start : start + _BATCH]
            for opening, distribution, status, updated in session.rows(some):
                self._place(opening, (distribution, status), updated)
            for known_from, known_to, *state in session.states(some):
                was, holds = (known_from <= at < known_to for at in (self._size, size))
                if was != holds:
                    self._change(*state, is_new=holds)
        self._size = size

    def _place(self, opening: int, group: Group, updated: int) -> None:
        before = self._rows.put(opening, group, updated)
        if before is not None:
            self._updated.remove(*before)
        self._updated.add(group, updated)

    def _change(  # the columns of a state
        self,
        valid_from: int,
        valid_to: int,
        distribution: str,
        status: str,
        time: int,
        opening: int,
        *,
        is_new: bool,
    ) -> None:
        group = distribution, status
        for moments, at in ((self._begins, valid_from), (self._ends, valid_to)):
            if at != FOREVER:
                (moments.add if is_new else moments.remove)(group, at)
        (self._states.add if is_new else self._states.remove)(
            State(time, opening, valid_from, valid_to, group)
        )

    def now(
        self, distributions: Collection[str], status: Status, since: Instant | None, until: Instant | None
    ) -> int:
        """How many advisories have a status now that were updated from one moment to another."""
        last = FOREVER if until is None else until
        return sum(
            max(0, self._updated.by((name, status), last) - self._updated.before((name, status), since))
            for name in set(distributions)
        )

    def then(self, distributions: Collection[str], status: Status, as_of: Instant) -> int:
        """How many had a status at a moment, by all that is known now."""
        groups = [(name, status) for name in set(distributions)]
        return sum(self._begins.by(group, as_of) - self._ends.by(group, as_of) for group in groups)

    def latest(
        self,
        distributions: Collection[str],
        statuses: Collection[Status],
        as_of: Instant,
        after: tuple[int, int] | None,
        limit: int,
    ) -> list[int] | None:
        """The openings of the advisories that a list as of a moment begins with, the latest update first.

        ``after`` is the update and opening to go on from. ``None`` where finding them takes too long.
        """
        groups = {(name, status.value) for name in distributions for status in statuses}
        return self._states.latest(groups, as_of, after, limit)


class State(Struct, frozen=True):
    """That an advisory had a status for a while, since an event of some time."""

    time: int
    opening: int
    valid_from: int
    valid_to: int
    group: Group


class Timeline:
    """States in order of the time of their events, in arrays."""

    def __init__(self) -> None:
        self._times: array[int] = array("q")
        self._openings: array[int] = array("q")
        self._froms: array[int] = array("q")
        self._tos: array[int] = array("q")
        self._groups: array[int] = array("H")
        self._named: list[Group] = []

    def _place(self, time: int, opening: int) -> int:
        """Where the states of an advisory at a time begin."""
        first, last = bisect_left(self._times, time), bisect_right(self._times, time)
        return bisect_left(self._openings, opening, first, last)

    def add(self, state: State) -> None:
        """Put in a state."""
        if state.group not in self._named:
            self._named.append(state.group)
        place = self._place(state.time, state.opening)
        self._times.insert(place, state.time)
        self._openings.insert(place, state.opening)
        self._froms.insert(place, state.valid_from)
        self._tos.insert(place, state.valid_to)
        self._groups.insert(place, self._named.index(state.group))

    def remove(self, state: State) -> None:
        """Take out a state that was put in."""
        place = self._place(state.time, state.opening)
        while self._froms[place] != state.valid_from:
            place += 1
        for column in (self._times, self._openings, self._froms, self._tos, self._groups):
            del column[place]

    def latest(
        self, groups: Collection[Group], as_of: int, after: tuple[int, int] | None, limit: int
    ) -> list[int] | None:
        """The openings of the latest states that held at a moment; ``None`` where they lie far apart."""
        wanted = {number for number, group in enumerate(self._named) if group in groups}
        start = bisect_right(self._times, as_of) if after is None else self._place(*after)
        found: list[int] = []
        for place in range(start - 1, max(-1, start - 1 - _FAR), -1):
            if self._froms[place] <= as_of < self._tos[place] and self._groups[place] in wanted:
                found.append(self._openings[place])
                if len(found) == limit:
                    return found
        return found if start <= _FAR else None


class Moments:
    """Moments of groups, in order."""

    def __init__(self) -> None:
        self._of: dict[Group, array[int]] = {}

    def add(self, group: Group, at: int) -> None:
        """Add a moment."""
        insort(self._of.setdefault(group, array("q")), at)

    def remove(self, group: Group, at: int) -> None:
        """Take one back that was added."""
        found = self._of[group]
        del found[bisect_left(found, at)]

    def by(self, group: Group, at: int) -> int:
        """How many there were at a moment or before."""
        return bisect_right(self._of.get(group, _NONE), at)

    def before(self, group: Group, at: int | None) -> int:
        """How many there were before a moment; none before the beginning."""
        return 0 if at is None else bisect_left(self._of.get(group, _NONE), at)


class Places:
    """The group and moment of each advisory, by its opening, in a fraction of a dictionary's memory."""

    def __init__(self) -> None:
        self._openings: array[int] = array("q")
        self._moments: array[int] = array("q")
        self._groups: array[int] = array("H")
        self._named: list[Group] = []

    def put(self, opening: int, group: Group, at: int) -> tuple[Group, int] | None:
        """Note an advisory's group and moment, and return those it had before."""
        if group not in self._named:
            self._named.append(group)
        number = self._named.index(group)
        place = bisect_left(self._openings, opening)
        if place < len(self._openings) and self._openings[place] == opening:
            before = self._named[self._groups[place]], self._moments[place]
            self._groups[place], self._moments[place] = number, at
            return before
        self._openings.insert(place, opening)
        self._moments.insert(place, at)
        self._groups.insert(place, number)
        return None


class _Session(SqlSession):
    """What a tally asks the database."""

    def one_state(self) -> AbstractContextManager[None]:
        """Let what is asked within see one state of the ledger."""
        return self._one_state()

    def size(self) -> int:
        """The size of the log."""
        return int(self._rows("read.head")[0][0])

    def openings(self, after: int) -> list[int]:
        """The advisories that entries after a number are about, in order of opening."""
        return [opening for (opening,) in self._rows("read.openings_after", after=after)]

    def rows(self, openings: Collection[int]) -> list[Row]:
        """Opening, distribution, status and latest update of advisories as they are now."""
        return self._rows("read.rows_of_openings", openings=_list(openings))

    def states(self, openings: Collection[int]) -> list[Row]:
        """When which states of advisories held, and were known to."""
        return self._rows("read.states_of_openings", openings=_list(openings))


def _list(values: Collection[int]) -> str:
    return canonical.encode(list(values)).decode()
