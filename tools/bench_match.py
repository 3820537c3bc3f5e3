"""Time matching and comparing in process: a fleet of images against the advisories of a folder of documents.

``python -m tools.bench_match FOLDER`` prints one line for each figure: what it is, the figure, its target.
Images are made up: 80 packages each, in versions around those that some advisory fixes. Figures are the best
of several runs in this process's own time, since a busy machine only ever adds to it.
"""

from __future__ import annotations

import random
import sys
import time
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from navwarn.core.advisory import Advisory
from navwarn.core.distribution import Distribution
from navwarn.core.finding import IndexIdentity
from navwarn.core.identifier import AdvisoryId
from navwarn.core.inventory import Component, Distro, ImageSource, Inventory, SourceKind
from navwarn.diffing.diff import diff
from navwarn.diffing.interface import Side
from navwarn.documents import swift
from navwarn.matching.evaluation import evaluate
from navwarn.matching.fleet import Fleet, count, spread
from navwarn.matching.index import Index
from navwarn.matching.interface import Knowledge, Stated
from navwarn.matching.matcher import Subject, subject_of
from navwarn.matching.scope import Scope
from navwarn.matching.statement import of_advisory

if TYPE_CHECKING:
    from collections.abc import Callable

IMAGES, PACKAGES, RUNS = 10_000, 80, 3
NAME = "bench"
DISTRIBUTION = Distribution(NAME, "Bench", "NW", f"pkg:apk/{NAME}", os_ids=(NAME,))
SCOPE = Scope((NAME,), "", NAME, "x86_64")


@dataclass(frozen=True, slots=True)
class Figure:
    """One thing that was measured, and what it should be at least or at most."""

    work: str
    value: float
    unit: str
    target: float
    is_rate: bool = False

    @property
    def is_reached(self) -> bool:
        """Whether the target is reached."""
        return self.value >= self.target if self.is_rate else self.value <= self.target


def load(folder: Path) -> list[Stated]:
    """What the documents of a folder say."""
    found = []
    for path in sorted(folder.glob("*.yaml")):
        document = swift.read(path.read_bytes())
        if document is None:
            continue
        for one in document.advisories:
            advisory = Advisory(NAME, AdvisoryId(one.id), document.package, one.aliases, one.events)
            found.append(of_advisory(advisory))
    return found


def versions_of(statements: list[Stated]) -> dict[str, list[str]]:
    """The versions of each package that some advisory names as fixed."""
    versions: dict[str, list[str]] = {}
    for stated in statements:
        if stated.statement.fixed_version:
            versions.setdefault(stated.statement.package, []).append(stated.statement.fixed_version)
    return versions


def fleet_of(statements: list[Stated]) -> dict[str, list[Subject]]:
    """Made-up images, always the same."""
    chance = random.Random(1)  # noqa: S311
    versions = versions_of(statements)
    names = sorted(versions)
    weights = [1 + 1000 // (place + 1) for place in range(len(names))]
    images = {}
    for number in range(IMAGES):
        chosen = dict.fromkeys(chance.choices(names, weights, k=3 * PACKAGES))
        images[f"sha256:{number:064}"] = [
            subject_of(Component("apk", name, chance.choice(versions[name]), NAME, architecture="x86_64"))
            for name in list(chosen)[:PACKAGES]
        ]
    return images


def index_of(statements: list[Stated]) -> Index:
    """A fresh index, which remembers nothing yet."""
    identity = IndexIdentity(len(statements), "00" * 32)
    return Index(Knowledge(identity, {NAME: DISTRIBUTION}, frozenset({NAME}), statements))


def best(work: Callable[[], object], prepare: Callable[[], None] = lambda: None) -> float:
    """The least seconds of this process's time that the work takes."""
    taken = []
    for _ in range(RUNS):
        prepare()
        start = time.process_time()
        work()
        taken.append(time.process_time() - start)
    return min(taken)


def measure(folder: Path) -> list[Figure]:
    """All figures."""
    statements = load(folder)
    images = fleet_of(statements)
    listed = list(images.values())
    # A fresh index each time: the whole work is timed, from facts to counts.
    counted = best(lambda: count(listed, index_of(statements).matcher(SCOPE)))
    spread_out = best(lambda: sum(map(len, spread(listed, index_of(statements).matcher(SCOPE)))))
    fleet = Fleet(images)
    packages = {one.statement.package for one in statements}
    busiest = max(packages, key=lambda name: len(fleet.images(fleet.stated(name))))
    touched = best(lambda: fleet.images(fleet.stated(busiest)))
    return [
        Figure(
            f"match {IMAGES} images of {PACKAGES}, counted",
            IMAGES / counted,
            "images/s",
            15_000,
            is_rate=True,
        ),
        Figure("the same, every finding listed", IMAGES / spread_out, "images/s", 5_000, is_rate=True),
        Figure("one changed advisory to its images", touched * 1000, "ms", 10),
        Figure("diff of two inventories of 100 packages", _diff(statements) * 1000, "ms", 15),
    ]


def _diff(statements: list[Stated]) -> float:
    """The seconds to compare two images that differ in most versions."""
    index = index_of(statements)
    chance = random.Random(2)  # noqa: S311
    versions = versions_of(statements)
    names = chance.sample(sorted(versions), 110)
    sides = []
    for chosen in (names[:100], names[10:]):
        components = tuple(
            Component("apk", name, chance.choice(versions[name]), NAME, origin=name, architecture="x86_64")
            for name in chosen
        )
        source = ImageSource(SourceKind.OCI_ARCHIVE, "app.tar", platform="linux/amd64")
        inventory = Inventory(source, Distro(NAME), components)
        sides.append(Side(inventory, evaluate(inventory, index)))
    return best(lambda: diff(sides[0], sides[1]))


def main() -> None:
    """Measure with the documents in the folder given as argument."""
    for figure in measure(Path(sys.argv[1])):
        verdict = "" if figure.is_reached else "  missed"
        print(f"{figure.work}: {figure.value:,.1f} {figure.unit} (target {figure.target:,.0f}){verdict}")


if __name__ == "__main__":
    main()
