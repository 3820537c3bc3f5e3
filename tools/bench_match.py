"""Times matching and comparing in process: fleets of images, and two images, against a ledger's advisories.

``python -m tools.bench_match LEDGER`` prints the rows; ``make bench`` has them too. Images of the fleet have
80 packages each, in versions that some advisory names as fixed, and some packages far more often than others.
"""

from __future__ import annotations

import random
import sys
from pathlib import Path
from typing import TYPE_CHECKING

from navwarn.core.moments import LATEST
from navwarn.diffing.diff import diff
from navwarn.diffing.interface import Side
from navwarn.ledger import open_ledger
from navwarn.matching.evaluation import evaluate
from navwarn.matching.fleet import count, spread
from navwarn.matching.index import Index
from navwarn.matching.interface import Wanted
from navwarn.matching.matcher import Subject, subject_of
from navwarn.matching.scope import Scope
from navwarn.workflows.judging import fetch
from tools.measuring import Row, best, table
from tools.sample_inventory import (
    DISTRIBUTION,
    PACKAGES,
    distributions,
    inventory_of,
    package,
    versions_in,
)

if TYPE_CHECKING:
    from collections.abc import Callable

IMAGES, PACKAGES_EACH, RUNS, DIFF_RUNS = 10_000, 80, 3, 40
SCOPE = Scope((DISTRIBUTION,), "", DISTRIBUTION, "x86_64")
_EXTRA = PACKAGES // 10
"""How many packages each of two compared images has that the other has not."""


def index_maker(database: Path) -> Callable[[], Index]:
    """What makes a fresh index of all advisories of a ledger, which remembers nothing yet."""
    with open_ledger(str(database)) as ledger:
        wanted = Wanted((DISTRIBUTION,), frozenset(ledger.packages(DISTRIBUTION)), frozenset())
        knowledge = fetch(ledger, wanted, distributions(database), LATEST)
    return lambda: Index(knowledge)


def fleet_of(versions: dict[str, list[str]]) -> list[list[Subject]]:
    """Made-up images, always the same."""
    chance = random.Random(1)  # noqa: S311
    names = sorted(versions)
    weights = [1 + 1000 // (place + 1) for place in range(len(names))]
    images = []
    for _ in range(IMAGES):
        chosen = list(dict.fromkeys(chance.choices(names, weights, k=3 * PACKAGES_EACH)))[:PACKAGES_EACH]
        images.append([subject_of(package(name, chance.choice(versions[name]))) for name in chosen])
    return images


def measure(database: Path) -> list[Row]:
    """All rows."""
    versions, index = versions_in(database), index_maker(database)
    images = fleet_of(versions)
    # A fresh index each time: the whole work is timed, from facts to counts.
    counted = best(lambda: count(images, index().matcher(SCOPE)), runs=RUNS)
    listed = best(lambda: sum(map(len, spread(images, index().matcher(SCOPE)))), runs=RUNS)
    work = f"match {IMAGES:,} images of {PACKAGES_EACH} packages"
    compared = best(comparison(versions, index()), runs=DIFF_RUNS)
    return [
        Row(f"diff of two images of {PACKAGES} packages, in process", compared * 1000, 15, "ms"),
        Row(f"{work}, counted", IMAGES / counted, 15_000, "images/s"),
        Row(f"{work}, every finding listed", IMAGES / listed, 5_000, "images/s"),
    ]


def comparison(versions: dict[str, list[str]], index: Index) -> Callable[[], object]:
    """What compares two judged images that differ in most versions."""
    chance = random.Random(2)  # noqa: S311
    names = chance.sample(sorted(versions), PACKAGES + _EXTRA)
    sides = []
    for chosen in (names[:PACKAGES], names[_EXTRA:]):
        inventory = inventory_of(package(name, chance.choice(versions[name])) for name in chosen)
        sides.append(Side(inventory, evaluate(inventory, index)))
    return lambda: diff(*sides)


if __name__ == "__main__":
    print(table(measure(Path(sys.argv[1]))))
