"""Tracked images as one reader sees them: lists, contents judged at a visit's moments, histories, diffs.

No registry is asked for anything here, whoever asks what (platform-api.md RS7): images are read by the
command line alone, and what it read is kept.
"""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from navwarn.core.instant import Instant
from navwarn.core.moments import LATEST
from navwarn.diffing.interface import Selection
from navwarn.ledger.tracking import Tag, TrackedImage, UnknownImageError
from navwarn.matching.need import wanted
from navwarn.pages.view.count import Count
from navwarn.workflows.browse.advisory_list import ListAnswer, ListQuestion, advisory_list
from navwarn.workflows.browse.paging import page_token, read_token
from navwarn.workflows.browse.visit import NothingThereError, WrongParameterError
from navwarn.workflows.comparing import Question, compare
from navwarn.workflows.scanning import Scan, scan_images
from navwarn.workflows.tracking import Exposed, Step, exposed_images, steps, tag_history

if TYPE_CHECKING:
    from collections.abc import Collection, Iterable, Sequence

    from navwarn.core.finding import Finding
    from navwarn.core.inventory import Inventory
    from navwarn.core.severity import Severity
    from navwarn.diffing.interface import ImageDiff
    from navwarn.diffing.platforms import PlatformsDiff
    from navwarn.workflows.browse.visit import Visit

_LIKE = (int, int)


@dataclass(frozen=True, slots=True)
class ImageList:
    """A page of tracked images; ``next`` is the token of the page after it, empty on the last."""

    images: tuple[TrackedImage, ...]
    total: int
    next: str


def image_list(visit: Visit, *, repository: str = "", page_size: int, token: str = "") -> ImageList:
    """The tracked images, the newest first; raises ``WrongParameterError`` for a token of another list."""
    bound = f"images {repository} {sorted(visit.distributions)}"
    before = None
    if token:
        added_at, number = read_token(token, bound, _LIKE)
        before = (added_at, number)
    tracking, hidden = visit.ledger.tracking, visit.sight.hidden
    found = tracking.images(
        repository=repository,
        before=before,  # type: ignore[arg-type]  # ``read_token`` saw to it
        limit=page_size + 1,
        without=hidden,
    )
    page = found[:page_size]
    more = page_token((page[-1].added_at, page[-1].number), bound) if len(found) > page_size else ""
    total = tracking.image_count(repository=repository, without=hidden)
    return ImageList(tuple(_recounted(visit, one) for one in page if sees(visit, one)), total, more)


def sees(visit: Visit, image: TrackedImage) -> bool:
    """Whether the image exists for this reader.

    One of which nothing says the distribution is judged by what its packages say of themselves.
    """
    hidden = visit.sight.hidden
    if image.distro in hidden:
        return False
    if image.distro or not hidden:
        return True
    contents = visit.ledger.tracking.inventory(image.number)
    return hidden.isdisjoint(one.namespace for one in contents.components if one.is_distro)


def images_named(visit: Visit, name: str, platform: str = "") -> list[TrackedImage]:
    """The images that a digest or the beginning of one, a tag or a reference names, by platform.

    Raises ``NothingThereError`` where there is none for this reader.
    """
    found = [
        one
        for one in visit.ledger.tracking.images_named(name)
        if (not platform or one.platform == platform) and sees(visit, one)
    ]
    if not found:
        raise NothingThereError(name)
    return sorted(found, key=lambda one: (one.platform, one.digest))


def image_named(visit: Visit, name: str, platform: str = "") -> TrackedImage:
    """The one image that a name means; raises ``WrongParameterError`` where it may mean several."""
    found = images_named(visit, name, platform)
    if len(found) > 1:
        platforms = ", ".join(dict.fromkeys(one.platform for one in found))
        raise WrongParameterError(
            f"{name[:200]!r} names more than one tracked image",
            hint=f"Give the whole digest, or a platform: {platforms}.",
        )
    return found[0]


def image_scan(visit: Visit, image: TrackedImage) -> Scan:
    """What is found in an image by what this reader may know at the visit's moments."""
    contents = visit.ledger.tracking.inventory(image.number)
    (found,) = scan_images(visit.ledger, [contents], visit.distributions, moments=visit.moments)
    return found


def severities_of(findings: Iterable[Finding]) -> dict[Severity, int]:
    """How many distinct vulnerabilities are open, by the worst severity that a finding gives each."""
    worst: dict[str, Severity] = {}
    for one in findings:
        if one.is_open:
            known = worst.get(one.vulnerability, one.severity)
            worst[one.vulnerability] = max(known, one.severity, key=lambda severity: severity.rank)
    return dict(Counter(worst.values()))


def _recounted(visit: Visit, image: TrackedImage) -> TrackedImage:
    """The image with counts that rest on nothing this reader may not know."""
    if image.distro not in visit.sight.shaded:
        return image
    found = image_scan(replace(visit, moments=LATEST), image).evaluation.findings
    return replace(image, severities=severities_of(found))


@dataclass(frozen=True, slots=True)
class Named:
    """A moment in the history of a tag, and the image that it named from then on."""

    tag: Tag
    image: TrackedImage


def image_history(visit: Visit, name: str, platform: str = "") -> list[Named]:
    """Which images ``repository:tag`` named, or since when which tags name a digest; the newest first."""
    found = _history(visit, name, platform)
    images = visit.ledger.tracking.images_numbered({tag.image for tag in found})
    recounted = {number: _recounted(visit, one) for number, one in images.items()}
    return [Named(tag, recounted[tag.image]) for tag in found]


def _history(visit: Visit, name: str, platform: str) -> list[Tag]:
    """The moves of a tag between images that this reader sees."""
    if _is_digest(name):
        tags = image_named(visit, name, platform).tags
        return sorted(tags, key=lambda tag: (-tag.seen_at, tag.name))
    try:
        history = tag_history(visit.ledger, name, platform=platform)
    except UnknownImageError:
        raise NothingThereError(name) from None
    images = visit.ledger.tracking.images_numbered({tag.image for tag in history})
    seen = {number for number, one in images.items() if sees(visit, one)}
    found = [tag for tag in history if tag.image in seen]
    if not found:
        raise NothingThereError(name)
    return found


def _is_digest(name: str) -> bool:
    return name.rpartition("@")[2].startswith("sha256:")


def image_changelog(visit: Visit, name: str, platform: str = "", *, depth: int) -> list[Step]:
    """What changed from image to image of a tag, all judged by what this reader may know (SI2)."""
    if _is_digest(name):
        raise WrongParameterError(
            "a digest never changes: a changelog is that of a tag", hint="Name it as REPOSITORY:TAG."
        )
    history = _history(visit, name, platform)
    return steps(visit.ledger, history, Question(visit.distributions, moments=visit.moments), depth=depth)


def image_advisories(visit: Visit, name: str, platform: str, question: ListQuestion) -> ListAnswer:
    """The advisories about the packages of an image, whatever version of them it has (SI1)."""
    image = image_named(visit, name, platform)
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


@dataclass(frozen=True, slots=True)
class DiffQuestion:
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
        _contents(visit, images_named(visit, name, asked.platform))
        for name in (asked.previous, asked.current)
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
    return [visit.ledger.tracking.inventory(one.number) for one in images]


def repository_diff(
    visit: Visit, repository: str, digests: tuple[str, str], selection: Selection
) -> ImageDiff:
    """What differs between two images of one repository (image-diff.md H2)."""
    images = []
    for digest in digests:
        found = [
            one
            for one in visit.ledger.tracking.images_named(digest)
            if one.digest == digest and sees(visit, one)
        ]
        if not any(tag.repository == repository for one in found for tag in one.tags):
            raise NothingThereError(f"{repository}@{digest}")
        images += found
    before, after = ([one] for one in _contents(visit, images))
    question = Question(visit.distributions, selection=selection, moments=visit.moments)
    return compare(visit.ledger, before, after, question).groups[0].diff


def exposed(visit: Visit, vulnerabilities: Collection[str]) -> list[Exposed]:
    """The tracked images that are open to a vulnerability, as they were judged last."""
    found = []
    for one in exposed_images(visit.ledger, vulnerabilities):
        if sees(visit, one.image) and (narrowed := _narrowed(visit, one, frozenset(vulnerabilities))):
            is_clean_seen = one.clean is not None and sees(visit, one.clean)
            found.append(narrowed if is_clean_seen else replace(narrowed, clean=None, clean_tag=None))
    return found


def _narrowed(visit: Visit, one: Exposed, vulnerabilities: frozenset[str]) -> Exposed | None:
    """The same by what this reader may know; ``None`` where that leaves nothing open."""
    if one.image.distro not in visit.sight.shaded:
        return one
    scan = image_scan(replace(visit, moments=LATEST), one.image)
    findings = tuple(
        finding
        for finding in scan.evaluation.findings
        if finding.is_open and finding.vulnerability in vulnerabilities
    )
    image = replace(one.image, severities=severities_of(scan.evaluation.findings))
    return replace(one, image=image, findings=findings) if findings else None
