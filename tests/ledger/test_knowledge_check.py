"""Checking and keeping what upstream sources say: faults are found, backups are whole."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from navwarn.ledger import open_ledger
from navwarn.ledger.knowledge import Counts, SourceFault
from tests.ledger.database import engine_of
from tests.ledger.knowledge import (
    GHSA,
    ONE,
    TWO,
    WITHDRAWN,
    cve,
    day,
    ghsa,
    learn,
    list_exploited,
    predict,
    scored,
)
from tests.ledger.knowledge import HIGH as VECTOR
from tests.ledger.test_published import one, store

if TYPE_CHECKING:
    from pathlib import Path

    from navwarn.ledger.interface import Ledger


@pytest.fixture
def sound(ledger: Ledger) -> Ledger:
    """A ledger with a row in every table of knowledge."""
    learn(
        ledger,
        cve(scorings=scored(VECTOR)),
        cve(TWO),
        ghsa(ONE),
        ghsa(ONE, name="GHSA-2222-3333-5555", flags=WITHDRAWN),
    )
    list_exploited(ledger, ONE, "CVE-2024-10003")
    predict(ledger, 0.5, 0.9, day(1))
    with ledger.learn(now=day(1)) as transaction:
        transaction.note_import({"cve": Counts(added=2, set_aside=1)}, {"cve": [SourceFault("x", "bad")]})
    store(ledger, one("1-r0"))
    return ledger


def stale(ledger: Ledger) -> list[str]:
    report = ledger.check()
    assert report.damaged == ()
    return [difference.place for difference in report.stale if not difference.place.startswith("index")]


def test_a_sound_ledger_passes(sound: Ledger) -> None:
    assert sound.check().passed


STALE = {
    "UPDATE vulnerabilities SET severity = 'low' WHERE id = 'CVE-2024-10001'": [f"vulnerabilities (id {ONE})"]
    * 2,
    "DELETE FROM vulnerabilities WHERE id = 'CVE-2024-10002'": [f"vulnerabilities (id {TWO})"],
    "DELETE FROM vulnerability_ids WHERE id = 'GHSA-2222-3333-4444'": [
        f"vulnerability_ids (id {GHSA}, vulnerability {ONE})"
    ],
    "UPDATE vulnerability_ids SET note = 'gone' WHERE id = 'CVE-2024-10002'": [
        f"vulnerability_ids (id {TWO}, vulnerability {TWO})"
    ]
    * 2,
    "DELETE FROM record_aliases WHERE id = 'GHSA-2222-3333-4444'": [
        f"vulnerabilities (id {GHSA})",
        f"vulnerability_ids (id {GHSA}, vulnerability {GHSA})",
    ],
    "UPDATE vulnerabilities SET id = 'X-1' WHERE id = 'CVE-2024-10003'": [
        "vulnerabilities (id CVE-2024-10003)",
        "vulnerabilities (id X-1)",
    ],
}


@pytest.mark.parametrize("statement", STALE)
def test_what_does_not_follow_from_the_records_is_found_and_made_anew(sound: Ledger, statement: str) -> None:
    engine_of(sound).run(statement)
    found = stale(sound)
    assert set(STALE[statement]) <= set(found)
    sound.rebuild()
    assert sound.check().passed


def test_a_record_that_cannot_be_read_is_damage(sound: Ledger) -> None:
    engine_of(sound).run("UPDATE records SET content = digest WHERE id = 'CVE-2024-10002'")
    assert [difference.place for difference in sound.check().damaged] == [f"records (id {TWO}, source cve)"]


def test_a_record_under_another_id_is_damage(sound: Ledger) -> None:
    engine_of(sound).run("UPDATE records SET source = 'nvd' WHERE id = 'CVE-2024-10002'")
    assert [difference.place for difference in sound.check().damaged] == [f"records (id {TWO}, source nvd)"]


def test_an_index_that_lacks_words_is_found_and_made_anew(tmp_path: Path) -> None:
    with open_ledger(str(tmp_path / "ledger.db")) as ledger:
        learn(ledger, cve())
        engine_of(ledger).run("INSERT INTO vulnerability_words (vulnerability_words) VALUES ('delete-all')")
        assert [one.place for one in ledger.check().stale] == ["index vulnerability_words"]
        ledger.rebuild()
        assert ledger.check().passed


def test_a_backup_holds_all_of_it(sound: Ledger, tmp_path: Path) -> None:
    sound.backup(tmp_path / "backup.db")
    with open_ledger(str(tmp_path / "backup.db")) as copy:
        assert everything(copy) == everything(sound)
        assert copy.check().passed
    other = open_ledger(str(tmp_path / "other.db"))
    with other:
        other.restore(tmp_path / "backup.db")
        assert everything(other) == everything(sound)
        assert [found.id for found in other.search_vulnerabilities("10003")] == ["CVE-2024-10003"]


def everything(ledger: Ledger) -> list[object]:
    """What readers are told."""
    names = [ONE, TWO, GHSA, "CVE-2024-10003"]
    return [
        *map(ledger.vulnerability, names),
        ledger.vulnerabilities(names),
        ledger.sources(),
        ledger.source_faults("cve"),
        ledger.published_versions("acme", "zlib"),
    ]
