"""Findings that read as one: of a vulnerability in packages of one origin, or in copies of a module."""

from __future__ import annotations

from typing import TYPE_CHECKING, Generic, TypeVar

from msgspec import Struct

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable

    from navwarn.core.finding import Finding
    from navwarn.core.inventory import Component

T = TypeVar("T")


class Gathered(Struct, Generic[T], frozen=True):
    """The first of several things about findings; the names of their packages, and where modules lie."""

    first: T
    packages: tuple[str, ...]
    locations: tuple[str, ...]


def gather(
    items: Iterable[T], finding_of: Callable[[T], Finding], besides: Callable[[T], object] = lambda _: None
) -> list[Gathered[T]]:
    """What is about one vulnerability in packages of one origin, in the order of the first of each.

    Only what says the same is gathered: version, severity, fix, our statement, and what ``besides`` gives.
    """
    together: dict[object, list[T]] = {}
    for item in items:
        together.setdefault((_shared(finding_of(item)), besides(item)), []).append(item)
    return [_gathered(some, [finding_of(one).component for one in some]) for some in together.values()]


def origin_of(component: Component) -> str:
    """What the packages of one origin are called: its name, else the component's full name."""
    return (component.origin if component.is_distro else "") or component.full_name


def _shared(finding: Finding) -> object:
    component = finding.component
    return (
        *(finding.vulnerability, component.type, origin_of(component), component.version),
        *(finding.severity, finding.fixed_in, finding.statement),
    )


def _gathered(items: list[T], components: list[Component]) -> Gathered[T]:
    places = (place for one in components if not one.is_distro for place in one.locations)
    return Gathered(
        items[0], tuple(dict.fromkeys(one.full_name for one in components)), tuple(dict.fromkeys(places))
    )
