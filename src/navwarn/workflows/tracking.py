"""Tracking: images that are remembered by digest, and findings that follow what is known about them.

Whatever reads tracked images brings their findings up to date first (``refresh``): only components that an
entry or a record since then may concern are judged again, without reading any image.
"""

from __future__ import annotations

from hashlib import sha256
from itertools import takewhile
from typing import TYPE_CHECKING

from msgspec import Struct

from navwarn.core import canonical
from navwarn.core.finding import Finding
from navwarn.core.inventory import ImageSource, Inventory, SourceKind
from navwarn.core.moments import LATEST, Moments
from navwarn.diffing.interface import ImageDiff
from navwarn.images.cataloguers.unread_database import REMARKS
from navwarn.ledger.tracking import CountedImage, Tag, TrackedImage, UnknownImageError
from navwarn.matching.evaluation import evaluate
from navwarn.matching.index import Index
from navwarn.matching.interface import Wanted
from navwarn.matching.need import wanted
from navwarn.workflows.comparing import Question, compare_pairs
from navwarn.workflows.filing import filed, kept, split_tag
from navwarn.workflows.judging import knowledge_about

if TYPE_CHECKING:
    from collections.abc import Callable, Collection, Container, Iterable, Mapping, Sequence

    from navwarn.core.distribution import Distribution
    from navwarn.core.finding import Evaluation
    from navwarn.core.instant import Instant
    from navwarn.ledger.interface import Ledger, Reader
    from navwarn.ledger.tracking import Installed, Outline

BATCH = 2_000
"""How many components are judged in one transaction."""

UNREAD_DATABASES = REMARKS | {"damaged-apk", "damaged-dpkg"}
"""Remarks of what images hold of a distribution's packages without our knowing which."""


class Added(Struct, frozen=True):
    """An image that was added, what is now known to be in it, and whether its digest was new.

    ``is_kept`` says that this is what was read from the image before, and not what an SBOM now tells.
    """

    image: CountedImage
    contents: Inventory
    is_new: bool
    is_kept: bool


def add_images(
    ledger: Ledger,
    inventories: Sequence[Inventory],
    distributions: Mapping[str, Distribution],
    *,
    now: Instant,
    name: str = "",
    distribution: str = "",
    is_replacing: bool = False,
) -> list[Added]:
    """Track images, all or none, with findings; ``name`` and ``distribution`` are as in ``filed``.

    What was read from an image itself is kept where an SBOM tells of it, unless ``is_replacing``.
    """
    named = [filed(one, distributions, name=name, distribution=distribution) for one in inventories]
    with ledger.track(now=now) as transaction:
        held = [None if is_replacing else kept(transaction, one) for one in named]
        contents = [
            one if better is None else filed(better, distributions, distribution=distribution)
            for one, better in zip(named, held, strict=True)
        ]
        fresh = [transaction.add_image(one) for one in contents]
    refresh(ledger, distributions, now=now)
    images = ledger.tracking.counted(ledger.tracking.image(one.source.digest) for one in named)
    better = [one is not None for one in held]
    return [Added(*each) for each in zip(images, contents, fresh, better, strict=True)]


def refresh(ledger: Ledger, distributions: Mapping[str, Distribution], *, now: Instant) -> int:
    """Judge again what may have changed, and say how many distinct components that were."""
    judged = 0
    coverage = coverage_of(ledger, distributions)
    while not ledger.tracking.is_judged(coverage):
        with ledger.track(now=now) as transaction:
            transaction.cover(coverage)
            stale = transaction.stale(BATCH)
            found = judge(ledger, stale, distributions)
            missed = [number for number, one in found.items() if one.not_evaluated]
            transaction.store_findings({number: one.findings for number, one in found.items()}, missed)
        judged += len(stale)
    return judged


def coverage_of(reader: Reader, distributions: Mapping[str, Distribution]) -> str:
    """A digest of all that decides what can be judged, besides what entries and records say of packages."""
    evidence = reader.evidence
    covered = (evidence.populated(distributions, LATEST), evidence.covered_ecosystems())
    parts = [distributions[name] for name in sorted(distributions)], *map(sorted, covered)
    return sha256(canonical.encode(parts)).hexdigest()


def judge(
    reader: Reader,
    components: Mapping[int, Installed],
    distributions: Mapping[str, Distribution],
    *,
    moments: Moments = LATEST,
) -> dict[int, Evaluation]:
    """What is known of each component, whichever image holds it."""
    images = {number: _image_of(one) for number, one in components.items()}
    index = Index(knowledge_about(reader, images.values(), distributions, moments=moments))
    return {number: evaluate(image, index) for number, image in images.items()}


def _image_of(one: Installed) -> Inventory:
    """An image that holds nothing else."""
    source = ImageSource(SourceKind.DIRECTORY, "", platform=one.platform)
    return Inventory(source, one.distro, (one.component,))


class Exposed(Struct, frozen=True):
    """A tracked image that is open to a vulnerability, and where one that is not is to be had.

    ``clean`` is the first image of the repository that came after every one that had it, and of which that
    could be judged, ``clean_tag`` its tag; ``None`` where there is none. ``findings`` are those in ``image``.
    Only what one may move to has numbers: there is one for a repository, but many images that are open.
    """

    image: TrackedImage
    findings: tuple[Finding, ...]
    clean: CountedImage | None = None
    clean_tag: Tag | None = None


class Exposures(Struct, frozen=True):
    """The images that are open to a vulnerability, those added last first.

    ``more`` counts those that are left out. ``unjudged`` counts the tracked images with packages that nobody
    could judge: whether any of them has the vulnerability is not known.
    """

    images: tuple[Exposed, ...] = ()
    more: int = 0
    unjudged: int = 0


MOST_EXPOSED = 200
"""How many images open to a vulnerability are told of, unless somebody asks for more."""


def exposed_images(
    reader: Reader, vulnerabilities: Collection[str], *, most: int = MOST_EXPOSED
) -> Exposures:
    """The tracked images that are open to a vulnerability, and for each the first that no longer is.

    ``vulnerabilities`` are canonical ids. The first is the oldest image of the same repository and platform
    that came after every image that had it ("pull this one; older ones stay vulnerable").
    """
    return exposed_among(reader, reader.tracking.open_to(vulnerabilities), most=most)


def exposed_among(
    reader: Reader,
    found: Mapping[int, Sequence[Finding]],
    *,
    most: int = MOST_EXPOSED,
    is_seen: Callable[[Outline], bool] | None = None,
    hidden: Collection[str] = (),
    unjudged: Collection[int] = (),
) -> Exposures:
    """The same for the open findings of each image by its number.

    ``is_seen`` tells which images exist, ``hidden`` names distributions whose images do not. What of
    ``unjudged`` images is not among ``found`` is not known.
    """
    tracking = reader.tracking
    seen = [one.number for one in tracking.outlines(found) if is_seen is None or is_seen(one)]
    images = tracking.images_numbered(seen[:most])
    histories = _Histories(reader, found, frozenset(unjudged), is_seen)
    firsts = {number: histories.first_clean(image) for number, image in images.items()}
    ways_out = tracking.images_numbered({tag.image for tag in firsts.values() if tag is not None})
    clean = {one.number: one for one in tracking.counted(ways_out.values())}
    exposed = [
        Exposed(images[number], tuple(found[number]), None if tag is None else clean[tag.image], tag)
        for number in seen[:most]
        for tag in [firsts[number]]
    ]
    unknown = tracking.unjudged_count(without=hidden, databases=UNREAD_DATABASES)
    return Exposures(tuple(exposed), len(seen) - len(exposed), unknown)


class _Histories:
    """The histories of repositories, read once each, without images that are not seen."""

    def __init__(
        self,
        reader: Reader,
        found: Mapping[int, Sequence[Finding]],
        unjudged: frozenset[int],
        is_seen: Callable[[Outline], bool] | None,
    ) -> None:
        self._reader = reader
        self._found = found
        self._unjudged = unjudged
        self._is_seen = is_seen
        self._first: dict[tuple[str, str], Tag | None] = {}
        components = {finding.component for some in found.values() for finding in some}
        self._packages = {name for one in components for name in (one.name, one.origin) if name}
        self._of_distributions = any(one.is_distro for one in components)

    def first_clean(self, image: TrackedImage) -> Tag | None:
        """The first tag, after every image of its repository that had the vulnerability, without it."""
        repositories = dict.fromkeys(tag.repository for tag in image.tags)
        found = [self._of(repository, image.platform) for repository in repositories]
        return min((tag for tag in found if tag is not None), key=lambda tag: tag.seen_at, default=None)

    def _of(self, repository: str, platform: str) -> Tag | None:
        key = (repository, platform)
        if key not in self._first:
            history = self._reader.tracking.tag_history(repository)  # the newest first
            there = [tag for tag in history if tag.platform == platform]
            candidates = _after_the_last(self._seen(there), self._found)
            self._first[key] = next((tag for tag in reversed(candidates) if self._is_judged(tag.image)), None)
        return self._first[key]

    def _seen(self, history: Sequence[Tag]) -> Sequence[Tag]:
        """The tags whose images exist for whoever asks."""
        if self._is_seen is None:
            return history
        outlines = self._reader.tracking.outlines({tag.image for tag in history})
        seen = {one.number for one in outlines if self._is_seen(one)}
        return [tag for tag in history if tag.image in seen]

    def _is_judged(self, number: int) -> bool:
        """Whether can be said that the image does not have it: that nobody looked is no such thing."""
        tracking = self._reader.tracking
        is_unsure = number in self._unjudged or tracking.is_unsure(
            number, self._packages, of_distributions=self._of_distributions
        )
        return not is_unsure and self._is_read(number)

    def _is_read(self, number: int) -> bool:
        """Whether all databases of packages in the image, or all evidence of modules, could be read."""
        remarks = self._reader.tracking.remarks(number)
        if self._of_distributions:
            remarks = tuple(one for one in remarks if one.code in UNREAD_DATABASES)
        return not any(one.is_unread for one in remarks)


def _after_the_last(history: Iterable[Tag], afflicted: Container[int]) -> list[Tag]:
    """The newest tags none of which is afflicted, in the order of the history."""
    return list(takewhile(lambda tag: tag.image not in afflicted, history))


class Step(Struct, frozen=True):
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


def steps(
    reader: Reader,
    history: Sequence[Tag],
    question: Question,
    *,
    depth: int,
    contents_of: Callable[[TrackedImage], Inventory] | None = None,
) -> list[Step]:
    """What changed with each move that a history tells of, which has the newest first."""
    moves = _moves(history)[:depth]
    images = reader.tracking.images_numbered({tag.image for move in moves for tag in move})
    contents_of = contents_of or (lambda image: reader.tracking.inventory(image.number))
    contents = {number: contents_of(image) for number, image in images.items()}
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


def asked_by(reader: Reader, name: str, distributions: Mapping[str, Distribution]) -> Wanted:
    """The packages, by own name and by origin, and the distributions whose advisories are about an image.

    Of a tag they are those of all platforms. Raises ``UnknownImageError`` where the name is that of no
    tracked image, or the beginning of several digests.
    """
    is_digest = name.rpartition("@")[2].startswith("sha256:")
    images = [] if is_digest else reader.tracking.images_named(name)
    asked = [
        wanted(reader.tracking.inventory(image.number), distributions)
        for image in images or [reader.tracking.image(name)]
    ]
    return Wanted(
        tuple(dict.fromkeys(one for each in asked for one in each.distributions)),
        frozenset[str]().union(*(each.packages for each in asked)),
    )
