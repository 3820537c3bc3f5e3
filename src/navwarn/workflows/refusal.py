"""Refusal: what keeps documents out, of the record and of a feed, with file, line and rule.

The record keeps out what leaves open which advisory says what and when; all other rules are the business of
``validate`` (architecture.md law 4). A feed keeps out what it could not say, or would say wrongly, from
documents alone, unknown keys included: nobody has looked at what these documents mean by them.
Of one file no more faults are told than ``documents.bound`` allows.
"""

from __future__ import annotations

from collections import defaultdict
from itertools import chain
from typing import TYPE_CHECKING

from msgspec.structs import replace

from navwarn.core.event import EventType
from navwarn.core.instant import ZERO
from navwarn.documents.bound import Tally
from navwarn.documents.document import file_name
from navwarn.documents.fault import Fault
from navwarn.feeds.interface import NOT_AFFECTED
from navwarn.versions.interface import quote

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping, Sequence

    from navwarn.documents.document import Document
    from navwarn.documents.rules import Member
    from navwarn.workflows.tree import LoadedFile

UNKNOWN_KEY = "unknown key"
"""How the messages begin of faults that a later schema may resolve: such documents are recorded."""

_NEVER_RECORDED = frozenset({"D1", "D5", "D6", "D7", "D13", "D14"})


def unpublishable(files: Sequence[LoadedFile]) -> list[Fault]:
    """What keeps the files of a directory from being published: all of it."""
    faults = (fault for found in (_misread(files), _unsayable(files)) for fault in found)
    return _placed(files, faults)


def unrecordable(files: Sequence[LoadedFile], elsewhere: Mapping[str, str] | None = None) -> list[Fault]:
    """What keeps the files of a directory from being recorded: all of it.

    ``elsewhere`` maps the ids that other distributions have recorded to the names of these.
    """
    from navwarn.documents.rules import Member, check_ids, check_names

    members = [Member(file.name, file.document) for file in files if file.document is not None]
    faults = chain(
        _ambiguous(files), check_names(members), check_ids(members), _recorded(members, elsewhere or {})
    )
    return _placed(files, faults)


class Screen:
    """Sees the files of a directory one after the other, and whether one cannot be recorded.

    ``elsewhere`` are the ids that other distributions have recorded.
    """

    def __init__(self, elsewhere: Iterable[str] = ()) -> None:
        self._packages: set[str] = set()
        self._ids: set[str] = set(elsewhere)

    def passes(self, file: LoadedFile) -> bool:
        """Whether this file can be recorded beside all those before it; ``unrecordable`` tells why not."""
        document = file.document
        if document is None or next(_ambiguous((file,)), None) is not None:
            return False
        ids = {advisory.id for advisory in document.advisories}
        is_fit = (
            file.name == file_name(document.package)
            and document.package not in self._packages
            and self._ids.isdisjoint(ids)
        )
        self._packages.add(document.package)
        self._ids |= ids
        return is_fit


def _recorded(members: Iterable[Member], elsewhere: Mapping[str, str]) -> Iterator[Fault]:
    """C2 across distributions: ids that another one has recorded, as an id stands for one advisory."""
    from navwarn.documents.rules.place import place_of_advisory

    for name, document in members:
        for index, advisory in enumerate(document.advisories):
            owner = elsewhere.get(advisory.id)
            if owner is not None:
                message = (
                    f"the id {quote(advisory.id)} is recorded for distribution {owner}: mint another one"
                )
                yield replace(place_of_advisory(document, index).fault("C2", message, "id"), file=name)


def _misread(files: Iterable[LoadedFile]) -> Iterator[Fault]:
    """The faults of reading."""
    for file in files:
        for fault in file.faults:
            yield replace(fault, file=file.name)


def _unsayable(files: Iterable[LoadedFile]) -> Iterator[Fault]:
    """What a feed cannot say: packages without a name or given twice, fixes without a version."""
    packages: dict[str, str] = {}
    for file in files:
        if file.document is None:
            continue
        package = file.document.package
        if not package:
            yield Fault("D5", "the package name must not be empty", ("package", "name"), file=file.name)
        elif package in packages:
            message = f"{packages[package]} is a document of package {package} too"
            yield Fault("C3", message, ("package", "name"), file=file.name)
        packages.setdefault(package, file.name)
        yield from _versionless(file.document, file.name)


def _versionless(document: Document, name: str) -> Iterator[Fault]:
    for index, advisory in enumerate(document.advisories):
        for number, event in enumerate(advisory.events):
            if event.type == EventType.FIXED and event.fixed_version in {"", NOT_AFFECTED}:
                path = ("advisories", index, "events", number, "data", "fixed-version")
                message = f"{advisory.id}: a fixed event must name the version"
                yield Fault("D21", message, path, file=name)


def _ambiguous(files: Iterable[LoadedFile]) -> Iterator[Fault]:
    """What in single files leaves open which advisory says what and when."""
    from navwarn.documents.rules import document_faults

    for file in files:
        if _is_sound(file):
            continue
        for fault in file.faults:
            if not fault.message.startswith(UNKNOWN_KEY):  # documents.md N1, N2
                yield replace(fault, file=file.name)
        document = file.document
        if document is None:
            continue
        for fault in document_faults(document, now=ZERO):
            if fault.rule in _NEVER_RECORDED or _is_nameless(fault, document):
                yield replace(fault, file=file.name)


def _is_sound(file: LoadedFile) -> bool:
    """Whether a file needs no second look."""
    document = file.document
    if file.faults or document is None or not document.package or not document.advisories:
        return False
    ids = {advisory.id for advisory in document.advisories}
    return (
        len(ids) == len(document.advisories)
        and "" not in ids
        and all(advisory.events for advisory in document.advisories)
        and all(
            event.timestamp != ZERO and event.type
            for advisory in document.advisories
            for event in advisory.events
        )
    )


def _is_nameless(fault: Fault, document: Document) -> bool:
    """Whether an advisory without an id, or an event without a type, is what the fault is about."""
    match fault.rule, fault.path:
        case "D9", ("advisories", int(index), "id"):
            return not document.advisories[index].id
        case "D16", ("advisories", int(index), "events", int(number), *_):
            return not document.advisories[index].events[number].type
        case _:
            return False


def _placed(files: Sequence[LoadedFile], faults: Iterable[Fault]) -> list[Fault]:
    """The faults by file, with their lines, for which files with faults are parsed again, and with paths."""
    tallies: dict[str, Tally] = defaultdict(Tally)
    for fault in faults:
        tallies[fault.file].extend((fault,))
    return [
        fault for file in files if file.name in tallies for fault in _located(file, tallies[file.name].faults)
    ]


def _located(file: LoadedFile, faults: Sequence[Fault]) -> Iterator[Fault]:
    from navwarn.documents.parse import parse
    from navwarn.documents.rules import located
    from navwarn.documents.rules.order import settled

    root = parse(file.data, max_bytes=len(file.data)).root
    for fault in settled(faults if root is None else located(faults, root)):
        yield replace(fault, file=str(file.path))
