"""Packages that a distribution takes over from the one it includes, and maintains on its own.

It answers for every vulnerability of the package, and never says the opposite: what is not affected there is
not affected here. Fixes are back-ported to a version that stays, so that only its release counts on.
"""

from __future__ import annotations

from operator import attrgetter
from typing import TYPE_CHECKING

from navwarn.core.event import Event, EventType
from navwarn.core.instant import SECOND, Instant
from navwarn.workflows.demo.author import Author, Told
from navwarn.workflows.demo.flaw import Flaw
from navwarn.workflows.demo.package import STORY_END
from navwarn.workflows.demo.path import Step, office_hour
from navwarn.workflows.demo.plan import Case

if TYPE_CHECKING:
    from collections.abc import Iterable

    from navwarn.workflows.demo.dice import Dice
    from navwarn.workflows.demo.package import Package

_BACKPORT_SECONDS = tuple(hours * 3600 for hours in (1, 3, 8, 20, 30, 60, 140))
_STILL_OPEN = 15
"""Of a hundred advisories, how many have no back-port yet."""

_by_time = attrgetter("timestamp")


def take_over(advisories: Iterable[Told], package: Package, dice: Dice) -> list[Told]:
    """The advisories about a package that was taken over, from those of the included distribution."""
    opening = office_hour(Instant(package.since + dice.below(86_400) * SECOND))
    cases, told = [], []
    for aliases, events in advisories:
        latest = max(reversed(events), key=_by_time)
        first = min(events, key=_by_time).timestamp
        if latest.type == EventType.FALSE_POSITIVE:
            decided = max(opening, latest.timestamp)
            told.append(Told(aliases, [Event(decided, latest.type, latest.data)]))
        else:
            steps = _backport(first, opening, dice)
            cases.append(Case(Flaw(aliases, first, 100, None), None, steps))
    return told + Author(package, dice).tell(cases)


def _backport(first: Instant, opening: Instant, dice: Dice) -> list[Step]:
    """Detected and fixed; or only fixed, where the first build already had the fix."""
    if first <= opening:
        return [Step(opening, EventType.FIXED, EventType.FIXED)]
    steps = [Step(first, EventType.DETECTION, EventType.DETECTION)]
    built = Instant(first + dice.spread(_BACKPORT_SECONDS) * SECOND)
    if built <= STORY_END and not dice.chance(_STILL_OPEN):
        steps.append(Step(built, EventType.FIXED, EventType.FIXED))
    return steps
