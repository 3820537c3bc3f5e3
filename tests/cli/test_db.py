"""``navwarn db``: upgrade, check, back up and restore from the command line."""

from __future__ import annotations

import json
import sqlite3
from typing import TYPE_CHECKING

import pytest

from navwarn.ledger import open_ledger
from navwarn.ledger.migration import newest
from tests.ledger.making import ONE, append_only_one, event, opened, record

if TYPE_CHECKING:
    from pathlib import Path

    from tests.cli.conftest import Navwarn

NOW = newest("sqlite")


@pytest.fixture
def database(tmp_path: Path) -> Path:
    """A ledger of one advisory where the program looks for it."""
    path = tmp_path / "ledger.sqlite"
    with open_ledger(str(path)) as ledger:
        append_only_one(ledger)
    return path


def spoil(database: Path, *statements: str) -> None:
    connection = sqlite3.connect(database)
    for statement in statements:
        connection.execute(statement)
    connection.commit()
    connection.close()


@pytest.mark.usefixtures("database")
def test_a_sound_ledger_passes(navwarn: Navwarn) -> None:
    result = navwarn("db", "check")
    assert result.stdout.startswith("sound: 1 advisories in 2 entries, root ")
    assert result.stderr == ""


def test_erased_words_are_mentioned(navwarn: Navwarn, database: Path) -> None:
    with open_ledger(str(database)) as ledger:
        ledger.erase_private(1)
    assert "the private words of 1 entries were erased" in navwarn("db", "check").stdout


def test_damage_is_named_and_is_exit_status_1(navwarn: Navwarn, database: Path) -> None:
    spoil(database, "DROP TRIGGER entries_are_not_changed", "UPDATE entries SET payload = '{}'")
    result = navwarn("db", "check", expect=1)
    assert result.stdout.startswith("damaged in 4 places: ")
    assert result.stderr.splitlines()[1] == "entry 1: is not what the leaf of the log was made from"


def test_what_follows_from_the_entries_is_repaired_on_request(navwarn: Navwarn, database: Path) -> None:
    spoil(database, "UPDATE advisory_states SET status = 'fixed'")
    result = navwarn("db", "check", expect=1)
    assert result.stdout.startswith("sound, but 2 rows do not follow from the entries (--repair): ")
    assert navwarn("db", "check", "--repair").stdout.startswith("repaired: 1 advisories")
    assert navwarn("db", "check").stdout.startswith("sound: ")


def test_nothing_repairs_an_entry(navwarn: Navwarn, database: Path) -> None:
    spoil(database, "DROP TRIGGER entries_are_not_changed", "UPDATE entries SET kind = 'moved'")
    assert navwarn("db", "check", "--repair", expect=1).stdout.startswith("damaged in ")


def test_many_differences_are_cut_short_for_people_but_not_for_programs(
    navwarn: Navwarn, database: Path
) -> None:
    with open_ledger(str(database)) as ledger:
        record(ledger, *(event(ONE) for _ in range(70)))
    spoil(database, "DELETE FROM advisory_states")
    errors = navwarn("db", "check", expect=1).stderr.splitlines()
    assert len(errors) == 51
    assert errors[-1].endswith("more (all of them with -o json)")
    report = json.loads(navwarn("db", "check", "-o", "json", expect=1).stdout)
    assert len(report["stale"]) > 70
    assert (report["passed"], report["damaged"], report["entries"]) == (False, [], 72)


def test_a_backup_comes_back(navwarn: Navwarn, database: Path, tmp_path: Path) -> None:
    written = navwarn("db", "backup", "backup.db")
    assert written.stderr.startswith("wrote backup.db: 2 entries, root ")
    database.rename(tmp_path / "lost")
    assert navwarn("db", "restore", "backup.db").stderr.startswith("restored backup.db: 2 entries, root ")
    assert navwarn("db", "check").stdout.startswith("sound: 1 advisories")


@pytest.mark.usefixtures("database")
def test_neither_a_file_nor_a_ledger_is_overwritten(navwarn: Navwarn) -> None:
    navwarn("db", "backup", "backup.db")
    assert "[NW-DB-EXISTS]" in navwarn("db", "backup", "backup.db", expect=2).stderr
    assert "[NW-DB-NOT-EMPTY]" in navwarn("db", "restore", "backup.db", expect=2).stderr


@pytest.mark.parametrize("content", [None, b"", b"text", "later"])
def test_for_what_is_no_backup_no_ledger_is_made(
    navwarn: Navwarn, database: Path, tmp_path: Path, content: bytes | str | None
) -> None:
    backup = tmp_path / "backup.db"
    if content == "later":
        spoil(database, "INSERT INTO navwarn_migrations VALUES (99, 'later')")
        database.rename(backup)
    elif isinstance(content, bytes):
        backup.write_bytes(content)
    refusal = navwarn("--db", "new.sqlite", "db", "restore", backup, expect=None)
    assert refusal.status in {2, 3}
    assert str(backup) in refusal.stderr
    assert not (tmp_path / "new.sqlite").exists()


@pytest.mark.usefixtures("database")
def test_there_is_nothing_to_upgrade_yet(navwarn: Navwarn) -> None:
    assert navwarn("db", "upgrade").stderr == f"nothing to do: the ledger has schema {NOW} already\n"


def test_an_upgrade_says_from_where_to_where(
    navwarn: Navwarn, database: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(
        "navwarn.ledger.upgrade_ledger", lambda place: (1, 2) if place == str(database) else 0
    )
    assert navwarn("db", "upgrade").stderr == "upgraded the ledger from schema 1 to 2\n"


def test_a_newer_ledger_is_refused_with_a_sentence(navwarn: Navwarn, database: Path) -> None:
    spoil(database, "INSERT INTO navwarn_migrations VALUES (99, 'later')")
    for command in ("check", "upgrade"):
        refusal = navwarn("db", command, expect=3).stderr
        assert f"has schema 99, and this version of Navwarn knows only {NOW} [NW-DB-SCHEMA]" in refusal


@pytest.mark.parametrize("command", [("check",), ("upgrade",), ("backup", "backup.db")])
def test_without_a_ledger_nothing_is_made(navwarn: Navwarn, tmp_path: Path, command: tuple[str, ...]) -> None:
    refusal = navwarn("db", *command, expect=2).stderr
    assert "there is no ledger at" in refusal
    assert "[NW-DB-MISSING]" in refusal
    assert not list(tmp_path.glob("*.sqlite"))


def test_the_ledger_may_be_on_a_server(
    navwarn: Navwarn, request: pytest.FixtureRequest, monkeypatch: pytest.MonkeyPatch
) -> None:
    url = request.getfixturevalue("postgresql").new_schema()
    with open_ledger(url) as ledger:
        record(ledger, opened(ONE), event(ONE))
    monkeypatch.setenv("NAVWARN_DB", url)
    navwarn("db", "backup", "backup.db")
    assert navwarn("db", "check").stdout.startswith("sound: 1 advisories")
    assert navwarn("--db", "copy.sqlite", "db", "restore", "backup.db").status == 0
