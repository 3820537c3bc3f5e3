"""Diffs of all platforms of two images: the same result is told once (image-diff.md I19)."""

from __future__ import annotations

from typing import TYPE_CHECKING

from msgspec import Struct

from navwarn.diffing.interface import ImageDiff
from navwarn.diffing.pairing import key_of

if TYPE_CHECKING:
    from collections.abc import Mapping

    from navwarn.core.finding import Evaluation, Finding, Silence
    from navwarn.core.inventory import Component


class PlatformGroup(Struct, frozen=True):
    """Platforms of which the same is told, sorted, and the diff of the first of them."""

    platforms: tuple[str, ...]
    diff: ImageDiff


class PlatformsDiff(Struct, frozen=True):
    """What differs on which platforms. ``added`` and ``removed`` are platforms that only one image has."""

    groups: tuple[PlatformGroup, ...]
    added: tuple[str, ...] = ()
    removed: tuple[str, ...] = ()

    @property
    def is_uniform(self) -> bool:
        """Whether the same is told of every platform that both images have."""
        return len(self.groups) < 2  # noqa: PLR2004

    @property
    def is_one_difference(self) -> bool:
        """Whether all platforms differ in the same way, whatever else their images contain."""
        return len({_differences(group.diff) for group in self.groups}) < 2  # noqa: PLR2004


def merge(diffs: Mapping[str, ImageDiff], previous: frozenset[str], current: frozenset[str]) -> PlatformsDiff:
    """The diffs by platform, grouped; ``previous`` and ``current`` are the platforms of each image."""
    groups: dict[object, list[str]] = {}
    for platform in sorted(diffs):
        found = diffs[platform]
        groups.setdefault((_differences(found), _circumstances(found)), []).append(platform)
    return PlatformsDiff(
        tuple(PlatformGroup(tuple(platforms), diffs[platforms[0]]) for platforms in groups.values()),
        tuple(sorted(current - previous)),
        tuple(sorted(previous - current)),
    )


def _circumstances(diff: ImageDiff) -> object:
    """What is told beside the differences: what is found in each image, and what nobody could judge."""
    packages, findings = diff.packages, diff.findings
    return (
        (packages.unchanged, findings.unchanged, findings.previous_counts, findings.current_counts),
        *(_judged(side.evaluation) for side in (diff.previous, diff.current)),
    )


def _judged(evaluation: Evaluation) -> object:
    return (evaluation.evaluated, len(evaluation.subtracted), tuple(map(_silence, evaluation.silences)))


def _silence(silence: Silence) -> object:
    return (silence.message, frozenset(map(_package, silence.components)))


def _differences(diff: ImageDiff) -> object:
    """What of the differences does not depend on the architecture: neither digests, sizes nor purls."""
    packages, findings = diff.packages, diff.findings
    return (
        tuple(map(_package, packages.added)),
        tuple(map(_package, packages.removed)),
        tuple((_package(one.previous), _package(one.current)) for one in packages.changed),
        tuple((_finding(one.finding), one.reason) for one in findings.gone),
        tuple((_finding(one.finding), one.reason) for one in findings.new),
        tuple((_finding(one.previous), _finding(one.current), one.reason) for one in findings.changed),
        diff.config,
    )


def _package(component: Component) -> object:
    return (key_of(component), component.namespace, component.version)


def _finding(finding: Finding) -> object:
    statement = finding.statement
    return (
        finding.vulnerability,
        _package(finding.component),
        finding.severity,
        finding.exposure,
        finding.fixed_in,
        None if statement is None else statement.status,
    )
