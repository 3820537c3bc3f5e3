"""Tracking: images that are remembered by digest, and findings that follow what is known about them.

Whatever reads tracked images brings their findings up to date first (``refresh``): only components that an
entry or a record since then may concern are judged again, without reading any image.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from navwarn.core.finding import Finding
from navwarn.core.inventory import ImageSource, Inventory, SourceKind
from navwarn.errors import InputError
from navwarn.ledger.tracking import Tag, TrackedImage
from navwarn.matching.evaluation import evaluate
from navwarn.matching.index import Index
from navwarn.workflows.judging import knowledge_about

if TYPE_CHECKING:
    from collections.abc import Collection, Iterable, Mapping, Sequence

    from navwarn.core.distribution import Distribution
    from navwarn.core.instant import Instant
    from navwarn.ledger.interface import Ledger, Reader
    from navwarn.ledger.tracking import Installed

BATCH = 2_000
"""How many components are judged in one transaction."""


class NoDigestError(InputError):
    """An image that nothing tells from others: only images with a digest can be tracked."""

    code = "NW-IMAGE-DIGEST-MISSING"


@dataclass(frozen=True, slots=True)
class Added:
    """An image that was added, and whether its digest was new."""

    image: TrackedImage
    is_new: bool


def add_images(
    ledger: Ledger,
    inventories: Sequence[Inventory],
    distributions: Mapping[str, Distribution],
    *,
    now: Instant,
    name: str = "",
) -> list[Added]:
    """Track images, all or none, with findings; ``name`` is the ``repository:tag`` to file them under."""
    named = [_named(one, name) for one in inventories]
    with ledger.track(now=now) as transaction:
        fresh = [transaction.add_image(one) for one in named]
    refresh(ledger, distributions, now=now)
    digests = [one.source.digest for one in named]
    return [
        Added(ledger.tracking.image(digest), is_new) for digest, is_new in zip(digests, fresh, strict=True)
    ]


def _named(inventory: Inventory, name: str) -> Inventory:
    source = inventory.source
    if not source.digest:
        raise NoDigestError(
            f"{source.reference} has no digest, by which an image is tracked",
            hint="Add it from a registry, an OCI layout or a docker archive, or an SBOM that names its image.",
        )
    if not name:
        return inventory
    repository, _, tag = name.rpartition(":")
    if not repository or "/" in tag:
        repository, tag = name, "latest"
    return replace(inventory, source=replace(source, repository=repository, tag=tag))


def refresh(ledger: Ledger, distributions: Mapping[str, Distribution], *, now: Instant) -> int:
    """Judge again what may have changed, and say how many distinct components that were."""
    judged = 0
    while not ledger.tracking.is_judged():
        with ledger.track(now=now) as transaction:
            stale = transaction.stale(BATCH)
            transaction.store_findings(judge(ledger, stale, distributions))
        judged += len(stale)
    return judged


def judge(
    reader: Reader, components: Mapping[int, Installed], distributions: Mapping[str, Distribution]
) -> dict[int, Sequence[Finding]]:
    """What is found in each component, whichever image holds it."""
    images = {number: _image_of(one) for number, one in components.items()}
    index = Index(knowledge_about(reader, images.values(), distributions))
    return {number: evaluate(image, index).findings for number, image in images.items()}


def _image_of(one: Installed) -> Inventory:
    """An image that holds nothing else."""
    source = ImageSource(SourceKind.DIRECTORY, "", platform=one.platform)
    return Inventory(source, one.distro, (one.component,))


@dataclass(frozen=True, slots=True)
class Exposed:
    """A tag whose image is open to a vulnerability, and where one that is not is to be had.

    ``clean`` is the image that the same tag names now, or else the newest one of the repository that is not
    open to it; ``None`` where every one is. ``findings`` are those in the image of ``tag``.
    """

    image: TrackedImage
    findings: tuple[Finding, ...]
    clean: TrackedImage | None = None
    clean_tag: Tag | None = None


def exposed_images(reader: Reader, vulnerabilities: Collection[str]) -> list[Exposed]:
    """The tracked images that are open to a vulnerability, and for each the first that no longer is.

    ``vulnerabilities`` are canonical ids. The first is the oldest image of the same repository and platform
    that came after every image that had it ("pull this one; older ones stay vulnerable").
    """
    found: dict[int, list[Finding]] = {}
    for one in reader.tracking.afflictions(vulnerabilities):
        found.setdefault(one.image, []).append(one.finding)
    images = reader.tracking.images_numbered(found)
    histories = _Histories(reader, frozenset(found))
    exposed = []
    for number, findings in found.items():
        tag = histories.first_clean(images[number])
        exposed.append((images[number], tuple(findings), tag))
    clean = reader.tracking.images_numbered({tag.image for _, _, tag in exposed if tag is not None})
    return [
        Exposed(image, findings, None if tag is None else clean[tag.image], tag)
        for image, findings, tag in sorted(exposed, key=lambda one: (-one[0].added_at, one[0].number))
    ]


class _Histories:
    """The histories of repositories, read once each."""

    def __init__(self, reader: Reader, afflicted: frozenset[int]) -> None:
        self._reader = reader
        self._afflicted = afflicted
        self._first: dict[tuple[str, str], Tag | None] = {}

    def first_clean(self, image: TrackedImage) -> Tag | None:
        """The first tag, after every image of its repository that had the vulnerability, without it."""
        repositories = dict.fromkeys(tag.repository for tag in image.tags)
        found = [self._of(repository, image.platform) for repository in repositories]
        return min((tag for tag in found if tag is not None), key=lambda tag: tag.seen_at, default=None)

    def _of(self, repository: str, platform: str) -> Tag | None:
        key = (repository, platform)
        if key not in self._first:
            history = self._reader.tracking.tag_history(repository)  # the newest first
            self._first[key] = _after_the_last(
                (tag for tag in history if tag.platform == platform), self._afflicted
            )
        return self._first[key]


def _after_the_last(history: Iterable[Tag], afflicted: frozenset[int]) -> Tag | None:
    """The oldest of the newest tags none of which is afflicted."""
    first = None
    for tag in history:
        if tag.image in afflicted:
            break
        first = tag
    return first
