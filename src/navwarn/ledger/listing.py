"""Lists of advisories for readers: filters, orders, pages. ``listing_query`` makes SQL of these values."""

from __future__ import annotations

from collections.abc import Collection
from enum import StrEnum

from msgspec import Struct

from navwarn.core.instant import Instant
from navwarn.core.listing import Listing
from navwarn.core.severity import Severity
from navwarn.core.status import Exposure, Status

Position = tuple[int | str, ...]
"""Where in an order a row stands; the last part tells rows apart that are alike otherwise."""


class Order(StrEnum):
    """What a list can be ordered by; ties are broken by the latest update, then by age."""

    UPDATED = "updated"
    PUBLISHED = "published"
    VULNERABILITY = "vulnerability"
    PACKAGE = "package"
    STATUS = "status"
    SEVERITY = "severity"


STATUS_ORDER = (
    Status.AFFECTED,
    Status.PENDING_UPSTREAM_FIX,
    Status.UNDER_INVESTIGATION,
    Status.FIX_NOT_PLANNED,
    Status.ANALYSIS_NOT_PLANNED,
    Status.FIXED,
    Status.NOT_AFFECTED,
    Status.WITHDRAWN,
)
"""Statuses as readers want them: what needs attention first."""


class ListFilter(Struct, frozen=True):
    """Which advisories a list has: every condition that is given must hold, empty ones do not count.

    ``distributions`` is what the reader may see, and always counts: without any, nothing matches.
    ``vulnerabilities`` are aliases or our ids. ``since`` and ``until`` bound the latest update,
    ``published_since`` and ``published_until`` the first publication; all are inclusive. Of ``text`` every
    word must be found: as part of an alias or package, as the beginning of our id, or of a word in a note or
    in what upstream says (both as they are now). Withdrawn advisories are left out unless ``statuses`` asks
    for them or ``include_withdrawn`` is set.
    """

    distributions: Collection[str]
    packages: Collection[str] = ()
    vulnerabilities: Collection[str] = ()
    statuses: Collection[Status] = ()
    exposures: Collection[Exposure] = ()
    severities: Collection[Severity] = ()
    event_types: Collection[str] = ()
    component_types: Collection[str] = ()
    exploited: bool | None = None
    since: Instant | None = None
    until: Instant | None = None
    published_since: Instant | None = None
    published_until: Instant | None = None
    text: str = ""
    include_withdrawn: bool = False


class ListOrder(Struct, frozen=True):
    """An order and its direction."""

    by: Order = Order.UPDATED
    descending: bool = True


COUNT_CAP = 10_000
"""How far counting goes: beyond it a page says that there are more."""

NEWEST_FIRST = ListOrder()
"""The order lists have unless asked otherwise."""


class ListPage(Struct, frozen=True):
    """Some rows of a list in its order; ``next`` is where to go on, ``None`` at the end."""

    rows: tuple[Listing, ...]
    next: Position | None


class StatusCounts(Struct, frozen=True):
    """How many advisories of a list have each status; a number above ``cap`` means that there are more."""

    numbers: dict[Status, int]
    cap: int
