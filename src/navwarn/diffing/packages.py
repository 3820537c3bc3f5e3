"""What changed in the packages of an image (image-diff.md J1, I8, I9, I13)."""

from __future__ import annotations

import re
from collections import Counter
from typing import TYPE_CHECKING

from navwarn.diffing.interface import (
    Direction,
    Family,
    PackageChange,
    PackageDiff,
    Replacement,
    Selection,
)
from navwarn.diffing.pairing import key_of
from navwarn.diffing.version import direction

if TYPE_CHECKING:
    from collections.abc import Iterable

    from navwarn.core.inventory import Component
    from navwarn.diffing.pairing import Pairs

Identity = tuple[str, str, str, str, str]
"""What of a component a package diff is about: type, namespace, name, subpath and version."""

# A stream is part of a name: ``python-3.12``, ``python-3.12-base``, ``libldap-2.6``, ``py3.12-pip``.
_STREAM = re.compile(r"-?(?<![0-9.])[0-9]+(?:\.[0-9]+)+(?=-|\Z)|-[0-9]+(?=-|\Z)")


def diff_packages(pairs: Pairs, selection: Selection) -> PackageDiff:
    """What changed, of the packages that are selected."""
    added = [one for one in pairs.added if selection.includes(one)]
    removed = [one for one in pairs.removed if selection.includes(one)]
    both = [two for two in pairs.both if selection.includes(two[0])]
    changed = [_change(*two) for two in both if _has_changed(*two)]
    return PackageDiff(
        tuple(added),
        tuple(removed),
        tuple(changed),
        tuple(_replacements(removed, added)),
        tuple(_families(changed)),
        len(both) - len(changed),
    )


def identity_of(component: Component) -> Identity:
    """The identity of a component; two builds of one package with different digests have the same."""
    return (
        component.type,
        component.namespace,
        component.name,
        component.subpath,
        component.version,
    )


def apply(components: Iterable[Component], diff: PackageDiff) -> Counter[Identity]:
    """The packages that a diff makes of those of the first image (INV3)."""
    found = Counter(map(identity_of, components))
    found.subtract(map(identity_of, diff.removed))
    found.subtract(identity_of(change.previous) for change in diff.changed)
    found.update(map(identity_of, diff.added))
    found.update(identity_of(change.current) for change in diff.changed)
    return +found


def _has_changed(previous: Component, current: Component) -> bool:
    return identity_of(previous) != identity_of(current)


def _change(previous: Component, current: Component) -> PackageChange:
    moved, is_older = direction(previous.type, previous.version, current.version)
    return PackageChange(previous, current, moved, is_older)


def _replacements(removed: Iterable[Component], added: Iterable[Component]) -> Iterable[Replacement]:
    """Pairs of two version streams: the same name but for the stream."""
    waiting: dict[tuple[str, str, str], list[Component]] = {}
    for one in added:
        waiting.setdefault(_stem(one), []).append(one)
    for one in removed:
        others = waiting.get(_stem(one), [])
        other = next((other for other in others if other.name != one.name), None)
        if other is not None:
            others.remove(other)
            yield Replacement(one, other)


def _stem(component: Component) -> tuple[str, str, str]:
    """What two streams of one package have in common."""
    kind, namespace, name, _ = key_of(component)
    return (kind, namespace, _STREAM.sub("", name))


def _families(changed: Iterable[PackageChange]) -> Iterable[Family]:
    """Packages of one origin that moved from one version to another together, where there are several."""
    together: dict[tuple[str, str, str, str, Direction], set[str]] = {}
    for change in changed:
        current = change.current
        if current.is_distro:
            origin = current.origin or current.name
            key = (current.type, origin, change.previous.version, current.version, change.direction)
            together.setdefault(key, set()).add(current.name)
    for (kind, origin, previous, version, moved), names in sorted(together.items()):
        if len(names) > 1:
            yield Family(kind, origin, previous, version, moved, tuple(sorted(names)))
