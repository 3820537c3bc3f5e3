"""Tracked images as one reader sees them: lists, contents judged at a visit's moments, histories, diffs.

No registry is asked for anything here, whoever asks what (platform-api.md RS7): images are read by the
command line alone, and what it read is kept.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from msgspec import Struct
from msgspec.structs import replace

from navwarn.core.instant import Instant
from navwarn.core.moments import LATEST
from navwarn.diffing.interface import Selection
from navwarn.ledger.tracking import CountedImage, Tag, TrackedImage, UnknownImageError
from navwarn.matching.need import wanted
from navwarn.pages.view.count import Count
from navwarn.workflows.browse.advisory_list import ListAnswer, ListQuestion, advisory_list
from navwarn.workflows.browse.image_paging import image_page_after, image_total
from navwarn.workflows.browse.image_sight import (
    NotTrackedError,
    called,
    find_image,
    find_images,
    is_seen,
    known_then,
    nameless,
    seen_tags,
    told,
)
from navwarn.workflows.browse.open_images import exposures
from navwarn.workflows.browse.visit import WrongParameterError
from navwarn.workflows.comparing import Question, compare
from navwarn.workflows.tracking import MOST_EXPOSED, Step, steps, tag_history

if TYPE_CHECKING:
    from collections.abc import Collection, Iterable, Sequence

    from navwarn.core.inventory import Inventory
    from navwarn.diffing.interface import ImageDiff
    from navwarn.diffing.platforms import PlatformsDiff
    from navwarn.workflows.browse.visit import Visit
    from navwarn.workflows.tracking import Exposures


class ImageList(Struct, frozen=True):
    """A page of tracked images; ``next`` is the token of the page after it, empty on the last."""

    images: tuple[CountedImage, ...]
    total: int
    next: str


def image_list(visit: Visit, *, repository: str = "", page_size: int, token: str = "") -> ImageList:
    """The tracked images, the newest first; raises ``WrongParameterError`` for a token of another list."""
    page = image_page_after(visit, repository, token, page_size)
    images = tuple(_told_now(visit, page.images))
    return ImageList(images, image_total(visit, repository), page.next)


def _told_now(visit: Visit, images: Iterable[TrackedImage]) -> list[CountedImage]:
    """Images as they are told of at present, whatever moments are asked about."""
    return told(replace(visit, moments=LATEST), images)


class Named(Struct, frozen=True):
    """A moment in the history of a tag, and the image that it named from then on."""

    tag: Tag
    image: CountedImage


def image_history(visit: Visit, name: str, platform: str = "") -> list[Named]:
    """Which images ``repository:tag`` named, or since when which tags name a digest; the newest first."""
    found = _history(visit, name, platform)
    images = visit.ledger.tracking.images_numbered({tag.image for tag in found})
    counted = {one.number: one for one in _told_now(visit, images.values())}
    return [Named(tag, counted[tag.image]) for tag in found]


def _history(visit: Visit, name: str, platform: str) -> Sequence[Tag]:
    """The moves of a tag between images that this reader sees."""
    if _is_digest(name):
        tags = find_image(visit, name, platform).tags
        return sorted(tags, key=lambda tag: (-tag.seen_at, tag.name))
    try:
        history = tag_history(visit.ledger, name, platform=platform)
    except UnknownImageError:
        raise NotTrackedError(name) from None
    found = seen_tags(visit, history)
    if not found:
        raise NotTrackedError(name)
    return found


def _is_digest(name: str) -> bool:
    return name.rpartition("@")[2].startswith("sha256:")


def image_changelog(visit: Visit, name: str, platform: str = "", *, depth: int) -> list[Step]:
    """What changed from image to image of a tag, all judged by what this reader may know (SI2)."""
    if _is_digest(name):
        raise WrongParameterError(
            "a digest never changes: a changelog is that of a tag", hint="Name it as REPOSITORY:TAG."
        )
    history = known_then(visit, _history(visit, name, platform))
    return steps(
        visit.ledger,
        history,
        Question(visit.distributions, moments=visit.moments),
        depth=depth,
        contents_of=lambda image: nameless(visit, image),
    )


def image_advisories(visit: Visit, name: str, platform: str, question: ListQuestion) -> ListAnswer:
    """The advisories about the packages of an image, whatever version of them it has (SI1)."""
    image = find_image(visit, name, platform)
    need = wanted(visit.ledger.tracking.inventory(image.number), visit.distributions)
    asked = question.filters
    packages = tuple(sorted(need.packages.intersection(asked.packages or need.packages)))
    distributions = tuple(
        one for one in need.distributions if not asked.distributions or one in asked.distributions
    )
    if not packages or not distributions:
        return ListAnswer((), Count(0), (), "")
    filters = replace(asked, packages=packages, distributions=distributions)
    return advisory_list(visit, replace(question, filters=filters))


class DiffQuestion(Struct, frozen=True):
    """Which two images are to be compared, and how; ``at`` are moments where the sides have their own."""

    previous: str
    current: str
    platform: str
    selection: Selection
    previous_at: Instant | None = None
    current_at: Instant | None = None


def image_diff(visit: Visit, asked: DiffQuestion) -> PlatformsDiff:
    """What differs between two tracked images, on each platform that both have."""
    sides = [
        _contents(visit, find_images(visit, name, asked.platform)) for name in (asked.previous, asked.current)
    ]
    question = Question(
        visit.distributions,
        selection=asked.selection,
        moments=visit.moments,
        previous_at=asked.previous_at,
        current_at=asked.current_at,
    )
    return compare(visit.ledger, sides[0], sides[1], question)


def _contents(visit: Visit, images: Sequence[TrackedImage]) -> list[Inventory]:
    return [nameless(visit, one) for one in images]


def repository_diff(
    visit: Visit, repository: str, digests: tuple[str, str], selection: Selection
) -> ImageDiff:
    """What differs between two images of one repository (image-diff.md H2)."""
    images = []
    for digest in digests:
        found = [
            one
            for one in visit.ledger.tracking.images_named(digest)
            if one.digest == digest and is_seen(visit, one)
        ]
        if not any(tag.repository == repository for one in found for tag in one.tags):
            raise NotTrackedError(f"{repository}@{digest}")
        images += found
    before, after = ([one] for one in _contents(visit, images))
    question = Question(visit.distributions, selection=selection, moments=visit.moments)
    return compare(visit.ledger, before, after, question).groups[0].diff


def told_exposures(visit: Visit, vulnerabilities: Collection[str]) -> Exposures:
    """The tracked images that are open to a vulnerability, and the first of each that is not, as told."""
    found = exposures(visit, vulnerabilities, most=MOST_EXPOSED)
    ways_out = {one.clean.number: one.clean for one in found.images if one.clean is not None}
    clean = {one.number: one for one in _told_now(visit, ways_out.values())}
    images = tuple(
        replace(
            one,
            image=replace(one.image, reference=called(one.image)),
            clean=None if one.clean is None else clean[one.clean.number],
        )
        for one in found.images
    )
    return replace(found, images=images)
