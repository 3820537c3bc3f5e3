"""Proofs that a ledger gives away, and words it can prove without."""

from __future__ import annotations

import pytest
from msgspec.structs import replace

from navwarn.core.entry import leaf
from navwarn.core.proof import LogHead, content_of, problems
from navwarn.ledger.interface import DamagedLedgerError, Ledger
from navwarn.workflows.erasing import erase_words
from navwarn.workflows.proving import UnknownEntryError, prove
from navwarn.workflows.reading import UnknownAdvisoryError
from tests.ledger.database import tamper
from tests.ledger.making import ONE, TWO, day, event, fixed, opened, record


@pytest.fixture
def told(ledger: Ledger) -> Ledger:
    """A ledger of three transactions and seven entries."""
    record(ledger, opened(ONE), event(ONE))
    record(ledger, opened(TWO), event(TWO), event(TWO, "true-positive-determination"))
    record(ledger, fixed(ONE, "1.0-r0", day(1)), event(TWO))
    return ledger


def head(ledger: Ledger) -> LogHead:
    return LogHead(ledger.head().size, ledger.head().root)


def test_an_entry_is_proven_by_its_number(told: Ledger) -> None:
    proof = prove(told, ["4"])
    assert problems(proof, [head(told)]) == []
    (inclusion,) = proof.inclusions
    (entry,) = told.entries(after=3, until=4)
    assert (inclusion.entry, inclusion.leaf) == (4, leaf(entry))
    assert (content_of(inclusion.leaf) or {})["payload"] == entry.payload


def test_an_advisory_is_proven_with_all_its_entries_each_once(told: Ledger) -> None:
    proof = prove(told, [ONE.lower(), "6", "3"])
    assert [one.entry for one in proof.inclusions] == [1, 2, 3, 6]
    assert problems(proof) == []


def test_without_entries_the_head_alone_is_told(told: Ledger) -> None:
    assert prove(told, []).head == head(told)
    assert prove(told, []).inclusions == ()


def test_an_empty_ledger_has_a_head_too(ledger: Ledger) -> None:
    assert prove(ledger, []).head == head(ledger)


def test_every_earlier_log_can_be_proven_by_and_extended(told: Ledger) -> None:
    heads = [prove(told, [], size=size).head for size in range(8)]
    assert heads[7] == head(told)
    for size in range(1, 8):
        for since in range(1, size + 1):
            proof = prove(told, [str(since)], size=size, since=since)
            assert problems(proof, [heads[size], heads[since]]) == []


def test_what_was_proven_stays_proven_as_the_log_grows(told: Ledger) -> None:
    before = head(told)
    record(told, event(TWO))
    proof = prove(told, [], since=before.size)
    assert problems(proof, [before, head(told)]) == []


def test_an_advisory_is_proven_as_far_as_it_was_recorded(told: Ledger) -> None:
    assert [one.entry for one in prove(told, [ONE], size=5).inclusions] == [1, 2]
    with pytest.raises(UnknownEntryError, match=f"nothing about {TWO} had been recorded by entry 2"):
        prove(told, [TWO], size=2)


@pytest.mark.parametrize("text", ["0", "8", "9" * 5000])
def test_a_number_of_no_entry_is_refused(told: Ledger, text: str) -> None:
    with pytest.raises(UnknownEntryError, match="they are numbered from 1 to 7"):
        prove(told, [text])


def test_an_advisory_nobody_opened_is_refused(told: Ledger) -> None:
    with pytest.raises(UnknownAdvisoryError):
        prove(told, ["NW-9999-9999-9999"])


def test_a_log_that_is_not_there_yet_is_refused(told: Ledger) -> None:
    with pytest.raises(UnknownEntryError, match="the log has 7 entries, and not yet 8"):
        prove(told, [], size=8)
    with pytest.raises(UnknownEntryError, match="this log has 5 entries, and not yet 6"):
        prove(told, [], size=5, since=6)


@pytest.mark.parametrize(
    "damage",
    [
        "UPDATE entries SET payload = '{}' WHERE sequence = 4",
        "UPDATE entries SET leaf = root FROM head WHERE sequence = 5",
    ],
)
def test_a_damaged_ledger_proves_nothing(told: Ledger, damage: str) -> None:
    tamper(told, damage)
    with pytest.raises(DamagedLedgerError, match="cannot prove what it holds"):
        prove(told, ["4"])


def test_words_are_erased_and_the_log_stays_provable(told: Ledger) -> None:
    before = prove(told, ["4"], since=2)
    assert told.private_words(4) == {"actor": "tester"}
    assert erase_words(told, [4, 2, 4]) == ([2, 4], [])
    assert told.private_words(4) is None
    assert prove(told, ["4"], since=2) == before
    report = told.check()
    assert (report.passed, report.erased) == (True, 2)


def test_words_that_are_gone_are_not_erased_again(told: Ledger) -> None:
    told.erase_private(4)
    assert erase_words(told, [3, 4]) == ([3], [4])


def test_where_one_entry_is_unknown_no_words_are_erased(told: Ledger) -> None:
    with pytest.raises(UnknownEntryError, match="there is no entry 8"):
        erase_words(told, [4, 8])
    assert told.private_words(4) is not None


def test_a_proof_of_another_ledger_is_not_one_of_this(told: Ledger) -> None:
    proof = prove(told, ["4"])
    other = replace(proof, head=LogHead(7, bytes(32)))
    assert len(problems(other, [head(told)])) == 2
