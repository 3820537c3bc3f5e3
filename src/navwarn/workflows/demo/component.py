"""What packages bundle: libraries of seven kinds, their versions over time, and where a scan finds them."""

from __future__ import annotations

from dataclasses import dataclass
from hashlib import sha256
from typing import TYPE_CHECKING

from msgspec import Struct
from msgspec.structs import replace

from navwarn.core.instant import DAY, Instant, parse_day
from navwarn.workflows.demo.numbering import Numbering
from navwarn.workflows.demo.table import read_table

if TYPE_CHECKING:
    from navwarn.workflows.demo.dice import Dice
    from navwarn.workflows.demo.package import Package

STANDARD_LIBRARY = "stdlib"
"""The component, and the contents of packages that are a toolchain: nothing but its standard library."""

_BASELINE = parse_day("2022-08-01")
"""The versions in the table are those of this day."""

_LOCATIONS = {
    "go-module": ("/usr/bin/{program}",),
    "rust-crate": ("/usr/bin/{program}",),
    "java-archive": ("/usr/share/java/{project}/lib/{name}-{version}.jar",),
    "python": tuple(
        f"/usr/lib/python3.12/site-packages/{{name}}-{{version}}.dist-info/{file}"
        for file in ("METADATA", "RECORD", "top_level.txt")
    ),
    "npm": ("/usr/lib/node_modules/{project}/node_modules/{name}/package.json",),
    "gem": ("/usr/lib/ruby/gems/3.3.0/specifications/{name}-{version}.gemspec",),
}


@dataclass(frozen=True, eq=False)
class Component:
    """A library: ``flaws`` is how many the story finds in it, ``reach`` how many of a hundred bundle it."""

    name: str
    type: str
    bundles: tuple[str, ...]
    numbering: Numbering
    flaws: int
    reach: int


class Bundled(Struct, frozen=True):
    """A component in a package, whose maintainers follow its releases ``lag`` days late.

    ``numbering`` is the component's; a toolchain contains the standard library of its own release.
    """

    component: Component
    numbering: Numbering
    lag: int

    def version(self, moment: Instant) -> str:
        """The version that the package contains at a moment."""
        return self.numbering.at(Instant(moment - self.lag * DAY))


def load_components() -> list[Component]:
    """The components of the table, in its order."""
    return [
        Component(
            name=row["name"],
            type=row["type"],
            bundles=tuple(row["bundles"].split()),
            numbering=Numbering(row["version"], tuple(int(n) for n in row["days"].split()), _BASELINE),
            flaws=int(row["flaws"]),
            reach=int(row["reach"]),
        )
        for row in read_table("components.csv")
    ]


def bundle(package: Package, components: list[Component], dice: Dice) -> list[Bundled]:
    """What a package bundles of the components that programs of its kind use."""
    kinds = set(package.contents)
    others = [c for c in components if c.name.rpartition("/")[2] != package.project]
    found = [c for c in others if kinds.intersection(c.bundles) and dice.chance(c.reach)]
    if STANDARD_LIBRARY in kinds:
        numbering = replace(package.numbering, pattern=f"go{package.numbering.pattern}")
        return [Bundled(component, numbering, 0) for component in found]
    return [Bundled(component, component.numbering, dice.between(5, 120)) for component in found]


def sighting(package: str, name: str, version: str, kind: str, location: str) -> dict[str, str]:
    """The data of a ``scan/v1`` detection; the component's id is a digest of the rest (documents.md E2)."""
    digest = sha256(f"{package} {name} {version} {location}".encode()).hexdigest()
    return {
        "subpackageName": package,
        "componentID": digest[:16],
        "componentName": name,
        "componentVersion": version,
        "componentType": kind,
        "componentLocation": location,
        "scanner": "grype",
    }


def sighted(bundled: Bundled, package: Package, moment: Instant, subpackage: str) -> dict[str, str]:
    """What a scan at a moment says about a bundled component."""
    component = bundled.component
    version = bundled.version(moment)
    places = _LOCATIONS[component.type]
    program = package.project if subpackage == package.name else subpackage
    facts = {"project": package.project, "program": program, "name": component.name, "version": version}
    location = ", ".join(place.format_map(facts) for place in places)
    return sighting(subpackage, component.name, version, component.type, location)
