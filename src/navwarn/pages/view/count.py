"""Numbers that a page shows of things it does not list."""

from __future__ import annotations

from msgspec import Struct

from navwarn.core.status import Status


class Count(Struct, frozen=True):
    """How many there are; ``or_more`` where counting stopped there, which is shown as ``10,000+``."""

    number: int
    or_more: bool = False


class StatusCount(Struct, frozen=True):
    """How many advisories have a status."""

    status: Status
    count: Count
