"""What the document rules say where something is recorded: of documents read, of advisories decided."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from navwarn.core.instant import ZERO
from navwarn.documents.document import SCHEMA_VERSION, AdvisoryDocument, Document, file_name
from navwarn.documents.fault import Fault, Level
from navwarn.versions.apk import explain_incomplete
from navwarn.versions.registry import scheme

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from navwarn.core.advisory import Advisory
    from navwarn.core.distribution import Distribution
    from navwarn.core.instant import Instant
    from navwarn.workflows.tree import LoadedFile

UNKNOWN_KEY = "unknown key"
"""How the messages begin of faults that a later schema may resolve: such documents are recorded."""

_NEVER_RECORDED = frozenset({"D1", "D5", "D6", "D7", "D13", "D14"})


def is_unreadable(fault: Fault) -> bool:
    """Whether a fault of reading keeps a document from being recorded or published (documents.md N1, N2)."""
    return not fault.message.startswith(UNKNOWN_KEY)


class Screen:
    """Sees the files of a directory one after the other, and what keeps them from being recorded.

    That is what leaves open which advisory says what and when; all other rules are the business of
    ``validate`` (architecture.md law 4).
    """

    def __init__(self) -> None:
        self._packages: set[str] = set()
        self._ids: set[str] = set()

    def passes(self, file: LoadedFile) -> bool:
        """Whether this file can be recorded beside all those before it."""
        document = file.document
        if document is None or not (_is_sound(file) or not _faults_of(file)):
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


def unrecordable(files: Sequence[LoadedFile]) -> list[Fault]:
    """What keeps the files of a directory from being recorded: all of it, with file, line and rule."""
    from navwarn.documents.rules import Member, check_ids, check_names

    faults = [fault for file in files if not _is_sound(file) for fault in _faults_of(file)]
    by_name = {file.name: file for file in files}
    members = [Member(file.name, file.document) for file in files if file.document is not None]
    collected = (*check_names(members), *check_ids(members))
    return faults + [placed(fault, by_name[fault.file]) for fault in collected]


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


def _faults_of(file: LoadedFile) -> list[Fault]:
    """The faults of one file that keep it from being recorded, with their lines."""
    from navwarn.documents.rules import check_document

    faults = [replace(fault, file=str(file.path)) for fault in file.faults if is_unreadable(fault)]
    if file.document is None:
        return faults
    document = file.document
    found = [
        fault
        for fault in check_document(document, now=ZERO)
        if fault.rule in _NEVER_RECORDED or _is_nameless(fault, document)
    ]
    return faults + [placed(fault, file) for fault in found]


def _is_nameless(fault: Fault, document: Document) -> bool:
    """Whether an advisory without an id, or an event without a type, is what the fault is about."""
    match fault.rule, fault.path:
        case "D9", ("advisories", int(index), "id"):
            return not document.advisories[index].id
        case "D16", ("advisories", int(index), "events", int(number), *_):
            return not document.advisories[index].events[number].type
        case _:
            return False


def placed(fault: Fault, file: LoadedFile) -> Fault:
    """The fault with its file's path, and its line, for which the file is parsed again."""
    from navwarn.documents.parse import parse
    from navwarn.documents.rules import located

    root = parse(file.data, max_bytes=len(file.data)).root
    (found,) = [fault] if root is None else located([fault], root)
    return replace(found, file=str(file.path))


def new_faults(
    before: Advisory | None, after: Advisory, distribution: Distribution | None, now: Instant
) -> list[str]:
    """What a decision would break: errors that the advisory has afterwards and had not before.

    An advisory imported with a fault can still be worked on.
    """
    old = set() if before is None else _complaints(before, distribution, now)
    return [f"{after.id}: {message}" for message in sorted(_complaints(after, distribution, now) - old)]


def version_rule(scheme_name: str) -> Callable[[str], str | None]:
    """What says why a text is no fixed version in a scheme: apk ones need their release (D21, V1)."""
    if scheme_name == "apk":
        return explain_incomplete
    return scheme(scheme_name).explain_invalid


def _complaints(advisory: Advisory, distribution: Distribution | None, now: Instant) -> set[str]:
    from navwarn.documents.rules import check_document

    document = Document(
        SCHEMA_VERSION, advisory.package, (AdvisoryDocument(advisory.id, advisory.aliases, advisory.events),)
    )
    faults = check_document(
        document,
        now=now,
        prefixes=None
        if distribution is None or distribution.any_prefix
        else frozenset({distribution.prefix}),
        explain_version=version_rule("apk" if distribution is None else distribution.version_scheme),
    )
    return {f"{fault.message} ({fault.rule})" for fault in faults if fault.level is Level.ERROR}
