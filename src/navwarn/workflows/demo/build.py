"""The builds of one package: which version users had at a moment, and which one carried a fix."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from navwarn.core.instant import HOUR, Instant

if TYPE_CHECKING:
    from navwarn.workflows.demo.dice import Dice
    from navwarn.workflows.demo.numbering import Numbering

_PARTS = re.compile(r"[0-9]+|[a-z]")
_SAME_BUILD = 12 * HOUR
_FIRST_RELEASES = (0, 0, 0, 0, 1, 1, 2, 3, 5)
_BUMPS = (1, 1, 1, 1, 2, 3)


class BuildHistory:
    """Versions that only grow, as long as it is asked in time order."""

    def __init__(self, numbering: Numbering, dice: Dice) -> None:
        self._numbering = numbering
        self._dice = dice
        self._upstream = ""
        self._release = 0
        self._built = Instant(0)
        self._is_flawed = True

    def installed(self, moment: Instant) -> str:
        """The full version that a scan meets at a moment; a fix needs a later build."""
        self._follow(moment)
        self._is_flawed = True
        return self._version

    def rebuild(self, moment: Instant) -> str:
        """The full version of the build that carries a fix; several fixes of a day may share it."""
        is_new = self._follow(moment)
        if not is_new and (self._is_flawed or moment - self._built > _SAME_BUILD):
            self._release += self._dice.pick(_BUMPS)
        self._built = moment
        self._is_flawed = False
        return self._version

    def pin(self, version: str, moment: Instant) -> None:
        """Take over a version that the story gives, unless builds are already past it."""
        upstream, _, release = version.rpartition("-r")
        if _place(upstream) >= _place(self._upstream):
            self._upstream, self._release = upstream, int(release)
            self._built, self._is_flawed = moment, True

    @property
    def _version(self) -> str:
        return f"{self._upstream}-r{self._release}"

    def _follow(self, moment: Instant) -> bool:
        """Whether a newer upstream release was built since; releases never go back behind a pin."""
        upstream = self._numbering.at(moment)
        if _place(upstream) <= _place(self._upstream):
            return False
        self._upstream = upstream
        self._release = self._dice.pick(_FIRST_RELEASES)
        return True


def _place(upstream: str) -> list[int]:
    """The numbers and letters of a version, in order: enough to compare versions of one pattern."""
    return [int(part) if part.isdecimal() else ord(part) for part in _PARTS.findall(upstream)]
