"""How a server is set up."""

from __future__ import annotations

from collections.abc import Mapping

from msgspec import Struct, field

from navwarn.config import ScanSettings
from navwarn.core.distribution import Distribution


class ServerSettings(Struct, frozen=True):
    """What ``navwarn serve`` is told.

    ``base`` is the path below which the site lives, empty or like ``/nav``. ``url`` is its public address
    without a final slash; empty means that of each request. ``trusts_proxy`` says that the headers of a proxy
    tell the client's address and scheme. ``rate`` is how many requests a second a client may make on
    average, 0 for any number. ``freshness`` is for how many seconds a look at the ledger's version counts. A
    feed of everything that takes longer than ``slow_seconds`` is not made anew for every change.
    """

    database: str
    distributions: Mapping[str, Distribution]
    title: str
    base: str = ""
    url: str = ""
    threads: int = 2
    query_seconds: float = 5.0
    trusts_proxy: bool = False
    rate: float = 0.0
    freshness: float = 0.02
    slow_seconds: float = 0.05
    cache_bytes: int = 16 * 2**20
    scan: ScanSettings = field(default_factory=ScanSettings)
