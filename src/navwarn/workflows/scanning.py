"""Scanning: what is found in an image, and what we say about it."""

from __future__ import annotations

from typing import TYPE_CHECKING

from msgspec import Struct

from navwarn.core.finding import Evaluation
from navwarn.core.inventory import Inventory
from navwarn.core.moments import LATEST, Moments
from navwarn.matching.evaluation import evaluate
from navwarn.matching.index import Index
from navwarn.scanners.interface import Report
from navwarn.workflows.judging import knowledge_about

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

    from navwarn.core.distribution import Distribution
    from navwarn.ledger.interface import Reader


class Scan(Struct, frozen=True):
    """What was found in one image. ``report`` is that of another scanner, where one was asked about."""

    inventory: Inventory
    evaluation: Evaluation
    report: Report | None = None


def scan_images(
    reader: Reader,
    inventories: Iterable[Inventory],
    distributions: Mapping[str, Distribution],
    *,
    distribution: str = "",
    moments: Moments = LATEST,
) -> list[Scan]:
    """What is found in each image, all judged by one index (image-diff.md I15)."""
    images = list(inventories)
    known = knowledge_about(reader, images, distributions, distribution=distribution, moments=moments)
    index = Index(known)
    return [Scan(image, evaluate(image, index, distribution=distribution)) for image in images]
