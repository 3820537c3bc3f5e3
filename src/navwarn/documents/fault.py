"""Faults: what is wrong with a document, by rule, and where."""

from __future__ import annotations

from enum import StrEnum

from msgspec import Struct


class Level(StrEnum):
    """How bad a fault is: an error fails ``validate``, a warning is for people to look at."""

    ERROR = "error"
    WARNING = "warning"


class Fault(Struct, frozen=True):
    """One violation of one rule.

    ``path`` is where in the document (keys and indexes from the root), ``line`` counts from 1, or 0 where the
    fault is about the whole file. ``labels`` are the names a person knows the place by (package, advisory id,
    "event 2").
    """

    rule: str
    message: str
    path: tuple[str | int, ...] = ()
    line: int = 0
    level: Level = Level.ERROR
    file: str = ""
    labels: tuple[str, ...] = ()

    @property
    def place(self) -> str:
        """File and line as editors read them; only the file where the fault is about all of it."""
        return f"{self.file}:{self.line}" if self.line else self.file

    @property
    def pointer(self) -> str:
        """The JSON pointer of the place (RFC 6901)."""
        return "".join("/" + str(part).replace("~", "~0").replace("/", "~1") for part in self.path)
