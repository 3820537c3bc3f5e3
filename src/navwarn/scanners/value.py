"""Values of a strange JSON document: what is asked for if it has the right type and size, else nothing."""

from __future__ import annotations

import re
from typing import Any

from navwarn.core.identifier import normalise
from navwarn.core.instant import Instant, parse_instant
from navwarn.core.plain import plain
from navwarn.core.severity import Severity, severity_of_word
from navwarn.scanners.interface import EntryError

MAX_TEXT = 4_096
MAX_ITEMS = 500

_ID = re.compile(r"[A-Za-z][A-Za-z0-9]*[-_:][A-Za-z0-9._:-]{1,180}")
_UNFIXED = frozenset({"", "not fixed", "none", "unknown"})


def child(value: Any, *keys: str | int) -> Any:
    """What lies under these keys; ``None`` where the way ends."""
    for key in keys:
        if isinstance(key, int):
            value = value[key] if isinstance(value, list) and -len(value) <= key < len(value) else None
        else:
            value = value.get(key) if isinstance(value, dict) else None
    return value


def text(value: Any, *keys: str | int) -> str:
    """The text under these keys, fit to be shown and not too long; empty where there is none."""
    found = child(value, *keys)
    if not isinstance(found, str):
        return ""
    return plain(found[:MAX_TEXT]).strip()


def items(value: Any, *keys: str | int, most: int = MAX_ITEMS) -> list[Any]:
    """The list under these keys, the first so many; empty where there is none."""
    found = child(value, *keys)
    return found[:most] if isinstance(found, list) else []


def texts(value: Any, *keys: str | int) -> tuple[str, ...]:
    """The texts in the list under these keys, each once."""
    found = (text(one) for one in items(value, *keys))
    return tuple(dict.fromkeys(one for one in found if one))


def identifier(found: str) -> str:
    """A vulnerability's id as its family writes it; ``EntryError`` where the text is none."""
    if _ID.fullmatch(found) is None:
        raise EntryError(f"has {found[:60]!r} where the id of a vulnerability belongs")
    return normalise(found)


def identifiers(found: tuple[str, ...], *, without: str) -> tuple[str, ...]:
    """The ids among the texts, each once."""
    ids = (normalise(one) for one in found if _ID.fullmatch(one))
    return tuple(dict.fromkeys(one for one in ids if one != without))


def severity(*words: str) -> Severity:
    """The severity by the first word that says one (image-diff.md I17)."""
    found = (severity_of_word(word) for word in words)
    return next((one for one in found if one is not Severity.UNKNOWN), Severity.UNKNOWN)


def versions(found: str) -> tuple[str, ...]:
    """The fixed versions that a text lists with commas; none where it says that there is no fix."""
    if found.strip().lower() in _UNFIXED:
        return ()
    return tuple(dict.fromkeys(one.strip() for one in found.split(",") if one.strip()))[:MAX_ITEMS]


def moment(found: str) -> Instant | None:
    """The moment that a text names; ``None`` where it names none."""
    try:
        return parse_instant(found)
    except ValueError:
        return None
