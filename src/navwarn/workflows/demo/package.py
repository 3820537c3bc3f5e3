"""What the demonstration ships: packages, how they are numbered and what they contain."""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import cached_property

from navwarn.core.instant import Instant, parse_day
from navwarn.workflows.demo.numbering import Numbering
from navwarn.workflows.demo.table import read_table

STORY_START = parse_day("2022-11-01")
"""When the distribution began: packages without a date of their own are as old."""

STORY_END = parse_day("2026-06-30")
"""The day on which the story stops being told."""

OVERRIDE = "="
"""The size of a package that a distribution takes over from the one it includes."""

_SIZES = {"-": (0, 0), OVERRIDE: (0, 0), "s": (1, 4), "m": (6, 12), "l": (12, 24), "x": (26, 44)}
_VARIANT = re.compile(r"(?:-fips|-lts|-[0-9][0-9.]*)+$")


@dataclass(frozen=True)
class Package:
    """One origin package.

    ``contents`` names what it bundles: ``own`` is only the project's own code, the others are columns of the
    components table. ``since`` and ``until`` bound the time in which it was built. ``size`` is the lowest and
    highest number of its advisories.
    """

    name: str
    contents: tuple[str, ...]
    numbering: Numbering
    until: Instant
    size: tuple[int, int]
    is_override: bool
    subpackages: tuple[str, ...]

    @property
    def since(self) -> Instant:
        """When it was built for the first time."""
        return self.numbering.since

    @property
    def has_ended(self) -> bool:
        """Whether its stream reached the end of its life within the story."""
        return self.until < STORY_END

    @cached_property
    def project(self) -> str:
        """The upstream project: streams and hardened builds of one project share its flaws."""
        return _VARIANT.sub("", self.name)


def load_packages(table: str) -> list[Package]:
    """The packages of a table, in its order."""
    return [_package(row) for row in read_table(table)]


def _package(row: dict[str, str]) -> Package:
    since = parse_day(row["since"]) if row["since"] else STORY_START
    days = tuple(int(number) for number in row["days"].split())
    return Package(
        name=row["name"],
        contents=tuple(row["contents"].split()),
        numbering=Numbering(row["version"], days, since),
        until=parse_day(row["until"]) if row["until"] else STORY_END,
        size=_SIZES[row["size"]],
        is_override=row["size"] == OVERRIDE,
        subpackages=tuple(row["subpackages"].split()),
    )
