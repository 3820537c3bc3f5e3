"""Rules about what became of a base: nothing recorded goes, nothing new is old (documents.md B1-B7, W7).

Events compare as sets here, as the former tool had it: an exact duplicate that comes or goes breaks no rule.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING

from msgspec import Struct, field
from msgspec.structs import replace

from navwarn.core.entry import event_identity, summary
from navwarn.core.event import EventType
from navwarn.core.instant import DAY, format_instant
from navwarn.documents.fault import Fault
from navwarn.documents.rules.place import place_of, place_of_advisory, place_of_event
from navwarn.versions.interface import quote

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from navwarn.core.event import Event
    from navwarn.core.instant import Instant
    from navwarn.documents.compare import AdvisoryChange, Comparison, DocumentChange
    from navwarn.documents.rules.collection import Member

MOST_DAYS = 30
"""An added event must be younger (documents.md B4)."""


class Shipped(Struct, frozen=True):
    """What is known to be shipped, for the rules B5 to B7.

    ``indexes`` maps each architecture to the versions that its package index has of each package; without
    any, B5 is not checked. ``configured`` names the packages with a build definition; without it B6 and B7
    are not.
    """

    indexes: Mapping[str, Mapping[str, frozenset[str]]] = field(default_factory=dict)
    configured: frozenset[str] | None = None


def check_comparison(comparison: Comparison, shipped: Shipped, *, now: Instant) -> Iterator[Fault]:
    """All faults of the rules B1 to B7 and W7; each names the file it is about."""
    for member in comparison.removed:
        message = "the document is gone, or its package has another name: documents are never removed"
        yield Fault("B1", message, file=member.name, labels=(member.document.package,))
    for member in comparison.added:
        yield from _in(member, _check_new_document(member, shipped))
        for index in range(len(member.document.advisories)):
            yield from _in(member, _check_new_advisory(member, index, shipped, now))
    for change in comparison.modified:
        yield from _in(change.new, _check_modified_document(change, shipped, now))


def _in(member: Member, faults: Iterable[Fault]) -> Iterator[Fault]:
    for fault in faults:
        yield replace(fault, file=member.name)


def _check_new_document(member: Member, shipped: Shipped) -> Iterator[Fault]:
    package = member.document.package
    if shipped.configured is not None and package not in shipped.configured:
        message = f"no build definition has the package {quote(package)}: is the name right?"
        yield place_of(member.document).fault("B6", message, "package", "name")


def _check_modified_document(change: DocumentChange, shipped: Shipped, now: Instant) -> Iterator[Fault]:
    document = change.new.document
    package, place = document.package, place_of(document)
    is_indexed = any(package in versions for versions in shipped.indexes.values())
    if shipped.configured is not None and package not in shipped.configured and not is_indexed:
        message = f"neither a build definition nor an index has the package {quote(package)}"
        yield place.fault("B7", message, "package", "name")
    for advisory in change.removed:
        message = f"the advisory {quote(advisory.id)} is gone: advisories are never removed"
        fault = place.fault("B2", message, "advisories")
        yield replace(fault, labels=(*fault.labels, advisory.id))
    for index in change.added:
        yield from _check_new_advisory(change.new, index, shipped, now)
    for modified in change.modified:
        yield from _check_modified_advisory(change.new, modified, shipped, now)


def _check_new_advisory(member: Member, index: int, shipped: Shipped, now: Instant) -> Iterator[Fault]:
    for number in range(len(member.document.advisories[index].events)):
        yield from _check_new_event(member, index, number, shipped, now)


def _check_modified_advisory(
    member: Member, change: AdvisoryChange, shipped: Shipped, now: Instant
) -> Iterator[Fault]:
    place = place_of_advisory(member.document, change.index)
    after = {event_identity(event) for event in change.new.events}
    before = {event_identity(event) for event in change.old.events}
    removed = [event for event in change.removed if event_identity(event) not in after]
    added = [number for number in change.added if event_identity(change.new.events[number]) not in before]
    if removed:
        yield place.fault("B3", _removal(removed, is_edit=bool(added)))
    for number in added:
        yield from _check_new_event(member, change.index, number, shipped, now)
    for alias in change.removed_aliases:
        message = f"the alias {quote(alias)} is gone: was it wrong?"
        yield place.warning("W7", message, "aliases")


def _removal(removed: list[Event], *, is_edit: bool) -> str:
    what = "modified or removed" if is_edit else "removed"
    named = "; ".join(quote(summary(event)) for event in removed[:3])
    more = f" and {len(removed) - 3} more" if len(removed) > 3 else ""  # noqa: PLR2004  # enough to see which
    return f"events were {what}: {named}{more}; put them back and add new ones"


def _check_new_event(
    member: Member, index: int, number: int, shipped: Shipped, now: Instant
) -> Iterator[Fault]:
    event = member.document.advisories[index].events[number]
    place = place_of_event(place_of_advisory(member.document, index), number)
    if now - event.timestamp >= MOST_DAYS * DAY:
        moment = format_instant(event.timestamp)
        message = f"the event is new but dated {moment}, {MOST_DAYS} days ago or more"
        yield place.fault("B4", message, "timestamp")
    if event.type == EventType.FIXED and shipped.indexes:
        missing = _missing(member.document.package, event.fixed_version, shipped)
        if missing:
            yield place.fault("B5", missing, "data", "fixed-version")


def _missing(package: str, version: str, shipped: Shipped) -> str:
    """Which indexes lack the package or its version, as a sentence; an empty text when all have it."""
    strange, lacking = [], []
    for name, versions in shipped.indexes.items():
        if package not in versions:
            strange.append(name)
        elif version not in versions[package]:
            lacking.append(name)
    reasons = [f"the package {quote(package)} is not in the index of {', '.join(strange)}"] if strange else []
    if lacking:
        reasons.append(
            f"the index of {', '.join(lacking)} has no version {quote(version)} of {quote(package)}"
        )
    return "; ".join(reasons)
