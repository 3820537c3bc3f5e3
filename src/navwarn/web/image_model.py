"""What the API answers about images: the shapes that its description shows, and how they are made."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from navwarn.diffing.native import native
from navwarn.matching.output.value import evaluation_value
from navwarn.web.model import head
from navwarn.workflows.tracked_value import counted_value, exposed_value, step_value, tag_value

if TYPE_CHECKING:
    from collections.abc import Sequence

    from navwarn.diffing.platforms import PlatformsDiff
    from navwarn.ledger.tracking import CountedImage
    from navwarn.pages.view.site import MomentsAsked
    from navwarn.workflows.browse.image_sight import Judged
    from navwarn.workflows.browse.tracked import ImageList, Named
    from navwarn.workflows.gating import Verdict
    from navwarn.workflows.tracking import Exposures, Step


@dataclass(frozen=True, slots=True)
class ImageRow:
    """One tracked image; ``vulnerabilities`` counts those it is open to by severity."""

    digest: str
    reference: str
    platform: str | None
    distro: str | None
    created_at: str | None
    added_at: str
    size: int | None
    packages: int
    not_evaluated: int
    is_unread: bool
    vulnerabilities: dict[str, int]
    tags: list[dict[str, str]]


@dataclass(frozen=True, slots=True)
class Images:
    """A page of tracked images, the newest first."""

    schema: str
    total: int
    next_page_token: str
    items: list[ImageRow]


@dataclass(frozen=True, slots=True)
class OneImage(ImageRow):
    """An image with what is found in it, what advisories settle, and what was not evaluated."""

    schema: str
    as_of: str | None
    known_at: str | int | None
    index: dict[str, Any]
    evaluated: int
    findings: list[dict[str, Any]]
    subtracted: list[dict[str, Any]]
    silences: list[dict[str, Any]]


@dataclass(frozen=True, slots=True)
class HistoryRow:
    """Since when a tag names an image."""

    repository: str
    tag: str
    seen_at: str
    image: ImageRow


@dataclass(frozen=True, slots=True)
class ImageHistory:
    """Which images a tag named, the newest first."""

    schema: str
    items: list[HistoryRow]


@dataclass(frozen=True, slots=True)
class ImageChangelog:
    """What each move of a tag changed, the newest first."""

    schema: str
    as_of: str | None
    known_at: str | int | None
    items: list[dict[str, Any]]


@dataclass(frozen=True, slots=True)
class Gate:
    """What a gate over new findings saw; ``undecided`` ones have a severity that nobody knows."""

    fail_on: list[str]
    is_passed: bool
    failing: int
    undecided: int
    is_blind: bool


@dataclass(frozen=True, slots=True)
class ImagesDiff:
    """What differs between two images: one item for platforms that differ alike."""

    schema: str
    as_of: str | None
    known_at: str | int | None
    gate: Gate | None
    platforms_added: list[str]
    platforms_removed: list[str]
    items: list[dict[str, Any]]


@dataclass(frozen=True, slots=True)
class ScanResult:
    """What is found in what an SBOM names, what advisories settle, and what was not evaluated."""

    schema: str
    as_of: str | None
    known_at: str | int | None
    gate: Gate | None
    image: dict[str, Any]
    index: dict[str, Any]
    evaluated: int
    not_evaluated: int
    findings: list[dict[str, Any]]
    subtracted: list[dict[str, Any]]
    silences: list[dict[str, Any]]


@dataclass(frozen=True, slots=True)
class RegistryDiff:
    """What differs, as the withdrawn API of registries told it; empty lists are left out (J1, J2)."""

    packages: dict[str, list[dict[str, Any]]]
    vulnerabilities: dict[str, list[dict[str, Any]]]
    warnings: list[str] | None = None


def images(found: ImageList) -> dict[str, Any]:
    """An ``Images``."""
    return {
        "schema": "navwarn/api-images/1",
        "total": found.total,
        "next_page_token": found.next,
        "items": [counted_value(one) for one in found.images],
    }


def one_image(image: CountedImage, found: Judged, asked: MomentsAsked) -> dict[str, Any]:
    """A ``OneImage``, with what is found in it at the moments asked for."""
    judged = evaluation_value(found.evaluation, found.inventory.distro)
    del judged["image"]
    return head("image", asked) | counted_value(image) | judged


def image_history(found: Sequence[Named]) -> dict[str, Any]:
    """An ``ImageHistory``."""
    return {
        "schema": "navwarn/api-image-history/1",
        "items": [tag_value(one.tag, one.image) for one in found],
    }


def image_changelog(found: Sequence[Step], asked: MomentsAsked) -> dict[str, Any]:
    """An ``ImageChangelog``."""
    return head("image-changelog", asked) | {"items": [step_value(one) for one in found]}


def images_diff(found: PlatformsDiff, asked: MomentsAsked, gate: dict[str, Any] | None) -> dict[str, Any]:
    """An ``ImagesDiff``."""
    return head("diff", asked) | {
        "gate": gate,
        "platforms_added": list(found.added),
        "platforms_removed": list(found.removed),
        "items": [{"platforms": list(one.platforms), **native(one.diff)} for one in found.groups],
    }


def gate_value(seen: Verdict, words: Sequence[str]) -> dict[str, Any]:
    """A ``Gate``."""
    return {
        "fail_on": list(words),
        "is_passed": seen.is_passed,
        "failing": seen.failing,
        "undecided": seen.undecided,
        "is_blind": seen.is_blind,
    }


def exposures(found: Exposures) -> dict[str, Any]:
    """What an answer about a vulnerability says of tracked images."""
    return {
        "images": [exposed_value(one) for one in found.images],
        "more_images": found.more,
        "unjudged_images": found.unjudged,
    }
