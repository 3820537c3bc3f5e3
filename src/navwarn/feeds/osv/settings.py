"""The settings of an OSV feed, and its two shapes."""

from __future__ import annotations

from collections.abc import Mapping
from enum import StrEnum

from msgspec import Struct, field


class Shape(StrEnum):
    """How a record is laid out, and which advisories have one."""

    FULL = "full"
    CLASSIC = "classic"


class OsvSettings(Struct, frozen=True):
    """What a record says beyond the advisory.

    ``ecosystems`` holds the distribution's own first; only the classic shape uses more than one (feeds.md
    OV10). ``purl`` is a package URL without package name. ``subpackages`` has the names of the packages built
    together with an origin package, sorted.
    """

    ecosystems: tuple[str, ...]
    purl: str
    architectures: tuple[str, ...]
    subpackages: Mapping[str, tuple[str, ...]] = field(default_factory=dict)

    def packages(self, origin: str) -> tuple[str, ...]:
        """The names of all packages that an advisory about ``origin`` affects."""
        return (origin, *self.subpackages.get(origin, ()))
