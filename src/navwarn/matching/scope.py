"""Scopes: whose word counts for the distro packages of an image (scanning.md SA1, SR4)."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

from navwarn.core.inventory import Distro
from navwarn.matching.naming import ecosystem_of

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

    from navwarn.core.distribution import Distribution
    from navwarn.core.inventory import Component, Inventory


ANY_ARCHITECTURE = frozenset({"", "noarch", "all"})
"""What packages name that fit every architecture."""


class Scope(NamedTuple):
    """Whose advisories or records speak about the packages of an image.

    ``layers`` are the distributions of ours, nearest first. Where there is none, ``ecosystem`` is the one of
    OSV whose records may speak; empty where the distribution has none. ``subject`` is what a person calls
    the distribution, and empty where nothing says which it is. ``architecture`` is that of packages that do
    not tell their own.
    """

    layers: tuple[str, ...] = ()
    ecosystem: str = ""
    subject: str = ""
    architecture: str = ""


def scope_of(
    distro: Distro | None,
    distributions: Mapping[str, Distribution],
    *,
    distribution: str = "",
    architecture: str = "",
) -> Scope:
    """The scope of an image by its os-release, or by the ``distribution`` that is to judge it."""
    if distribution:
        return Scope(layers_of([distribution], distributions), "", distribution, architecture)
    if distro is None or not distro.id:
        return Scope(architecture=architecture)
    names = [name for name, one in sorted(distributions.items()) if distro.id in one.os_ids]
    layers = layers_of(_widest(names, distributions), distributions)
    subject = f"{distro.id} {distro.version}" if distro.version and not layers else distro.id
    return Scope(layers, "" if layers else ecosystem_of(distro), subject, architecture)


class Scopes:
    """The scopes of all components of one image: mostly one and the same."""

    def __init__(
        self, inventory: Inventory, distributions: Mapping[str, Distribution], distribution: str = ""
    ) -> None:
        self._distributions = distributions
        self._distribution = distribution
        self._architecture = _architecture(inventory)
        self._has_distro = inventory.distro is not None
        self._common = self._scope(inventory.distro or _only_namespace(inventory))
        self._by_namespace: dict[str, Scope] = {}

    def of(self, component: Component) -> Scope:
        """The scope of the image, else what the namespace of the component's own purl says (SR4)."""
        namespace = component.namespace
        if self._has_distro or not component.is_distro or not namespace:
            return self._common
        if namespace not in self._by_namespace:
            self._by_namespace[namespace] = self._scope(Distro(namespace))
        return self._by_namespace[namespace]

    def _scope(self, distro: Distro | None) -> Scope:
        return scope_of(
            distro,
            self._distributions,
            distribution=self._distribution,
            architecture=self._architecture,
        )


def _architecture(inventory: Inventory) -> str:
    """The architecture of the image: that of its platform, else the one that all its packages have."""
    _, _, architecture = inventory.source.platform.partition("/")
    if architecture:
        return architecture.replace("/", "")
    found = {one.architecture for one in inventory.components if one.is_distro} - ANY_ARCHITECTURE
    return found.pop() if len(found) == 1 else ""


def _only_namespace(inventory: Inventory) -> Distro | None:
    """The distribution that all distro packages name, where nothing else does."""
    found = {component.namespace for component in inventory.components if component.is_distro}
    return Distro(found.pop()) if len(found) == 1 else None


def layers_of(names: Iterable[str], distributions: Mapping[str, Distribution]) -> tuple[str, ...]:
    """The distributions and all that they include, directly or not, nearest first, each once."""
    found: dict[str, None] = {}
    pending = [name for name in names if name in distributions]
    while pending:
        found.update(dict.fromkeys(pending))
        further = [one for name in pending for one in distributions[name].includes]
        pending = [name for name in further if name in distributions and name not in found]
    return tuple(found)


def all_layers(scopes: Iterable[Scope]) -> tuple[str, ...]:
    """The distributions of several scopes, each once; those of one scope keep their order."""
    return tuple(dict.fromkeys(name for scope in sorted(scopes) for name in scope.layers))


def _widest(names: list[str], distributions: Mapping[str, Distribution]) -> list[str]:
    """Of several with the same os-release those that no other one of them includes."""
    included = {one for name in names for one in layers_of(distributions[name].includes, distributions)}
    return [name for name in names if name not in included] or names
