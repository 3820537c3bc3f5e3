"""Made-up images side by side, judged by the made-up knowledge of the tests of matching."""

from __future__ import annotations

from typing import TYPE_CHECKING

from navwarn.core.inventory import Inventory
from navwarn.diffing.diff import DEFAULT, diff
from navwarn.diffing.interface import ImageDiff, Selection, Side
from navwarn.matching.evaluation import evaluate
from tests.matching.making import image, index_of

if TYPE_CHECKING:
    from collections.abc import Iterable

    from navwarn.core.inventory import Component
    from navwarn.core.record import Record
    from navwarn.matching.interface import Known, Stated

    Fact = Stated | Record | Known


def side(components: Iterable[Component] | Inventory, *facts: Fact) -> Side:
    """An image judged by these facts."""
    inventory = components if isinstance(components, Inventory) else image(*components)
    return Side(inventory, evaluate(inventory, index_of(*facts)))


def compare(
    previous: Iterable[Component] | Inventory,
    current: Iterable[Component] | Inventory,
    *facts: Fact,
    selection: Selection = DEFAULT,
    by_architecture: bool = False,
) -> ImageDiff:
    """The diff of two images judged by the same facts."""
    return diff(
        side(previous, *facts), side(current, *facts), selection=selection, by_architecture=by_architecture
    )
