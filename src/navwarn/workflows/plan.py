"""What a tree of documents adds to the ledger, and where the two contradict each other.

The plan is made from values alone: documents on one side, the live entries of each advisory on the other. An
event is the same if its identity is, and identical events of an advisory are told apart by their number
(real documents hold exact duplicates).
"""

from __future__ import annotations

from collections import Counter, defaultdict
from typing import TYPE_CHECKING, Any

from msgspec import Struct, field

from navwarn.core import entry as payloads
from navwarn.core.advisory import changed_aliases, live_entries
from navwarn.core.entry import Draft, Entry, EntryKind, event_identity, event_of
from navwarn.core.event import Event
from navwarn.core.identifier import AdvisoryId
from navwarn.core.instant import SECOND

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from navwarn.documents.document import AdvisoryDocument, Document


# Looking up a member of an enumeration costs more than using it, and nearly all entries are of these kinds.
_OPENED, _EVENT = EntryKind.OPENED, EntryKind.EVENT


class Conflict(Struct, frozen=True):
    """Something recorded that a tree of documents no longer says, or says otherwise."""

    package: str
    advisory: str
    message: str


class Plan(Struct):
    """The entries to append, and the contradictions that only reconciling resolves."""

    drafts: list[Draft] = field(default_factory=list)
    conflicts: list[Conflict] = field(default_factory=list)


class _Recorded(Struct, frozen=True):
    """The live state of one advisory in the ledger."""

    package: str
    aliases: tuple[str, ...]
    events: tuple[_Occurrence, ...]
    withdrawn: int | None


class Planner:
    """Compares documents of one distribution with what is recorded of it."""

    def __init__(
        self, distribution: str, recorded: Mapping[str, Sequence[Entry]], reason: str | None
    ) -> None:
        self._distribution = distribution
        self._recorded = recorded
        self._reason = reason
        self._present: set[str] = set()
        self._packages: set[str] = set()
        self.plan = Plan()

    def add(self, document: Document) -> None:
        """Plan what a document says beyond the record, and against it."""
        self._packages.add(document.package)
        for advisory in document.advisories:
            self._present.add(advisory.id)
            self._advisory(document.package, advisory)

    def take(self) -> list[Draft]:
        """The entries planned since the last time, which then are no longer part of the plan."""
        drafts, self.plan.drafts = self.plan.drafts, []
        return drafts

    def close(self) -> None:
        """Plan for recorded advisories that the documents lack.

        Without reconciling only documents that are there are held against the record: a package without a
        document may come from elsewhere. With it, the documents are the whole truth.
        """
        for identifier, entries in self._recorded.items():
            if identifier in self._present:
                continue
            recorded = _state(entries)
            is_missing = recorded.withdrawn is None and bool(recorded.events)
            if is_missing and (self._reason is not None or recorded.package in self._packages):
                self._conflict(
                    recorded.package,
                    identifier,
                    "the advisory is gone",
                    (EntryKind.WITHDRAWN, payloads.withdrawn(self._reason or "")),
                )

    def _advisory(self, package: str, advisory: AdvisoryDocument) -> None:
        entries = self._recorded.get(advisory.id)
        if entries is None:
            aliases = list(dict.fromkeys(advisory.aliases))
            self._draft(advisory.id, _OPENED, payloads.opened(package, aliases))
            for event in advisory.events:
                self._draft(advisory.id, _EVENT, payloads.event_payload(event))
            self._withdraw_as_document(package, advisory, is_withdrawn=False)
            return
        recorded = _state(entries)
        if recorded.package != package:
            self._conflict(
                package,
                advisory.id,
                f"the advisory is recorded for package {recorded.package}",
                (EntryKind.MOVED, payloads.moved(package, self._reason or "")),
            )
        self._aliases(package, advisory, recorded)
        self._events(package, advisory, recorded)
        if recorded.withdrawn is not None and "withdrawn" not in advisory.extension:
            self._conflict(
                package,
                advisory.id,
                "the advisory was withdrawn",
                (EntryKind.RETRACTED, payloads.retracted(recorded.withdrawn, self._reason or "")),
            )
        self._withdraw_as_document(package, advisory, is_withdrawn=recorded.withdrawn is not None)

    def _withdraw_as_document(self, package: str, advisory: AdvisoryDocument, *, is_withdrawn: bool) -> None:
        """Withdraw what an extended document says is withdrawn."""
        withdrawal = advisory.extension.get("withdrawn")
        if withdrawal is not None and not is_withdrawn:
            reason = withdrawal.get("reason") if isinstance(withdrawal, dict) else None
            self._draft(
                advisory.id,
                EntryKind.WITHDRAWN,
                payloads.withdrawn(reason or f"withdrawn in the document of {package}"),
            )

    def _aliases(self, package: str, advisory: AdvisoryDocument, recorded: _Recorded) -> None:
        added = set(advisory.aliases) - set(recorded.aliases)
        removed = set(recorded.aliases) - set(advisory.aliases)
        change = (EntryKind.ALIASES, payloads.aliases_changed(added, removed))
        if removed:
            names = ", ".join(sorted(removed))
            self._conflict(package, advisory.id, f"alias gone: {names}", change)
        elif added:
            self._draft(advisory.id, *change)

    def _events(self, package: str, advisory: AdvisoryDocument, recorded: _Recorded) -> None:
        identities = [event_identity(event) for event in advisory.events]
        if identities == [item.identity for item in recorded.events]:
            return  # as nearly always where a tree is imported again
        wanted = [
            _Occurrence(identity, event) for identity, event in zip(identities, advisory.events, strict=True)
        ]
        kept, gone = _split(recorded.events, wanted)
        disordered = _disordered(kept, _remaining(wanted, kept), wanted)
        again = [item for item in kept if item.second in disordered]
        kept = [item for item in kept if item.second not in disordered]
        for item in _remaining(wanted, kept):
            self._draft(advisory.id, EntryKind.EVENT, payloads.event_payload(item.event))
        for item in gone:
            self._retract(package, advisory.id, f"event gone: {payloads.summary(item.event)}", item)
        for item in again:
            self._retract(package, advisory.id, f"event reordered: {payloads.summary(item.event)}", item)

    def _retract(self, package: str, advisory: str, message: str, item: _Occurrence) -> None:
        change = payloads.retracted(item.sequence, self._reason or "")
        self._conflict(package, advisory, message, (EntryKind.RETRACTED, change))

    def _conflict(
        self, package: str, advisory: str, message: str, change: tuple[EntryKind, dict[str, Any]]
    ) -> None:
        """Resolve a contradiction by a correcting entry, or note it where nothing may be corrected."""
        if self._reason is None:
            self.plan.conflicts.append(Conflict(package, advisory, message))
        else:
            self._draft(advisory, *change)

    def _draft(self, advisory: str, kind: EntryKind, payload: dict[str, Any]) -> None:
        self.plan.drafts.append(Draft(self._distribution, AdvisoryId(advisory), kind, payload))


class _Occurrence(Struct, frozen=True):
    """One event with its identity, and the number of its entry where it is recorded."""

    identity: bytes
    event: Event
    sequence: int = 0

    @property
    def second(self) -> int:
        """The second in which it happened: identities and documents know no finer time."""
        return self.event.timestamp // SECOND


def _state(entries: Sequence[Entry]) -> _Recorded:
    """What counts now of an advisory's entries."""
    live = live_entries(entries)
    package, aliases = live[0].payload["package"], list(live[0].payload["aliases"])
    events: list[_Occurrence] = []
    withdrawn = None
    for entry in live[1:]:
        if entry.kind == EntryKind.EVENT:
            event = event_of(entry.payload)
            events.append(_Occurrence(event_identity(event), event, entry.sequence))
        elif entry.kind == EntryKind.ALIASES:
            aliases = changed_aliases(aliases, entry.payload)
        elif entry.kind == EntryKind.WITHDRAWN:
            withdrawn = entry.sequence
        elif entry.kind == EntryKind.MOVED:
            package = entry.payload["package"]
    return _Recorded(package, tuple(aliases), tuple(events), withdrawn)


def _split(
    recorded: Sequence[_Occurrence], wanted: Sequence[_Occurrence]
) -> tuple[list[_Occurrence], list[_Occurrence]]:
    """The recorded events that are still wanted, and those that are gone; of equal ones the later go."""
    open_ = Counter(item.identity for item in wanted)
    kept: list[_Occurrence] = []
    gone: list[_Occurrence] = []
    for item in recorded:
        (kept if open_[item.identity] > 0 else gone).append(item)
        open_[item.identity] -= 1
    return kept, gone


def _remaining(wanted: Sequence[_Occurrence], kept: Sequence[_Occurrence]) -> list[_Occurrence]:
    """The wanted events beyond those kept, in order; of equal ones the earlier count as kept."""
    done = Counter(item.identity for item in kept)
    remaining: list[_Occurrence] = []
    for item in wanted:
        if done[item.identity] > 0:
            done[item.identity] -= 1
        else:
            remaining.append(item)
    return remaining


def _disordered(
    kept: Sequence[_Occurrence], added: Sequence[_Occurrence], wanted: Sequence[_Occurrence]
) -> set[int]:
    """The seconds whose events would be recorded in another order than the document has (documents.md L1)."""
    after = _orders([*kept, *added])
    return {second for second, order in _orders(wanted).items() if order != after[second]}


def _orders(items: Sequence[_Occurrence]) -> dict[int, list[bytes]]:
    """The identities in each second as they are told, for which fractions count that a document has lost."""
    orders: dict[int, list[bytes]] = defaultdict(list)
    for item in sorted(items, key=lambda item: item.event.timestamp):
        orders[item.second].append(item.identity)
    return orders
