"""Validation: a directory of documents against every rule, all faults at once with file and line.

Documents are judged as values; only files with faults are parsed again, for the lines.
"""

from __future__ import annotations

from itertools import chain
from pathlib import Path
from typing import TYPE_CHECKING

from msgspec import Struct, field
from msgspec.structs import replace

from navwarn.core.alias import AliasTable
from navwarn.core.distribution import Distribution
from navwarn.core.instant import Instant
from navwarn.documents.bound import Omission, Tally
from navwarn.documents.compare import compare
from navwarn.documents.document import SUFFIX
from navwarn.documents.parse import parse
from navwarn.documents.report import Report
from navwarn.documents.rules import (
    Member,
    check_aliases,
    check_habits,
    check_ids,
    check_names,
    check_split,
    document_faults,
    located,
    statements,
    understood,
)
from navwarn.documents.rules.base import Shipped, check_comparison
from navwarn.documents.rules.order import settled
from navwarn.documents.rules.place import labels_at
from navwarn.errors import InputError
from navwarn.workflows.checking import version_rule
from navwarn.workflows.parallel import map_parallel
from navwarn.workflows.revision import read_revision
from navwarn.workflows.tree import LoadedFile, load_directory, parse_all

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping, Sequence

    from navwarn.documents.fault import Fault

_CHEAPER_THAN_PARSING = 4
"""How many times less time the rules take than reading the YAML."""

_NO_BASE = "no --base"
_NO_TABLE = "no --aliases or --ledger-aliases"
_NO_INDEX = "no --apkindex"
_NO_DEFINITIONS = "no --packages"


class Checks(Struct, frozen=True):
    """What to hold a directory against.

    ``base`` is a directory or a git revision, ``aliases`` are pairs of ids of one vulnerability; these and
    ``shipped`` switch on the rules that need them. ``packages`` restricts everything but the names of files
    (documents.md 7.2).
    """

    distribution: Distribution
    now: Instant
    max_bytes: int
    packages: frozenset[str] = frozenset()
    aliases: tuple[tuple[str, str], ...] | None = None
    base: str | None = None
    shipped: Shipped = field(default_factory=Shipped)
    is_strict: bool = False


def validate_directory(directory: Path, checks: Checks) -> Report:
    """All faults of the documents in a directory, sorted by file and line.

    Raises ``InputError`` where there are no documents, or none of a package that was asked for.
    """
    files = load_directory(directory, max_bytes=checks.max_bytes)
    if not files:
        raise InputError(f"{directory} holds no *.advisories.yaml files", code="NW-NO-DOCUMENTS")
    base = [] if checks.base is None else _load_base(directory, checks.base, checks.max_bytes)
    _refuse_unknown_packages(checks.packages, (*files, *base))
    members = _members(files)
    chosen = [file for file in files if _is_chosen(file, checks)]
    tallies = _check_each(chosen, checks)
    among = chain(
        check_names(members),
        check_ids(members, checks.packages or None),
        _check_groups(members, checks),
        () if checks.base is None else _check_base(files, base, checks),
    )
    for fault in among:
        tallies.setdefault(fault.file, Tally()).extend((fault,))
    placed = _placed(directory, files, tallies, checks.max_bytes)
    return Report(
        faults=tuple(fault for faults, _ in placed for fault in faults),
        documents=len(chosen),
        omitted=tuple(omission for _, omission in placed if omission.total),
        unchecked=_unchecked(checks),
        incomparable=tuple(file.name for file in base if file.document is None),
        is_strict=checks.is_strict,
    )


def _members(files: Iterable[LoadedFile]) -> list[Member]:
    return [Member(file.name, file.document) for file in files if file.document is not None]


def _is_chosen(file: LoadedFile, checks: Checks) -> bool:
    """Whether a file is of a package that was asked for; an unreadable one is known by its name."""
    return not checks.packages or _package(file) in checks.packages


def _package(file: LoadedFile) -> str:
    return file.name.removesuffix(SUFFIX) if file.document is None else file.document.package


def _refuse_unknown_packages(packages: frozenset[str], files: Iterable[LoadedFile]) -> None:
    unknown = packages - {_package(file) for file in files} if packages else ()
    if unknown:
        raise InputError(f"there is no document of package {', '.join(sorted(unknown))}")


def _check_each(files: Sequence[LoadedFile], checks: Checks) -> dict[str, Tally]:
    """By file name the faults of reading, and those of the rules about single documents."""
    distribution = checks.distribution
    prefixes = None if distribution.any_prefix else frozenset({distribution.prefix})
    explain_version = version_rule(distribution.version_scheme)

    def check(file: LoadedFile) -> Tally:
        tally = Tally()
        tally.extend(_labelled(fault, file) for fault in file.faults)
        if file.document is not None:
            faults = document_faults(
                file.document, now=checks.now, prefixes=prefixes, explain_version=explain_version
            )
            tally.extend(understood(chain(faults, check_habits(file.document)), file.faults))
        return tally

    tallies = map_parallel(check, files, cost=lambda file: len(file.data) // _CHEAPER_THAN_PARSING)
    return {file.name: tally for file, tally in zip(files, tallies, strict=True) if tally.faults}


def _labelled(fault: Fault, file: LoadedFile) -> Fault:
    """A fault of reading with the names of its place, as far as they could be read."""
    labels = (_package(file),) if file.document is None else labels_at(file.document, fault.path)
    return replace(fault, labels=labels)


def _check_groups(members: Sequence[Member], checks: Checks) -> Iterator[Fault]:
    """The rules that need to know which ids name one vulnerability: A1, A2 and W6."""
    table = AliasTable(checks.aliases or ())
    known = AliasTable(chain(statements(member.document for member in members), checks.aliases or ()))
    for name, document in members:
        if not checks.packages or document.package in checks.packages:
            for fault in (*check_split(document, known), *check_aliases(document, table)):
                yield replace(fault, file=name)


def _load_base(directory: Path, base: str, max_bytes: int) -> list[LoadedFile]:
    """The documents of the base, from a directory or from git."""
    if base and Path(base).is_dir():
        return load_directory(Path(base), max_bytes=max_bytes)
    contents = read_revision(directory, base, max_bytes)
    parsed = parse_all([data for _, data in contents], max_bytes)
    return [
        LoadedFile(name, directory / name, data, result.document, result.faults)
        for (name, data), result in zip(contents, parsed, strict=True)
    ]


def _check_base(files: Sequence[LoadedFile], base: Sequence[LoadedFile], checks: Checks) -> Iterator[Fault]:
    """The rules B1 to B7 and W7; a file that is unreadable on one side says nothing about the other."""
    unreadable = {file.name for file in (*files, *base) if file.document is None}
    old, new = (
        _members(file for file in side if file.name not in unreadable and _is_chosen(file, checks))
        for side in (base, files)
    )
    return check_comparison(compare(old, new), checks.shipped, now=checks.now)


def _placed(
    directory: Path, files: Sequence[LoadedFile], tallies: Mapping[str, Tally], max_bytes: int
) -> list[tuple[list[Fault], Omission]]:
    """For each file its faults by line, under its path as the directory was given, and what is left out."""
    data = {file.name: file.data for file in files}

    def place(name: str) -> tuple[list[Fault], Omission]:
        tally, path = tallies[name], str(directory / name)
        root = parse(data.get(name, b""), max_bytes=max_bytes).root
        found = tally.faults if root is None else located(tally.faults, root)
        return tally.cut([replace(fault, file=path) for fault in settled(found)], path)

    return map_parallel(place, sorted(tallies), cost=lambda name: len(data.get(name, b"")))


def _unchecked(checks: Checks) -> dict[str, str]:
    """The rules that did not run, each with the reason."""
    missing: dict[str, str] = {}
    if checks.aliases is None:
        missing |= dict.fromkeys(("A1", "A2"), _NO_TABLE)
    if checks.base is None:
        missing |= dict.fromkeys(("B1", "B2", "B3", "B4", "B5", "B6", "B7", "W7"), _NO_BASE)
        return missing
    if not checks.shipped.indexes:
        missing["B5"] = _NO_INDEX
    if checks.shipped.configured is None:
        missing |= dict.fromkeys(("B6", "B7"), _NO_DEFINITIONS)
    return missing
