"""The secdb of a distribution, made and published (feeds.md section 1, G5)."""

from __future__ import annotations

from typing import TYPE_CHECKING

from msgspec import Struct

from navwarn.feeds import guard, secdb
from navwarn.feeds.guard import GuardReport
from navwarn.feeds.inclusion import effective, overlapping_packages
from navwarn.feeds.interface import ContradictionError, EmptyFeedError, UnreadableFeedError
from navwarn.workflows.collector import paused_collector
from navwarn.workflows.shrinkage import refuse_shrinking

if TYPE_CHECKING:
    from collections.abc import Sequence
    from pathlib import Path

    from navwarn.core.distribution import SecdbSettings
    from navwarn.core.snapshot import Snapshot
    from navwarn.core.standing import Standing
    from navwarn.feeds.holdback import Held


class PublishedFeed(Struct, frozen=True):
    """What publishing a feed did: what it lost (``None``: nothing was replaced), and whether it changed."""

    loss: GuardReport | None
    is_changed: bool


def render_ledger(snapshot: Snapshot[Standing], settings: SecdbSettings, held: Sequence[Held]) -> bytes:
    """The database of a distribution of the ledger, with one entry for each package."""
    with paused_collector():
        return secdb.render(snapshot, settings, held)


def render_directories(
    sources: Sequence[tuple[Path, Snapshot[Standing]]],
    settings: SecdbSettings,
    held: Sequence[Held],
    *,
    is_strict: bool = False,
) -> bytes:
    """The database of directories, one after the other, as the former tool made it.

    A package that two of them know has two entries, unless ``is_strict`` makes that an error (feeds.md SD12).
    Raises ``EmptyFeedError`` for a directory without any entry (SD11).
    """
    twice = overlapping_packages([snapshot for _, snapshot in sources]) if is_strict else []
    if twice:
        raise ContradictionError(
            f"package {twice[0]} is in more than one directory"
            + (f", and {len(twice) - 1} more are" if len(twice) > 1 else ""),
            hint="Keep each package in one directory, or leave out --strict-overlap.",
        )
    found: list[tuple[str, secdb.Fixes]] = []
    with paused_collector():
        for directory, snapshot in sources:
            entries = secdb.entries(effective(snapshot), settings.architectures, held)
            if not entries:
                raise EmptyFeedError(f"{directory} has no package with anything fixed or not affected")
            found += entries
        return secdb.render_entries(found, settings)


def count_packages(data: bytes) -> int:
    """How many entries of packages a database has that we rendered."""
    return data.count(b'"pkg": {')


def publish(
    path: Path, data: bytes, snapshots: Sequence[Snapshot[Standing]], *, is_shrinking_allowed: bool = False
) -> PublishedFeed:
    """Replace the database in a file, unless the new one loses too much (``ShrunkenFeedError``).

    What is written is read back first; where nothing changed there is nothing to compare.
    """
    from navwarn.workflows.publish import publish_file

    report: GuardReport | None = None

    def check(old: bytes | None) -> None:
        nonlocal report
        if old == data:
            return
        new = secdb.parse(data)
        if not old:
            return
        try:
            before = secdb.parse(old)
        except UnreadableFeedError as error:
            raise UnreadableFeedError(
                f"{path} is not replaced, because {error.message}", hint="Name another file, or remove it."
            ) from None
        advisories = [advisory for snapshot in snapshots for advisory in effective(snapshot)]
        report = guard.compare(before, new, guard.open_advisories(advisories))
        refuse_shrinking(path, report, is_allowed=is_shrinking_allowed)

    is_changed = publish_file(path, data, check)
    return PublishedFeed(report, is_changed)
