"""Which component of one image is which of the other (image-diff.md I1-I4, I19)."""

from __future__ import annotations

from typing import TYPE_CHECKING

from msgspec import Struct

from navwarn.core.inventory import Component, component_order
from navwarn.diffing.version import order

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable

    Round = Callable[[Component], tuple[object, ...]]

Key = tuple[str, str, str, str]
"""What makes two components one package: type, namespace, name and subpath (I1)."""


def key_of(component: Component) -> Key:
    """The key of a component.

    A distro package's namespace is its distribution, which may change (I3). What an image has for a version
    is a digest, and another digest is another image, not a newer one (I6).
    """
    if component.type == "oci":
        return (component.type, component.namespace, component.name, component.version)
    namespace = "" if component.is_distro else component.namespace
    return (component.type, namespace, component.name, component.subpath)


class Pairs(Struct, frozen=True):
    """Components that belong together, and those that stand alone."""

    both: tuple[tuple[Component, Component], ...]
    removed: tuple[Component, ...]
    added: tuple[Component, ...]


# What two components have in common to be paired, the closest first. After exact versions what is left is
# paired in the order of versions (I4). Each round treats both sides alike, so that swapping them swaps pairs.
_ROUNDS: tuple[Round, ...] = (
    lambda one: (one,),
    lambda one: (one.namespace, one.version, one.architecture, one.locations),
    lambda one: (one.namespace, one.version, one.architecture),
    lambda one: (one.namespace, one.version),
    lambda one: (one.namespace, one.architecture),
    lambda one: (one.namespace,),
    lambda one: (one.version,),
    lambda _: (),
)


def pair(
    previous: Iterable[Component], current: Iterable[Component], *, by_architecture: bool = False
) -> Pairs:
    """The pairs of two images; with ``by_architecture`` packages of two architectures are two packages."""
    grouped: dict[tuple[object, ...], tuple[list[Component], list[Component]]] = {}
    for place, components in enumerate((previous, current)):
        for one in components:
            extra = (one.architecture,) if by_architecture else ()
            grouped.setdefault((*key_of(one), *extra), ([], []))[place].append(one)
    both: list[tuple[Component, Component]] = []
    removed: list[Component] = []
    added: list[Component] = []
    for before, after in grouped.values():
        found, before_left, after_left = _pair_group(before, after)
        both += found
        removed += before_left
        added += after_left
    return Pairs(
        tuple(sorted(both, key=lambda two: (component_order(two[0]), component_order(two[1])))),
        tuple(sorted(removed, key=component_order)),
        tuple(sorted(added, key=component_order)),
    )


def _pair_group(
    before: list[Component], after: list[Component]
) -> tuple[list[tuple[Component, Component]], list[Component], list[Component]]:
    """The pairs among components of one package, and what is left on each side."""
    if len(before) == len(after) == 1:
        return [(before[0], after[0])], [], []
    both: list[tuple[Component, Component]] = []
    for common in _ROUNDS:
        if not before or not after:
            break
        found, before, after = _pair_round(before, after, common)
        both += found
    return both, before, after


def _pair_round(
    before: list[Component], after: list[Component], common: Round
) -> tuple[list[tuple[Component, Component]], list[Component], list[Component]]:
    waiting: dict[tuple[object, ...], list[Component]] = {}
    for one in sorted(after, key=_within):
        waiting.setdefault(common(one), []).append(one)
    both: list[tuple[Component, Component]] = []
    left: list[Component] = []
    for one in sorted(before, key=_within):
        others = waiting.get(common(one))
        if others:
            both.append((one, others.pop(0)))
        else:
            left.append(one)
    return both, left, [one for others in waiting.values() for one in others]


def _within(component: Component) -> tuple[object, ...]:
    """The order among components of one package: by version, then by all that is known."""
    return (order(component), component_order(component))
