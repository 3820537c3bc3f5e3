"""Platforms: which image of an index is meant."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from navwarn.images.document import INDEX_TYPES, MANIFEST_TYPES, Platform
from navwarn.images.interface import MissingImageError, PlatformError

if TYPE_CHECKING:
    from collections.abc import Sequence

    from navwarn.images.document import Descriptor

ALL = "all"
DEFAULT = Platform("linux", "amd64")
_TEXT = re.compile(r"[a-z0-9_.]+(/[a-z0-9_.]+){0,2}")
_OTHER_NAMES = {"x86_64": "amd64", "x86-64": "amd64", "aarch64": "arm64", "armhf": "arm", "i386": "386"}
_IMAGES = frozenset({"", *MANIFEST_TYPES, *INDEX_TYPES})
_USUAL_VARIANT = {"arm64": "v8", "arm": "v7", "amd64": "v1"}


def parse_platform(text: str) -> Platform:
    """The platform that ``os/arch[/variant]`` names, or an architecture of Linux.

    Raises ``PlatformError`` where it is something else.
    """
    if not _TEXT.fullmatch(text):
        raise PlatformError(f"{text[:80]!r} is no platform: write it as linux/arm64 or linux/arm/v7")
    parts = text.split("/")
    if len(parts) == 1:
        parts = ["linux", *parts]
    architecture = _OTHER_NAMES.get(parts[1], parts[1])
    return Platform(parts[0], architecture, parts[2] if len(parts) > 2 else "")  # noqa: PLR2004


def platform_text(platform: Platform) -> str:
    """``os/arch[/variant]``; empty where nothing is known."""
    return "/".join(part for part in (platform.os, platform.architecture, platform.variant) if part)


def is_image(descriptor: Descriptor) -> bool:
    """Whether an index lists it as an image: not as an attestation, another artifact or what nobody knows."""
    kind = (descriptor.annotations or {}).get("vnd.docker.reference.type")
    platform = descriptor.platform
    is_other = bool(kind or descriptor.artifact_type or descriptor.media_type not in _IMAGES)
    return not is_other and (platform is None or platform.os != "unknown")


def chosen(images: Sequence[Descriptor], wanted: str, place: str) -> list[Descriptor]:
    """The images for a platform: one, or each of them for ``all``.

    Without a wish it is that for linux/amd64, or the only one. Raises ``PlatformError``, saying which there
    are, where there is none such.
    """
    if not images:
        raise MissingImageError(f"{place} lists no container image")
    if wanted == ALL:
        return list(images)
    if not wanted and len(images) == 1:
        return list(images)
    platform = parse_platform(wanted) if wanted else DEFAULT
    fitting = [one for one in images if one.platform and matches(one.platform, platform)]
    if not fitting:
        there = sorted({platform_text(one.platform) for one in images if one.platform})
        raise PlatformError(
            f"{place} has no image for {platform_text(platform)}",
            hint=f"It has: {', '.join(there[:20]) or 'images that name no platform'}.",
        )
    exact = [one for one in fitting if one.platform and one.platform.variant == platform.variant]
    usual = [one for one in fitting if one.platform and one.platform.variant == _variant(one.platform)]
    return (exact or usual or fitting)[:1]


def matches(there: Platform, wanted: Platform) -> bool:
    """Whether an image for the first platform is for the second; a variant that is not named is any."""
    return (
        there.os == wanted.os
        and _OTHER_NAMES.get(there.architecture, there.architecture) == wanted.architecture
        and (not wanted.variant or (there.variant or _variant(there)) == wanted.variant)
    )


def _variant(platform: Platform) -> str:
    return _USUAL_VARIANT.get(platform.architecture, "")
