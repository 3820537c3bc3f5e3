"""Comparing: two images judged by one index, or by one for each of two moments (image-diff.md RE1, RE2)."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING

from msgspec import Struct

from navwarn.core.distribution import Distribution
from navwarn.core.instant import Instant
from navwarn.core.moments import LATEST, Moments
from navwarn.diffing.diff import DEFAULT, diff
from navwarn.diffing.interface import ImageDiff, Selection, Side
from navwarn.diffing.platforms import PlatformsDiff, merge
from navwarn.errors import InputError
from navwarn.matching.evaluation import evaluate
from navwarn.matching.index import Index
from navwarn.workflows.judging import knowledge_about

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from navwarn.core.finding import Evaluation
    from navwarn.core.inventory import Inventory
    from navwarn.ledger.interface import Reader


class NoCommonPlatformError(InputError):
    """Two images that have no platform in common."""

    code = "NW-DIFF-PLATFORM"


EVERYTHING = "-"
"""The type that stands for all that an SBOM names (image-diff.md DR7)."""


def selected(types: Iterable[str], *, otherwise: Selection = DEFAULT) -> Selection:
    """Which packages are to be listed, by words of purl types, several to a text where commas are in it."""
    wanted = frozenset(word for text in types for word in text.lower().split(",") if word)
    if EVERYTHING in wanted:
        return Selection(is_everything=True)
    return Selection(wanted) if wanted else otherwise


class Question(Struct, frozen=True):
    """How two images are to be compared.

    ``previous_at`` and ``current_at`` are the moments they are judged for, ``None`` for ``moments``.
    ``distribution`` judges both, whatever their os-release says.
    """

    distributions: Mapping[str, Distribution]
    distribution: str = ""
    selection: Selection = DEFAULT
    moments: Moments = LATEST
    previous_at: Instant | None = None
    current_at: Instant | None = None

    def moments_at(self, at: Instant | None) -> Moments:
        """The moments of a side."""
        return self.moments if at is None else Moments(at, self.moments.known)


def compare(
    reader: Reader, previous: Sequence[Inventory], current: Sequence[Inventory], question: Question
) -> PlatformsDiff:
    """What differs between two images on each platform that both have.

    A single image on each side is compared whatever its platform. Raises ``NoCommonPlatformError`` where
    several have none in common.
    """
    if len(previous) == 1 and len(current) == 1:
        platform = current[0].source.platform
        found = compare_pairs(reader, [(previous[0], current[0])], question)
        return merge({platform: found[0]}, frozenset({platform}), frozenset({platform}))
    before = {one.source.platform: one for one in previous}
    after = {one.source.platform: one for one in current}
    common = sorted(before.keys() & after.keys())
    if not common:
        raise NoCommonPlatformError(
            f"the two images have no platform in common: {_named(before)} and {_named(after)}",
            hint="Choose one of each side, or compare them one by one.",
        )
    pairs = [(before[platform], after[platform]) for platform in common]
    found = compare_pairs(reader, pairs, question)
    return merge(dict(zip(common, found, strict=True)), frozenset(before), frozenset(after))


def compare_pairs(
    reader: Reader, pairs: Sequence[tuple[Inventory, Inventory]], question: Question
) -> list[ImageDiff]:
    """The diff of each pair, all judged by one index, or by one for each moment."""
    images = [image for pair in pairs for image in pair]
    earlier = _Judge(reader, images, question, question.previous_at)
    is_one = question.previous_at == question.current_at
    later = earlier if is_one else _Judge(reader, images, question, question.current_at)
    withdrawn = frozenset[str]() if is_one else _withdrawn(reader, (earlier, later), images)
    return [
        diff(
            earlier.side(before, None if is_one else later),
            later.side(after, None if is_one else earlier),
            selection=question.selection,
            withdrawn=withdrawn,
        )
        for before, after in pairs
    ]


class _Judge:
    """All that is known at one moment, and what it says of images."""

    def __init__(
        self, reader: Reader, images: Sequence[Inventory], question: Question, at: Instant | None
    ) -> None:
        known = knowledge_about(
            reader,
            images,
            question.distributions,
            distribution=question.distribution,
            moments=question.moments_at(at),
        )
        self._index = Index(known)
        self._distribution = question.distribution
        self._at = known.identity.moments.as_of

    def evaluate(self, image: Inventory) -> Evaluation:
        """What is found in an image."""
        return evaluate(image, self._index, distribution=self._distribution)

    def side(self, image: Inventory, other: _Judge | None) -> Side:
        """The image as a side of a diff, judged by the other side's judge too where there is another."""
        elsewhere = None if other is None else other.evaluate(image)
        return Side(image, self.evaluate(image), self._at, elsewhere)


def _withdrawn(reader: Reader, judges: Iterable[_Judge], images: Sequence[Inventory]) -> frozenset[str]:
    """The ids found in the images, and the records they were found by, that upstream has withdrawn by now."""
    found = {
        name
        for judge in judges
        for image in images
        for finding in judge.evaluate(image).findings
        for name in finding.grounds
    }
    known = reader.vulnerabilities(found)
    void = {name for name, summary in known.items() if summary.is_void}
    records = reader.records_about(found)
    return frozenset(void | {name for name, some in records.items() if any(one.is_void for one in some)})


def _named(platforms: Mapping[str, Inventory]) -> str:
    return ", ".join(sorted(platforms)) or "none"
