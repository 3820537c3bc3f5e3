"""What a person types into a search box, as what the databases look for. Pure."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from msgspec import Struct

from navwarn.core.identifier import alias_order
from navwarn.ledger.knowledge import FoundVulnerability
from navwarn.ledger.statement import SQLITE

if TYPE_CHECKING:
    from collections.abc import Iterable

    from navwarn.ledger.table import Row

MAX_TEXT = 200
MAX_WORDS = 10
SHORTEST_PART = 3
"""So many characters of an id in a row find it; fewer would find everything."""

_WORD = re.compile(r"[^\W_]+")
_PART = re.compile(r"[0-9A-Za-z._:#/-]+")


class Terms(Struct, frozen=True):
    """A part of an id, in lower case, and a query for words; each empty where the text has none."""

    part: str
    query: str


def search_terms(text: str, dialect: str) -> Terms:
    """What to look for: the text as part of an id if it could be one, and all its words."""
    wanted = text.strip()[:MAX_TEXT]
    words = [word.lower() for word in _WORD.findall(wanted)][:MAX_WORDS]
    is_part = len(wanted) >= SHORTEST_PART and _PART.fullmatch(wanted)
    return Terms(wanted.lower() if is_part else "", _query(words, dialect))


def _query(words: list[str], dialect: str) -> str:
    """All words, the last of which may be a beginning; words hold no sign that a query could mistake."""
    if not words:
        return ""
    if dialect == SQLITE:
        return " ".join(f'"{word}"' for word in words) + "*"
    return " & ".join(f"'{word}'" for word in words) + ":*"


def found_ids(part: str, rows: Iterable[Row]) -> list[FoundVulnerability]:
    """The vulnerabilities whose ids hold the part: the id itself first, then those that end with it.

    Rows are ``id, vulnerability, note``. Of several ids of one vulnerability the first in this order counts,
    and an id that names it goes before one that did.
    """

    def order(row: Row) -> tuple[object, ...]:
        name = row[0].lower()
        return (name != part, not name.endswith(part), row[2] != "", alias_order(row[1]), alias_order(row[0]))

    return [
        FoundVulnerability(vulnerability, name, note) for name, vulnerability, note in sorted(rows, key=order)
    ]
