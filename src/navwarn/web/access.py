"""Who reads: what the secret of a request opens."""

from __future__ import annotations

import re
from collections import OrderedDict
from typing import TYPE_CHECKING

from navwarn.workflows.reader_token import opened_by

if TYPE_CHECKING:
    from collections.abc import Iterable

    from navwarn.core.instant import Instant
    from navwarn.web.pool import ReadingPool

_BEARER = re.compile(rb"[Bb]earer +([A-Za-z0-9_-]{1,100}) *")
_KEPT = 1_000


def secret_in(headers: Iterable[tuple[bytes, bytes]]) -> str:
    """The secret that a request carries as its authorization; else an empty text."""
    for name, value in headers:
        if name == b"authorization":
            match = _BEARER.fullmatch(value)
            return match[1].decode() if match else ""
    return ""


class Access:
    """What secrets open; what was looked up counts while the ledger does not change."""

    def __init__(self, pool: ReadingPool) -> None:
        self._pool = pool
        self._version = ""
        self._found: OrderedDict[str, tuple[str, Instant] | None] = OrderedDict()

    async def opened(self, secret: str, version: str, now: Instant) -> frozenset[str]:
        """The names of the private distributions that a secret opens now."""
        if version != self._version:
            self._version = version
            self._found.clear()
        if secret not in self._found:
            self._found[secret] = await self._pool.ask(lambda ledger: opened_by(ledger, secret, now))
            if len(self._found) > _KEPT:
                self._found.popitem(last=False)
        found = self._found.get(secret)
        return frozenset({found[0]}) if found is not None and now < found[1] else frozenset()
