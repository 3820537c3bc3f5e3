"""What stands of an advisory at two moments, without how it came to that: what feeds of fixes are made of."""

from __future__ import annotations

from typing import TYPE_CHECKING

from msgspec import Struct

from navwarn.core.event import Event
from navwarn.core.status import Status

if TYPE_CHECKING:
    from collections.abc import Container, Iterable, Sequence

    from navwarn.core.advisory import Advisory

ARCHITECTURES_KEY = "architectures"
"""The extension field that limits an event to some architectures (documents.md X2)."""


class Standing(Struct, frozen=True):
    """The state of one advisory: all that a feed says which has no room for its history.

    ``aliases`` are in any order; ``fixed_version`` is empty unless the status is Fixed. ``split`` holds the
    events of an advisory some of whose events are about some architectures only, and nothing for any other:
    then the status depends on the architecture.
    """

    id: str
    package: str
    aliases: tuple[str, ...]
    status: Status
    fixed_version: str = ""
    split: tuple[Event, ...] = ()

    @property
    def is_withdrawn(self) -> bool:
        """Whether it claims nothing any more."""
        return self.status == Status.WITHDRAWN


def standing_of(advisory: Advisory) -> Standing:
    """The state of an advisory."""
    return Standing(
        id=advisory.id,
        package=advisory.package,
        aliases=advisory.aliases,
        status=advisory.status,
        fixed_version=advisory.fixed_version,
        split=advisory.events if is_split(advisory.events) else (),
    )


def is_split(events: Iterable[Event]) -> bool:
    """Whether some of the events hold for some architectures only."""
    extensions = [event.extension for event in events if event.extension]
    return bool(extensions) and any(ARCHITECTURES_KEY in extension for extension in extensions)


def deciding_event(events: Sequence[Event], architectures: Container[str]) -> Event | None:
    """The latest event that speaks about any of these architectures; ``None`` where none does.

    The names are those that one architecture has in several places. At one time the last recorded event
    decides (documents.md L1).
    """
    speaking = [event for event in events if _speaks_about(event, architectures)]
    return max(reversed(speaking), key=lambda event: event.timestamp) if speaking else None


def _speaks_about(event: Event, architectures: Container[str]) -> bool:
    limited = event.extension.get(ARCHITECTURES_KEY)
    return not isinstance(limited, list) or any(one in architectures for one in limited)
