"""The pages of tracked images: the list, and each one with what is found in it."""

from __future__ import annotations

from typing import TYPE_CHECKING

from navwarn.pages.imaging import is_unread
from navwarn.pages.view.image import Image, TagStep
from navwarn.pages.view.images import ImageList, ImageName, ImageRow
from navwarn.workflows.browse.image_paging import image_page_after
from navwarn.workflows.browse.image_sight import (
    Judged,
    TagHistories,
    counts_of,
    find_images,
    is_as_judged,
    is_seen,
    judge_images,
    open_ones,
    silences_of,
)

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence

    from navwarn.ledger.tracking import Tag, TrackedImage
    from navwarn.workflows.browse.visit import Visit

PAGE_SIZE = 20
MOST_STEPS = 20
MOST_FINDINGS, MOST_PACKAGES = 1_000, 1_000
_TREND = 12


def image_list_page(visit: Visit, repository: str = "", token: str = "") -> ImageList:
    """A page of the list, newest first; raises ``WrongParameterError`` for a token of another list."""
    page = image_page_after(visit, repository, token, PAGE_SIZE)
    rows = tuple(_rows(visit, page.images))
    return ImageList(repository, rows, page.next, is_first=not token)


def _rows(visit: Visit, images: Sequence[TrackedImage]) -> Iterator[ImageRow]:
    histories = TagHistories(visit)
    trends = _Trends(visit, histories)
    for one in judge_images(visit, images):
        image = one.image
        yield ImageRow(
            digest=image.digest,
            added=image.added_at,
            names=histories.names(image),
            platform=image.platform,
            packages=len(one.inventory.components),
            evaluated=one.evaluation.evaluated,
            not_evaluated=one.evaluation.not_evaluated,
            is_unread=is_unread(silences_of(one.evaluation)),
            size=image.size,
            counts=counts_of(one.evaluation.findings),
            trend=trends.of(image),
        )


class _Trends:
    """How many vulnerabilities the images of a tag were open to, as they were judged last.

    Only for those who look at the present and from whom nothing is kept: what was judged last takes all
    distributions into account.
    """

    def __init__(self, visit: Visit, histories: TagHistories) -> None:
        self._visit = visit
        self._histories = histories
        self._is_exact = is_as_judged(visit)

    def of(self, image: TrackedImage) -> tuple[int, ...]:
        """The numbers of the newest tag that still names the image, oldest first."""
        for tag in reversed(image.tags if self._is_exact else ()):
            history = self._histories.of(tag)
            if history[0].image == image.number:
                return self._numbers(history[:_TREND])
        return ()

    def _numbers(self, history: Sequence[Tag]) -> tuple[int, ...]:
        tracking = self._visit.ledger.tracking
        images = tracking.counted(tracking.images_numbered({tag.image for tag in history}).values())
        known = {one.number: one for one in images}
        named = (known[tag.image] for tag in reversed(history))
        return tuple(sum(one.severities.values()) for one in named if one.is_judged)


def image_page(visit: Visit, digest: str) -> Image:
    """The page of a tracked image; raises ``NotTrackedError`` where the reader may see none."""
    image = find_images(visit, digest)[0]
    histories = TagHistories(visit)
    steps = _steps(image, histories)
    others = visit.ledger.tracking.images_numbered({tag.image for tag, _ in steps} - {image.number})
    judged = {
        one.image.number: one
        for one in judge_images(visit, [image, *(one for one in others.values() if is_seen(visit, one))])
    }
    return _page(judged[image.number], histories.names(image), _history(steps, judged))


def _steps(image: TrackedImage, histories: TagHistories) -> list[tuple[Tag, Tag | None]]:
    """What the image's tags named, newest first, each with what it named before."""
    tags = {(tag.repository, tag.tag, tag.platform): tag for tag in image.tags}
    steps: list[tuple[Tag, Tag | None]] = []
    for tag in tags.values():
        history = histories.of(tag)
        steps += zip(history, [*history[1:], None], strict=True)
    return sorted(steps, key=lambda step: step[0].seen_at, reverse=True)[:MOST_STEPS]


def _history(steps: Iterable[tuple[Tag, Tag | None]], judged: dict[int, Judged]) -> tuple[TagStep, ...]:
    """The steps whose images the reader may see."""
    return tuple(
        TagStep(
            ImageName(tag.repository, tag.tag),
            tag.seen_at,
            judged[tag.image].image.digest,
            counts_of(judged[tag.image].evaluation.findings),
            judged[before.image].image.digest if before and before.image in judged else "",
            is_judged=judged[tag.image].is_judged,
        )
        for tag, before in steps
        if tag.image in judged
    )


def _page(judged: Judged, names: tuple[ImageName, ...], history: tuple[TagStep, ...]) -> Image:
    image, inventory, evaluation = judged.image, judged.inventory, judged.evaluation
    findings = open_ones(evaluation)
    return Image(
        digest=image.digest,
        added=image.added_at,
        names=names,
        platform=image.platform,
        distro=inventory.distro,
        created=image.created_at,
        size=image.size,
        counts=counts_of(findings),
        findings=tuple(findings[:MOST_FINDINGS]),
        more_findings=max(0, len(findings) - MOST_FINDINGS),
        subtracted=evaluation.subtracted[:MOST_FINDINGS],
        more_subtracted=max(0, len(evaluation.subtracted) - MOST_FINDINGS),
        silences=silences_of(evaluation),
        evaluated=evaluation.evaluated,
        not_evaluated=evaluation.not_evaluated,
        packages=inventory.components[:MOST_PACKAGES],
        more_packages=max(0, len(inventory.components) - MOST_PACKAGES),
        config=inventory.config,
        layers=inventory.layers,
        history=history,
    )
