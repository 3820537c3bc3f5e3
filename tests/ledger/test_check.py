"""Checking: every kind of tampering is found and named, and projections can be made anew."""

from __future__ import annotations

import sqlite3
from hashlib import sha256
from typing import TYPE_CHECKING

import pytest

from navwarn.core import entry as payloads
from navwarn.core.entry import EntryKind
from navwarn.ledger import open_ledger
from navwarn.ledger.interface import CheckReport, DatabaseError, Ledger, StoredDocument
from navwarn.ledger.structure import NOT_COMPARED, structural_differences
from tests.core.histories import scan
from tests.ledger.database import engine_of, tamper
from tests.ledger.making import (
    CVE,
    GHSA,
    ONE,
    START,
    TWO,
    change,
    day,
    event,
    fixed,
    opened,
    record,
    retraction,
)

if TYPE_CHECKING:
    from pathlib import Path


@pytest.fixture
def sound(ledger: Ledger) -> Ledger:
    """A ledger of three transactions with a row in every table."""
    record(ledger, opened(ONE, aliases=[CVE, GHSA]), event(ONE, data=scan("apk")), now=START)
    record(ledger, fixed(ONE, "1.0-r0", day(1)), opened(TWO), event(TWO), event(TWO), now=day(1))
    record(ledger, retraction(TWO, 6), change(TWO, EntryKind.MOVED, payloads.moved("new", "")), now=day(2))
    assert ledger.check().passed
    return ledger


def found(ledger: Ledger) -> tuple[list[str], list[str]]:
    """The places that a check finds damaged, and those it finds stale."""
    report = ledger.check()
    assert report.passed == (not report.damaged and not report.stale)
    return [one.place for one in report.damaged], [one.place for one in report.stale]


def test_a_sound_ledger_passes_and_is_counted(sound: Ledger) -> None:
    assert sound.check() == CheckReport(sound.head(), advisories=2, erased=0, damaged=(), stale=())


def test_an_empty_ledger_is_sound(ledger: Ledger) -> None:
    assert ledger.check() == CheckReport(ledger.head(), advisories=0, erased=0, damaged=(), stale=())


TAMPERED = {
    "a payload": ("UPDATE entries SET payload = replace(payload, '1.0-r0', '1.1-r0')", ["entry 3"]),
    "a payload that is no JSON": (
        "UPDATE entries SET payload = 'x' WHERE sequence = 3",
        ["entry 3", "entry 1"],
    ),
    "a payload of another shape": (
        "UPDATE entries SET payload = '{}' WHERE sequence = 3",
        ["entry 3", "entry 1"],
    ),
    "an advisory": (
        "UPDATE entries SET advisory = 'NW-3333-3333-4444' WHERE sequence = 3",
        ["entry 3", "entry 3"],
    ),
    "a kind": ("UPDATE entries SET kind = 'dismissed' WHERE sequence = 3", ["entry 3"]),
    "a distribution": ("UPDATE entries SET distribution = 'other' WHERE sequence = 3", ["entry 3"]),
    "a time": ("UPDATE entries SET recorded_at = 1 WHERE sequence = 3", ["entry 3", "entry 3"]),
    "a commitment": ("UPDATE entries SET commitment = '' WHERE sequence = 3", ["entry 3", "private words 3"]),
    "a leaf": ("UPDATE entries SET leaf = root FROM head WHERE sequence = 3", ["entry 3", "head 6", "head"]),
    "the last entry": ("DELETE FROM entries WHERE sequence = 8", ["head 8", "head", "private words 8"]),
    "an entry": ("DELETE FROM entries WHERE sequence = 3", ["entry 4", "head", "private words 3"]),
    "where an entry belongs": ("UPDATE entries SET opening = 4 WHERE sequence = 3", ["entry 3", "entry 4"]),
    "words": ("UPDATE entry_private SET words = '{}' WHERE sequence = 3", ["private words 3"]),
    "a salt": ("UPDATE entry_private SET salt = root FROM head WHERE sequence = 3", ["private words 3"]),
    "an old head": (
        "UPDATE heads SET root = leaf FROM entries WHERE heads.size = 6 AND entries.sequence = 1",
        ["head 6"],
    ),
    "an old head's time": ("UPDATE heads SET recorded_at = 1 WHERE size = 6", ["head 6"]),
    "the head's root": ("UPDATE head SET root = leaf FROM entries WHERE sequence = 1", ["head"]),
    "the head's peaks": ("UPDATE head SET peaks = leaf FROM entries WHERE sequence = 1", ["head"]),
    "the head's time": ("UPDATE head SET recorded_at = 1", ["head"]),
    "the head's size": ("UPDATE head SET size = 7", ["head"]),
}


@pytest.mark.parametrize("what", TAMPERED)
def test_tampering_with_the_truth_is_found(sound: Ledger, what: str) -> None:
    statement, places = TAMPERED[what]
    tamper(sound, statement)
    assert found(sound)[0] == places


def test_the_text_of_a_document_that_is_not_what_was_imported_is_found(sound: Ledger) -> None:
    text = b"package: zlib\n"
    with sound.write(now=START, actor="tester") as transaction:
        transaction.store_documents("wolfi", [StoredDocument("zlib", text, sha256(text).hexdigest())])
    assert sound.check().passed
    tamper(sound, "UPDATE documents SET digest = 'another'")
    assert found(sound) == (["document of wolfi/zlib"], [])


STALE = {
    "UPDATE advisories SET package = 'other' WHERE opening = 1": ["advisories (opening 1)"] * 2,
    "DELETE FROM advisories WHERE opening = 1": ["advisories (opening 1)"],
    "DELETE FROM advisory_aliases WHERE alias LIKE 'GHSA%'": [
        f"advisory_aliases (opening 1, alias {GHSA}, known_from 1)"
    ],
    "INSERT INTO advisory_aliases VALUES (99, 'CVE-1', 1, 2)": [
        "advisory_aliases (opening 99, alias CVE-1, known_from 1)"
    ],
    "UPDATE advisory_components SET component_type = 'gem'": [
        "advisory_components (opening 1, event 2, known_from 2)"
    ]
    * 2,
    "UPDATE advisory_states SET status = 'fixed' WHERE event = 6": [
        f"advisory_states (opening 4, known_from 6, valid_from {START})"
    ]
    * 2,
}


@pytest.mark.parametrize("statement", STALE)
def test_a_projection_that_went_astray_is_found_and_made_anew(sound: Ledger, statement: str) -> None:
    engine_of(sound).run(statement)
    assert found(sound) == ([], STALE[statement])
    sound.rebuild()
    assert sound.check().passed


def test_rebuilding_changes_no_entry(sound: Ledger) -> None:
    head, entries = sound.head(), list(sound.entries())
    sound.rebuild()
    assert (sound.head(), list(sound.entries())) == (head, entries)


def test_a_trigger_that_is_gone_is_found(sound: Ledger) -> None:
    engine = engine_of(sound)
    where = " ON entries" if engine.dialect == "postgresql" else ""
    engine.run(f"DROP TRIGGER entries_are_not_changed{where}")
    assert found(sound) == (["trigger entries_are_not_changed"], [])


def test_a_trigger_that_is_switched_off_is_found(sound: Ledger) -> None:
    engine = engine_of(sound)
    if engine.dialect == "postgresql":
        engine.run("ALTER TABLE entries DISABLE TRIGGER entries_are_not_removed")
        assert found(sound) == (["trigger entries_are_not_removed"], [])


MISDEFINED = {
    "DROP INDEX entries_by_opening": "index entries_by_opening",
    "DROP INDEX heads_by_time; CREATE INDEX heads_by_time ON heads (size)": "index heads_by_time",
    "DROP INDEX heads_by_time; CREATE UNIQUE INDEX heads_by_time ON heads (recorded_at, size)": (
        "index heads_by_time"
    ),
    "ALTER TABLE documents ADD COLUMN more text": "table documents",
    "ALTER TABLE advisories RENAME COLUMN updated_at TO updated_when": "table advisories",
}


@pytest.mark.parametrize("script", MISDEFINED)
def test_what_is_not_defined_as_in_a_new_ledger_is_found(ledger: Ledger, script: str) -> None:
    engine_of(ledger).script(script.replace("; ", ";\n"))
    differences = structural_differences(engine_of(ledger)) or []
    assert [one.place for one in differences] == [MISDEFINED[script]]


def test_a_missing_index_fails_the_check_and_its_definition_is_told(sound: Ledger) -> None:
    engine_of(sound).script("DROP INDEX advisory_states_by_package")
    (difference,) = sound.check().damaged
    assert difference.place == "index advisory_states_by_package"
    assert difference.problem.startswith("is missing; a new ledger has: CREATE INDEX ")
    engine_of(sound).script(difference.problem.partition(": ")[2])
    assert sound.check().passed


def test_a_trigger_that_guards_nothing_any_more_is_found(sound: Ledger) -> None:
    engine = engine_of(sound)
    if engine.dialect == "postgresql":
        body = "CREATE OR REPLACE FUNCTION navwarn_refuse() RETURNS trigger LANGUAGE plpgsql AS"
        engine.script(f"{body} $$ BEGIN RETURN NEW; END $$")
        assert found(sound) == (["function navwarn_refuse"], [])
    else:
        engine.run("DROP TRIGGER entries_are_not_changed")
        engine.script("CREATE TRIGGER entries_are_not_changed BEFORE UPDATE ON heads BEGIN SELECT 1; END;")
        assert found(sound) == (["trigger entries_are_not_changed"], [])


def test_what_somebody_added_does_no_harm(sound: Ledger) -> None:
    engine_of(sound).script("CREATE INDEX of_mine ON entries (kind)")
    assert sound.check().passed


def test_a_user_who_may_make_no_schema_is_told_what_was_not_compared(
    request: pytest.FixtureRequest,
) -> None:
    with open_ledger(request.getfixturevalue("postgresql").new_schema()) as ledger:
        engine_of(ledger).run("SET default_transaction_read_only = on")
        report = ledger.check()
    assert (report.passed, report.unchecked) == (True, (NOT_COMPARED,))


def test_checking_leaves_nothing_behind(sound: Ledger) -> None:
    engine = engine_of(sound)
    if engine.dialect == "postgresql":
        schemas = "SELECT nspname FROM pg_namespace WHERE nspname LIKE 'navwarn_check%'"
        sound.check()
        assert engine.rows(schemas) == []
        assert not engine.in_transaction


def test_every_trigger_of_the_schema_is_looked_for(sound: Ledger) -> None:
    guards = {
        *("entries_are_numbered", "entries_are_not_changed", "entries_are_not_removed"),
        *("heads_grow", "heads_are_not_changed", "heads_are_not_removed"),
        *("private_words_are_not_changed", "head_is_not_removed"),
    }
    search = {
        *("search_words_are_indexed", "search_words_are_unindexed"),
        *("search_names_are_indexed", "search_names_are_unindexed"),
    }
    engine = engine_of(sound)
    assert engine.triggers() == guards | (search if engine.dialect == "sqlite" else set())


def test_the_sort_keys_are_of_the_scheme_that_is_configured(url: str) -> None:
    with open_ledger(url) as ledger:
        record(ledger, opened(ONE), fixed(ONE, "1.0-r0", START))
    with open_ledger(url, schemes={"acme": "deb"}) as ledger:
        assert found(ledger) == ([], [f"advisory_states (opening 1, known_from 2, valid_from {START})"] * 2)
        ledger.rebuild()
        assert ledger.check().passed


@pytest.mark.parametrize(("scheme", "is_keyed"), [("apk", True), ("rpm", True), ("npm", False)])
def test_fixed_versions_have_a_key_where_the_scheme_has(url: str, scheme: str, *, is_keyed: bool) -> None:
    with open_ledger(url, schemes={"acme": scheme}) as ledger:
        record(ledger, opened(ONE), fixed(ONE, "1.0-r10", START))
        record(ledger, opened(TWO), fixed(TWO, "1.0-r9", START))
        keys = engine_of(ledger).rows("SELECT fixed_key FROM advisory_states ORDER BY opening")
        assert [key is not None for (key,) in keys] == [is_keyed] * 2
        assert not is_keyed or keys[0] > keys[1]
        assert ledger.check().passed


def test_a_file_that_is_damaged_is_a_sentence_and_no_traceback(tmp_path: Path) -> None:
    path = tmp_path / "ledger.db"
    with open_ledger(str(path)) as ledger:
        record(ledger, opened(ONE), event(ONE))
    data = bytearray(path.read_bytes())
    data[4096 : 4096 * 9] = b"\x55" * 4096 * 8
    path.write_bytes(data)
    with pytest.raises(DatabaseError, match="is damaged"), open_ledger(str(path)) as ledger:
        ledger.check()


def test_a_text_that_is_none_any_more_is_damage_told_in_one_sentence(tmp_path: Path) -> None:
    path = tmp_path / "ledger.db"
    with open_ledger(str(path)) as ledger:
        record(ledger, opened(ONE), event(ONE))
    connection = sqlite3.connect(path)
    connection.execute("UPDATE advisories SET package = CAST(x'ff0aff' AS TEXT)")
    connection.commit()
    connection.close()
    with (
        pytest.raises(DatabaseError, match=rf"^the ledger {path} is damaged$"),
        open_ledger(str(path)) as ledger,
    ):
        ledger.check()


def test_an_index_that_lies_is_found(tmp_path: Path) -> None:
    path = tmp_path / "ledger.db"
    with open_ledger(str(path)) as ledger:
        record(ledger, opened(ONE), event(ONE))
    connection = sqlite3.connect(path)
    connection.execute("PRAGMA writable_schema = ON")
    connection.execute("DELETE FROM sqlite_master WHERE name = 'advisory_states_by_status'")
    connection.commit()
    connection.close()
    with open_ledger(str(path)) as ledger:
        assert "database" in found(ledger)[0]
