"""How projects number their releases over time."""

from __future__ import annotations

import re
from functools import lru_cache

from msgspec import Struct

from navwarn.core.instant import DAY, Instant, format_instant

_MOVING = re.compile(r"\[([^\]]+)\]")
_DATE_DIGITS = 8


class Numbering(Struct, frozen=True):
    """A pattern whose parts in brackets move, such as ``1.[51].[0]``; without any, there is one release.

    ``days`` says how many days pass between two steps of each moving part; the parts after begin again at 0.
    A number counts on, a letter goes through the alphabet, eight digits are the date of the release.
    """

    pattern: str
    days: tuple[int, ...]
    since: Instant

    def at(self, moment: Instant) -> str:
        """The newest release at a moment; the first one before there was any."""
        texts, starts = _parts(self.pattern)
        elapsed = max(0, moment - self.since) // DAY
        stepped, shown = False, texts[0]
        for start, days, text in zip(starts, self.days, texts[1:], strict=True):
            steps, elapsed = divmod(elapsed, days)
            shown += self._moved("0" if stepped and start.isdecimal() else start, steps, days) + text
            stepped = stepped or steps > 0
        return shown

    def after(self, moment: Instant) -> str:
        """The release that follows the newest one at a moment, if there is another."""
        return self.at(Instant(moment + self.days[-1] * DAY)) if self.days else self.at(moment)

    def _moved(self, start: str, steps: int, days: int) -> str:
        if not start.isdecimal():
            return chr(ord(start) + steps)
        if len(start) == _DATE_DIGITS:
            return format_instant(Instant(self.since + steps * days * DAY))[:10].replace("-", "")
        return str(int(start) + steps).zfill(len(start))


@lru_cache(maxsize=1024)
def _parts(pattern: str) -> tuple[list[str], list[str]]:
    """The fixed texts of a pattern, one more than its moving parts, and where these start."""
    pieces = _MOVING.split(pattern)
    return pieces[::2], pieces[1::2]
