"""What became known: the flaws of the story as the outside world hears of them."""

from __future__ import annotations

from itertools import chain
from typing import TYPE_CHECKING, NamedTuple

from navwarn.core.instant import Instant, parse_instant
from navwarn.workflows.demo.component import STANDARD_LIBRARY
from navwarn.workflows.demo.story import RAPID_RESET
from navwarn.workflows.demo.toolchain import toolchain_flaws

if TYPE_CHECKING:
    from collections.abc import Collection, Iterator

    from navwarn.workflows.demo.plan import Pools


class Disclosure(NamedTuple):
    """A flaw with all its ids, when it became known, and what it is in.

    ``subject`` is the name of the component, or of the project whose own code it is in; ``remedy`` the first
    release without it. ``component_type`` is empty for a project's own code.
    """

    aliases: tuple[str, ...]
    disclosed: Instant
    subject: str
    remedy: str
    component_type: str = ""


SET_PIECE = Disclosure(RAPID_RESET, parse_instant("2023-10-10T00:00:00Z"), "http2", "")
"""The flaw of the story that is history."""


def disclosures(pools: Pools, named: Collection[str], until: Instant) -> tuple[Disclosure, ...]:
    """The flaws that became known until then and of which some advisory names an id, oldest first."""
    made = chain([SET_PIECE], _of_toolchain(), _of_components(pools), _of_projects(pools))
    told = [one for one in made if one.disclosed <= until and not set(one.aliases).isdisjoint(named)]
    return tuple(sorted(told, key=lambda one: (one.disclosed, one.aliases)))


def _of_toolchain() -> Iterator[Disclosure]:
    for flaw in toolchain_flaws():
        kind = "go-module" if flaw.subject == STANDARD_LIBRARY else ""
        yield Disclosure(flaw.aliases, flaw.disclosed, flaw.subject, flaw.remedy, kind)


def _of_components(pools: Pools) -> Iterator[Disclosure]:
    for component, flaws in pools.bundled.items():
        for flaw in flaws:
            remedy = component.numbering.after(flaw.disclosed)
            yield Disclosure(flaw.aliases, flaw.disclosed, component.name, remedy, component.type)


def _of_projects(pools: Pools) -> Iterator[Disclosure]:
    for project, flaws in pools.own.items():
        for flaw in flaws:
            yield Disclosure(flaw.aliases, flaw.disclosed, project, "")
