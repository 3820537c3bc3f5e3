"""The paths that advisories take through the events, as often as real ones do, and how long they take.

The weights follow documents.md O2, O3, O10 and O11; rare statuses are a little likelier than they are in
truth, so that each can be seen. Delays follow O11: a fix comes within a day of its detection in half of the
cases, and one in ten takes longer than 16 days.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from msgspec import Struct

from navwarn.core.event import EventType
from navwarn.core.instant import DAY, HOUR, SECOND, Instant

if TYPE_CHECKING:
    from navwarn.workflows.demo.dice import Dice
    from navwarn.workflows.demo.package import Package

_D = EventType.DETECTION
_T = EventType.TRUE_POSITIVE
_N = EventType.FALSE_POSITIVE
_P = EventType.PENDING_UPSTREAM_FIX
_F = EventType.FIXED
_W = EventType.FIX_NOT_PLANNED
_A = EventType.ANALYSIS_NOT_PLANNED

PATHS: tuple[tuple[int, tuple[EventType, ...]], ...] = (
    (470, (_D, _F)),
    (200, (_F,)),
    (119, (_D,)),
    (44, (_D, _N)),
    (40, (_N,)),
    (24, (_D, _P)),
    (22, (_D, _T, _F)),
    (30, (_D, _D, _F)),
    (9, (_D, _P, _F)),
    (6, (_D, _F, _D, _F)),
    (5, (_D, _T)),
    (5, (_D, _W)),
    (4, (_P,)),
    (4, (_D, _F, _D)),
    (3, (_F, _D, _F)),
    (3, (_D, _A)),
    (5, (_D, _D)),
    (2, (_D, _T, _P)),
    (2, (_D, _P, _W)),
    (2, (_D, _W, _F)),
    (1, (_W,)),
    (1, (_D, _N, _D)),
    (1, (_D, _N, _D, _F)),
    (1, (_D, _T, _P, _F)),
)
"""Weights (of about a thousand) and the types of the events, in time order."""

END_OF_LIFE = "end-of-life"
"""The topic of a note that closes an advisory because its stream has ended."""

ELSEWHERE = "elsewhere"
"""The topic of a detection by the same scan in another subpackage."""

_BY_PEOPLE = frozenset({_T, _N, _P, _W, _A})
_OPEN = frozenset({_D, _T, _P})
_CLOSING_DAYS = 10
_CLOSED_SHARE = 20
_WORKDAY_START = 8 * HOUR
_WORKDAY = 9 * HOUR
_WORKDAYS = 5
_MONDAY_OFFSET = 3  # 1970-01-01 was a Thursday


def _hours(*hours: int) -> tuple[int, ...]:
    return tuple(hour * 3600 for hour in hours)


# Deciles: from the disclosure to the first event, and from each event to the next.
_DISCOVERY = _hours(2, 5, 9, 14, 20, 30, 46, 80, 150, 420, 1400)
_REBUILD = _hours(1, 3, 6, 10, 15, 22, 40, 75, 150, 398, 2600)
_DECISION = _hours(3, 10, 20, 32, 48, 76, 120, 200, 360, 800, 2900)
_UPSTREAM_FIX = _hours(48, 120, 220, 320, 460, 620, 800, 1100, 1600, 2400, 4400)
_RESCAN = _hours(30, 90, 160, 240, 380, 560, 820, 1200, 1900, 3000, 5000)
_SAME_SCAN = (0, 1, 1, 2, 5)


class Step(Struct, frozen=True):
    """One event to be: when, of which type, and what its note is about."""

    moment: Instant
    type: EventType
    topic: str


def take_path(package: Package, disclosed: Instant, dice: Dice) -> list[Step]:
    """The steps of one advisory, in time order; none where the package's stream ended before the first."""
    steps: list[Step] = []
    previous: EventType | None = None
    moment = disclosed
    for kind in dice.weighted(PATHS):
        is_elsewhere = previous is kind
        if is_elsewhere and not package.subpackages:
            continue
        moment = Instant(moment + dice.spread(_delay(previous, kind)) * SECOND)
        if kind in _BY_PEOPLE:
            moment = office_hour(moment)
        if moment > package.until:
            break
        steps.append(Step(moment, kind, ELSEWHERE if is_elsewhere else kind))
        previous = kind
    if package.has_ended and previous in _OPEN and dice.chance(_CLOSED_SHARE):
        closed = office_hour(Instant(package.until + dice.below(_CLOSING_DAYS) * DAY))
        steps.append(Step(closed, _W, END_OF_LIFE))
    return steps


def office_hour(moment: Instant) -> Instant:
    """The next moment, not before this one, at which people are at work: Monday to Friday, 8 to 17 h UTC."""
    day, time = divmod(moment, DAY)
    if time >= _WORKDAY_START + _WORKDAY:
        day, time = day + 1, _WORKDAY_START + time % HOUR
    weekday = (day + _MONDAY_OFFSET) % 7
    if weekday >= _WORKDAYS:
        day, time = day + 7 - weekday, _WORKDAY_START + time % HOUR
    if time < _WORKDAY_START:
        time = _WORKDAY_START + time % HOUR
    return Instant(day * DAY + time)


def _delay(previous: EventType | None, kind: EventType) -> tuple[int, ...]:
    if previous is None:
        return _DISCOVERY
    if kind is _D:
        return _SAME_SCAN if previous is _D else _RESCAN
    if kind is _F:
        return _REBUILD if previous in {_D, _T} else _UPSTREAM_FIX
    return _DECISION
