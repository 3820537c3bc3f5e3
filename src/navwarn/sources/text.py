"""Text and times of strangers: bounded, without control characters, read leniently (sources.md IN4, IN8)."""

from __future__ import annotations

import re
from functools import lru_cache
from typing import TYPE_CHECKING

from navwarn.core.identifier import normalise
from navwarn.core.instant import ZERO, Instant, parse_instant

if TYPE_CHECKING:
    from collections.abc import Iterable

MAX_TEXT = 200_000
"""A longer text is cut: the longest description of the CVE list has some 4,000 characters."""

MAX_WORD = 2_000
"""The same for names, versions, URLs and other texts of one line."""

MAX_ID = 200
"""A longer text is no id."""

_CONTROL = re.compile(r"[\x00-\x08\x0b-\x1f\x7f-\x9f\ud800-\udfff]")
_ID = re.compile(r"[A-Za-z][!-~]*")
_TIME = re.compile(
    r"([0-9]{4}-[0-9]{2}-[0-9]{2})(?:[Tt ]([0-9]{2}:[0-9]{2})(:[0-9]{2})?(\.[0-9]{1,100})?)?"
    r" ?(?:([Zz]|UTC|GMT)|([+-][0-9]{2}):?([0-9]{2}))?"
)


def clean(text: str, limit: int = MAX_TEXT) -> str:
    """The text without control characters but line ends and tabs, without white space around, cut."""
    found = text[:limit]
    if _CONTROL.search(found):
        found = _CONTROL.sub("", found.replace("\r\n", "\n").replace("\r", "\n"))
    return found.strip()


@lru_cache(maxsize=8192)
def word(text: str) -> str:
    """The text as one line, cut to ``MAX_WORD``; versions, vendors and providers come over and over."""
    if len(text) < MAX_WORD and text.isprintable() and " " not in text:
        return text
    return " ".join(clean(text, MAX_WORD).split())


def words(texts: Iterable[str]) -> tuple[str, ...]:
    """Every distinct line, in order, without empty ones."""
    return tuple(dict.fromkeys(filter(None, map(word, texts))))


def identifiers(texts: Iterable[str], without: str = "") -> tuple[str, ...]:
    """Every distinct id, in order, as its family writes it (sources.md AG7); what is none is left out."""
    found = dict.fromkeys(identifier(text) for text in texts)
    return tuple(one for one in found if one and one != without)


def identifier(text: str) -> str:
    """The id as its family writes it; empty where the text cannot be one."""
    candidate = text.strip()
    if len(candidate) > MAX_ID or _ID.fullmatch(candidate) is None:
        return ""
    return normalise(candidate)


@lru_cache(maxsize=1024)
def moment(text: str) -> Instant | None:
    """The moment a source means; without a zone it is UTC, without a time the start of the day (IN4).

    ``None`` where the text names none, or the zero time that stands for none.
    """
    match = _TIME.fullmatch(text.strip())
    if match is None:
        return None
    day, clock, seconds, fraction, _, hours, minutes = match.groups()
    zone = f"{hours}:{minutes}" if hours else "Z"
    try:
        found = parse_instant(f"{day}T{clock or '00:00'}{seconds or ':00'}{fraction or ''}{zone}")
    except ValueError:
        return None
    return found if found > ZERO else None
