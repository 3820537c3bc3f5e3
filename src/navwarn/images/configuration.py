"""An image's configuration as an inventory has it (image-diff.md H5, H7)."""

from __future__ import annotations

from typing import TYPE_CHECKING

from navwarn.core.instant import ZERO, Instant, parse_instant
from navwarn.core.inventory import ImageConfig
from navwarn.images.document import Platform, Start

if TYPE_CHECKING:
    from navwarn.images.document import Configuration


def image_config(configuration: Configuration) -> ImageConfig:
    """How containers of the image start."""
    start = configuration.config or Start()
    return ImageConfig(
        user=start.user or "",
        working_directory=start.working_directory or "",
        entrypoint=_words(start.entrypoint),
        command=_words(start.command),
        environment=_pairs(start.environment),
        exposed_ports=tuple(sorted(start.ports or ())),
        volumes=tuple(sorted(start.volumes or ())),
        labels=tuple(sorted((start.labels or {}).items())),
        stop_signal=start.stop_signal or "",
    )


def created_at(configuration: Configuration) -> Instant | None:
    """When the image was made; ``None`` where it does not say so, or names no time."""
    try:
        moment = parse_instant(configuration.created or "")
    except ValueError:
        return None
    return None if moment == ZERO else moment


def platform_of(configuration: Configuration) -> Platform:
    """What the image is for, as its configuration says."""
    return Platform(configuration.os, configuration.architecture, configuration.variant)


def _words(value: tuple[str, ...] | str | None) -> tuple[str, ...]:
    return (value,) if isinstance(value, str) else value or ()


def _pairs(environment: tuple[str, ...] | None) -> tuple[tuple[str, str], ...]:
    """Variables by name; of one that is set twice the last counts, as in a process."""
    found = {}
    for one in environment or ():
        name, _, value = one.partition("=")
        found[name] = value
    return tuple(sorted(found.items()))
