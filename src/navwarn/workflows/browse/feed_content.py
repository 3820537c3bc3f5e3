"""Feeds from the ledger, as bytes: what ``navwarn feed`` writes, for whoever asks the server."""

from __future__ import annotations

from operator import attrgetter
from typing import TYPE_CHECKING

from msgspec import Struct

from navwarn.core.advisory import fold
from navwarn.core.identifier import normalise
from navwarn.core.instant import Instant
from navwarn.core.moments import LATEST
from navwarn.core.snapshot import Snapshot
from navwarn.errors import InputError
from navwarn.feeds.inclusion import effective, layers
from navwarn.feeds.osv.publication import render as render_osv
from navwarn.feeds.osv.publication import render_changes, render_index
from navwarn.feeds.osv.settings import OsvSettings, Shape
from navwarn.ledger.interface import Query
from navwarn.ledger.listing import ListFilter
from navwarn.workflows.browse.visit import NothingThereError
from navwarn.workflows.feed import standings_of_ledger
from navwarn.workflows.record_archive import RecordArchive
from navwarn.workflows.secdb_feed import render_ledger

if TYPE_CHECKING:
    from collections.abc import Iterator

    from navwarn.core.advisory import Advisory
    from navwarn.core.distribution import Distribution
    from navwarn.core.standing import Standing
    from navwarn.workflows.browse.visit import Visit

MOST_ADVISORIES = 200_000
"""Of how many advisories a server makes a feed while somebody waits; larger ones are published as files."""

_BATCH = 500


class LargeFeedError(InputError):
    """A feed of more advisories than a server can hold at once."""

    code = "NW-FEED-SIZE"

    def __init__(self, distribution: str) -> None:
        super().__init__(
            f"{distribution} has more than {MOST_ADVISORIES:,} advisories: too many for a feed on request",
            hint="Publish it as files, with `navwarn feed`, or follow /api/v1/changes.",
        )


class FeedContent(Struct, frozen=True):
    """The bytes of a feed, and when what it says last changed."""

    data: bytes
    modified: Instant | None


def secdb(visit: Visit, distribution: str) -> FeedContent:
    """The secdb of a distribution."""
    snapshot = _standings(visit, distribution)
    data = render_ledger(snapshot, visit.distributions[distribution].secdb, ())
    return FeedContent(data, _changed(visit, snapshot))


def osv_index(visit: Visit, distribution: str) -> FeedContent:
    """The list of all OSV records of a distribution."""
    snapshot = _standings(visit, distribution)
    return FeedContent(render_index(_dated(visit, snapshot)), _changed(visit, snapshot))


def osv_changes(visit: Visit, distribution: str) -> FeedContent:
    """The OSV records of a distribution, those that changed last first."""
    snapshot = _standings(visit, distribution)
    return FeedContent(render_changes(_dated(visit, snapshot)), _changed(visit, snapshot))


def osv_archive(visit: Visit, distribution: str) -> FeedContent:
    """All OSV records of a distribution in one file."""
    snapshot = _standings(visit, distribution)
    settings = osv_settings(visit.distributions[distribution])
    archive = RecordArchive()
    for advisories in _batches(visit, snapshot):
        for record in render_osv([(one, settings) for one in advisories], Shape.FULL):
            archive.add(record)
    return FeedContent(archive.data(), _changed(visit, snapshot))


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


def _standings(visit: Visit, distribution: str) -> Snapshot[Standing]:
    """The standings of a distribution, with those it includes as far as the reader may see them.

    Raises ``LargeFeedError`` where they are more than a server makes a feed of on request.
    """
    _require(visit, distribution)
    names = _with_included(visit, distribution)
    wanted = ListFilter(names, include_withdrawn=True)
    found = visit.ledger.lists.counts(wanted, moments=visit.moments, cap=MOST_ADVISORIES)
    if sum(found.numbers.values()) > MOST_ADVISORIES:
        raise LargeFeedError(distribution)
    return standings_of_ledger(visit.ledger, visit.distributions, distribution, visit.moments)


def _with_included(visit: Visit, distribution: str) -> tuple[str, ...]:
    """The names of a distribution and of all it includes, directly or not."""
    found = {distribution: None}
    pending = [distribution]
    while pending:
        further = visit.distributions[pending.pop()].includes
        pending += [name for name in further if name not in found]
        found |= dict.fromkeys(further)
    return tuple(found)


def _changed(visit: Visit, snapshot: Snapshot[Standing]) -> Instant | None:
    """When what a feed says last changed; unknown for the past, of which one may still learn."""
    if visit.moments != LATEST:
        return None
    names = [layer.distribution for layer in layers(snapshot)]
    newest = visit.ledger.lists.page(ListFilter(names, include_withdrawn=True), limit=1).rows
    return newest[0].updated if newest else None


def _dated(visit: Visit, snapshot: Snapshot[Standing]) -> Iterator[tuple[str, Instant]]:
    """Each record that is published, with the time of its latest change."""
    for advisories in _batches(visit, snapshot):
        for advisory in advisories:
            yield advisory.id, advisory.modified


def _batches(visit: Visit, snapshot: Snapshot[Standing]) -> Iterator[list[Advisory]]:
    """The advisories that are published, ascending by id, in memory some hundreds at a time."""
    ids = sorted(standing.id for standing in effective(snapshot))
    for start in range(0, len(ids), _BATCH):
        groups = visit.ledger.grouped_entries(advisories=ids[start : start + _BATCH])
        folded = [one for group in groups if (one := fold(group, snapshot.moments)) is not None]
        yield sorted(folded, key=attrgetter("id"))
