"""Status and exposure: what the latest event means to a reader (documents.md section 4)."""

from __future__ import annotations

from enum import StrEnum

from navwarn.core.event import Event, EventType


class Status(StrEnum):
    """The word for an advisory's state; the value is its slug."""

    UNDER_INVESTIGATION = "under-investigation"
    AFFECTED = "affected"
    PENDING_UPSTREAM_FIX = "pending-upstream-fix"
    FIXED = "fixed"
    NOT_AFFECTED = "not-affected"
    FIX_NOT_PLANNED = "fix-not-planned"
    ANALYSIS_NOT_PLANNED = "analysis-not-planned"
    WITHDRAWN = "withdrawn"

    @property
    def label(self) -> str:
        """The word as people read it, such as ``Under investigation``."""
        return self.value.replace("-", " ").capitalize()


class Exposure(StrEnum):
    """Whether a reader's package is open to the vulnerability."""

    VULNERABLE = "vulnerable"
    UNKNOWN = "unknown"
    NOT_VULNERABLE = "not-vulnerable"


_STATUS_OF_TYPE = {
    EventType.DETECTION: Status.UNDER_INVESTIGATION,
    EventType.TRUE_POSITIVE: Status.AFFECTED,
    EventType.FALSE_POSITIVE: Status.NOT_AFFECTED,
    EventType.PENDING_UPSTREAM_FIX: Status.PENDING_UPSTREAM_FIX,
    EventType.FIXED: Status.FIXED,
    EventType.FIX_NOT_PLANNED: Status.FIX_NOT_PLANNED,
    EventType.ANALYSIS_NOT_PLANNED: Status.ANALYSIS_NOT_PLANNED,
}
_EXPOSURE_OF_STATUS = {
    Status.UNDER_INVESTIGATION: Exposure.UNKNOWN,
    Status.AFFECTED: Exposure.VULNERABLE,
    Status.PENDING_UPSTREAM_FIX: Exposure.VULNERABLE,
    Status.FIXED: Exposure.NOT_VULNERABLE,
    Status.NOT_AFFECTED: Exposure.NOT_VULNERABLE,
    Status.FIX_NOT_PLANNED: Exposure.VULNERABLE,
    Status.ANALYSIS_NOT_PLANNED: Exposure.UNKNOWN,
    Status.WITHDRAWN: Exposure.UNKNOWN,
}
_UNRESOLVED = frozenset({EventType.DETECTION, EventType.TRUE_POSITIVE})


def status_of(event: Event) -> Status:
    """The status an advisory has while ``event`` is its latest.

    An event type of a later schema tells us nothing we can repeat: the reader is told that the matter is
    under investigation (documents.md N2).
    """
    return _STATUS_OF_TYPE.get(event.type, Status.UNDER_INVESTIGATION)  # type: ignore[call-overload,no-any-return]


def exposure_of(status: Status) -> Exposure:
    """The exposure that goes with a status; a withdrawn advisory claims nothing."""
    return _EXPOSURE_OF_STATUS[status]


def is_unresolved(event: Event) -> bool:
    """Whether the former tool's ``list --unresolved`` would show this latest event (documents.md P1)."""
    return event.type in _UNRESOLVED
