"""What feeds are made of: snapshots of the ledger, and what holds for those of directories too."""

from __future__ import annotations

from typing import TYPE_CHECKING

from navwarn.core.moments import Moments
from navwarn.core.snapshot import S, Snapshot
from navwarn.core.standing import Standing, standing_of
from navwarn.feeds.holdback import held_back
from navwarn.feeds.inclusion import effective
from navwarn.feeds.interface import EmptyFeedError
from navwarn.workflows.collector import paused_collector

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Mapping, Sequence
    from pathlib import Path

    from navwarn.core.advisory import Advisory
    from navwarn.core.distribution import Distribution
    from navwarn.feeds.holdback import Held
    from navwarn.ledger.interface import Reader


def snapshot_of_ledger(
    reader: Reader, distributions: Mapping[str, Distribution], name: str, moments: Moments
) -> Snapshot[Advisory]:
    """The snapshot of a distribution with those it includes, all at the same two moments."""
    return _with_included(reader.snapshot, distributions, name, _settled(reader, moments))


def standings_of_ledger(
    reader: Reader, distributions: Mapping[str, Distribution], name: str, moments: Moments
) -> Snapshot[Standing]:
    """The standings of a distribution with those it includes, all at the same two moments."""
    return _with_included(reader.standings, distributions, name, _settled(reader, moments))


def refuse_empty(snapshots: Sequence[Snapshot[S]], directories: Sequence[Path] = ()) -> None:
    """Raise ``EmptyFeedError`` where a source has no advisory at all: it is hardly the one that was meant."""
    names: Sequence[object] = directories or [f"distribution {one.distribution}" for one in snapshots]
    for name, snapshot in zip(names, snapshots, strict=True):
        if not effective(snapshot):
            raise EmptyFeedError(f"{name} has no advisory at this moment: nothing to publish")


def held_fixes(
    snapshots: Iterable[Snapshot[S]], architectures: Sequence[str], indexes: Sequence[Path]
) -> list[Held]:
    """The fixes of these snapshots that no package index of ``architectures`` has yet (feeds.md G6)."""
    if not indexes:
        return []
    from navwarn.catalog.apkindex import highest_published, load_index

    published = highest_published([load_index(path) for path in indexes], architectures)
    said = [item for snapshot in snapshots for item in effective(snapshot)]
    standings = [item if isinstance(item, Standing) else standing_of(item) for item in said]
    return held_back(standings, architectures, published)


def _settled(reader: Reader, moments: Moments) -> Moments:
    """The same moments, whatever is recorded from now on."""
    return Moments(moments.as_of, reader.head().size) if moments.known is None else moments


def _with_included(
    read: Callable[[str, Moments], Snapshot[S]],
    distributions: Mapping[str, Distribution],
    name: str,
    moments: Moments,
) -> Snapshot[S]:
    with paused_collector():
        own = read(name, moments)
    included = [_with_included(read, distributions, other, moments) for other in distributions[name].includes]
    return Snapshot(own.distribution, own.advisories, own.moments, tuple(included))
