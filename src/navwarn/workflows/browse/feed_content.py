"""Feeds from the ledger, as bytes: what ``navwarn feed`` writes, for whoever asks the server."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from navwarn.core.identifier import normalise
from navwarn.core.instant import Instant
from navwarn.core.snapshot import Snapshot
from navwarn.core.standing import Standing, standing_of
from navwarn.feeds.inclusion import effective
from navwarn.feeds.osv.publication import render as render_osv
from navwarn.feeds.osv.publication import render_changes, render_index
from navwarn.feeds.osv.settings import OsvSettings, Shape
from navwarn.ledger.interface import Query
from navwarn.workflows.browse.visit import NothingThereError
from navwarn.workflows.feed import snapshot_of_ledger
from navwarn.workflows.secdb_feed import render_ledger

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from navwarn.core.advisory import Advisory
    from navwarn.core.distribution import Distribution
from navwarn.workflows.browse.visit import Visit


@dataclass(frozen=True, slots=True)
class FeedContent:
    """The bytes of a feed, and when what it says last changed."""

    data: bytes
    modified: Instant | None


def secdb(visit: Visit, distribution: str) -> FeedContent:
    """The secdb of a distribution."""
    snapshot = _snapshot(visit, distribution)
    return _content(
        effective(snapshot),
        lambda: render_ledger(_standings(snapshot), visit.distributions[distribution].secdb, ()),
    )


def osv_index(visit: Visit, distribution: str) -> FeedContent:
    """The list of all OSV records of a distribution."""
    said = effective(_snapshot(visit, distribution))
    return _content(said, lambda: render_index((one.id, one.modified) for one in said))


def osv_changes(visit: Visit, distribution: str) -> FeedContent:
    """The OSV records of a distribution, those that changed last first."""
    said = effective(_snapshot(visit, distribution))
    return _content(said, lambda: render_changes((one.id, one.modified) for one in said))


def osv_record(visit: Visit, distribution: str, identifier: str) -> FeedContent:
    """One OSV record; raises ``NothingThereError`` where the distribution does not publish it."""
    _require(visit, distribution)
    advisory = visit.ledger.advisory(normalise(identifier), visit.moments)
    if advisory is None or advisory.distribution not in visit.distributions:
        raise NothingThereError(identifier)
    published = effective(_package_snapshot(visit, distribution, advisory.package))
    if advisory.id not in {one.id for one in published}:
        raise NothingThereError(identifier)
    (record,) = render_osv([(advisory, osv_settings(visit.distributions[distribution]))], Shape.FULL)
    return FeedContent(record.data, advisory.modified)


def osv_settings(distribution: Distribution) -> OsvSettings:
    """The settings of a distribution's records; without a registered ecosystem its title stands in."""
    ecosystem = distribution.osv_ecosystem or distribution.title
    return OsvSettings((ecosystem,), distribution.purl, distribution.secdb.architectures)


def _package_snapshot(visit: Visit, name: str, package: str) -> Snapshot[Advisory]:
    """What a distribution and those it includes say about one package."""
    query = Query((name,), (package,), include_withdrawn=True)
    includes = tuple(_package_snapshot(visit, other, package) for other in visit.distributions[name].includes)
    return Snapshot(name, tuple(visit.ledger.advisories(query, visit.moments)), visit.moments, includes)


def _require(visit: Visit, distribution: str) -> None:
    if distribution not in visit.distributions:
        raise NothingThereError(distribution)


def _snapshot(visit: Visit, distribution: str) -> Snapshot[Advisory]:
    """The snapshot of a distribution, with those it includes as far as the reader may see them."""
    _require(visit, distribution)
    return snapshot_of_ledger(visit.ledger, visit.distributions, distribution, visit.moments)


def _standings(snapshot: Snapshot[Advisory]) -> Snapshot[Standing]:
    """The standings in a snapshot and in those it includes."""
    standings = tuple(map(standing_of, snapshot.advisories))
    return Snapshot(
        snapshot.distribution, standings, snapshot.moments, tuple(map(_standings, snapshot.includes))
    )


def _content(said: Sequence[Advisory], render: Callable[[], bytes]) -> FeedContent:
    modified = max((one.modified for one in said), default=None)
    return FeedContent(render(), modified)
