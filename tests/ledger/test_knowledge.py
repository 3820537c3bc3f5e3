"""Records, alias groups and summaries: one contract for both databases (sources.md IN, AG)."""

from __future__ import annotations

import tempfile
from contextlib import suppress
from typing import TYPE_CHECKING

from hypothesis import given, settings
from hypothesis import strategies as st

from navwarn.core.instant import Instant
from navwarn.core.record import Analysis, Flag, Record
from navwarn.core.severity import Severity
from navwarn.ledger import open_ledger
from navwarn.ledger.content import pack
from navwarn.ledger.knowledge import Counts, FormerId, SourceFault
from tests.ledger.knowledge import (
    GHSA,
    GO,
    HIGH,
    LOW,
    ONE,
    REJECTED,
    TWO,
    WITHDRAWN,
    cve,
    day,
    ghsa,
    learn,
    list_exploited,
    scored,
)
from tests.ledger.making import ONE as ADVISORY
from tests.ledger.making import START, event, opened, record

if TYPE_CHECKING:
    import pytest

    from navwarn.ledger.interface import Ledger


def aliases(ledger: Ledger, name: str) -> tuple[str, ...]:
    found = ledger.vulnerability(name)
    assert found is not None
    return found.aliases


def test_a_record_comes_back_as_it_was(ledger: Ledger) -> None:
    one = cve(scorings=scored(HIGH), analysis=Analysis("Analyzed", day(1)), description="It breaks. é\n\t")
    assert learn(ledger, one) == {"cve": Counts(added=1)}
    found = ledger.vulnerability(ONE)
    assert found is not None
    assert found.records == (one,)
    assert found.summary.analysis == Analysis("Analyzed", day(1))
    assert found.summary.scoring == one.scorings[0]
    assert (found.aliases, found.former, found.also, found.listings, found.predictions) == (
        (ONE,),
        (),
        (),
        (),
        (),
    )


def test_nothing_is_known_of_an_id_nobody_named(ledger: Ledger) -> None:
    assert ledger.vulnerability(ONE) is None
    assert ledger.vulnerabilities([ONE]) == {}
    assert ledger.vulnerabilities([]) == {}
    assert ledger.canonical_ids([ONE]) == {}
    assert ledger.aliases([ONE]) == {ONE}


def test_what_says_the_same_is_not_stored_again(ledger: Ledger) -> None:  # IN2
    learn(ledger, cve(), now=day(0))
    assert learn(ledger, cve(), now=day(1)) == {"cve": Counts(unchanged=1)}


def test_a_newer_record_takes_the_place_of_an_older_one_and_not_the_other_way_round(ledger: Ledger) -> None:
    newer, older = cve(modified=day(2), title="new"), cve(modified=day(1), title="old")
    assert learn(ledger, older) == {"cve": Counts(added=1)}
    assert learn(ledger, newer) == {"cve": Counts(changed=1)}
    assert learn(ledger, older) == {"cve": Counts(older=1)}
    assert ledger.vulnerabilities([ONE])[ONE].title == "new"


def test_records_of_one_batch_are_taken_in_their_order(ledger: Ledger) -> None:
    counts = learn(ledger, cve(), cve(), cve(title="b"), ghsa(ONE), cve(title="c"))
    assert counts == {"cve": Counts(added=1, unchanged=1, changed=2), "ghsa": Counts(added=1)}
    assert ledger.vulnerabilities([ONE])[ONE].title == "c"


def test_what_a_source_no_longer_mentions_stays(ledger: Ledger) -> None:  # IN3
    learn(ledger, cve(), cve(TWO))
    learn(ledger, cve(title="changed"))
    assert set(ledger.vulnerabilities([ONE, TWO])) == {ONE, TWO}


def test_ids_of_one_vulnerability_lead_to_one_summary(ledger: Ledger) -> None:
    learn(ledger, cve(), ghsa(ONE, scorings=scored(HIGH)))
    assert aliases(ledger, GHSA) == aliases(ledger, "cve-2024-10001") == (ONE, GHSA)
    found = ledger.vulnerabilities(["ghsa-2222-3333-4444", ONE, "CVE-2024-9"])
    assert {name: one.id for name, one in found.items()} == {"ghsa-2222-3333-4444": ONE, ONE: ONE}
    assert found[ONE].severity is Severity.HIGH
    assert ledger.aliases([GHSA]) == {ONE, GHSA}


def test_an_alias_that_has_no_record_leads_there_too(ledger: Ledger) -> None:
    learn(ledger, ghsa(ONE, "OSV-1"))
    assert aliases(ledger, "OSV-1") == (ONE, GHSA, "OSV-1")


def test_groups_grow_together_and_fall_apart_with_the_records(ledger: Ledger) -> None:
    learn(ledger, ghsa("OSV-1"), Record("go", GO, ("OSV-1",)))
    assert aliases(ledger, GO) == (GHSA, GO, "OSV-1")
    learn(ledger, cve(), ghsa("OSV-1", ONE, modified=day(1)))
    assert aliases(ledger, GO) == (ONE, GHSA, GO, "OSV-1")
    learn(ledger, ghsa(modified=day(2)))
    assert (aliases(ledger, ONE), aliases(ledger, GHSA), aliases(ledger, GO)) == (
        (ONE,),
        (GHSA,),
        (GO, "OSV-1"),
    )
    learn(ledger, Record("go", GO))
    assert ledger.vulnerability("OSV-1") is None
    assert ledger.check().passed


def test_an_id_of_two_vulnerabilities_belongs_to_both_and_stands_for_the_worse(ledger: Ledger) -> None:  # AG4
    learn(ledger, cve(scorings=scored(LOW)), cve(TWO, scorings=scored(HIGH)), Record("go", GO, (ONE, TWO)))
    assert ledger.canonical_ids([GO, ONE]) == {GO: (ONE, TWO), ONE: (ONE,)}
    assert ledger.vulnerabilities([GO])[GO].id == TWO
    found = ledger.vulnerability(GO)
    assert found is not None
    assert (found.summary.id, found.also) == (ONE, (TWO,))
    assert ledger.aliases([ONE]) == {ONE, GO}


def test_a_void_id_leaves_its_group_and_is_still_found(ledger: Ledger) -> None:  # AG5
    learn(ledger, cve(), ghsa(ONE), Record("go", GO, (ONE,)))
    learn(ledger, ghsa(ONE, modified=day(1), flags=WITHDRAWN))
    found = ledger.vulnerability(ONE)
    assert found is not None
    assert (found.aliases, found.former) == ((ONE, GO), (FormerId(GHSA, "withdrawn"),))
    gone = ledger.vulnerability(GHSA)
    assert gone is not None
    assert (gone.summary.id, gone.summary.flags, gone.aliases) == (GHSA, (Flag.WITHDRAWN,), (GHSA,))
    learn(ledger, ghsa(ONE, modified=day(2)))
    assert aliases(ledger, GHSA) == (ONE, GHSA, GO)


def test_the_list_of_cves_decides_whether_a_cve_is_rejected(ledger: Ledger) -> None:
    learn(ledger, Record("nvd", ONE, flags=REJECTED))
    assert ledger.vulnerabilities([ONE])[ONE].is_void
    learn(ledger, cve())
    assert not ledger.vulnerabilities([ONE])[ONE].is_void


def test_records_come_in_the_order_in_which_they_are_believed(ledger: Ledger) -> None:
    learn(ledger, ghsa(ONE), Record("osv", ONE), Record("nvd", ONE), cve())
    found = ledger.vulnerability(ONE)
    assert found is not None
    assert [(one.source, one.id) for one in found.records] == [
        *(("cve", ONE), ("nvd", ONE), ("osv", ONE)),
        ("ghsa", GHSA),
    ]
    assert [one.source for one in ledger.records_about([ONE])[ONE]] == ["cve", "nvd", "osv"]


def test_upstream_changes_no_determination(ledger: Ledger) -> None:  # IN7
    record(ledger, opened(ADVISORY, aliases=[ONE]), event(ADVISORY))
    head, entries = ledger.head(), list(ledger.entries())
    learn(ledger, cve(flags=REJECTED), ghsa(ONE))
    assert (ledger.head(), list(ledger.entries())) == (head, entries)


def test_an_import_that_breaks_off_leaves_nothing_half_done(ledger: Ledger) -> None:
    learn(ledger, cve())
    with suppress(KeyError), ledger.learn(now=day(1)) as transaction:
        transaction.store_records([pack(cve(TWO)), pack(cve(modified=day(3), title="new"))])
        raise KeyError
    assert ledger.vulnerability(TWO) is None
    assert ledger.vulnerabilities([ONE])[ONE].title == f"Flaw {ONE}"
    assert ledger.check().passed


def test_a_transaction_reads_what_it_stored(ledger: Ledger) -> None:
    with ledger.learn(now=START) as transaction:
        transaction.store_records([pack(cve())])
        assert transaction.records_about([ONE]) == {ONE: (cve(),)}


def test_entries_and_records_may_be_written_by_two_in_turn(url: str) -> None:
    with open_ledger(url) as one, open_ledger(url) as other:
        with one.learn(now=START) as transaction:
            transaction.store_records([pack(cve())])
        record(other, opened(ADVISORY), event(ADVISORY))
        learn(other, cve(TWO))
        assert set(one.vulnerabilities([ONE, TWO])) == {ONE, TWO}


def test_a_source_remembers_its_last_import(ledger: Ledger) -> None:  # IN1
    counts = learn(
        ledger, cve(modified=day(3)), cve(TWO, modified=day(1)), ghsa(ONE, modified=None), now=day(4)
    )
    aside = {"cve": Counts(added=2, set_aside=1), "ghsa": counts["ghsa"]}
    with ledger.learn(now=day(5)) as transaction:
        transaction.note_import(aside, {"cve": [SourceFault("x.json", "is no JSON")]})
    first, second = ledger.sources()
    assert (first.name, first.imported_at, first.records, first.high_water) == ("cve", day(5), 2, day(3))
    assert (first.last, first.last.read) == (Counts(added=2, set_aside=1), 3)
    assert (second.name, second.records, second.high_water) == ("ghsa", 1, None)
    assert ledger.source_faults("cve") == [SourceFault("x.json", "is no JSON")]
    with ledger.learn(now=day(6)) as transaction:
        transaction.note_import({"cve": Counts(unchanged=2)}, {})
    assert ledger.source_faults("cve") == []
    assert [one.imported_at for one in ledger.sources()] == [day(6), day(5)]


def test_only_so_many_faults_are_remembered(ledger: Ledger, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("navwarn.ledger.knowledge_writer.MAX_FAULTS", 2)
    faults = [SourceFault(str(number), "bad") for number in range(5)]
    with ledger.learn(now=START) as transaction:
        transaction.note_import({"cve": Counts(set_aside=5)}, {"cve": faults})
    assert [one.place for one in ledger.source_faults("cve")] == ["0", "1"]


IDS = (ONE, TWO, GHSA, "GHSA-2222-3333-5555", GO, "OSV-1")
RECORDS = st.builds(
    lambda name, others, void, at: Record(
        "cve" if name.startswith("CVE") else "osv",
        name,
        () if name.startswith("CVE") else tuple(sorted(others - {name})),
        flags=WITHDRAWN if void else (),
        modified=Instant(at),
    ),
    st.sampled_from(IDS),
    st.sets(st.sampled_from(IDS), max_size=3),
    st.booleans(),
    st.integers(1, 4),
)


@given(st.lists(st.lists(RECORDS, max_size=4), max_size=5))
@settings(max_examples=30)
def test_however_records_came_what_follows_is_as_if_made_anew(batches: list[list[Record]]) -> None:
    with tempfile.TemporaryDirectory() as folder, open_ledger(f"{folder}/ledger.db") as ledger:
        for batch in batches:
            learn(ledger, *batch)
        report = ledger.check()
        assert report.passed, report.stale


def test_exploited_vulnerabilities_without_a_record_are_known_too(ledger: Ledger) -> None:
    list_exploited(ledger, ONE)
    found = ledger.vulnerabilities([ONE])[ONE]
    assert (found.title, found.exploited_at) == (f"Flaw of {ONE}", START)
    assert ledger.check().passed
