"""How versions of one package stand to each other, by the rules of its ecosystem (image-diff.md I13)."""

from __future__ import annotations

from functools import lru_cache
from typing import TYPE_CHECKING

from navwarn.diffing.interface import Direction
from navwarn.versions.evr import split
from navwarn.versions.interface import InvalidVersionError
from navwarn.versions.registry import scheme

if TYPE_CHECKING:
    from navwarn.core.inventory import Component

REMEMBERED = 16_384
"""Of so many versions the place is remembered: every finding of a package asks for the same ones."""

_SCHEMES = {
    "apk": "apk",
    "cargo": "semver",
    "deb": "deb",
    "gem": "gem",
    "golang": "go",
    "maven": "maven",
    "npm": "npm",
    "pypi": "pypi",
    "rpm": "rpm",
}


def order(component: Component) -> tuple[int, bytes]:
    """A sort key for the versions of one package; what nobody can order comes last, by its text."""
    key = version_key(component.type, component.version)
    return (1, component.version.encode("utf-8", "surrogatepass")) if key is None else (0, key)


@lru_cache(maxsize=REMEMBERED)
def version_key(kind: str, version: str) -> bytes | None:
    """The place of a version in the order of its ecosystem; ``None`` where it has none."""
    name = _SCHEMES.get(kind)
    if name is None or not version:
        return None
    try:
        return scheme(name).sort_key(version)
    except InvalidVersionError:
        return None


def direction(kind: str, previous: str, current: str) -> tuple[Direction, bool]:
    """How a version moved, and whether the current one comes before the previous."""
    if previous == current:
        return Direction.SAME, False
    keys = version_key(kind, previous), version_key(kind, current)
    if keys[0] is None or keys[1] is None or keys[0] == keys[1]:
        return Direction.CHANGED, False
    is_older = keys[1] < keys[0]
    if is_rebuild(kind, previous, current):
        return Direction.REBUILT, is_older
    return (Direction.DOWNGRADED if is_older else Direction.UPGRADED), is_older


def is_rebuild(kind: str, previous: str, current: str) -> bool:
    """Whether only the release differs, in ecosystems whose versions have one (I14)."""
    if kind == "apk":
        heads = [version.rpartition("-r")[0] for version in (previous, current)]
        return bool(heads[0]) and heads[0] == heads[1]
    if kind in {"deb", "rpm"}:
        parts = split(previous), split(current)
        return None not in {parts[0].release, parts[1].release} and parts[0][:2] == parts[1][:2]
    return False
