"""Package indexes of apk repositories: which versions of which packages are published."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, NamedTuple

from msgspec import Struct

from navwarn.catalog.source import CatalogError, open_member
from navwarn.core.instant import SECOND, Instant
from navwarn.versions.registry import scheme

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping, Sequence

    from navwarn.catalog.source import Readable

MAX_LINE = 4 * 1024 * 1024
"""A line has at most this many bytes: some packages provide tens of thousands of names."""

_NAME, _VERSION, _ARCHITECTURE, _ORIGIN, _BUILT = b"P", b"V", b"A", b"o", b"t"
_READ = frozenset({_NAME, _VERSION, _ARCHITECTURE, _ORIGIN, _BUILT})
_SECONDS_DIGITS = 11
_ANY_ARCHITECTURE = frozenset({"", "noarch", "all"})


class IndexEntry(NamedTuple):
    """One published package. ``origin`` is its own name where the index names none (scanning.md SA3).

    ``built_at`` is when it was built, as far as the index says so.
    """

    name: str
    version: str
    architecture: str
    origin: str
    built_at: Instant | None = None


class Index(Struct, frozen=True):
    """The packages of one index, in its order."""

    path: Path
    entries: tuple[IndexEntry, ...]

    @property
    def architectures(self) -> frozenset[str]:
        """The architectures that have packages of their own here."""
        return frozenset(entry.architecture for entry in self.entries) - _ANY_ARCHITECTURE


def load_index(path: Path) -> Index:
    """The index in a file: an ``APKINDEX``, or the archive that holds one, signed or not.

    Raises ``CatalogError`` with file and line where it is none, ``ExternalError`` where it cannot be read.
    """
    with open_member(path, "APKINDEX") as reader:
        return Index(path, tuple(_entries(reader, path)))


def versions_by_package(indexes: Iterable[Index]) -> dict[str, frozenset[str]]:
    """The versions that the indexes hold under each package's own name, on whatever architecture."""
    found: dict[str, set[str]] = {}
    for index in indexes:
        for entry in index.entries:
            found.setdefault(entry.name, set()).add(entry.version)
    return {name: frozenset(versions) for name, versions in found.items()}


def highest_published(
    indexes: Iterable[Index], architectures: Sequence[str]
) -> Mapping[str, Mapping[str, str]]:
    """The highest version of each package by architecture, for those of ``architectures`` that have an index.

    A package counts under its own name and under its origin's, which share their version. What is for any
    architecture counts for each of them.
    """
    key = scheme("apk").sort_key
    found: dict[str, dict[str, str]] = {}
    for index in indexes:
        own = index.architectures
        for entry in index.entries:
            places = (
                (own or architectures) if entry.architecture in _ANY_ARCHITECTURE else (entry.architecture,)
            )
            for place in places:
                highest = found.setdefault(place, {})
                for name in {entry.name, entry.origin}:
                    known = highest.get(name)
                    if known is None or key(known) < key(entry.version):
                        highest[name] = entry.version
    return {place: found[place] for place in architectures if place in found}


def _entries(reader: Readable, path: Path) -> Iterator[IndexEntry]:
    """The records between empty lines."""
    fields: dict[bytes, bytes] = {}
    first = number = 0
    while line := reader.readline(MAX_LINE):
        number += 1
        line = line.rstrip(b"\r\n")
        if not line:
            if fields:
                yield _entry(fields, path, first)
                fields = {}
            continue
        key = line[:1]
        if line[1:2] != b":" or len(line) >= MAX_LINE:
            raise CatalogError(f"{path}:{number}: a package index has lines such as P:name, not this one")
        if key in _READ and key in fields:
            raise CatalogError(f"{path}:{number}: the package has {key.decode()}: a second time")
        first = first if fields else number
        fields[key] = line[2:]
    if fields:
        yield _entry(fields, path, first)


def _entry(fields: dict[bytes, bytes], path: Path, line: int) -> IndexEntry:
    try:
        name, version, architecture, origin = (
            fields.get(key, b"").decode() for key in (_NAME, _VERSION, _ARCHITECTURE, _ORIGIN)
        )
    except UnicodeDecodeError:
        raise CatalogError(f"{path}:{line}: the package's fields are not UTF-8 text") from None
    if not name or not version:
        missing = "V: (version)" if name else "P: (name)"
        raise CatalogError(f"{path}:{line}: the package has no {missing}")
    return IndexEntry(name, version, architecture, origin or name, _built_at(fields.get(_BUILT, b"")))


def _built_at(text: bytes) -> Instant | None:
    """The moment that seconds since 1970 name; ``None`` where there are none."""
    if not text.isdigit() or len(text) > _SECONDS_DIGITS or not int(text):
        return None
    return Instant(int(text) * SECOND)
