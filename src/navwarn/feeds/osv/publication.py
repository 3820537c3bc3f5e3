"""A publication of OSV records: which there are, their indexes, and what becomes of earlier ones."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, NamedTuple

import msgspec

from navwarn.core.identifier import is_advisory_id
from navwarn.core.instant import SECOND, Instant, format_exact
from navwarn.errors import InputError
from navwarn.feeds.interface import ContradictionError
from navwarn.feeds.layout import indented
from navwarn.feeds.osv import classic, full
from navwarn.feeds.osv.settings import OsvSettings, Shape

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from navwarn.core.advisory import Advisory
    from navwarn.feeds.holdback import Held

INDEX_NAME = "all.json"
CHANGES_NAME = "modified_id.csv"
ARCHIVE_NAME = "all.zip"


class Record(NamedTuple):
    """A record to publish: its id, when it changed, and its bytes."""

    id: str
    modified: Instant
    data: bytes

    @property
    def file_name(self) -> str:
        """The name of its file."""
        return f"{self.id}.json"


def render(
    sources: Iterable[tuple[Advisory, OsvSettings]], shape: Shape, held: Iterable[Held] = ()
) -> Iterator[Record]:
    """The records of advisories, each with the settings it is published under, ascending by id.

    Raises ``ContradictionError`` where two advisories share an id (feeds.md OV12), and ``InputError`` for an
    id that cannot name a file.
    """
    waiting: dict[str, dict[str, Held]] = {}
    for fix in held:
        waiting.setdefault(fix.advisory, {})[fix.architecture] = fix
    previous: Advisory | None = None
    for advisory, settings in sorted(sources, key=lambda source: source[0].id):
        _check_id(advisory, previous)
        previous = advisory
        fixes = waiting.get(advisory.id, {})
        content = (
            full.record(advisory, settings, fixes)
            if shape is Shape.FULL
            else classic.record(advisory, settings, is_held=bool(fixes))
        )
        if content is not None:
            yield Record(advisory.id, advisory.modified, _text(content))


def render_index(records: Iterable[tuple[str, Instant]]) -> bytes:
    """The index of all records, ascending by id (feeds.md OV12)."""
    return _text([{"modified": format_exact(modified), "id": name} for name, modified in sorted(records)])


def render_changes(records: Iterable[tuple[str, Instant]]) -> bytes:
    """The list of all records by change, newest first; at one time ascending by id (feeds.md section 2.5)."""
    ordered = sorted(records, key=lambda record: (-record[1], record[0]))
    return "".join(f"{format_exact(modified)},{name}\n" for name, modified in ordered).encode()


def revise(record: Record, published: Record, now: Instant) -> Record:
    """The record as the successor of a published one: what says something else says so later (feeds.md G4).

    Consumers go by the time of change alone. A record that says the same stays as it was published.
    """
    if record.modified > published.modified or record.data == published.data:
        return record
    if _at(record, published.modified) == published.data:
        return published
    moment = max(now, Instant(published.modified + SECOND))
    return Record(record.id, moment, _at(record, moment))


def _at(record: Record, moment: Instant) -> bytes:
    """The bytes of a record of ours with another time of change."""
    mark = '"modified": "{}"'.format
    old, new = mark(format_exact(record.modified)), mark(format_exact(moment))
    return record.data.replace(old.encode(), new.encode(), 1)


def withdraw(data: bytes, at: Instant) -> bytes:
    """A published record as withdrawn, changed at the same moment (feeds.md G4, OV22)."""
    content: dict[str, Any] = {}
    for key, value in msgspec.json.decode(data).items():
        content[key] = value
        if key == "modified":
            content |= {"modified": format_exact(at), "withdrawn": format_exact(at)}
    return _text(content)


def _check_id(advisory: Advisory, previous: Advisory | None) -> None:
    if not is_advisory_id(advisory.id):
        raise InputError(
            f"package {advisory.package}: {advisory.id[:60]!r} is not an advisory id (documents.md D9):"
            " an OSV record needs one as its name"
        )
    if previous is not None and previous.id == advisory.id:
        raise ContradictionError(
            f"the advisory id {advisory.id} is used by package {previous.package} and by package"
            f" {advisory.package}: an OSV feed has one record for each id",
            hint="Give one of the two advisories an id of its own (`navwarn id`).",
        )


def _text(content: Any) -> bytes:
    return indented(content) + b"\n"
