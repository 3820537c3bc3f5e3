"""What has to be fetched before an inventory can be judged: only the rows about what it contains."""

from __future__ import annotations

from typing import TYPE_CHECKING

from navwarn.core.ecosystem import bare_name
from navwarn.matching.interface import PackageName, Wanted
from navwarn.matching.naming import LANGUAGES, fold_ecosystem, full_name, has_whole_name
from navwarn.matching.scope import Scopes, all_layers

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

    from navwarn.core.distribution import Distribution
    from navwarn.core.inventory import Component, Inventory
    from navwarn.core.record import Record
    from navwarn.matching.interface import Stated
    from navwarn.matching.scope import Scope


def wanted(
    inventory: Inventory, distributions: Mapping[str, Distribution], *, distribution: str = ""
) -> Wanted:
    """The statements and records that an inventory asks for, by the names of what it contains."""
    scopes = Scopes(inventory, distributions, distribution)
    seen: set[Scope] = set()
    packages: set[str] = set()
    records: set[PackageName] = set()
    for component in inventory.components:
        scope = scopes.of(component)
        seen.add(scope)
        packages |= stated_names(component)
        records |= recorded_names(component, scope)
    return Wanted(all_layers(seen), frozenset(packages), frozenset(records))


def stated_names(component: Component) -> set[str]:
    """The packages whose statements decide: its own name and its origin's, or its owner's (SG3)."""
    if component.is_distro:
        return {component.name, component.origin or component.name}
    owner = component.owner
    return set() if owner is None else {owner.name, owner.origin or owner.name}


def recorded_names(component: Component, scope: Scope) -> set[PackageName]:
    """The packages whose records decide about a component."""
    if component.is_distro:
        names = stated_names(component) if scope.ecosystem else set()
        return {PackageName(scope.ecosystem, name) for name in names}
    language = LANGUAGES.get(component.type)
    if language is None:
        return set()
    ecosystem, name = language.ecosystem, full_name(component)
    bare = "" if has_whole_name(component) else bare_name(fold_ecosystem(ecosystem), name)
    return {PackageName(ecosystem, one) for one in (name, bare) if one}


def as_written(packages: Iterable[PackageName], ecosystems: Iterable[str]) -> frozenset[PackageName]:
    """The packages in each of the ``ecosystems`` of records that is one with theirs, as records write it."""
    written: dict[str, list[str]] = {}
    for ecosystem in ecosystems:
        written.setdefault(fold_ecosystem(ecosystem), []).append(ecosystem)
    return frozenset(
        PackageName(ecosystem, name)
        for asked, name in packages
        for ecosystem in written.get(fold_ecosystem(asked), ())
    )


def named_ids(statements: Iterable[Stated], records: Iterable[Record]) -> frozenset[str]:
    """Every id that the statements and records are about: whose clusters and summaries are wanted next."""
    found = {alias for stated in statements for alias in stated.statement.aliases}
    for record in records:
        found |= {record.id, *record.aliases, *record.upstream}
    return frozenset(found)
