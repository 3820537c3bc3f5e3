"""The tracked images that are open to a vulnerability, and where to go from each."""

from __future__ import annotations

from typing import TYPE_CHECKING

from navwarn.ledger.interface import Query
from navwarn.pages.view.vulnerability import OpenImage
from navwarn.workflows.browse.image_sight import called, is_as_judged, is_seen, judge_images, package_words
from navwarn.workflows.tracking import exposed_among

if TYPE_CHECKING:
    from collections.abc import Collection, Iterable, Mapping

    from navwarn.core.finding import Finding
    from navwarn.ledger.tracking import TrackedImage
    from navwarn.workflows.browse.visit import Visit
    from navwarn.workflows.tracking import Exposed

MOST_IMAGES = 100
MOST_JUDGED = 200
"""How many images are judged for one page; the newest ones."""
_LOOK = 50


def open_images(visit: Visit, ids: Collection[str]) -> list[OpenImage]:
    """The images this reader may see that are open to any of these ids, the newest first."""
    return [_open(one) for one in exposed(visit, ids)]


def exposed(visit: Visit, ids: Collection[str]) -> list[Exposed]:
    """The same with what each is open to, and the first image after it that is not."""
    found = _judged_last(visit, ids)
    if not is_as_judged(visit):
        found = _judged_now(visit, ids, found)
    return exposed_among(visit.ledger, found, lambda image: is_seen(visit, image))


def has_images(visit: Visit) -> bool:
    """Whether there is a tracked image that this reader may see among the newest."""
    return any(is_seen(visit, image) for image in visit.ledger.tracking.images(limit=_LOOK))


def _judged_last(visit: Visit, ids: Collection[str]) -> dict[int, list[Finding]]:
    """The findings of each image as they were judged last, at present and by all distributions."""
    found: dict[int, list[Finding]] = {}
    for one in visit.ledger.tracking.afflictions(ids):
        found.setdefault(one.image, []).append(one.finding)
    return found


def _judged_now(
    visit: Visit, ids: Collection[str], last: Mapping[int, list[Finding]]
) -> dict[int, list[Finding]]:
    """The findings at the moments asked by what this reader may see.

    Candidates are the images that were open to it when they were judged last, and those with a package that
    any advisory about it names: which advisories there are decides where is looked, not what is told.
    """
    images = _candidates(visit, ids, last)
    seen = [image for image in images if is_seen(visit, image)]
    newest = sorted(seen, key=lambda image: (-image.added_at, -image.number))[:MOST_JUDGED]
    found = {
        one.image.number: [
            finding for finding in one.evaluation.findings if finding.is_open and finding.vulnerability in ids
        ]
        for one in judge_images(visit, newest)
    }
    return {number: findings for number, findings in found.items() if findings}


def _candidates(visit: Visit, ids: Collection[str], last: Iterable[int]) -> Iterable[TrackedImage]:
    tracking = visit.ledger.tracking
    query = Query(vulnerabilities=tuple(ids), include_withdrawn=True)
    packages = {advisory.package for advisory in visit.ledger.advisories(query)}
    numbers = {*last, *tracking.images_with_packages(packages)}
    return tracking.images_numbered(numbers).values()


def _open(one: Exposed) -> OpenImage:
    packages = dict.fromkeys(package_words(finding.component) for finding in one.findings)
    return OpenImage(
        digest=one.image.digest,
        name=called(one.image),
        platform=one.image.platform,
        packages=tuple(packages),
        clean="" if one.clean is None else one.clean.digest,
        clean_name="" if one.clean_tag is None else one.clean_tag.name,
    )
