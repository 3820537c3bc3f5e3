"""Lists of advisories for readers: filters, orders, pages. The values; ``listing_query`` makes SQL of them."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass
from enum import StrEnum

from navwarn.core.identifier import AdvisoryId
from navwarn.core.instant import Instant
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


@dataclass(frozen=True, slots=True)
class ListFilter:
    """Which advisories a list has: every condition that is given must hold, empty ones do not count.

    ``distributions`` is what the reader may see, and always counts: without any, nothing matches.
    ``vulnerabilities`` are aliases or our ids. ``severities`` are ranks, 0 (unknown) to 6 (critical).
    ``since`` and ``until`` bound the latest update, ``published_since`` and ``published_until`` the first
    publication; all are inclusive. Of ``text`` every word must be found: as part of an alias or package, as
    the beginning of our id, or of a word in a note or in what upstream says. Withdrawn advisories are left
    out unless ``statuses`` asks for them or ``include_withdrawn`` is set.
    """

    distributions: Collection[str]
    packages: Collection[str] = ()
    vulnerabilities: Collection[str] = ()
    statuses: Collection[Status] = ()
    exposures: Collection[Exposure] = ()
    severities: Collection[int] = ()
    event_types: Collection[str] = ()
    component_types: Collection[str] = ()
    exploited: bool | None = None
    since: Instant | None = None
    until: Instant | None = None
    published_since: Instant | None = None
    published_until: Instant | None = None
    text: str = ""
    include_withdrawn: bool = False


@dataclass(frozen=True, slots=True)
class ListOrder:
    """An order and its direction."""

    by: Order = Order.UPDATED
    descending: bool = True


NEWEST_FIRST = ListOrder()
"""The order lists have unless asked otherwise."""


@dataclass(frozen=True, slots=True)
class ListedAdvisory:
    """One row of a list.

    ``vulnerability`` is the id it is shown under, ``severity`` the rank of what upstream says (0 unknown to
    6 critical), ``exploited`` whether a catalogue of exploited vulnerabilities has it. ``published`` is the
    time of the first event, ``updated`` that of the latest event or later change; in a list of the past, of
    the event that decided then.
    """

    opening: int
    distribution: str
    package: str
    id: AdvisoryId
    vulnerability: str
    status: Status
    event_type: str
    fixed_version: str
    published: Instant
    updated: Instant
    severity: int
    exploited: bool


@dataclass(frozen=True, slots=True)
class ListPage:
    """Some rows of a list in its order; ``next`` is where to go on, ``None`` at the end."""

    rows: tuple[ListedAdvisory, ...]
    next: Position | None
