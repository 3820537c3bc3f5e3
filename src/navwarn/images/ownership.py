"""Which distro package a language component belongs to: the one that owns all its evidence (SB4)."""

from __future__ import annotations

from typing import TYPE_CHECKING

from msgspec.structs import replace

from navwarn.core.inventory import Owner, Ownership

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable

    from navwarn.core.inventory import Component
    from navwarn.images.interface import OwnedFiles

_Key = tuple[str, str, str]


def with_ownership(
    components: Iterable[Component],
    owned: Iterable[OwnedFiles],
    *,
    canonical: Callable[[str], str] = str,
    is_complete: bool = True,
) -> tuple[Component, ...]:
    """The components, those of languages with ``ownership`` and ``owner``.

    ``canonical`` gives the place a path leads to when symbolic links on the way are followed, so that
    ``/lib/x`` and ``/usr/lib/x`` are one where ``/lib`` is a link. Without ``is_complete``, because packages
    are installed whose files nobody names, what no known package owns is ``UNKNOWN``, not ``UNOWNED``.
    """
    found = list(components)
    keepers = _keepers(found)
    wanted = {canonical(path) for one in found if not one.is_distro for path in one.locations}
    holders: dict[str, set[_Key]] = {}
    for files in owned:
        key = (files.type, files.name, files.architecture)
        for path in files.paths:
            place = path if path in wanted else canonical(path)
            if place in wanted:
                holders.setdefault(place, set()).add(key)
    other = Ownership.UNOWNED if is_complete else Ownership.UNKNOWN
    return tuple(one if one.is_distro else _settled(one, holders, keepers, canonical, other) for one in found)


def _settled(
    component: Component,
    holders: dict[str, set[_Key]],
    keepers: dict[_Key, Component],
    canonical: Callable[[str], str],
    other: Ownership,
) -> Component:
    sets = [holders.get(canonical(path), set()) for path in component.locations]
    keys = sorted(key for key in (set.intersection(*sets) if sets else ()) if key in keepers)
    if not keys:
        return replace(component, ownership=other, owner=None)
    package = keepers[keys[0]]
    owner = Owner(package.type, package.name, package.version, package.origin)
    return replace(component, ownership=Ownership.OWNED, owner=owner)


def _keepers(components: Iterable[Component]) -> dict[_Key, Component]:
    """Distro packages by type, name and architecture, and without the latter."""
    found: dict[_Key, Component] = {}
    for one in components:
        if one.is_distro:
            found[one.type, one.name, one.architecture] = one
            found.setdefault((one.type, one.name, ""), one)
    return found
