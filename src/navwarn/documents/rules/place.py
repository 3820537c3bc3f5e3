"""Places: where in a document a rule is being checked, and the faults found there."""

from __future__ import annotations

from typing import TYPE_CHECKING

from msgspec import Struct
from msgspec.structs import replace

from navwarn.documents.fault import Fault, Level
from navwarn.documents.node import locator

if TYPE_CHECKING:
    from collections.abc import Iterable

    from navwarn.documents.document import Document
    from navwarn.documents.node import Node

Part = str | int


class Place(Struct, frozen=True):
    """A path from the root of a document, and the names a person knows it by."""

    path: tuple[Part, ...]
    labels: tuple[str, ...]

    def below(self, *parts: Part, label: str) -> Place:
        """The place further down, with one more name."""
        return Place((*self.path, *parts), (*self.labels, label))

    def fault(self, rule: str, message: str, *parts: Part, level: Level = Level.ERROR) -> Fault:
        """A fault here, or at ``parts`` from here; its line is not known yet."""
        return Fault(rule, message, (*self.path, *parts), level=level, labels=self.labels)

    def warning(self, rule: str, message: str, *parts: Part) -> Fault:
        """A fault for people to look at, which fails nothing."""
        return self.fault(rule, message, *parts, level=Level.WARNING)


def place_of(document: Document) -> Place:
    """The place of a whole document."""
    return Place((), (document.package,))


def place_of_advisory(document: Document, index: int) -> Place:
    """The place of one of its advisories; one without an id is known by its number."""
    advisory = document.advisories[index]
    return place_of(document).below("advisories", index, label=advisory.id or f"advisory {index + 1}")


def place_of_event(advisory: Place, index: int) -> Place:
    """The place of one of an advisory's events, which people count from 1."""
    return advisory.below("events", index, label=f"event {index + 1}")


def labels_at(document: Document, path: tuple[Part, ...]) -> tuple[str, ...]:
    """The names of the place that a path leads to."""
    match path:
        case ("advisories", int(index), "events", int(number), *_):
            return place_of_event(place_of_advisory(document, index), number).labels
        case ("advisories", int(index), *_):
            return place_of_advisory(document, index).labels
        case _:
            return place_of(document).labels


def located(faults: Iterable[Fault], root: Node) -> list[Fault]:
    """The faults with the lines of their paths in a document; those that have a line keep it."""
    line_of = locator(root)
    return [fault if fault.line else replace(fault, line=line_of(fault.path)) for fault in faults]
