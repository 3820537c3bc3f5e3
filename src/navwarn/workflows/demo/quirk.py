"""The irregularities of real collections, a few of each, so that tools that cannot cope are found out.

Events in a file that are not in time order, an event recorded twice, and a robot that says the same again
and again (documents.md O8, O9). All of them are valid.
"""

from __future__ import annotations

from itertools import pairwise
from typing import TYPE_CHECKING

from navwarn.core.event import Event, EventType
from navwarn.core.instant import DAY, Instant
from navwarn.workflows.demo.package import STORY_END

if TYPE_CHECKING:
    from collections.abc import Sequence

    from navwarn.workflows.demo.author import Told
    from navwarn.workflows.demo.dice import Dice

_OUT_OF_ORDER = 5
_REPETITIONS = 11
_REPEAT_DAYS = 7


def disturb(advisories: Sequence[Told], dice: Dice) -> None:
    """Make a few of the advisories irregular, in place."""
    changing = [told for told in advisories if _changes_type(told.events)]
    *reordered, doubled = dice.sample(changing, _OUT_OF_ORDER + 1)
    for told in reordered:
        told.events.reverse()
    doubled.events.append(doubled.events[-1])
    early = STORY_END - _REPETITIONS * _REPEAT_DAYS * DAY
    refused = [t for t in advisories if t.events[-1].type == EventType.FIX_NOT_PLANNED]
    for told in dice.sample([t for t in refused if t.events[-1].timestamp < early], 1):
        told.events.extend(_repetitions(told.events[-1]))


def _changes_type(events: list[Event]) -> bool:
    """Whether order matters: several events of different types, none at the time of another."""
    return len(events) > 1 and all(
        a.type != b.type and a.timestamp < b.timestamp for a, b in pairwise(events)
    )


def _repetitions(event: Event) -> list[Event]:
    """The same said once a week by a robot that does not look at what it said before."""
    weeks = range(1, _REPETITIONS + 1)
    return [Event(Instant(event.timestamp + n * _REPEAT_DAYS * DAY), event.type, event.data) for n in weeks]
