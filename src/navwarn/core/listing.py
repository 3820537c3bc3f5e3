"""The row of a list: what one line of a page, an Atom feed or a CSV file says about an advisory."""

from __future__ import annotations

from msgspec import Struct

from navwarn.core.identifier import AdvisoryId
from navwarn.core.instant import Instant
from navwarn.core.severity import Severity
from navwarn.core.status import Status


class Listing(Struct, frozen=True):
    """One advisory as lists show it, at the moments asked.

    ``vulnerability`` is the display id (sources.md AG6), ``aliases`` the other ids. ``published`` is the time
    of its first event, ``updated`` that of its latest change (see ``Advisory.modified``). ``exploited`` says
    that CISA lists it. ``fixed_version`` is empty unless the status is Fixed; ``note`` is that of the event
    that decides the status. ``title`` is upstream's one line.
    """

    distribution: str
    package: str
    advisory: AdvisoryId
    vulnerability: str
    status: Status
    published: Instant
    updated: Instant
    severity: Severity = Severity.UNKNOWN
    exploited: bool = False
    fixed_version: str = ""
    note: str = ""
    title: str = ""
    aliases: tuple[str, ...] = ()
