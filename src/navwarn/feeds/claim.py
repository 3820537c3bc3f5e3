"""What an advisory claims of its package, on each architecture and on all of them together."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from navwarn.core.event import Event, EventType
from navwarn.core.status import Status, status_of
from navwarn.feeds.interface import NOT_AFFECTED, OPEN
from navwarn.versions.registry import scheme

if TYPE_CHECKING:
    from collections.abc import Sequence

    from navwarn.core.advisory import Advisory

ARCHITECTURES_KEY = "architectures"
"""The extension field that limits an event to some architectures (documents.md X2)."""


@dataclass(frozen=True, slots=True)
class Claim:
    """A status, the version that goes with it, and the event that decided; ``None`` where none speaks.

    ``version`` is the fixed version, ``NOT_AFFECTED``, or ``OPEN`` where no fix is named.
    """

    status: Status
    version: str
    event: Event | None


def version_of(event: Event) -> str:
    """The version that an event states (feeds.md SD7)."""
    if event.type == EventType.FIXED:
        return event.fixed_version
    return NOT_AFFECTED if event.type == EventType.FALSE_POSITIVE else OPEN


def is_split(advisory: Advisory) -> bool:
    """Whether some event of the advisory holds for some architectures only."""
    extensions = [event.extension for event in advisory.events if event.extension]
    return any(ARCHITECTURES_KEY in extension for extension in extensions)


def claim_on(advisory: Advisory, architecture: str) -> Claim:
    """The claim on one architecture: the latest event that speaks about it decides.

    Where every event is about other architectures, nothing is known yet. For a withdrawn advisory it is what
    was claimed before.
    """
    events = [event for event in advisory.events if _speaks_about(event, architecture)]
    if not events:
        return Claim(Status.UNDER_INVESTIGATION, OPEN, None)
    latest = max(reversed(events), key=lambda event: event.timestamp)
    return Claim(status_of(latest), version_of(latest), latest)


def common_version(advisory: Advisory, architectures: Sequence[str]) -> str:
    """The version stated for all architectures at once, for formats that cannot tell them apart.

    Where architectures differ (feeds.md OV19): one without a fix leaves all without, else the highest fixed
    version counts, in apk order. A withdrawn advisory states nothing.
    """
    if advisory.withdrawal is not None:
        return OPEN
    if not is_split(advisory):
        return version_of(advisory.latest)
    versions = {claim_on(advisory, architecture).version for architecture in architectures}
    if not versions or OPEN in versions:
        return OPEN
    fixes = versions - {NOT_AFFECTED}
    return max(fixes, key=scheme("apk").sort_key) if fixes else NOT_AFFECTED


def _speaks_about(event: Event, architecture: str) -> bool:
    limited = event.extension.get(ARCHITECTURES_KEY)
    return not isinstance(limited, list) or architecture in limited
