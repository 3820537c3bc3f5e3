"""The diff of two images."""

from __future__ import annotations

from typing import TYPE_CHECKING

from navwarn.diffing.config import diff_config, diff_layers
from navwarn.diffing.findings import diff_findings
from navwarn.diffing.interface import ImageDiff, Selection, Side
from navwarn.diffing.judged import knowledge_of
from navwarn.diffing.packages import diff_packages
from navwarn.diffing.pairing import pair

if TYPE_CHECKING:
    from collections.abc import Collection, Iterable


DEFAULT = Selection()


def diff(
    previous: Side,
    current: Side,
    *,
    selection: Selection = DEFAULT,
    by_architecture: bool = False,
    withdrawn: Collection[str] = frozenset(),
) -> ImageDiff:
    """All that differs between two images, and why their findings do.

    ``selection`` limits the lists of packages, never the findings. ``withdrawn`` are ids that upstream had
    withdrawn or rejected at the later moment.
    """
    pairs = pair(previous.inventory.components, current.inventory.components, by_architecture=by_architecture)
    return ImageDiff(
        previous,
        current,
        diff_packages(pairs, selection),
        diff_findings(previous, current, pairs, withdrawn),
        diff_config(previous.inventory.config, current.inventory.config),
        diff_layers(previous.inventory.layers, current.inventory.layers),
        tuple(_warnings(previous, current)),
    )


def _warnings(previous: Side, current: Side) -> Iterable[str]:
    """What makes the two hard to compare (I15)."""
    before, after = previous.evaluation, current.evaluation
    is_told_apart = previous.elsewhere is not None and current.elsewhere is not None
    if knowledge_of(before) != knowledge_of(after) and not is_told_apart:
        yield "the two images were judged by different knowledge: some differences may not be the images'"
    for place, evaluation in (("first", before), ("second", after)):
        if words := evaluation.source.evidence:
            yield f"{place} image: {words}"
