"""Moments in time as one integer: microseconds since 1970-01-01T00:00:00Z.

An integer sorts, hashes, stores and travels without a time zone to get wrong. Text is read once, at the edge.
"""

from __future__ import annotations

import re
from datetime import UTC, date, datetime, timedelta
from functools import lru_cache
from typing import NewType

Instant = NewType("Instant", int)

SECOND = 1_000_000
HOUR = 3600 * SECOND
DAY = 24 * HOUR

ZERO = Instant(-62_135_596_800 * SECOND)
"""0001-01-01T00:00:00Z: what an unset time of the former tool looks like (documents.md D14)."""

_LAST = Instant(253_402_300_800 * SECOND - 1)
_NO_SECONDS = -(2**40)  # before any time there is
_EPOCH = datetime(1970, 1, 1, tzinfo=UTC)
_MICROSECOND = timedelta(microseconds=1)
_CLOCK = r"(?:[01][0-9]|2[0-3]):[0-5][0-9]"
_RFC3339 = re.compile(
    rf"([0-9]{{4}}-[0-9]{{2}}-[0-9]{{2}})[Tt]({_CLOCK}:[0-9]{{2}})(?:\.([0-9]{{1,100}}))?"
    rf"(?:[Zz]|([+-]{_CLOCK}))"
)
_DATE = re.compile(r"[0-9]{4}-[0-9]{2}-[0-9]{2}")


@lru_cache(maxsize=4096)
def parse_instant(text: str) -> Instant:
    """The moment an RFC 3339 text names; digits beyond microseconds are cut off.

    Raises ``ValueError`` with a sentence when the text is something else (documents.md T1).
    """
    match = _RFC3339.fullmatch(text)
    if match is None:
        raise ValueError(f"{text[:60]!r} is not an RFC 3339 timestamp such as 2024-05-01T10:00:00Z")
    day, clock, fraction, offset = match.groups()
    try:
        seconds = int(datetime.fromisoformat(f"{day}T{clock}{offset or 'Z'}").timestamp())
    except ValueError:
        seconds = _NO_SECONDS
    moment = Instant(seconds * SECOND + (int(f"{fraction:0<6.6}") if fraction else 0))
    if not ZERO <= moment <= _LAST:
        raise ValueError(f"{text[:60]!r} names a time that does not exist")
    return moment


def parse_moment(text: str) -> Instant:
    """The moment a person means: an RFC 3339 text, or a date, which stands for the end of that day in UTC.

    Raises ``ValueError`` with a sentence when the text is neither.
    """
    if _DATE.fullmatch(text) is None:
        return parse_instant(text)
    return Instant(parse_day(text) + DAY - 1)


def parse_day(text: str) -> Instant:
    """The start of the day (UTC) that a date such as 2024-05-01 names; ``ValueError`` otherwise."""
    try:
        day = date.fromisoformat(text) if _DATE.fullmatch(text) else None
    except ValueError:
        day = None
    if day is None:
        raise ValueError(f"{text[:60]!r} is not a date such as 2024-05-01")
    return Instant((day - date(1970, 1, 1)).days * DAY)


@lru_cache(maxsize=4096)
def format_instant(moment: Instant) -> str:
    """The moment as documents write it: UTC, whole seconds, ``Z`` (documents.md T1)."""
    days, seconds = divmod(moment // SECOND, 86_400)
    return f"{_day(days)}T{seconds // 3600:02}:{seconds // 60 % 60:02}:{seconds % 60:02}Z"


@lru_cache(maxsize=4096)
def _day(number: int) -> str:
    """The date so many days after 1970-01-01: there are fewer of them than of moments."""
    return date.fromordinal(_EPOCH.toordinal() + number).isoformat()


def format_exact(moment: Instant) -> str:
    """The moment in UTC with its fraction of a second, if it has one: what the ledger records."""
    fraction = moment % SECOND
    if fraction == 0:
        return format_instant(moment)
    return f"{format_instant(moment)[:-1]}.{fraction:06d}".rstrip("0") + "Z"


def from_datetime(moment: datetime) -> Instant:
    """The instant of an aware ``datetime``."""
    return Instant((moment - _EPOCH) // _MICROSECOND)
