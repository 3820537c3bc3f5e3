"""Comparison: what a collection of documents adds to, takes from and changes in an earlier one.

Documents match by package, advisories by id, events by identity (``core.entry.event_identity``), so that an
edited event is one removed and one added. Order, layout and schema version do not count.
"""

from __future__ import annotations

from collections import Counter
from typing import TYPE_CHECKING

from msgspec import Struct

from navwarn.core.entry import event_identity
from navwarn.core.event import Event
from navwarn.documents.document import AdvisoryDocument
from navwarn.documents.rules.collection import Member

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence


class AdvisoryChange(Struct, frozen=True):
    """What became of one advisory.

    ``index`` is its place in the new document. ``added`` are the indexes of events there that the old one
    does not have, or has less often; ``removed`` are events of the old one. Aliases are in their old and
    new order.
    """

    index: int
    old: AdvisoryDocument
    new: AdvisoryDocument
    added: tuple[int, ...]
    removed: tuple[Event, ...]
    added_aliases: tuple[str, ...]
    removed_aliases: tuple[str, ...]


class DocumentChange(Struct, frozen=True):
    """What became of one document: indexes of new advisories, removed ones, and changed ones."""

    old: Member
    new: Member
    added: tuple[int, ...]
    removed: tuple[AdvisoryDocument, ...]
    modified: tuple[AdvisoryChange, ...]


class Comparison(Struct, frozen=True):
    """What became of a collection; unchanged documents are not mentioned."""

    added: tuple[Member, ...]
    removed: tuple[Member, ...]
    modified: tuple[DocumentChange, ...]


def compare(old: Sequence[Member], new: Sequence[Member]) -> Comparison:
    """What ``new`` says that ``old`` does not, and the other way round, in the order of the members.

    Of several documents of one package (rule C3) the first counts.
    """
    before = _by_package(old)
    after = _by_package(new)
    changes = [
        _compare_documents(before[package], member)
        for package, member in after.items()
        if package in before and before[package].document.advisories != member.document.advisories
    ]
    return Comparison(
        added=tuple(member for package, member in after.items() if package not in before),
        removed=tuple(member for package, member in before.items() if package not in after),
        modified=tuple(change for change in changes if change.added or change.removed or change.modified),
    )


def _by_package(members: Iterable[Member]) -> dict[str, Member]:
    found: dict[str, Member] = {}
    for member in members:
        found.setdefault(member.document.package, member)
    return found


def _compare_documents(old: Member, new: Member) -> DocumentChange:
    before = dict(_numbered(old.document.advisories))
    after = dict(_numbered(new.document.advisories))
    places = {key: index for index, key in enumerate(after)}
    changes = [
        _compare_advisories(before[key], advisory, places[key])
        for key, advisory in after.items()
        if key in before and before[key] != advisory
    ]
    return DocumentChange(
        old=old,
        new=new,
        added=tuple(places[key] for key in after if key not in before),
        removed=tuple(advisory for key, advisory in before.items() if key not in after),
        modified=tuple(change for change in changes if _is_change(change)),
    )


def _numbered(
    advisories: Iterable[AdvisoryDocument],
) -> Iterable[tuple[tuple[str, int], AdvisoryDocument]]:
    """Each advisory under its id and how often the id came before, so that even twins (D7) are compared."""
    counts: Counter[str] = Counter()
    for advisory in advisories:
        yield (advisory.id, counts[advisory.id]), advisory
        counts[advisory.id] += 1


def _compare_advisories(old: AdvisoryDocument, new: AdvisoryDocument, index: int) -> AdvisoryChange:
    before = [event_identity(event) for event in old.events]
    after = [event_identity(event) for event in new.events]
    return AdvisoryChange(
        index=index,
        old=old,
        new=new,
        added=tuple(_surplus(after, before)),
        removed=tuple(old.events[place] for place in _surplus(before, after)),
        added_aliases=_without(new.aliases, old.aliases),
        removed_aliases=_without(old.aliases, new.aliases),
    )


def _surplus(identities: Sequence[bytes], others: Sequence[bytes]) -> Iterable[int]:
    """The places of what ``others`` has not, or has less often; of equal ones the last count as surplus."""
    left = Counter(others)
    for place, identity in enumerate(identities):
        if left[identity]:
            left[identity] -= 1
        else:
            yield place


def _without(aliases: tuple[str, ...], others: tuple[str, ...]) -> tuple[str, ...]:
    known = set(others)
    return tuple(alias for alias in aliases if alias not in known)


def _is_change(change: AdvisoryChange) -> bool:
    return bool(change.added or change.removed or change.added_aliases or change.removed_aliases)
