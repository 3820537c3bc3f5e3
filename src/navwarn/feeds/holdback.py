"""Fixes that nobody can install yet: held back until they are published (feeds.md G6, documents.md U3)."""

from __future__ import annotations

from typing import TYPE_CHECKING

from msgspec import Struct

from navwarn.feeds.claim import version_on
from navwarn.feeds.interface import NOT_AFFECTED, OPEN
from navwarn.versions.registry import scheme

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence

    from navwarn.core.standing import Standing


class Held(Struct, frozen=True):
    """A fix held back: the advisory, what it names, and where the highest version published is too low."""

    advisory: str
    package: str
    fixed_version: str
    architecture: str
    published: str


def held_back(
    advisories: Iterable[Standing],
    architectures: Sequence[str],
    published: Mapping[str, Mapping[str, str]],
) -> list[Held]:
    """The fixes that are ahead of what is published, in the order of advisories and architectures.

    ``published`` has the highest version ever published of each package, by architecture; an architecture or
    a package that it lacks holds nothing back, because indexes forget packages that have moved. Versions are
    in apk order, as package indexes are.
    """
    key = scheme("apk").sort_key
    known = [
        (architecture, published[architecture]) for architecture in architectures if architecture in published
    ]
    held: list[Held] = []
    for advisory in advisories:
        for architecture, highest in known:
            version = highest.get(advisory.package)
            if version is None:
                continue
            fixed = version_on(advisory, architecture)
            if fixed not in {OPEN, NOT_AFFECTED} and key(version) < key(fixed):
                held.append(Held(advisory.id, advisory.package, fixed, architecture, version))
    return held
