"""What the list of advisories says: filters, counts, rows."""

from __future__ import annotations

from msgspec import Struct, field

from navwarn.core.instant import Instant
from navwarn.core.listing import Listing
from navwarn.core.severity import Severity
from navwarn.core.status import Status
from navwarn.pages.view.count import Count, StatusCount

SORTS = ("updated", "published", "severity", "vulnerability", "package", "status")
"""What a list can be sorted by; a leading minus sign turns the order around."""

DEFAULT_SORT = "-updated"


class Filters(Struct, frozen=True):
    """What the reader asked for, as the address has it; a field at its default does not count.

    Address names are the field names with ``status``, ``severity``, ``package`` and ``distribution`` in the
    singular, repeated for several. ``q`` is any text. ``since`` and ``until`` (both inclusive) bound the day
    of the last update. ``exploited`` asks for those known to be exploited (true) or not (false). ``sort`` is
    one of ``SORTS``, with a minus sign for descending.
    """

    q: str = ""
    statuses: tuple[Status, ...] = ()
    severities: tuple[Severity, ...] = ()
    packages: tuple[str, ...] = ()
    distributions: tuple[str, ...] = ()
    since: Instant | None = None
    until: Instant | None = None
    exploited: bool | None = None
    sort: str = DEFAULT_SORT

    @property
    def is_empty(self) -> bool:
        """Whether every advisory passes, in whatever order."""
        chosen = (self.q, self.statuses, self.severities, self.packages, self.distributions)
        return not any(chosen) and self.since is None and self.until is None and self.exploited is None


class AdvisoryList(Struct, frozen=True):
    """One page of the list.

    ``counts`` has every status under the other filters, whatever ``filters.statuses`` says, so that a tile
    tells what a click on it brings; ``total`` is of this list. ``older`` is the token of the next page
    (``?page_token=``), empty on the last; ``is_first`` is false on every page reached by a token.
    ``page_size`` is ``None`` where the reader asked for none. ``is_ledger_empty`` says
    that there is no advisory at all.
    """

    filters: Filters = field(default_factory=Filters)
    counts: tuple[StatusCount, ...] = ()
    total: Count = field(default_factory=lambda: Count(0))
    rows: tuple[Listing, ...] = ()
    older: str = ""
    is_first: bool = True
    page_size: int | None = None
    is_ledger_empty: bool = False
