"""The pages of tracked images: the list, and each one with what is found in it."""

from __future__ import annotations

from typing import TYPE_CHECKING

from navwarn.pages.view.image import Image, TagStep
from navwarn.pages.view.images import ImageList, ImageName, ImageRow
from navwarn.workflows.browse.image_paging import image_page_after
from navwarn.workflows.browse.image_sight import (
    Judged,
    TagHistories,
    counts_of,
    find_images,
    is_as_counted,
    is_seen,
    judge_images,
    open_ones,
    package_count,
    severity_counts,
    silences_of,
    told,
)

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping, Sequence

    from navwarn.ledger.tracking import CountedImage, Tag, TrackedImage
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
    trends = _trends(visit, images, histories)
    further = {tag.image for trend in trends.values() for tag in trend} - trends.keys()
    others = visit.ledger.tracking.images_numbered(further)
    seen = {one.number: one for one in told(visit, [*images, *others.values()])}
    for image in (seen[one.number] for one in images):
        named = (seen[tag.image] for tag in trends.get(image.number, ()))
        yield ImageRow(
            digest=image.digest,
            added=image.added_at,
            names=histories.names(image),
            platform=image.platform,
            packages=image.components,
            evaluated=image.components - image.not_evaluated,
            not_evaluated=image.not_evaluated,
            is_unread=image.is_unread,
            size=image.size,
            counts=severity_counts(image.severities),
            trend=tuple(sum(one.severities.values()) for one in named if one.is_judged),
        )


def _trends(
    visit: Visit, images: Iterable[TrackedImage], histories: TagHistories
) -> dict[int, Sequence[Tag]]:
    """For each image by its number what the newest tag that still names it named lately, oldest first.

    A tag that named nothing else has nothing to tell. There are trends only where what was found in an image
    last holds for this reader: many images are not judged anew for one page.
    """
    return {image.number: _latest(image, histories) for image in images if is_as_counted(visit, image)}


def _latest(image: TrackedImage, histories: TagHistories) -> Sequence[Tag]:
    for tag in reversed(image.tags):
        history = histories.of(tag)
        if history[0].image == image.number and len(history) > 1:
            return history[:_TREND][::-1]
    return ()


def image_page(visit: Visit, digest: str) -> Image:
    """The page of a tracked image; raises ``NotTrackedError`` where the reader may see none."""
    image = find_images(visit, digest)[0]
    histories = TagHistories(visit)
    steps = _steps(image, histories)
    named = visit.ledger.tracking.images_numbered({tag.image for tag, _ in steps})
    seen = told(visit, [one for one in named.values() if is_seen(visit, one)])
    (judged,) = judge_images(visit, [image])
    return _page(judged, histories.names(image), _history(steps, {one.number: one for one in seen}))


def _steps(image: TrackedImage, histories: TagHistories) -> list[tuple[Tag, Tag | None]]:
    """What the image's tags named, newest first, each with what it named before."""
    tags = {(tag.repository, tag.tag, tag.platform): tag for tag in image.tags}
    steps: list[tuple[Tag, Tag | None]] = []
    for tag in tags.values():
        history = histories.of(tag)
        steps += zip(history, [*history[1:], None], strict=True)
    return sorted(steps, key=lambda step: step[0].seen_at, reverse=True)[:MOST_STEPS]


def _history(
    steps: Iterable[tuple[Tag, Tag | None]], seen: Mapping[int, CountedImage]
) -> tuple[TagStep, ...]:
    """The steps whose images the reader may see."""
    return tuple(
        TagStep(
            ImageName(tag.repository, tag.tag),
            tag.seen_at,
            seen[tag.image].digest,
            severity_counts(seen[tag.image].severities),
            seen[before.image].digest if before and before.image in seen else "",
            is_judged=seen[tag.image].is_judged,
        )
        for tag, before in steps
        if tag.image in seen
    )


def _page(judged: Judged, names: tuple[ImageName, ...], history: tuple[TagStep, ...]) -> Image:
    image, inventory, evaluation = judged.image, judged.inventory, judged.evaluation
    findings = open_ones(evaluation)
    packages = tuple(one for one in inventory.components if one.is_installed)
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
        packages=packages[:MOST_PACKAGES],
        distinct_packages=package_count(inventory),
        more_packages=max(0, len(packages) - MOST_PACKAGES),
        config=inventory.config,
        layers=inventory.layers,
        history=history,
    )
