"""What a reader typed as SQL: in which advisories all of its words are found.

A word is found as a part of an alias or of a package's name, as the beginning of our id, and as the beginning
of a word in a note or in what upstream says of the vulnerability. Where a word is found in few advisories,
these are the list; where it is found in many, the list is read in its order and each row is asked.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from msgspec import Struct

from navwarn.core import canonical
from navwarn.core.identifier import normalise
from navwarn.ledger.listing_projection import folded_name, words_of
from navwarn.ledger.statement import SQLITE, statement

if TYPE_CHECKING:
    from collections.abc import Mapping

    from navwarn.ledger.engine import Engine

MAX_TERMS = 8
"""How many words of a search count."""

FEW = 2_000
"""Up to so many advisories a word leads to the list, beyond it each row of the list is asked."""

_GRAM = 3
_LAST = "\U0010ffff"
_FOUND = ("search.aliases", "search.packages")
_FOUND_BEGINNING = ("search.aliases_beginning", "search.packages_beginning")
_FOUND_WORDS = ("search.notes", "search.upstream")


class Found(Struct, frozen=True):
    """A condition on ``l`` with its parameters; ``is_narrow`` where it names the rows by itself."""

    text: str
    parameters: dict[str, object]
    is_narrow: bool


class Term:
    """One word of a search; ``number`` keeps the parameters of several apart."""

    def __init__(self, word: str, number: int, engine: Engine) -> None:
        self._engine = engine
        self._number = number
        self._folded = folded_name(word)
        self._words = words_of(word)
        self._own = _own_id(word)
        self.parameters: dict[str, object] = {
            f"{key}_{number}": value for key, value in self._values().items()
        }

    def condition(self, shared: Mapping[str, object]) -> Found:
        """Where the word is found."""
        text = self._numbered(" UNION ALL ".join(map(self._statement, self._finding())))
        probe = f"SELECT found.opening FROM ({text}) AS found LIMIT {FEW + 1}"  # noqa: S608
        rows = self._engine.rows(probe, {**shared, **self.parameters})
        if len(rows) > FEW:
            asking = self._numbered(f"({' OR '.join(map(self._statement, self._asking()))})")
            return Found(asking, self.parameters, is_narrow=False)
        name = f"found_{self._number}"
        openings = canonical.encode(sorted({opening for (opening,) in rows})).decode()
        return Found(f"l.opening IN (EACH_INTEGER(:{name}))", {name: openings}, is_narrow=True)

    @property
    def _is_short(self) -> bool:
        return len(self._folded) < _GRAM

    def _finding(self) -> tuple[str, ...]:
        names = _FOUND_BEGINNING if self._is_short else _FOUND
        return (*names, "search.own_ids", *(_FOUND_WORDS if self._words else ()))

    def _asking(self) -> tuple[str, ...]:
        names = "search.ask_names_beginning" if self._is_short else "search.ask_names"
        words = ("search.ask_note", "search.ask_upstream") if self._words else ()
        return (names, "search.ask_own_id", *words)

    def _statement(self, name: str) -> str:
        text = statement(name, self._engine.dialect)
        if name != "search.ask_note":
            return text
        each = [text.replace(":note_0", f":note{place}_0") for place in range(len(self._words))]
        return f"({' AND '.join(each)})"

    def _numbered(self, text: str) -> str:
        return text.replace("_0", f"_{self._number}") if self._number else text

    def _values(self) -> dict[str, str]:
        part = _escaped(self._folded)
        values = {
            "part": f"%{part}%",
            "beginning": f"{part}%",
            "start": self._folded,
            "end": f"{self._folded}{_LAST}",
            "own": self._own,
            "own_end": f"{self._own}{_LAST}",
            "quoted": '"' + self._folded.replace('"', '""') + '"',
            "words": self._all_words(),
        }
        return values | {f"note{place}": f"% {word}%" for place, word in enumerate(self._words)}

    def _all_words(self) -> str:
        """The words, each as the beginning of one, as the database's own search wants them."""
        if self._engine.dialect == SQLITE:
            return " AND ".join(f'"{word}"*' for word in self._words)
        return " & ".join(f"'{word}':*" for word in self._words)


def search(text: str, engine: Engine, shared: Mapping[str, object]) -> list[Found]:
    """Where each word of a search that counts is found, the longest first: they tell most.

    ``shared`` has the parameters ``distributions`` and ``forever``.
    """
    words = sorted(dict.fromkeys(text.replace("\0", " ").split()), key=len, reverse=True)
    return [Term(word, number, engine).condition(shared) for number, word in enumerate(words[:MAX_TERMS])]


def _own_id(word: str) -> str:
    """The beginning of an advisory id as it is written, whatever the case a person typed."""
    head, dash, tail = normalise(word).partition("-")
    return head.upper() + dash + tail.lower()


def _escaped(text: str) -> str:
    """A text in which LIKE finds no wildcard; ``!`` is the escape."""
    return text.replace("!", "!!").replace("%", "!%").replace("_", "!_")
