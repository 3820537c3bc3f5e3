"""Tracked images as the values of JSON, the same on the command line and in the API."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from navwarn.core.instant import format_exact
from navwarn.core.severity import Severity
from navwarn.diffing.native import native
from navwarn.diffing.summary import headline

if TYPE_CHECKING:
    from navwarn.ledger.tracking import CountedImage, Tag, TrackedImage
    from navwarn.workflows.tracking import Exposed, Step


def image_value(image: TrackedImage) -> dict[str, Any]:
    """A tracked image."""
    return {
        "digest": image.digest,
        "reference": image.reference,
        "platform": image.platform or None,
        "distro": image.distro or None,
        "created_at": None if image.created_at is None else format_exact(image.created_at),
        "added_at": format_exact(image.added_at),
        "size": image.size,
        "tags": [{"name": tag.name, "seen_at": format_exact(tag.seen_at)} for tag in image.tags],
    }


def counted_value(image: CountedImage) -> dict[str, Any]:
    """A tracked image with the numbers of what it holds."""
    return image_value(image) | {
        "packages": image.components,
        "not_evaluated": image.not_evaluated,
        "is_unread": image.is_unread,
        "vulnerabilities": {one.value: image.severities[one] for one in Severity if one in image.severities},
    }


def tag_value(tag: Tag, image: CountedImage) -> dict[str, Any]:
    """A moment in the history of a tag."""
    return {
        "repository": tag.repository,
        "tag": tag.tag,
        "seen_at": format_exact(tag.seen_at),
        "image": counted_value(image),
    }


def step_value(step: Step) -> dict[str, Any]:
    """A step of a changelog."""
    return {
        "tag": step.tag.name,
        "seen_at": format_exact(step.tag.seen_at),
        "summary": headline(step.diff),
        **native(step.diff),
    }


def exposed_value(one: Exposed) -> dict[str, Any]:
    """A tracked image that is open to a vulnerability."""
    return {
        "image": image_value(one.image),
        "packages": [
            {
                "name": finding.component.full_name,
                "version": finding.component.version,
                "vulnerability": finding.vulnerability,
                "severity": finding.severity.value,
                "exposure": finding.exposure.value,
                "fixed_in": list(finding.fixed_in),
            }
            for finding in one.findings
        ],
        "clean": None if one.clean is None else counted_value(one.clean),
        "clean_tag": None if one.clean_tag is None else one.clean_tag.name,
    }
