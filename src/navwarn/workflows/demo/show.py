"""The demonstration from beginning to end: documents, ledger, feeds, and what there is to see."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

from msgspec import Struct

from navwarn.core.moments import LATEST
from navwarn.core.status import Status
from navwarn.diffing.interface import Explained
from navwarn.feeds.inclusion import effective
from navwarn.feeds.osv.settings import OsvSettings, Shape
from navwarn.ledger import open_ledger
from navwarn.ledger.interface import Query
from navwarn.ledger.tracking import CountedImage
from navwarn.workflows import osv_feed, secdb_feed
from navwarn.workflows.comparing import Question, compare_pairs
from navwarn.workflows.demo import stage
from navwarn.workflows.demo.images import IMAGES
from navwarn.workflows.feed import snapshot_of_ledger, standings_of_ledger
from navwarn.workflows.lookup import Lookup, look_up

if TYPE_CHECKING:
    from collections.abc import Callable

    from navwarn.core.distribution import Distribution
    from navwarn.core.instant import Instant
    from navwarn.ledger.interface import Ledger

STORY = "CVE-2023-44487"
"""The vulnerability whose story the demonstration tells."""


class WrittenFeed(Struct, frozen=True):
    """A feed on disk: of which distribution, in which format, where, with how many entries."""

    distribution: str
    format: str
    path: Path
    entries: int


class ShownImage(Struct, frozen=True):
    """A tracked image and the archive it was read from."""

    name: str
    path: Path
    image: CountedImage


class Shown(Struct, frozen=True):
    """What the demonstration made: where, how many entries, counts by distribution and status, feeds.

    ``gone`` are the findings of the first image that the second one does not have, with the reasons.
    """

    directory: Path
    database: Path
    size: int
    packages: dict[str, int]
    counts: dict[str, dict[Status, int]]
    story: Lookup
    feeds: tuple[WrittenFeed, ...]
    images: tuple[ShownImage, ...]
    gone: tuple[Explained, ...]


def show(directory: Path, now: Instant, tell: Callable[[str], None]) -> Shown:
    """Play the demonstration in a directory; ``tell`` hears what is being done."""
    place = stage.prepare(directory)
    tell("making up two distributions and their documents")
    world = stage.build(place)
    with open_ledger(str(place.database), create=True) as ledger:
        tell("recording them in a ledger")
        stage.record(place, world, ledger, now)
        tell("learning what upstream says about their vulnerabilities")
        stage.learn(place, world, ledger, now)
        settings = {distribution.name: distribution.settings for distribution in world.distributions}
        tell("tracking two images")
        tracked = stage.track(place, world, ledger)
        tell("writing the feeds")
        feeds = [feed for name in settings for feed in _publish(place, ledger, settings, name, now)]
        return Shown(
            directory=place.directory,
            database=place.database,
            size=ledger.head().size,
            packages={name: len(ledger.packages(name)) for name in settings},
            counts={name: _counts(ledger, name) for name in settings},
            story=look_up(ledger, STORY),
            feeds=tuple(feeds),
            images=tuple(
                ShownImage(one.name, place.images / one.file_name, image)
                for one, image in zip(IMAGES, tracked, strict=True)
            ),
            gone=_gone(ledger, settings, tracked),
        )


def _gone(
    ledger: Ledger, settings: dict[str, Distribution], tracked: list[CountedImage]
) -> tuple[Explained, ...]:
    """What the second image is no longer open to, and why."""
    before, after = (ledger.tracking.inventory(image.number) for image in tracked)
    (diff,) = compare_pairs(ledger, [(before, after)], Question(settings))
    return diff.findings.gone


def _counts(ledger: Ledger, name: str) -> dict[Status, int]:
    return {status: ledger.count(Query(distributions=(name,), statuses=(status,))) for status in Status}


def _publish(
    place: stage.Stage, ledger: Ledger, settings: dict[str, Distribution], name: str, now: Instant
) -> list[WrittenFeed]:
    """Write the feeds of one distribution."""
    distribution = settings[name]
    directory = place.feeds(distribution.name)
    directory.mkdir(parents=True, exist_ok=True)
    secdb = directory / "security.json"
    standings = standings_of_ledger(ledger, settings, name, LATEST)
    data = secdb_feed.render_ledger(standings, distribution.secdb, ())
    secdb_feed.publish(secdb, data, [standings], is_shrinking_allowed=True)
    osv = directory / "osv"
    own = OsvSettings((distribution.osv_ecosystem,), distribution.purl, distribution.secdb.architectures, {})
    snapshot = snapshot_of_ledger(ledger, settings, name, LATEST)
    sources = [(advisory, own) for advisory in effective(snapshot)]
    done = osv_feed.publish(osv, sources, Shape.FULL, (), now=now, is_shrinking_allowed=True)
    return [
        WrittenFeed(distribution.name, "secdb", secdb, secdb_feed.count_packages(data)),
        WrittenFeed(distribution.name, "OSV", osv, done.records),
    ]
