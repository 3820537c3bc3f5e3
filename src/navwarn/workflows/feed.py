"""What feeds are made of: snapshots of the ledger, or of directories of documents without one."""

from __future__ import annotations

from typing import TYPE_CHECKING

from navwarn.core.advisory import Advisory, Withdrawal, latest_event
from navwarn.core.identifier import AdvisoryId
from navwarn.core.instant import parse_instant
from navwarn.core.moments import Moments
from navwarn.core.snapshot import S, Snapshot
from navwarn.core.standing import Standing, is_split, standing_of
from navwarn.core.status import status_of
from navwarn.documents.parse import MAX_BYTES
from navwarn.errors import InputError
from navwarn.feeds.holdback import held_back
from navwarn.feeds.inclusion import effective
from navwarn.feeds.interface import EmptyFeedError
from navwarn.workflows.parallel import paused_collector
from navwarn.workflows.refusal import unpublishable
from navwarn.workflows.tree import load_directory

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
    from pathlib import Path

    from navwarn.core.distribution import Distribution
    from navwarn.core.event import Event
    from navwarn.core.instant import Instant
    from navwarn.documents.document import AdvisoryDocument
    from navwarn.documents.fault import Fault
    from navwarn.feeds.holdback import Held
    from navwarn.ledger.interface import Reader

_WITHDRAWN = "withdrawn"


class UnreadableSourceError(InputError):
    """Documents that no feed can be made of; ``faults`` has all of them with file, line and rule."""

    code = "NW-FEED-SOURCE"

    def __init__(self, faults: Sequence[Fault]) -> None:
        first = faults[0]
        more = f" (and {len(faults) - 1} more)" if len(faults) > 1 else ""
        super().__init__(
            f"{first.place}: {first.rule}: {first.message}{more}",
            hint="Nothing was written; `navwarn validate DIRECTORY` checks every rule.",
        )
        self.faults = tuple(faults)


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


def snapshot_of_directory(
    directory: Path, distribution: Distribution, as_of: Instant | None = None, *, max_bytes: int = MAX_BYTES
) -> Snapshot[Advisory]:
    """The snapshot that the documents of a directory make, packages in the byte order of file names (SD6).

    Raises ``UnreadableSourceError`` with every fault that would make the feed say something wrong; judging
    the documents by all rules is the business of ``validate``.
    """

    def made(document: AdvisoryDocument, package: str, events: tuple[Event, ...]) -> Advisory:
        return _advisory(document, package, events, distribution.name, as_of)

    with paused_collector():
        advisories = tuple(_each(directory, as_of, max_bytes, made))
    return Snapshot(distribution.name, advisories, Moments(as_of))


def standings_of_directory(
    directory: Path, distribution: Distribution, as_of: Instant | None = None, *, max_bytes: int = MAX_BYTES
) -> Snapshot[Standing]:
    """The standings in the snapshot of a directory; raises as ``snapshot_of_directory``."""

    def made(document: AdvisoryDocument, package: str, events: tuple[Event, ...]) -> Standing:
        return _standing_in(document, package, events, as_of)

    with paused_collector():
        standings = tuple(_each(directory, as_of, max_bytes, made))
    return Snapshot(distribution.name, standings, Moments(as_of))


def refuse_empty(snapshots: Iterable[Snapshot[S]]) -> None:
    """Raise ``EmptyFeedError`` where a source has no advisory at all: it is hardly the one that was meant."""
    for snapshot in snapshots:
        if not effective(snapshot):
            raise EmptyFeedError(
                f"distribution {snapshot.distribution} has no advisory at this moment: nothing to publish"
            )


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


def _each(
    directory: Path,
    as_of: Instant | None,
    max_bytes: int,
    make: Callable[[AdvisoryDocument, str, tuple[Event, ...]], S],
) -> Iterator[S]:
    """What is made of each advisory of a directory in which something had happened by a moment."""
    files = load_directory(directory, max_bytes=max_bytes)
    faults = unpublishable(files)
    if faults:
        raise UnreadableSourceError(faults)
    for file in files:
        if file.document is None:
            continue
        for advisory in file.document.advisories:
            events = advisory.events
            if as_of is not None:
                events = tuple([event for event in events if event.timestamp <= as_of])
            if events:
                yield make(advisory, file.document.package, events)


def _standing_in(
    document: AdvisoryDocument, package: str, events: tuple[Event, ...], as_of: Instant | None
) -> Standing:
    """The standing of an advisory with these events at a moment."""
    if document.extension or is_split(events):
        return standing_of(_advisory(document, package, events, "", as_of))
    latest = latest_event(events)
    return Standing(document.id, package, document.aliases, status_of(latest), latest.fixed_version)


def _advisory(
    document: AdvisoryDocument,
    package: str,
    events: tuple[Event, ...],
    distribution: str,
    as_of: Instant | None,
) -> Advisory:
    """The advisory with these events at a moment."""
    advisory = Advisory(distribution, AdvisoryId(document.id), package, document.aliases, events)
    if _WITHDRAWN not in document.extension:
        return advisory
    withdrawal = _withdrawal(document.extension[_WITHDRAWN], advisory)
    if as_of is not None and withdrawal.at > as_of:
        return advisory
    return Advisory(
        distribution,
        advisory.id,
        package,
        document.aliases,
        events,
        withdrawal=withdrawal,
        revised=withdrawal.at,
    )


def _withdrawal(extension: object, advisory: Advisory) -> Withdrawal:
    """The withdrawal that an extended document notes (documents.md X2); without a time, at the last event."""
    fields = extension if isinstance(extension, dict) else {}
    reason = fields.get("reason") or ""
    try:
        return Withdrawal(parse_instant(fields.get("at") or ""), reason)
    except ValueError:
        return Withdrawal(advisory.latest.timestamp, reason)
