"""The vulnerabilities of the story: invented ids, days of disclosure, and what they are in."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from navwarn.core.identifier import mint_advisory_id
from navwarn.core.instant import DAY, SECOND, Instant
from navwarn.workflows.demo.component import Component
from navwarn.workflows.demo.dice import Dice
from navwarn.workflows.demo.package import STORY_END, STORY_START

if TYPE_CHECKING:
    from collections.abc import Iterable

    from navwarn.workflows.demo.package import Package

_FIRST_CVE = 900_000
"""No real CVE has a number as high: whoever looks one up finds that it was invented."""

_FIRST_GO = 9000
_OWN_REACH = (100, 100, 70, 40)
_REACH = (100, 92, 80, 60, 45, 30, 20, 12, 8)
_FAMILIES = ((900, "both"), (55, "cve"), (30, "ghsa"), (15, "two-ghsa"))


@dataclass(frozen=True)
class Flaw:
    """One vulnerability. ``component`` is ``None`` where it is in a project's own code.

    ``aliases`` are sorted in byte order (documents.md F5); of a hundred packages that contain the flawed
    code, ``reach`` are affected.
    """

    aliases: tuple[str, ...]
    disclosed: Instant
    reach: int
    component: Component | None


class FlawBook:
    """All vulnerabilities of the story; no two have an id in common."""

    def __init__(self, seed: int) -> None:
        self._seed = seed
        self._taken: set[str] = set()

    def of_component(self, component: Component) -> list[Flaw]:
        """The flaws found in a library, oldest first."""
        dice = Dice(self._seed, "component", component.name)
        return self._disclose(dice, component.flaws, _REACH, component)

    def of_project(self, project: str, packages: Iterable[Package]) -> list[Flaw]:
        """The flaws found in a project's own code, enough for all its packages; oldest first."""
        dice = Dice(self._seed, "project", project)
        count = max(p.size[1] * 2 if "own" in p.contents else p.size[1] // 3 for p in packages)
        return self._disclose(dice, count, _OWN_REACH, None)

    def _disclose(
        self, dice: Dice, count: int, reach: tuple[int, ...], component: Component | None
    ) -> list[Flaw]:
        is_go = component is not None and "go" in component.bundles
        flaws = []
        for moment in sorted(_disclosure(dice) for _ in range(count)):
            aliases = self._aliases(dice, _year(moment), is_go=is_go)
            flaws.append(Flaw(aliases, moment, dice.pick(reach), component))
        return flaws

    def _aliases(self, dice: Dice, year: int, *, is_go: bool) -> tuple[str, ...]:
        """The ids of one vulnerability, in the proportions of documents.md O6."""
        family = dice.weighted(_FAMILIES)
        aliases = [] if family == "ghsa" else [self._cve(dice, year)]
        if family != "cve":
            aliases += [self._ghsa(dice) for _ in range(2 if family == "two-ghsa" else 1)]
        if is_go and dice.chance(5):
            aliases.append(self._numbered(dice, f"GO-{year}-", _FIRST_GO, 999))
        return tuple(sorted(aliases))

    def _cve(self, dice: Dice, year: int) -> str:
        return self._numbered(dice, f"CVE-{year}-", _FIRST_CVE, 60_000)

    def _ghsa(self, dice: Dice) -> str:
        identifier = mint_advisory_id("GHSA", dice.pick, self._taken.__contains__)
        self._taken.add(identifier)
        return identifier

    def _numbered(self, dice: Dice, prefix: str, first: int, count: int) -> str:
        while (identifier := f"{prefix}{first + dice.below(count)}") in self._taken:
            pass
        self._taken.add(identifier)
        return identifier


def _disclosure(dice: Dice) -> Instant:
    """A moment of the story; later ones are likelier, as there is more to find each year."""
    span = (STORY_END - STORY_START) // SECOND
    return Instant(STORY_START + max(dice.below(span), dice.below(span)) * SECOND)


def _year(moment: Instant) -> int:
    return 1970 + int(moment // DAY / 365.2425)
