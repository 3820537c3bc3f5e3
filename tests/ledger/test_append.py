"""Appending: numbers, dates, heads, private words, and what is refused."""

from __future__ import annotations

import pytest

from navwarn.core import canonical
from navwarn.core import entry as payloads
from navwarn.core.entry import EntryKind, commitment, leaf
from navwarn.core.merkle import (
    EMPTY_ROOT,
    consistency_proof,
    inclusion_proof,
    leaf_hash,
    root_of,
    verify_consistency,
    verify_inclusion,
)
from navwarn.ledger import open_ledger
from navwarn.ledger.interface import DatabaseError, Head, Ledger, RefusedEntryError
from navwarn.ledger.reader import PAGE
from tests.ledger.making import (
    ONE,
    START,
    TWO,
    append_only_one,
    change,
    day,
    event,
    fixed,
    opened,
    record,
    retraction,
)


def test_a_new_ledger_is_empty(ledger: Ledger) -> None:
    assert ledger.head() == Head(0, EMPTY_ROOT, None)
    assert list(ledger.entries()) == []
    assert ledger.snapshot("acme").advisories == ()


def test_entries_are_numbered_from_one_and_dated(ledger: Ledger) -> None:
    entries = record(ledger, opened(ONE), event(ONE), now=day(1))
    entries += record(ledger, fixed(ONE, "1.0-r0", day(2)), now=day(3))
    assert [entry.sequence for entry in entries] == [1, 2, 3]
    assert [entry.recorded_at for entry in entries] == [day(1), day(1), day(3)]
    assert list(ledger.entries()) == entries == ledger.entries_of(ONE)


def test_what_was_appended_is_there_after_opening_again(url: str) -> None:
    with open_ledger(url) as ledger:
        entries = append_only_one(ledger)
        head = ledger.head()
    with open_ledger(url, create=False) as ledger:
        assert list(ledger.entries()) == entries
        assert ledger.head() == head


def test_a_clock_that_went_backwards_does_not_take_the_ledger_along(ledger: Ledger) -> None:
    record(ledger, opened(ONE), event(ONE), now=day(2))
    (entry,) = record(ledger, event(ONE), now=day(1))
    assert entry.recorded_at == day(2)
    assert ledger.head().recorded_at == day(2)


def test_a_transaction_sees_what_it_appended(ledger: Ledger) -> None:
    with ledger.write(now=START, actor="me") as transaction:
        assert transaction.head().recorded_at is None
        transaction.append([opened(ONE), event(ONE)])
        assert transaction.head().size == 2
        assert [advisory.id for advisory in transaction.advisories()] == [ONE]
        assert transaction.is_taken(ONE)
        head = transaction.head()
    assert ledger.head() == head


def test_a_block_that_raises_leaves_nothing(ledger: Ledger) -> None:
    def fail() -> None:
        with ledger.write(now=START, actor="me") as transaction:
            transaction.append([opened(ONE), event(ONE)])
            raise ZeroDivisionError

    with pytest.raises(ZeroDivisionError):
        fail()
    assert ledger.head().size == 0
    assert not ledger.is_taken(ONE)
    append_only_one(ledger)
    assert ledger.head().size == 2


def test_appending_nothing_records_nothing(ledger: Ledger) -> None:
    assert record(ledger) == []
    assert ledger.head() == Head(0, EMPTY_ROOT, None)


def test_the_log_is_over_the_leaves_of_all_entries(ledger: Ledger) -> None:
    entries = append_only_one(ledger)
    small = ledger.head()
    entries += record(ledger, opened(TWO), event(TWO), event(TWO), now=day(1))
    hashes = [leaf_hash(leaf(entry)) for entry in entries]
    large = ledger.head()
    assert ledger.leaf_hashes() == hashes
    assert ledger.leaf_hashes(2) == hashes[:2]
    assert (small.root, large.root) == (root_of(hashes[:2]), root_of(hashes))
    grown = consistency_proof(hashes, small.size)
    assert verify_consistency(small.size, large.size, small.root, large.root, grown)
    assert verify_inclusion(hashes[3], 3, 5, inclusion_proof(hashes, 3), large.root)


def test_who_and_internal_words_are_committed_to_and_not_public(ledger: Ledger) -> None:
    with ledger.write(now=START, actor="ann") as transaction:
        entries = transaction.append([opened(ONE), event(ONE)], words={"note": "ask bob"})
    assert ledger.private_words(1) == {"actor": "ann", "note": "ask bob"}
    assert b"ann" not in b"".join(map(leaf, entries))
    assert entries[0].commitment != entries[1].commitment
    assert len(entries[0].commitment) == 64
    assert commitment(b"", canonical.encode(ledger.private_words(1))) != entries[0].commitment


def test_erased_words_are_gone_and_the_log_stays_as_it_was(ledger: Ledger) -> None:
    append_only_one(ledger)
    head = ledger.head()
    assert ledger.erase_private(1)
    assert not ledger.erase_private(1)
    assert ledger.private_words(1) is None
    assert ledger.private_words(2) == {"actor": "tester"}
    assert ledger.head() == head
    report = ledger.check()
    assert report.passed
    assert report.erased == 1


def test_without_an_actor_and_words_there_is_nothing_to_commit_to(ledger: Ledger) -> None:
    (first, _) = record(ledger, opened(ONE), event(ONE), actor="")
    assert first.commitment == ""
    assert ledger.private_words(1) is None
    assert ledger.check().erased == 0


REFUSED = {
    "an event of an unknown advisory": ([event(TWO)], "there is no advisory"),
    "an advisory opened twice": ([opened(ONE)], "recorded already"),
    "an advisory opened twice at once": ([opened(TWO), event(TWO), opened(TWO)], "recorded already"),
    "an entry for another distribution": ([event(ONE, of="other")], "belongs to acme"),
    "an id that another distribution has": ([opened(ONE, of="other")], "recorded already"),
    "an advisory without an event": ([opened(TWO)], "without any event"),
    "a retraction of the opening": ([retraction(ONE, 1)], "opens"),
    "a retraction of no entry": ([retraction(ONE, 99)], "has no entry 99"),
    "a retraction of another's entry": (
        [opened(TWO), event(TWO), retraction(TWO, 2)],
        "has no entry 2",
    ),
    "a retraction that leaves no event": ([retraction(ONE, 2)], "without any event"),
    "a retraction made twice": (
        [event(ONE), retraction(ONE, 2), retraction(ONE, 2)],
        "retracted already",
    ),
    "a text with a NUL": ([opened(TWO, "z\0lib"), event(TWO)], "NUL"),
    "a text that is no Unicode": ([opened(TWO, "\ud800"), event(TWO)], "JSON"),
}


@pytest.mark.parametrize("case", REFUSED)
def test_refused(ledger: Ledger, case: str) -> None:
    drafts, reason = REFUSED[case]
    append_only_one(ledger)
    before = ledger.head()
    with pytest.raises(RefusedEntryError, match=reason) as refusal:
        record(ledger, *drafts)
    assert (refusal.value.code, refusal.value.exit_status) == ("NW-LEDGER-ENTRY", 2)
    assert ledger.head() == before
    assert ledger.check().passed


def test_after_a_refusal_the_transaction_goes_on_without_what_was_refused(ledger: Ledger) -> None:
    with ledger.write(now=START, actor="me") as transaction:
        with pytest.raises(RefusedEntryError):
            transaction.append([opened(ONE), event(ONE), event(TWO)])
        assert not transaction.is_taken(ONE)
        (first, _) = transaction.append([opened(ONE), event(ONE)])
    assert first.sequence == 1
    assert ledger.check().passed


def test_a_backslash_before_u0000_is_no_nul(ledger: Ledger) -> None:
    record(ledger, opened(ONE), event(ONE, data={"note": "\\u0000"}))
    (advisory,) = ledger.advisories()
    assert advisory.latest.note == "\\u0000"


def test_an_event_may_be_replaced_in_one_go(ledger: Ledger) -> None:
    append_only_one(ledger)
    record(ledger, retraction(ONE, 2), fixed(ONE, "1.0-r0", day(1)))
    (advisory,) = ledger.advisories()
    assert advisory.fixed_version == "1.0-r0"
    assert len(advisory.events) == 1


def test_a_retraction_can_be_retracted(ledger: Ledger) -> None:
    append_only_one(ledger)
    record(ledger, change(ONE, EntryKind.WITHDRAWN, payloads.withdrawn("not ours")))
    record(ledger, retraction(ONE, 3))
    assert ledger.count() == 1
    record(ledger, retraction(ONE, 4))
    assert ledger.count() == 0
    assert ledger.check().passed


def test_an_append_that_failed_half_way_is_not_committed(
    ledger: Ledger, monkeypatch: pytest.MonkeyPatch
) -> None:
    def fail(*_: object) -> None:
        raise DatabaseError("the disk is full")

    with (  # noqa: PT012
        pytest.raises(DatabaseError, match="half-way"),
        ledger.write(now=START, actor="me") as transaction,
    ):
        monkeypatch.setattr(type(transaction), "_replace", fail)
        with pytest.raises(DatabaseError, match="disk"):
            transaction.append([opened(ONE), event(ONE)])
    monkeypatch.undo()
    assert ledger.head().size == 0
    assert ledger.check().passed


def test_what_a_sealer_makes_batch_after_batch_is_recorded_like_an_append(ledger: Ledger) -> None:
    batches = [
        [opened(ONE), event(ONE), opened(TWO), event(TWO, "fixed", day(2), {"fixed-version": "1.0-r0"})],
        [fixed(ONE, "1.1-r0", day(1)), retraction(TWO, 4), event(TWO, at=day(3))],
        [],
    ]
    with ledger.write(now=START, actor="me") as transaction:
        sealer = transaction.sealer({})
        for sealed in [sealer.seal(batch) for batch in batches]:
            transaction.record(sealed)
        assert transaction.head().size == 7
    assert ledger.check().passed
    assert [(one.advisory, one.kind, one.payload) for one in ledger.entries()] == [
        (draft.advisory, draft.kind, draft.payload) for batch in batches for draft in batch
    ]
    assert ledger.private_words(7) == {"actor": "me"}


def test_what_does_not_follow_the_log_is_not_recorded(ledger: Ledger) -> None:
    with ledger.write(now=START, actor="me") as transaction:
        sealer = transaction.sealer({})
        first, second = sealer.seal([opened(ONE), event(ONE)]), sealer.seal([event(ONE, at=day(1))])
        with pytest.raises(ValueError, match="does not follow"):
            transaction.record(second)
        transaction.record(first)
    assert ledger.head().size == 2
    assert ledger.check().passed


def test_ids_that_are_taken(ledger: Ledger) -> None:
    append_only_one(ledger)
    assert ledger.taken([ONE, TWO]) == {ONE}
    assert ledger.is_taken(ONE)
    assert not ledger.is_taken(TWO)
    assert ledger.entries_of(TWO) == []
    assert ledger.advisory(TWO) is None


def test_an_advisory_of_many_thousand_events_is_read_page_by_page(ledger: Ledger) -> None:
    record(ledger, opened(ONE), *(event(ONE, at=day(number * 7 % 1000)) for number in range(PAGE + 500)))
    record(ledger, opened(TWO), event(TWO))
    assert [entry.sequence for entry in ledger.entries(after=PAGE - 2, until=PAGE + 2)] == [
        *range(PAGE - 1, PAGE + 3)
    ]
    assert [len(group) for group in ledger.grouped_entries()] == [PAGE + 501, 2]
    assert [len(advisory.events) for advisory in ledger.snapshot("acme").advisories] == [PAGE + 500, 1]
    assert len(list(ledger.entries())) == ledger.head().size
