"""Tracking: images that are remembered by digest, and findings that follow what is known about them.

Whatever reads tracked images brings their findings up to date first (``refresh``): only components that an
entry or a record since then may concern are judged again, without reading any image.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from hashlib import sha256
from typing import TYPE_CHECKING

from navwarn.core import canonical
from navwarn.core.finding import Finding
from navwarn.core.inventory import ImageSource, Inventory, SourceKind
from navwarn.diffing.interface import ImageDiff
from navwarn.ledger.tracking import Tag, TrackedImage, UnknownImageError
from navwarn.matching.evaluation import evaluate
from navwarn.matching.index import Index
from navwarn.matching.need import wanted
from navwarn.workflows.comparing import Question, compare_pairs
from navwarn.workflows.judging import knowledge_about

if TYPE_CHECKING:
    from collections.abc import Collection, Iterable, Mapping, Sequence

    from navwarn.core.distribution import Distribution
    from navwarn.core.instant import Instant
    from navwarn.ledger.interface import Ledger, Reader
    from navwarn.ledger.tracking import Installed

BATCH = 2_000
"""How many components are judged in one transaction."""


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
    """The inventory under a digest and a name: what has no digest of its own gets that of what it holds."""
    source = inventory.source
    if not source.digest:
        source = replace(source, digest=_content_digest(inventory))
    if name:
        repository, tag = split_tag(name)
        source = replace(source, repository=repository, tag=tag)
    return replace(inventory, source=source)


def _content_digest(inventory: Inventory) -> str:
    """A digest that two readings of the same content have, wherever each was read from."""
    parts = (inventory.distro, inventory.components, inventory.config, inventory.layers)
    return f"sha256:{sha256(canonical.encode(parts)).hexdigest()}"


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


@dataclass(frozen=True, slots=True)
class Step:
    """One move of a tag: from one image to the next, and what that changed."""

    tag: Tag
    previous: TrackedImage
    current: TrackedImage
    diff: ImageDiff


def changelog(
    reader: Reader,
    name: str,
    distributions: Mapping[str, Distribution],
    *,
    platform: str = "",
    depth: int = 10,
) -> list[Step]:
    """What changed from image to image of a tag, the newest move first (image-diff.md SI2)."""
    history = tag_history(reader, name, platform=platform)
    return steps(reader, history, Question(distributions), depth=depth)


def steps(reader: Reader, history: Sequence[Tag], question: Question, *, depth: int) -> list[Step]:
    """What changed with each move that a history tells of, which has the newest first."""
    moves = _moves(history)[:depth]
    images = reader.tracking.images_numbered({tag.image for move in moves for tag in move})
    contents = {number: reader.tracking.inventory(number) for number in images}
    pairs = [(contents[before.image], contents[after.image]) for after, before in moves]
    found = compare_pairs(reader, pairs, question)
    return [
        Step(after, images[before.image], images[after.image], diff)
        for (after, before), diff in zip(moves, found, strict=True)
    ]


def _moves(history: Sequence[Tag]) -> list[tuple[Tag, Tag]]:
    """Each tag of a history, newest first, with the one it named before on the same platform."""
    moves = []
    for position, tag in enumerate(history):
        before = next((one for one in history[position + 1 :] if one.platform == tag.platform), None)
        if before is not None:
            moves.append((tag, before))
    return moves


def tag_history(reader: Reader, name: str, *, platform: str = "") -> list[Tag]:
    """Which images ``repository:tag`` named, the newest first; ``InputError`` where it named none."""
    repository, tag = split_tag(name)
    found = [
        one
        for one in reader.tracking.tag_history(repository, tag)
        if not platform or one.platform == platform
    ]
    if not found:
        raise UnknownImageError(
            f"no image was tracked as {repository}:{tag}{f' for {platform}' if platform else ''}",
            hint="navwarn image list shows what is.",
        )
    return found


def stated_packages(reader: Reader, name: str, distributions: Mapping[str, Distribution]) -> frozenset[str]:
    """The packages, by own name and by origin, that advisories about a tracked image are about."""
    image = reader.tracking.image(name)
    return wanted(reader.tracking.inventory(image.number), distributions).packages


def split_tag(name: str) -> tuple[str, str]:
    """A name as repository and tag; without a tag it is ``latest``."""
    repository, _, tag = name.rpartition(":")
    return (repository, tag) if repository and "/" not in tag else (name, "latest")
