"""What the front page says."""

from __future__ import annotations

from dataclasses import dataclass

from navwarn.core.identifier import AdvisoryId
from navwarn.core.instant import Instant
from navwarn.core.status import Status
from navwarn.pages.view.count import StatusCount
from navwarn.pages.view.feeds import Feed
from navwarn.pages.view.log import LogHead


@dataclass(frozen=True, slots=True)
class Change:
    """One of the latest changes: an advisory as it stands after entry ``sequence``, recorded ``at``."""

    sequence: int
    at: Instant
    distribution: str
    package: str
    advisory: AdvisoryId
    vulnerability: str
    status: Status
    fixed_version: str = ""


@dataclass(frozen=True, slots=True)
class Home:
    """The front page, the only one whose bytes may tell the time.

    ``now`` is the moment it is made for; relative words count from it. ``counts`` names every status that
    has advisories, in any order. ``last_published`` is when an advisory was last opened or changed, ``None``
    in an empty ledger. ``changes`` are the ten latest, newest first. ``feeds`` are those worth a link here.
    """

    now: Instant
    counts: tuple[StatusCount, ...] = ()
    last_published: Instant | None = None
    changes: tuple[Change, ...] = ()
    feeds: tuple[Feed, ...] = ()
    head: LogHead | None = None
