"""What an advisory claims of its package, on each architecture and on all of them together."""

from __future__ import annotations

from typing import TYPE_CHECKING

from msgspec import Struct

from navwarn.core.event import Event, EventType
from navwarn.core.standing import deciding_event
from navwarn.core.status import Status, status_of
from navwarn.feeds.interface import NOT_AFFECTED, OPEN
from navwarn.versions.registry import scheme

if TYPE_CHECKING:
    from collections.abc import Sequence

    from navwarn.core.standing import Standing


class Claim(Struct, frozen=True):
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


def claim_on(events: Sequence[Event], architecture: str) -> Claim:
    """The claim on one architecture: the latest event that speaks about it decides.

    Where every event is about other architectures, nothing is known yet.
    """
    latest = deciding_event(events, (architecture,))
    if latest is None:
        return Claim(Status.UNDER_INVESTIGATION, OPEN, None)
    return Claim(status_of(latest), version_of(latest), latest)


def version_on(standing: Standing, architecture: str) -> str:
    """The version stated for one architecture; a withdrawn advisory states nothing."""
    if standing.split and not standing.is_withdrawn:
        return claim_on(standing.split, architecture).version
    return _version_everywhere(standing)


def common_version(standing: Standing, architectures: Sequence[str]) -> str:
    """The version stated for all architectures at once, for formats that cannot tell them apart.

    Where architectures differ (feeds.md OV19): one without a fix leaves all without, else the highest fixed
    version counts, in apk order. A withdrawn advisory states nothing.
    """
    if not standing.split or standing.is_withdrawn:
        return _version_everywhere(standing)
    versions = {version_on(standing, architecture) for architecture in architectures}
    if not versions or OPEN in versions:
        return OPEN
    fixes = versions - {NOT_AFFECTED}
    return max(fixes, key=scheme("apk").sort_key) if fixes else NOT_AFFECTED


def _version_everywhere(standing: Standing) -> str:
    if standing.status == Status.FIXED:
        return standing.fixed_version
    return NOT_AFFECTED if standing.status == Status.NOT_AFFECTED else OPEN
