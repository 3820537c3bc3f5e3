"""What the front page says."""

from __future__ import annotations

from msgspec import Struct

from navwarn.core.instant import Instant
from navwarn.core.listing import Listing
from navwarn.pages.view.count import StatusCount
from navwarn.pages.view.feeds import Feed
from navwarn.pages.view.log import LogHead


class Home(Struct, frozen=True):
    """The front page, the only one whose bytes may tell the time.

    ``now`` is the moment it is made for; relative words count from it. ``counts`` names every status that
    has advisories, in any order. ``recorded`` is when the last entry was recorded, ``None`` in an empty
    ledger. ``changes`` are the ten advisories updated last, newest first. ``feeds`` are those worth a link.
    """

    now: Instant
    counts: tuple[StatusCount, ...] = ()
    recorded: Instant | None = None
    changes: tuple[Listing, ...] = ()
    feeds: tuple[Feed, ...] = ()
    head: LogHead | None = None
