"""What lists and searches read of one advisory: its row as it is now, and the words of its notes. Pure."""

from __future__ import annotations

import re
import unicodedata
from functools import lru_cache
from typing import TYPE_CHECKING

from navwarn.core.advisory import fold, live_entries
from navwarn.core.entry import EntryKind
from navwarn.core.identifier import alias_order

if TYPE_CHECKING:
    from collections.abc import Sequence

    from navwarn.core.entry import Entry
    from navwarn.ledger.table import Row

WORD_CHARACTERS = 40
"""How much of a word counts in a search: longer ones are hashes and paths."""

WORDS_OF_NOTES = 2_000
"""How many different words of an advisory's notes can be searched for."""

_DIGITS = 12
_NUMBER = re.compile(r"[0-9]+")
_RETRACTED = EntryKind.RETRACTED


def listing(history: Sequence[Entry], event: int) -> list[Row]:
    """The row of ``listing`` for the entries of one advisory, in order; none for one without events.

    ``event`` is the sequence number of the event that decides its state.
    """
    advisory = fold(history)
    if advisory is None:
        return []
    shown = display_id(advisory.aliases) or advisory.id
    return [
        (
            *(history[0].sequence, advisory.distribution, advisory.package, advisory.id),
            *(shown, natural_key(shown), advisory.status.value, advisory.latest.type),
            advisory.fixed_version,
            event,
            min(event.timestamp for event in advisory.events),
            advisory.modified,
        )
    ]


def display_id(aliases: Sequence[str]) -> str:
    """The id a vulnerability is shown under (sources.md AG6); empty where it has none but our own."""
    if not aliases:
        return ""
    return aliases[0] if len(aliases) == 1 else min(aliases, key=alias_order)


@lru_cache(maxsize=4096)
def natural_key(text: str) -> str:
    """A text that sorts as people expect ids to: CVE-2023-9999 comes before CVE-2023-10000."""
    return _NUMBER.sub(lambda match: match[0].zfill(_DIGITS), text.upper())


def words(history: Sequence[Entry], events: Sequence[Entry]) -> list[Row]:
    """The row of ``search_words``: what can be searched for in the notes that count."""
    if any(entry.kind == _RETRACTED for entry in history):
        live = {entry.sequence for entry in live_entries(history)}
        events = [entry for entry in events if entry.sequence in live]
    notes = [note for entry in events if (note := _note(entry.payload.get("data")))]
    found = sorted({word for note in notes for word in words_of(note)}) if notes else []
    return [(history[0].sequence, " ".join(found[:WORDS_OF_NOTES]))] if found else []


def _note(data: object) -> str:
    note = data.get("note") if isinstance(data, dict) else None
    return note if isinstance(note, str) else ""


@lru_cache(maxsize=1024)
def words_of(text: str) -> tuple[str, ...]:
    """The words of a text, folded as searches fold theirs: letters and digits only, in order."""
    folded = unicodedata.normalize("NFKC", text).casefold()
    # Marks that combine are part of their letter; everything else that is no letter and no digit separates.
    plain = "".join(char if char.isalnum() else " " for char in folded)
    return tuple(word[:WORD_CHARACTERS] for word in plain.split())


def folded_name(name: str) -> str:
    """A name as searches compare it."""
    return unicodedata.normalize("NFKC", name).casefold()
