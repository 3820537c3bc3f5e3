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

from navwarn.core import canonical
from navwarn.core.moments import FOREVER
from navwarn.ledger.session import SqlSession

if TYPE_CHECKING:
    from collections.abc import Collection
    from contextlib import AbstractContextManager

    from navwarn.core.instant import Instant
    from navwarn.core.status import Status
    from navwarn.ledger.engine import Engine
    from navwarn.ledger.table import Row

MOST_ENTRIES = 300_000
"""In larger ledgers most counts stop at their cap anyway, and the memory is better spent on pages."""

_BATCH = 2_000
_NONE: array[int] = array("q")

Group = tuple[str, str]
"""A distribution and a status."""


class Tally:
    """Counts of the ledger behind one connection, once ``is_current`` has brought them up to date."""

    def __init__(self) -> None:
        self._forget()

    def _forget(self) -> None:
        self._size = 0
        self._updated = Moments()
        self._begins = Moments()
        self._ends = Moments()
        self._rows = Places()

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
            for known_from, known_to, valid_from, valid_to, *group in session.states(some):
                was, holds = (known_from <= at < known_to for at in (self._size, size))
                if was != holds:
                    self._count((group[0], group[1]), valid_from, valid_to, is_new=holds)
        self._size = size

    def _place(self, opening: int, group: Group, updated: int) -> None:
        before = self._rows.put(opening, group, updated)
        if before is not None:
            self._updated.remove(*before)
        self._updated.add(group, updated)

    def _count(self, group: Group, valid_from: int, valid_to: int, *, is_new: bool) -> None:
        for moments, at in ((self._begins, valid_from), (self._ends, valid_to)):
            if at != FOREVER:
                (moments.add if is_new else moments.remove)(group, at)

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
