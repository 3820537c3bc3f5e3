"""A limit on how often one client may ask: a bucket of tokens for each."""

from __future__ import annotations

import math
from collections import OrderedDict

BURST_SECONDS = 10
"""How many seconds' worth of requests a client may make at once."""

_CLIENTS = 20_000


class RateLimit:
    """Lets ``rate`` requests a second through for each client, in bursts of some seconds' worth."""

    def __init__(self, rate: float) -> None:
        self._rate = rate
        self._most = max(1.0, rate * BURST_SECONDS)
        self._buckets: OrderedDict[str, tuple[float, float]] = OrderedDict()

    def wait(self, client: str, now: float) -> int:
        """In how many seconds the client may ask again; 0 where it may ask now, which then counts."""
        if not self._rate:
            return 0
        level, filled_at = self._buckets.pop(client, (self._most, now))
        level = min(self._most, level + (now - filled_at) * self._rate)
        is_let_in = level >= 1
        self._buckets[client] = (level - 1 if is_let_in else level, now)
        if len(self._buckets) > _CLIENTS:
            self._buckets.popitem(last=False)
        return 0 if is_let_in else math.ceil((1 - level) / self._rate)
