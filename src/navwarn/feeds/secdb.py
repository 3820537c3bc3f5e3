"""secdb, the database that Alpine-style scanners read (feeds.md SD1 to SD15): written and read.

What it collapses: statuses other than fixed and not affected, dates, notes, architectures.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import msgspec

from navwarn.feeds.claim import common_version
from navwarn.feeds.inclusion import effective
from navwarn.feeds.interface import NOT_AFFECTED, OPEN, ContradictionError, Statement, UnreadableFeedError
from navwarn.feeds.layout import indented

if TYPE_CHECKING:
    from collections.abc import Collection, Iterable, Sequence

    from navwarn.core.distribution import SecdbSettings
    from navwarn.core.snapshot import Snapshot
    from navwarn.core.standing import Standing
    from navwarn.feeds.holdback import Held

APK_URL = "{{urlprefix}}/{{reponame}}/{{arch}}/{{pkg.name}}-{{pkg.ver}}.apk"
"""Text for the scanner to fill in (feeds.md SD2)."""

Fixes = dict[str, list[str]]
"""Ids by the version that fixes them."""


def render(snapshot: Snapshot[Standing], settings: SecdbSettings, held: Collection[Held] = ()) -> bytes:
    """The database of a distribution and those it includes, with one entry for each package.

    Raises ``ContradictionError`` where a package has one id both as not affected and as fixed.
    """
    return render_entries(entries(effective(snapshot), settings.architectures, held), settings)


def entries(
    advisories: Sequence[Standing], architectures: Sequence[str], held: Collection[Held] = ()
) -> list[tuple[str, Fixes]]:
    """Each package that has something to say, with its fixes; packages in the order they first appear.

    Held fixes count as not made yet. Raises ``ContradictionError``.
    """
    waiting = {fix.advisory for fix in held}
    packages: dict[str, Fixes] = {}
    for advisory in advisories:
        version = common_version(advisory, architectures)
        if version != OPEN and advisory.aliases and advisory.id not in waiting:
            fixes = packages.setdefault(advisory.package, {})
            fixes.setdefault(version, []).extend(advisory.aliases)
    for package, fixes in packages.items():
        _check(package, fixes, advisories, architectures)
    return list(packages.items())


def render_entries(found: Iterable[tuple[str, Fixes]], settings: SecdbSettings) -> bytes:
    """The bytes of a database with these entries (feeds.md SD1, SD3, SD5, SD9)."""
    return indented(
        {
            "apkurl": APK_URL,
            "archs": settings.architectures,
            "reponame": settings.repository,
            "urlprefix": settings.url_prefix,
            "packages": [
                {
                    "pkg": {
                        "name": package,
                        "secfixes": {version: sorted(ids) for version, ids in sorted(fixes.items())},
                    }
                }
                for package, fixes in found
            ],
        }
    )


def _check(package: str, fixes: Fixes, advisories: Sequence[Standing], architectures: Sequence[str]) -> None:
    """Refuse a package in which one id never was a problem and yet has been fixed."""
    never = set(fixes.get(NOT_AFFECTED, ()))
    if not never:
        return
    for version, ids in fixes.items():
        both = never.intersection(ids) if version != NOT_AFFECTED else None
        if both:
            identifier = min(both)
            speakers = {
                common_version(advisory, architectures): advisory.id
                for advisory in reversed(advisories)
                if advisory.package == package and identifier in advisory.aliases
            }
            raise ContradictionError(
                f"package {package} is not affected by {identifier} according to {speakers[NOT_AFFECTED]}"
                f" and fixed in {version} according to {speakers[version]}",
                hint="Withdraw one of the two advisories, or correct its aliases.",
            )


class _Package(msgspec.Struct):
    name: str
    # A version without ids is an empty map in some of Alpine's files.
    secfixes: dict[str, list[str] | dict[str, Any] | None] | None = None


class _Entry(msgspec.Struct):
    pkg: _Package


class _Database(msgspec.Struct):
    packages: list[_Entry] | None


_DECODER = msgspec.json.Decoder(_Database)


def parse(data: bytes) -> list[Statement]:
    """The statements of a database, ours or another's, in its order.

    Unknown keys are passed over, and several ids in one text are taken apart (feeds.md SD1, SD14). Raises
    ``UnreadableFeedError``.
    """
    try:
        database = _DECODER.decode(data)
    except (msgspec.DecodeError, RecursionError, UnicodeDecodeError) as error:
        raise UnreadableFeedError(f"this is not a secdb: {error}") from None
    return [
        Statement(entry.pkg.name, version, identifier)
        for entry in database.packages or ()
        for version, texts in (entry.pkg.secfixes or {}).items()
        for text in texts or ()
        for identifier in text.split()
    ]
