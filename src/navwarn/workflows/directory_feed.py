"""What feeds are made of where there is no ledger: the snapshots of directories of documents."""

from __future__ import annotations

from typing import TYPE_CHECKING

from navwarn.core.advisory import Advisory, Withdrawal, latest_event
from navwarn.core.identifier import AdvisoryId
from navwarn.core.instant import parse_instant
from navwarn.core.moments import Moments
from navwarn.core.snapshot import S, Snapshot
from navwarn.core.standing import Standing, is_split, standing_of
from navwarn.core.status import status_of
from navwarn.documents.document import MAX_BYTES
from navwarn.errors import InputError
from navwarn.workflows.collector import paused_collector
from navwarn.workflows.refusal import unpublishable
from navwarn.workflows.tree import load_directory

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Sequence
    from pathlib import Path

    from navwarn.core.distribution import Distribution
    from navwarn.core.event import Event
    from navwarn.core.instant import Instant
    from navwarn.documents.document import AdvisoryDocument, Document
    from navwarn.documents.fault import Fault
    from navwarn.workflows.tree import LoadedFile

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
        files = load_directory(directory, max_bytes=max_bytes)
        found = [advisory for document in _sayable(files) for advisory in _each(document, as_of, made)]
    return Snapshot(distribution.name, tuple(found), Moments(as_of))


def standings_by_document(
    files: Sequence[LoadedFile], as_of: Instant | None
) -> list[tuple[str, tuple[Standing, ...]]]:
    """The package of each document and what stands of its advisories; raises as ``snapshot_of_directory``."""

    def made(document: AdvisoryDocument, package: str, events: tuple[Event, ...]) -> Standing:
        return _standing_in(document, package, events, as_of)

    return [(document.package, tuple(_each(document, as_of, made))) for document in _sayable(files)]


def _sayable(files: Sequence[LoadedFile]) -> list[Document]:
    """The documents of files that a feed can say."""
    faults = unpublishable(files)
    if faults:
        raise UnreadableSourceError(faults)
    return [file.document for file in files if file.document is not None]


def _each(
    document: Document,
    as_of: Instant | None,
    make: Callable[[AdvisoryDocument, str, tuple[Event, ...]], S],
) -> Iterator[S]:
    """What is made of each advisory of a document in which something had happened by a moment."""
    for advisory in document.advisories:
        events = advisory.events
        if as_of is not None:
            events = tuple([event for event in events if event.timestamp <= as_of])
        if events:
            yield make(advisory, document.package, events)


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
