"""The page that compares two tracked images, and the same as Markdown."""

from __future__ import annotations

from itertools import islice
from typing import TYPE_CHECKING

from msgspec.structs import replace

from navwarn.diffing.markdown import markdown
from navwarn.diffing.sentence import reason_sentence, setting_words
from navwarn.pages.view.diff import (
    AlteredFinding,
    Compared,
    ComparedFinding,
    ComparedImage,
    ComparedVulnerability,
    Diff,
    Explanation,
    Move,
    MovedPackage,
    Setting,
)
from navwarn.workflows.browse.image_paging import seen_images
from navwarn.workflows.browse.image_sight import (
    TagHistories,
    counts_of,
    find_images,
    nameless,
    package_count,
    silences_of,
)
from navwarn.workflows.browse.visit import WrongParameterError
from navwarn.workflows.comparing import Question, compare_pairs

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from navwarn.core.inventory import Component
    from navwarn.diffing.interface import (
        ConfigChange,
        Explained,
        ImageDiff,
        PackageDiff,
        Reason,
        Side,
        VulnerabilityChange,
    )
    from navwarn.ledger.tracking import TrackedImage
    from navwarn.workflows.browse.visit import Visit

MOST_CHOICES = 100

Pair = tuple["TrackedImage", "TrackedImage"]


def diff_page(visit: Visit, previous: str, current: str, platform: str = "") -> Diff:
    """The page that compares what two names or digests stand for, or lets one choose.

    Only tracked images are compared: no page makes a server ask a registry (platform-api.md RS7). Raises
    ``NotTrackedError`` for an image the reader may not see, ``WrongParameterError`` where the two have no
    such platform in common.
    """
    choices = _choices(visit)
    if not previous or not current:
        return Diff(previous, current, platform, choices=choices)
    platforms, pair = _pair(visit, previous, current, platform)
    found = _compare(visit, pair)
    return Diff(
        previous,
        current,
        platform,
        platforms if len(platforms) > 1 else (),
        choices,
        _compared(found, pair, _names(visit, pair, (previous, current))),
    )


def diff_markdown(visit: Visit, previous: str, current: str, platform: str = "") -> str:
    """The comparison as Markdown; raises as ``diff_page`` does, and where an image is not named."""
    if not previous or not current:
        raise WrongParameterError("from, to: name two tracked images, by digest or as repository:tag")
    _, pair = _pair(visit, previous, current, platform)
    return markdown(_compare(visit, pair))


def _choices(visit: Visit) -> tuple[str, ...]:
    """Names of the newest images."""
    images = islice(seen_images(visit, batch=MOST_CHOICES), MOST_CHOICES)
    named = {tag.name: None for image in images for tag in reversed(image.tags)}
    return tuple(named)


def _pair(visit: Visit, previous: str, current: str, platform: str) -> tuple[tuple[str, ...], Pair]:
    """The platforms both have, and the two images of the one that was asked for or else of the first.

    An image on each side is compared whatever its platform.
    """
    before, after = find_images(visit, previous), find_images(visit, current)
    if len(before) == 1 and len(after) == 1 and platform in {"", before[0].platform, after[0].platform}:
        return (after[0].platform,), (before[0], after[0])
    old = {image.platform: image for image in before}
    new = {image.platform: image for image in after}
    common = tuple(name for name in old if name in new)
    chosen = platform or (common[0] if common else "")
    if chosen not in common:
        raise WrongParameterError(
            "platform: the two images are not both tracked for "
            + (f"{chosen[:100]!r}" if chosen else "any one"),
            hint=f"Of the first there are {_listed(old)}, of the second {_listed(new)}.",
        )
    return common, (old[chosen], new[chosen])


def _listed(platforms: Iterable[str]) -> str:
    return ", ".join(name or "one without a platform" for name in platforms)


def _compare(visit: Visit, pair: Pair) -> ImageDiff:
    before, after = (nameless(visit, image) for image in pair)
    question = Question(visit.distributions, moments=visit.moments)
    return compare_pairs(visit.ledger, [(before, after)], question)[0]


def _names(visit: Visit, pair: Pair, asked: tuple[str, str]) -> tuple[str, str]:
    """What to call the two: as was asked, and digests by tags that name them where these differ."""
    histories = TagHistories(visit)
    named = [
        histories.called(image) if name.rpartition("@")[2].startswith("sha256:") else name
        for image, name in zip(pair, asked, strict=True)
    ]
    before, after = (image.digest for image in pair) if named[0] == named[1] else named
    return before, after


def _compared(diff: ImageDiff, pair: Pair, names: tuple[str, str]) -> Compared:
    findings, packages = diff.findings, diff.packages
    versions = _Versions(packages)
    return Compared(
        previous=_side(diff.previous, pair[0], names[0]),
        current=_side(diff.current, pair[1], names[1]),
        gone=tuple(map(_vulnerability, findings.vulnerabilities_gone)),
        new=tuple(map(_vulnerability, findings.vulnerabilities_new)),
        findings_gone=tuple(versions.gone(one) for one in sorted(findings.gone, key=_worst_first)),
        findings_new=tuple(versions.new(one) for one in sorted(findings.new, key=_worst_first)),
        findings_changed=tuple(
            AlteredFinding(one.previous, one.current, one.fields, _explained(one.reason))
            for one in findings.changed
        ),
        findings_unchanged=findings.unchanged,
        packages_changed=packages.moved,
        packages_unchanged=packages.unchanged,
        packages=tuple(dict.fromkeys(_moved(packages))),  # copies in several places are one
        settings=tuple(map(_setting, diff.config)),
        layers_shared=diff.layers.shared,
        layers_removed=diff.layers.removed,
        layers_added=diff.layers.added,
        warnings=diff.warnings,
    )


def _worst_first(one: Explained) -> int:
    return -one.finding.severity.rank


def _side(side: Side, image: TrackedImage, name: str) -> ComparedImage:
    evaluation = side.evaluation
    return ComparedImage(
        digest=image.digest,
        name=name,
        platform=image.platform,
        packages=package_count(side.inventory),
        size=side.inventory.size,
        counts=counts_of(evaluation.findings),
        evaluated=evaluation.evaluated,
        not_evaluated=evaluation.not_evaluated,
        silences=silences_of(evaluation),
    )


def _vulnerability(one: VulnerabilityChange) -> ComparedVulnerability:
    return ComparedVulnerability(one.id, one.severity, one.packages)


def _explained(reason: Reason) -> Explanation:
    """The reason, with the advisory beside its sentence, so that a page can link to it."""
    bare = replace(reason, advisory="", since=None, justification="")
    return Explanation(
        reason.code.value, reason_sentence(bare), reason.advisory, reason.since, reason.justification
    )


class _Versions:
    """Which version a package of one side has on the other."""

    def __init__(self, packages: PackageDiff) -> None:
        self._forward: dict[Component, str] = {one.previous: one.current.version for one in packages.changed}
        self._back: dict[Component, str] = {one.current: one.previous.version for one in packages.changed}
        self._forward |= dict.fromkeys(packages.removed, "")
        self._back |= dict.fromkeys(packages.added, "")

    def gone(self, one: Explained) -> ComparedFinding:
        """A finding of the first image."""
        component = one.finding.component
        current = self._forward.get(component, component.version)
        return _compared_finding(one, component.version, current)

    def new(self, one: Explained) -> ComparedFinding:
        """A finding of the second."""
        component = one.finding.component
        previous = self._back.get(component, component.version)
        return _compared_finding(one, previous, component.version)


def _compared_finding(one: Explained, previous: str, current: str) -> ComparedFinding:
    places = () if one.finding.component.is_distro else one.locations
    return ComparedFinding(one.finding, _explained(one.reason), previous, current, places)


def _moved(packages: PackageDiff) -> Iterator[MovedPackage]:
    """What became of packages; those of one origin that moved together as one (image-diff.md I8)."""
    together: set[tuple[str, str]] = set()
    for family in packages.families:
        together |= {(family.type, name) for name in family.packages}
        move = Move(family.direction.value)
        yield MovedPackage(move, family.type, family.origin, family.previous, family.current, family.packages)
    for change in packages.changed:
        one = change.current
        if (one.type, one.name) not in together:
            move = Move(change.direction.value)
            yield MovedPackage(move, one.type, one.full_name, change.previous.version, one.version)
    replaced: set[Component] = set()
    for pair in packages.replaced:
        before, after = pair.previous, pair.current
        replaced |= {before, after}
        name = f"{before.full_name} → {after.full_name}"
        yield MovedPackage(Move.REPLACED, after.type, name, before.version, after.version)
    yield from _alone(Move.ADDED, (one for one in packages.added if one not in replaced))
    yield from _alone(Move.REMOVED, (one for one in packages.removed if one not in replaced))


def _alone(move: Move, components: Iterable[Component]) -> Iterator[MovedPackage]:
    """Packages that are on one side only, by what they were built from."""
    together: dict[tuple[str, str, str], dict[str, None]] = {}
    for one in components:
        origin = (one.origin if one.is_distro else "") or one.full_name
        together.setdefault((one.type, origin, one.version), {})[one.full_name] = None
    for (kind, origin, version), names in together.items():
        versions = ("", version) if move is Move.ADDED else (version, "")
        yield MovedPackage(move, kind, origin, *versions, tuple(names))


def _setting(change: ConfigChange) -> Setting:
    return Setting(change.field, change.key, *setting_words(change))
