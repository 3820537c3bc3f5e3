"""What changed in how containers start (image-diff.md H5-H7), and in the layers."""

from __future__ import annotations

from typing import TYPE_CHECKING

from navwarn.diffing.interface import ConfigChange, LayerDiff

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

    from navwarn.core.inventory import ImageConfig, Layer


def diff_config(previous: ImageConfig | None, current: ImageConfig | None) -> tuple[ConfigChange, ...]:
    """Every setting that differs; nothing where one side does not tell its configuration."""
    if previous is None or current is None:
        return ()
    return (
        *_value("user", previous.user, current.user),
        *_value("working-directory", previous.working_directory, current.working_directory),
        *_value("entrypoint", previous.entrypoint, current.entrypoint),
        *_value("command", previous.command, current.command),
        *_value("stop-signal", previous.stop_signal, current.stop_signal),
        *_entries("environment", dict(previous.environment), dict(current.environment)),
        *_members("exposed-ports", previous.exposed_ports, current.exposed_ports),
        *_members("volumes", previous.volumes, current.volumes),
        *_entries("labels", dict(previous.labels), dict(current.labels)),
    )


def diff_layers(previous: tuple[Layer, ...], current: tuple[Layer, ...]) -> LayerDiff:
    """The layers that both images share from the base up, and those above on each side."""
    shared = 0
    for one, other in zip(previous, current, strict=False):
        if not _is_same(one, other):
            break
        shared += 1
    return LayerDiff(shared, previous[shared:], current[shared:])


def _is_same(one: Layer, other: Layer) -> bool:
    """Whether two layers have the same content: compressed twice they have two digests and one diff id."""
    if one.diff_id and other.diff_id:
        return one.diff_id == other.diff_id
    return one.digest == other.digest


def _value(
    field: str, previous: str | tuple[str, ...], current: str | tuple[str, ...]
) -> Iterable[ConfigChange]:
    if previous != current:
        yield ConfigChange(field, "", previous or None, current or None)


def _members(field: str, previous: tuple[str, ...], current: tuple[str, ...]) -> Iterable[ConfigChange]:
    return _entries(field, dict.fromkeys(previous, ""), dict.fromkeys(current, ""))


def _entries(field: str, previous: Mapping[str, str], current: Mapping[str, str]) -> Iterable[ConfigChange]:
    for key in sorted({*previous, *current}):
        before, after = previous.get(key), current.get(key)
        if before != after:
            yield ConfigChange(field, key, before, after)
