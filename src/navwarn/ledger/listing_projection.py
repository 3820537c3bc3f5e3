"""What lists and searches read of one advisory: its row as it is now, and the words of its notes. Pure."""

from __future__ import annotations

import re
import unicodedata
from functools import lru_cache
from typing import TYPE_CHECKING

from navwarn.core.identifier import alias_order

if TYPE_CHECKING:
    from collections.abc import Sequence

    from navwarn.core.entry import Entry
    from navwarn.core.instant import Instant
    from navwarn.ledger.table import Row

WORD_CHARACTERS = 40
"""How much of a word counts in a search: longer ones are hashes and paths."""

WORDS_OF_NOTES = 2_000
"""How many different words of an advisory's notes can be searched for."""

_DIGITS = 12
_NUMBER = re.compile(r"[0-9]+")
_WORD = re.compile(r"[^\W_]+")


def listing(advisory: Row, aliases: Sequence[str], state: Row, published: Instant) -> Row:
    """The row of ``listing`` for an advisory with events: from its row, its aliases and its state now.

    ``published`` is the time of its first event. It agrees with ``fold`` (see ``Advisory.modified``).
    """
    opening, identifier, distribution, package, _, opened_at, _, updated_at = advisory
    status, event, kind, time, version = state[7:12]
    shown = display_id(aliases) or identifier
    return (
        *(opening, distribution, package, identifier, shown, natural_key(shown)),
        *(status, kind, version, event, published),
        max(time, updated_at) if updated_at > opened_at else time,
    )


def display_id(aliases: Sequence[str]) -> str:
    """The id a vulnerability is shown under (sources.md AG6); empty where it has none but our own."""
    if not aliases:
        return ""
    return aliases[0] if len(aliases) == 1 else min(aliases, key=alias_order)


@lru_cache(maxsize=4096)
def natural_key(text: str) -> str:
    """A text that sorts as people expect ids to: CVE-2023-9999 comes before CVE-2023-10000."""
    return _NUMBER.sub(lambda match: match[0].zfill(_DIGITS), text.upper())


def words(opening: int, events: Sequence[Entry]) -> list[Row]:
    """The row of ``search_words``: what can be searched for in the notes of the events that count."""
    notes = [note for entry in events if (note := _note(entry.payload.get("data")))]
    found = sorted({word for note in notes for word in words_of(note)}) if notes else []
    return [(opening, " ".join(found[:WORDS_OF_NOTES]))] if found else []


def _note(data: object) -> str:
    note = data.get("note") if isinstance(data, dict) else None
    return note if isinstance(note, str) else ""


@lru_cache(maxsize=1024)
def words_of(text: str) -> tuple[str, ...]:
    """The words of a text, folded as searches fold theirs: letters and digits only, in order."""
    # Marks that combine are part of their letter; everything else that is no letter and no digit separates.
    return tuple([word[:WORD_CHARACTERS] for word in _WORD.findall(folded_name(text))])


def folded_name(name: str) -> str:
    """A name as searches compare it."""
    # What NFKC makes of ASCII is the same, and so is its lower case.
    return name.lower() if name.isascii() else unicodedata.normalize("NFKC", name).casefold()
