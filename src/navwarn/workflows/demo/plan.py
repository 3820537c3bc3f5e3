"""Which flaws a package has, and what is to become of each."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

from navwarn.workflows.demo.component import Bundled, bundle
from navwarn.workflows.demo.path import Step, take_path

if TYPE_CHECKING:
    from navwarn.workflows.demo.component import Component
    from navwarn.workflows.demo.dice import Dice
    from navwarn.workflows.demo.flaw import Flaw
    from navwarn.workflows.demo.package import Package

_OWN_SHARE = 12
"""Of a hundred flaws of a package that bundles libraries, how many are in its own code."""


class Pools(NamedTuple):
    """The flaws of the whole story, by what they are in: a project's own code, or a component."""

    own: dict[str, list[Flaw]]
    bundled: dict[Component, list[Flaw]]


class Case(NamedTuple):
    """One advisory to be: its flaw, the bundled component it is in (if any), and the steps it takes."""

    flaw: Flaw
    bundled: Bundled | None
    steps: list[Step]


def plan(package: Package, pools: Pools, dice: Dice) -> list[Case]:
    """The advisories of a package that has a history of its own."""
    wanted = dice.between(*package.size)
    contents = bundle(package, list(pools.bundled), dice)
    own_count = sum(dice.chance(_OWN_SHARE) for _ in range(wanted)) if contents else wanted
    own = [(flaw, None) for flaw in _affecting(package, pools.own[package.project], dice)]
    foreign = [
        (flaw, item) for item in contents for flaw in _affecting(package, pools.bundled[item.component], dice)
    ]
    chosen: list[tuple[Flaw, Bundled | None]] = [*dice.sample(own, own_count)]
    chosen += dice.sample(foreign, wanted - own_count)
    cases = (Case(flaw, item, take_path(package, flaw.disclosed, dice)) for flaw, item in chosen)
    return [case for case in cases if case.steps]


def _affecting(package: Package, flaws: list[Flaw], dice: Dice) -> list[Flaw]:
    """Those flaws that reach a package, of the time in which it was built."""
    return [f for f in flaws if package.since <= f.disclosed < package.until and dice.chance(f.reach)]
