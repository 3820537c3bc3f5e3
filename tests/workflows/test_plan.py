"""Planning an import: what documents add to the record, and where the two contradict each other."""

from __future__ import annotations

from collections import Counter
from typing import TYPE_CHECKING

from hypothesis import given
from hypothesis import strategies as st
from msgspec.structs import replace

from navwarn.core.advisory import fold
from navwarn.core.entry import Draft, Entry, EntryKind, event_identity
from navwarn.core.event import Event
from navwarn.core.instant import SECOND, Instant
from navwarn.documents.document import AdvisoryDocument, Document
from navwarn.workflows.plan import Plan, Planner

if TYPE_CHECKING:
    from collections.abc import Sequence

REASON = "the tree says so"
NOW = Instant(2_000_000_000 * SECOND)


class Record:
    """Entries as a ledger would number them."""

    def __init__(self) -> None:
        self.entries: list[Entry] = []

    def append(self, drafts: Sequence[Draft]) -> None:
        for draft in drafts:
            number = len(self.entries) + 1
            entry = Entry(number, draft.distribution, draft.advisory, draft.kind, draft.payload, NOW)
            self.entries.append(entry)

    def grouped(self) -> dict[str, list[Entry]]:
        groups: dict[str, list[Entry]] = {}
        for entry in self.entries:
            groups.setdefault(entry.advisory, []).append(entry)
        return groups

    def plan(self, documents: Sequence[Document], reason: str | None = None) -> Plan:
        planner = Planner("default", self.grouped(), reason)
        for document in documents:
            planner.add(document)
        planner.close()
        return planner.plan

    def follow(self, documents: Sequence[Document], reason: str | None = REASON) -> Plan:
        plan = self.plan(documents, reason)
        assert not plan.conflicts
        self.append(plan.drafts)
        return plan


def event(second: int, kind: str = "detection", note: str | None = None) -> Event:
    return Event(Instant(second * SECOND), kind, None if note is None else {"note": note})


def document(package: str, *advisories: tuple[str, Sequence[str], Sequence[Event]]) -> Document:
    made = tuple(
        AdvisoryDocument(name, tuple(aliases), tuple(events)) for name, aliases, events in advisories
    )
    return Document("2.0.2", package, made)


IDS = ("CGA-2222-2222-2222", "CGA-3333-3333-3333", "CGA-4444-4444-4444")
EVENTS = st.builds(
    event, st.integers(1, 4), st.sampled_from(["detection", "fixed"]), st.sampled_from([None, "n"])
)
ALIASES = st.lists(st.sampled_from(["CVE-2024-0001", "CVE-2024-0002", "GHSA-2222-2222-2222"]), max_size=3)


@st.composite
def trees(draw: st.DrawFn) -> list[Document]:
    """A tree in which each advisory belongs to at most one package."""
    packages: dict[str, list[tuple[str, list[str], list[Event]]]] = {}
    for name in draw(st.permutations(IDS)):
        package = draw(st.sampled_from(["", "curl", "zlib"]))
        if package:
            events = draw(st.lists(EVENTS, min_size=1, max_size=4))
            packages.setdefault(package, []).append((name, draw(ALIASES), events))
    return [document(package, *advisories) for package, advisories in sorted(packages.items())]


def said(documents: Sequence[Document]) -> dict[str, object]:
    """What a tree says, in a form that forgets what a ledger may forget."""
    return {
        advisory.id: (
            document.package,
            sorted(set(advisory.aliases)),
            Counter(map(event_identity, advisory.events)),
            max(reversed(advisory.events), key=lambda event: event.timestamp),
        )
        for document in documents
        for advisory in document.advisories
    }


def recorded(record: Record) -> dict[str, object]:
    """What a record says of the advisories that are not withdrawn."""
    folded = {name: fold(entries) for name, entries in record.grouped().items()}
    return {
        name: (
            advisory.package,
            sorted(advisory.aliases),
            Counter(map(event_identity, advisory.events)),
            advisory.latest,
        )
        for name, advisory in folded.items()
        if advisory is not None and advisory.withdrawal is None
    }


@given(st.lists(trees(), min_size=1, max_size=5))
def test_a_history_of_trees_can_be_followed_to_the_letter(history: list[list[Document]]) -> None:
    """documents.md L1, O8: reverts, deletions, renames, reordered ties and exact duplicates included."""
    record = Record()
    for tree in history:
        record.follow(tree)
        assert recorded(record) == said(tree)


@given(trees())
def test_importing_again_plans_nothing(tree: list[Document]) -> None:
    record = Record()
    record.follow(tree, None)
    assert record.plan(tree, None).drafts == []
    assert record.plan(tree, REASON).drafts == []


@given(st.lists(EVENTS, min_size=1, max_size=6), st.data())
def test_a_document_that_has_lost_its_fractions_of_seconds_contradicts_nothing(
    events: list[Event], data: st.DataObject
) -> None:
    """Exports are written in whole seconds (documents.md T1), in the order in which the events are told."""
    exact = [
        replace(one, timestamp=Instant(one.timestamp + data.draw(st.sampled_from([0, SECOND // 2]))))
        for one in events
    ]
    told = sorted(exact, key=lambda one: one.timestamp)
    whole = [replace(one, timestamp=Instant(one.timestamp // SECOND * SECOND)) for one in told]
    record = Record()
    record.follow([document("zlib", (IDS[0], (), exact))], None)
    plan = record.plan([document("zlib", (IDS[0], (), whole))], None)
    assert (plan.conflicts, plan.drafts) == ([], [])


@given(trees(), trees())
def test_what_is_refused_without_a_reason_is_what_a_reason_corrects(
    first: list[Document], second: list[Document]
) -> None:
    record = Record()
    record.follow(first, None)
    plain = record.plan(second, None)
    reconciled = record.plan(second, REASON)
    correcting = {EntryKind.RETRACTED, EntryKind.WITHDRAWN, EntryKind.MOVED}
    corrections = [
        draft for draft in reconciled.drafts if draft.kind in correcting or draft.payload.get("removed")
    ]
    assert len(plain.conflicts) <= len(corrections)
    assert bool(plain.conflicts) <= bool(corrections)


def test_exact_duplicates_are_told_apart_by_their_number() -> None:
    once, twice = event(1), event(1)
    record = Record()
    record.follow([document("zlib", (IDS[0], ["CVE-2024-0001"], [once, twice]))], None)
    assert record.plan([document("zlib", (IDS[0], ["CVE-2024-0001"], [once, twice]))]).drafts == []
    thrice = record.plan([document("zlib", (IDS[0], ["CVE-2024-0001"], [once, twice, event(1)]))])
    assert [draft.kind for draft in thrice.drafts] == [EntryKind.EVENT]
    single = record.plan([document("zlib", (IDS[0], ["CVE-2024-0001"], [once]))])
    assert [conflict.message for conflict in single.conflicts] == [
        "event gone: 1970-01-01T00:00:01Z detection"
    ]


def test_a_package_without_a_document_is_left_alone_unless_the_tree_is_the_whole_truth() -> None:
    record = Record()
    record.follow(
        [document("curl", (IDS[0], [], [event(1)])), document("zlib", (IDS[1], [], [event(1)]))], None
    )
    rest = [document("zlib", (IDS[1], [], [event(1)]))]
    assert record.plan(rest, None) == Plan()
    (withdrawal,) = record.plan(rest, REASON).drafts
    assert (withdrawal.advisory, withdrawal.kind) == (IDS[0], EntryKind.WITHDRAWN)
    assert withdrawal.payload == {"reason": REASON}


def test_an_advisory_missing_from_its_document_is_a_contradiction() -> None:
    record = Record()
    record.follow([document("zlib", (IDS[0], [], [event(1)]), (IDS[1], [], [event(1)]))], None)
    (conflict,) = record.plan([document("zlib", (IDS[0], [], [event(1)]))]).conflicts
    assert (conflict.package, conflict.advisory, conflict.message) == ("zlib", IDS[1], "the advisory is gone")


def test_a_renamed_package_moves_its_advisory_and_keeps_its_history() -> None:
    record = Record()
    record.follow([document("zlib", (IDS[0], [], [event(1)]))], None)
    renamed = [document("zlib-ng", (IDS[0], [], [event(1)]))]
    assert [c.message for c in record.plan(renamed).conflicts] == [
        "the advisory is recorded for package zlib"
    ]
    (move,) = record.follow(renamed).drafts
    assert (move.kind, move.payload["package"]) == (EntryKind.MOVED, "zlib-ng")


def test_aliases_may_come_freely_and_go_only_with_a_reason() -> None:
    record = Record()
    record.follow([document("zlib", (IDS[0], ["CVE-2024-0001"], [event(1)]))], None)
    more = record.plan([document("zlib", (IDS[0], ["CVE-2024-0001", "GHSA-2222-2222-2222"], [event(1)]))])
    assert [d.payload for d in more.drafts] == [{"added": ["GHSA-2222-2222-2222"], "removed": []}]
    fewer = record.plan([document("zlib", (IDS[0], [], [event(1)]))])
    assert [c.message for c in fewer.conflicts] == ["alias gone: CVE-2024-0001"]


def test_an_extended_document_says_what_was_withdrawn() -> None:
    extension = {"withdrawn": {"at": "2024-01-01T00:00:00Z", "reason": "a mistake"}}
    advisory = AdvisoryDocument(IDS[0], (), (event(1),), extension=extension)
    record = Record()
    record.follow([Document("2.0.2", "zlib", (advisory,))], None)
    folded = fold(record.entries)
    assert folded is not None
    assert folded.withdrawal is not None
    assert folded.withdrawal.reason == "a mistake"
    assert record.plan([Document("2.0.2", "zlib", (advisory,))]) == Plan()
