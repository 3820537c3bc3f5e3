"""Which tracked images a reader may see, how they are named, and what is found in them.

An image whose os-release names a distribution that is kept from the reader does not exist for them.
Whatever is shown is judged by the distributions they may see, at the moments they ask about.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from msgspec import Struct
from msgspec.structs import replace

from navwarn.core.finding import Evaluation
from navwarn.core.identifier import alias_order
from navwarn.core.inventory import Inventory
from navwarn.core.moments import LATEST
from navwarn.core.severity import Severity, count_worst
from navwarn.ledger.image_content import bare
from navwarn.ledger.tracking import TrackedImage
from navwarn.pages.view.images import ImageName, NotEvaluated, SeverityCount
from navwarn.workflows.browse.sight import Sight
from navwarn.workflows.browse.visit import NothingThereError, WrongParameterError
from navwarn.workflows.filing import split_tag
from navwarn.workflows.scanning import scan_images

if TYPE_CHECKING:
    from collections import Counter
    from collections.abc import Iterable, Mapping, Sequence

    from navwarn.core.finding import Finding
    from navwarn.core.inventory import Component
    from navwarn.ledger.tracking import CountedImage, Outline, Tag
    from navwarn.workflows.browse.visit import Visit

MOST_NAMED = 200
"""How many packages that were not evaluated are named."""

_DIGEST = "sha256:"


class NotTrackedError(NothingThereError):
    """A name or digest of no tracked image, or of none that this reader may see."""

    code = "NW-NOT-TRACKED"

    def __init__(self, name: str) -> None:
        super().__init__(name)
        self.message = f"no image is tracked here as {name[:200]!r}"
        self.hint = (
            "Names are complete, as registry/repository:tag; images that were never added here cannot be"
            " judged: nothing is fetched from a registry because a page was asked for."
        )


class Judged(Struct, frozen=True):
    """A tracked image, what it contains, and what is found in it."""

    image: TrackedImage
    inventory: Inventory
    evaluation: Evaluation

    @property
    def is_judged(self) -> bool:
        """Whether anything in it could be judged: without that, no findings mean nothing."""
        return bool(self.evaluation.evaluated or self.evaluation.findings)


def is_seen(visit: Visit, image: TrackedImage | Outline) -> bool:
    """Whether the image exists for this reader.

    Where no os-release tells the distribution, the names of its packages may.
    """
    hidden = visit.sight.hidden
    if not hidden or image.distro:
        return image.distro not in hidden
    components = visit.ledger.tracking.inventory(image.number).components
    return hidden.isdisjoint(one.namespace for one in components if one.is_distro)


def is_as_judged(visit: Visit) -> bool:
    """Whether what was found in images before holds for this reader: at present, and with nothing hidden."""
    return visit.asked.is_present and visit.sight == Sight()


def find_images(visit: Visit, name: str, platform: str = "") -> list[TrackedImage]:
    """The images that a digest, its beginning or a tag names now, one for each platform, sorted by it.

    Raises ``NotTrackedError`` where this reader may see none, ``WrongParameterError`` where the beginning of
    a digest is that of several.
    """
    digest = name.rpartition("@")[2]
    is_digest = digest.startswith(_DIGEST)
    if is_digest:
        found = visit.ledger.tracking.images_named(digest, without=visit.sight.hidden)
    else:
        found = _tagged(visit, name)
    seen = [one for one in found if (not platform or one.platform == platform) and is_seen(visit, one)]
    if not seen:
        raise NotTrackedError(name)
    if is_digest and len(seen) > 1:
        raise _several(name, "Give the whole digest.")
    return sorted(seen, key=lambda image: image.platform)


def find_image(visit: Visit, name: str, platform: str = "") -> TrackedImage:
    """The one image that a name means; raises as ``find_images`` does, and where a tag has several now."""
    found = find_images(visit, name, platform)
    if len(found) > 1:
        platforms = ", ".join(one.platform for one in found)
        raise _several(name, f"Give the whole digest, or a platform: {platforms}.")
    return found[0]


def _several(name: str, hint: str) -> WrongParameterError:
    return WrongParameterError(f"{name[:200]!r} names more than one tracked image", hint=hint)


def _tagged(visit: Visit, name: str) -> list[TrackedImage]:
    """What a tag named at the moment asked about, on each platform, or what it named first after that."""
    history = seen_tags(visit, visit.ledger.tracking.tag_history(*split_tag(name)))
    named: dict[str, int] = {}
    for each in (*known_then(visit, history), *reversed(history)):
        named.setdefault(each.platform, each.image)
    return list(visit.ledger.tracking.images_numbered(set(named.values())).values())


def seen_tags(visit: Visit, history: Sequence[Tag]) -> Sequence[Tag]:
    """Of a history the tags whose images exist for this reader, as if they had never named others."""
    if not visit.sight.hidden:
        return history
    outlines = visit.ledger.tracking.outlines({tag.image for tag in history})
    seen = {one.number for one in outlines if is_seen(visit, one)}
    return [tag for tag in history if tag.image in seen]


def known_then(visit: Visit, history: Sequence[Tag]) -> list[Tag]:
    """Of a history what had happened by the moment asked about."""
    as_of = visit.moments.as_of
    return [tag for tag in history if as_of is None or tag.seen_at <= as_of]


def judge_images(visit: Visit, images: Sequence[TrackedImage]) -> list[Judged]:
    """What is found in each, all judged by one index of what this reader may see."""
    contents = [nameless(visit, image) for image in images]
    scans = scan_images(visit.ledger, contents, visit.distributions, moments=visit.moments)
    return [Judged(image, scan.inventory, scan.evaluation) for image, scan in zip(images, scans, strict=True)]


def counted(visit: Visit, judged: Sequence[Judged]) -> list[CountedImage]:
    """The images with the numbers of what is found in each, as this reader may call them."""
    images = visit.ledger.tracking.counted(one.image for one in judged)
    return [recounted(image, one) for image, one in zip(images, judged, strict=True)]


def told(visit: Visit, images: Iterable[TrackedImage]) -> list[CountedImage]:
    """Images with numbers that rest on nothing this reader may not know, and as they may call them.

    What was found in them last holds at present, and for whoever may see all that it rests on; of other
    images, and at other moments, it is found anew.
    """
    every = visit.ledger.tracking.counted(images)
    anew = [one for one in every if not is_as_counted(visit, one)]
    judged = {one.image.number: one for one in (judge_images(visit, anew) if anew else ())}
    return [
        recounted(one, judged[one.number]) if one.number in judged else replace(one, reference=called(one))
        for one in every
    ]


def is_as_counted(visit: Visit, image: TrackedImage) -> bool:
    """Whether what was found in an image last holds for this reader, at the moments asked about."""
    if visit.moments != LATEST or image.distro in visit.sight.shaded:
        return False
    return bool(image.distro) or visit.sight == Sight()


def recounted(image: CountedImage, judged: Judged) -> CountedImage:
    """The image with the numbers of what is found in it now, as whoever asked may call it."""
    missed = {
        bare(component, judged.inventory)
        for silence in judged.evaluation.silences
        for component in silence.components
    }
    return replace(
        image,
        reference=called(image),
        severities=severities_of(judged.evaluation.findings),
        not_evaluated=len(missed),
    )


def nameless(visit: Visit, image: TrackedImage) -> Inventory:
    """What an image contains, without where on somebody's disk it was read from."""
    inventory = visit.ledger.tracking.inventory(image.number)
    return replace(inventory, source=replace(inventory.source, reference=called(image)))


def called(image: TrackedImage) -> str:
    """What to call an image: the name it got last, or its digest where it has none.

    Not where it was read from, which may be a path on somebody's disk.
    """
    names = [tag.name for tag in _newest_first(image)]
    return names[0] if names else image.digest


class TagHistories:
    """What tags named over time, read once for each repository."""

    def __init__(self, visit: Visit) -> None:
        self._visit = visit
        self._read: dict[str, dict[tuple[str, str], list[Tag]]] = {}

    def of(self, tag: Tag) -> Sequence[Tag]:
        """Which images the tag named on its platform by the moment asked about, the newest first."""
        if tag.repository not in self._read:
            self._read[tag.repository] = self._tags_of(tag.repository)
        return self._read[tag.repository].get((tag.tag, tag.platform), ())

    def _tags_of(self, repository: str) -> dict[tuple[str, str], list[Tag]]:
        tags: dict[tuple[str, str], list[Tag]] = {}
        history = seen_tags(self._visit, self._visit.ledger.tracking.tag_history(repository))
        for tag in known_then(self._visit, history):
            tags.setdefault((tag.tag, tag.platform), []).append(tag)
        return tags

    def names(self, image: TrackedImage) -> tuple[ImageName, ...]:
        """All names an image had: those that still name it first, then the newest."""
        named = {
            (tag.repository, tag.tag): ImageName(
                tag.repository, tag.tag, is_current=self._is_current(tag, image)
            )
            for tag in _newest_first(image)
        }
        return tuple(sorted(named.values(), key=lambda name: not name.is_current))

    def called(self, image: TrackedImage) -> str:
        """What to call an image: the first of its names, or its digest where it has none."""
        return next((name.text for name in self.names(image)), image.digest)

    def _is_current(self, tag: Tag, image: TrackedImage) -> bool:
        """Whether the tag named the image at the moment asked about."""
        history = self.of(tag)
        return bool(history) and history[0].image == image.number


def _newest_first(image: TrackedImage) -> list[Tag]:
    return sorted(image.tags, key=lambda tag: tag.seen_at, reverse=True)


def package_count(inventory: Inventory) -> int:
    """How many packages an image consists of, as lists of images count them: copies of one are one."""
    return len({bare(one, inventory) for one in inventory.components if one.is_installed})


def counts_of(findings: Iterable[Finding]) -> tuple[SeverityCount, ...]:
    """How many distinct vulnerabilities are open, by severity, worst first."""
    return severity_counts(severities_of(findings))


def severity_counts(numbers: Mapping[Severity, int]) -> tuple[SeverityCount, ...]:
    """Numbers by severity, worst first, without those of which there is none."""
    return tuple(SeverityCount(one, numbers[one]) for one in Severity if numbers.get(one))


def severities_of(findings: Iterable[Finding]) -> Counter[Severity]:
    """How many distinct vulnerabilities are open, by the worst severity that a finding gives each."""
    return count_worst((one.vulnerability, one.severity) for one in findings if one.is_open)


def silences_of(evaluation: Evaluation) -> tuple[NotEvaluated, ...]:
    """What was not evaluated, reason by reason."""
    return tuple(
        NotEvaluated(
            silence.reason,
            silence.message,
            len(silence.components),
            tuple(map(package_words, silence.components[:MOST_NAMED])),
        )
        for silence in evaluation.silences
    )


def package_words(component: Component) -> str:
    """A package with its version."""
    return f"{component.full_name} {component.version}".rstrip()


def open_ones(evaluation: Evaluation) -> list[Finding]:
    """The findings the image may be open to: the worst first, then by vulnerability and package."""
    return sorted(
        (one for one in evaluation.findings if one.is_open),
        key=lambda one: (-one.severity.rank, alias_order(one.vulnerability), one.component.full_name),
    )
