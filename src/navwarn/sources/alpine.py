"""Alpine's secdb: which versions of packages fixed what, in one branch and repository (sources.md AL)."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Any

import msgspec

from navwarn.core.record import Affected, Record, VersionRange
from navwarn.sources.interface import Decoded, Piece, UnusableError
from navwarn.sources.text import identifier, word
from navwarn.sources.tolerant import decode_json

if TYPE_CHECKING:
    from collections.abc import Iterator

NAME = "alpine"

_NOT_AFFECTED = "0"
_ID = re.compile(r"[A-Za-z][A-Za-z0-9]*[-_][A-Za-z0-9._:-]*[0-9][A-Za-z0-9._:-]*")


class _Package(msgspec.Struct):
    name: str
    fixes: dict[str, Any] = msgspec.field(default_factory=dict, name="secfixes")


class _Wrapped(msgspec.Struct):
    pkg: _Package


class _Database(msgspec.Struct):
    packages: list[_Wrapped]
    branch: str = msgspec.field(default="", name="distroversion")
    repository: str = msgspec.field(default="", name="reponame")


def decode(piece: Piece) -> Decoded:
    """One record for each id that the file names: a hint at what fixed it, not that others lack it (AL4)."""
    raw, notes = decode_json(piece.data, _Database)
    branch, repository = word(raw.branch) or "edge", word(raw.repository) or "main"
    if "/" in branch + repository or ":" in branch + repository:
        raise UnusableError("names its branch or repository in a way that cannot be shown")
    source, ecosystem = f"{NAME}:{branch}/{repository}", f"Alpine:{branch}"
    fixes: dict[str, dict[str, list[str]]] = {}
    odd: list[str] = []
    for package in (wrapped.pkg for wrapped in raw.packages):
        for version, name in _fixes(package, odd):
            fixes.setdefault(name, {}).setdefault(package.name, []).append(version)
    records = tuple(
        Record(
            source,
            name,
            affected=tuple(_affected(ecosystem, package, found[package]) for package in sorted(found)),
            provider="Alpine",
        )
        for name, found in sorted(fixes.items())
    )
    return Decoded(records, notes=(*notes, *odd))


def _fixes(package: _Package, odd: list[str]) -> Iterator[tuple[str, str]]:
    """Every version with every id it names; several stand in one string (AL3), and remarks among them."""
    for version, texts in package.fixes.items():
        for text in texts if isinstance(texts, list) else ():
            names = _ID.findall(text) if isinstance(text, str) else []
            if not names:
                odd.append(f"{package.name} {version}: {str(text)[:60]!r} names no id")
            for name in names:
                if found := identifier(name):
                    yield version, found


def _affected(ecosystem: str, package: str, versions: list[str]) -> Affected:
    """The versions of a package before each fix; none at all where the version says so (AL3)."""
    fixed = [word(version) for version in dict.fromkeys(versions) if version != _NOT_AFFECTED]
    return Affected(
        NAME,
        ecosystem=ecosystem,
        package=word(package),
        ranges=tuple(VersionRange("apk", introduced="0", fixed=version) for version in fixed),
        default="" if fixed else "unaffected",
    )
