"""Numbers that a page shows of things it does not list."""

from __future__ import annotations

from dataclasses import dataclass

from navwarn.core.status import Status


@dataclass(frozen=True, slots=True)
class Count:
    """How many there are; ``or_more`` where counting stopped there, which is shown as ``10,000+``."""

    number: int
    or_more: bool = False


@dataclass(frozen=True, slots=True)
class StatusCount:
    """How many advisories have a status."""

    status: Status
    count: Count
