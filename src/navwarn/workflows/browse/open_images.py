"""The tracked images that are open to a vulnerability, and where to go from each."""

from __future__ import annotations

from typing import TYPE_CHECKING

from msgspec import Struct
from msgspec.structs import replace

from navwarn.core.finding import Finding
from navwarn.ledger.interface import Query
from navwarn.pages.view.vulnerability import OpenImage
from navwarn.workflows.browse.image_paging import seen_images
from navwarn.workflows.browse.image_sight import TagHistories, is_as_judged, is_seen, package_words
from navwarn.workflows.tracking import exposed_among, judge

if TYPE_CHECKING:
    from collections.abc import Collection, Iterable

    from navwarn.core.finding import Evaluation
    from navwarn.workflows.browse.visit import Visit
    from navwarn.workflows.tracking import Exposed, Exposures

MOST_IMAGES = 100
MOST_JUDGED = 500
"""How many distinct components are judged for one page; the newest ones."""
_LOOK = 10


class Found(Struct, frozen=True):
    """The open findings of images by number, and the images that were not looked at."""

    findings: dict[int, list[Finding]]
    unjudged: frozenset[int] = frozenset()


def exposures(visit: Visit, ids: Collection[str], *, most: int = MOST_IMAGES) -> Exposures:
    """The images this reader may see that are open to any of these ids, and from each the way out."""
    found = Found(visit.ledger.tracking.open_to(ids)) if is_as_judged(visit) else _judged_now(visit, ids)
    told = exposed_among(
        visit.ledger,
        found.findings,
        most=most,
        is_seen=lambda image: is_seen(visit, image),
        hidden=[*hidden, ""] if (hidden := visit.sight.hidden) else (),  # of some only packages would tell
        unjudged=found.unjudged,
    )
    return replace(told, unjudged=told.unjudged + len(found.unjudged))


def has_images(visit: Visit) -> bool:
    """Whether there is a tracked image that this reader may see."""
    return next(seen_images(visit, batch=_LOOK), None) is not None


def _judged_now(visit: Visit, ids: Collection[str]) -> Found:
    """The findings at the moments asked by what this reader may see.

    Judged are the distinct components that any of these may be found in, whichever images hold them; of very
    many the newest. Which advisories there are decides where is looked, not what is told.
    """
    tracking = visit.ledger.tracking
    concerned = tracking.concerned(ids, _packages(visit, ids))
    judged = judge(
        visit.ledger,
        tracking.components(concerned[:MOST_JUDGED]),
        visit.distributions,
        moments=visit.moments,
    )
    found = {component: _open(evaluation, ids) for component, evaluation in judged.items()}
    findings: dict[int, list[Finding]] = {}
    unjudged: set[int] = set()
    for image, component in tracking.holders(concerned):
        if component not in found:
            unjudged.add(image)
        elif found[component]:
            findings.setdefault(image, []).extend(found[component])
    left = tracking.outlines(unjudged - findings.keys())
    return Found(findings, frozenset(one.number for one in left if is_seen(visit, one)))


def _packages(visit: Visit, ids: Collection[str]) -> set[str]:
    """The packages that any advisory about the vulnerability names."""
    query = Query(vulnerabilities=tuple(ids), include_withdrawn=True)
    return {advisory.package for advisory in visit.ledger.advisories(query)}


def _open(evaluation: Evaluation, ids: Collection[str]) -> list[Finding]:
    return [one for one in evaluation.findings if one.is_open and one.vulnerability in ids]


def open_images(visit: Visit, exposed: Iterable[Exposed]) -> tuple[OpenImage, ...]:
    """Images that are open to a vulnerability, for its page."""
    histories = TagHistories(visit)
    return tuple(_open_image(one, histories) for one in exposed)


def _open_image(one: Exposed, histories: TagHistories) -> OpenImage:
    packages = dict.fromkeys(package_words(finding.component) for finding in one.findings)
    return OpenImage(
        digest=one.image.digest,
        name=histories.called(one.image),
        platform=one.image.platform,
        packages=tuple(packages),
        clean="" if one.clean is None else one.clean.digest,
        clean_name="" if one.clean_tag is None else one.clean_tag.name,
    )
