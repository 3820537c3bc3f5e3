"""Opening: places, missing ledgers, other schemas, and databases that fail, each with a sentence."""

from __future__ import annotations

import sqlite3
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from navwarn.core.inventory import Component, Distro, ImageSource, Inventory, SourceKind
from navwarn.core.record import Affected
from navwarn.ledger import open_ledger, upgrade_ledger
from navwarn.ledger.interface import (
    DatabaseError,
    Ledger,
    LocationError,
    MissingLedgerError,
    SchemaError,
)
from navwarn.ledger.location import PostgresqlServer, SqliteFile, parse_location
from navwarn.ledger.migration import Migration, migrate, migrations, newest, require_current, version
from navwarn.ledger.opening import connect
from tests.ledger.database import engine_of, tamper
from tests.ledger.knowledge import ghsa, learn
from tests.ledger.making import ONE, START, append_only_one, event, record

if TYPE_CHECKING:
    from tests.plugin_postgresql import PostgresqlServer as Server

NOW = newest("sqlite")
SOURCE = ImageSource(SourceKind.REGISTRY, "registry.example/app:1", f"sha256:{1:064x}")
LATER = Migration(NOW + 1, "later", "CREATE TABLE later (number bigint);")


@pytest.mark.parametrize(
    ("text", "path"),
    [
        ("/a/b.db", "/a/b.db"),
        ("sqlite:////a/b.db", "/a/b.db"),
        ("b.db", f"{Path.cwd()}/b.db"),
        ("sqlite:///b.db", f"{Path.cwd()}/b.db"),
        ("~/b.db", f"{Path.home()}/b.db"),
    ],
)
def test_places_of_files(text: str, path: str) -> None:
    assert parse_location(text) == SqliteFile(Path(path))
    assert str(parse_location(text)) == path


@pytest.mark.parametrize(
    ("text", "shown"),
    [
        ("postgresql://host/db", "postgresql://host/db"),
        ("postgres://ann:secret@host:5433/db?sslmode=require", "postgresql://ann@host:5433/db"),
    ],
)
def test_places_on_servers_are_shown_without_the_password(text: str, shown: str) -> None:
    assert parse_location(text) == PostgresqlServer(text)
    assert str(parse_location(text)) == shown


@pytest.mark.parametrize("text", ["", "a\0b", "mysql://ann:secret@host/db", "sqlite:///", "sqlite://b.db"])
def test_places_that_are_none(text: str) -> None:
    with pytest.raises(LocationError) as refusal:
        parse_location(text)
    assert (refusal.value.code, refusal.value.exit_status) == ("NW-DB-URL", 2)
    assert "secret" not in refusal.value.message


def test_a_ledger_is_made_only_where_that_was_asked_for(url: str) -> None:
    with pytest.raises(MissingLedgerError, match="there is no ledger") as refusal:
        open_ledger(url, create=False)
    assert (refusal.value.code, refusal.value.exit_status) == ("NW-DB-MISSING", 2)
    with open_ledger(url) as ledger:
        append_only_one(ledger)
    with open_ledger(url, create=False) as ledger:
        assert ledger.head().size == 2


def test_a_new_ledger_takes_its_directory_along(tmp_path: Path) -> None:
    with open_ledger(str(tmp_path / "not" / "yet" / "ledger.db")) as ledger:
        append_only_one(ledger)


def test_an_empty_file_is_a_ledger_to_be(tmp_path: Path) -> None:
    (tmp_path / "ledger.db").touch()
    with pytest.raises(MissingLedgerError):
        open_ledger(str(tmp_path / "ledger.db"), create=False)
    with open_ledger(str(tmp_path / "ledger.db")) as ledger:
        append_only_one(ledger)


def test_the_file_keeps_a_write_ahead_log_and_every_commit_is_synced(tmp_path: Path) -> None:
    with open_ledger(str(tmp_path / "ledger.db")) as ledger:
        assert engine_of(ledger).rows("PRAGMA journal_mode") == [("wal",)]
        assert engine_of(ledger).rows("PRAGMA synchronous") == [(2,)]


def test_another_program_s_database_is_left_alone(tmp_path: Path) -> None:
    path = tmp_path / "other.db"
    connection = sqlite3.connect(path)
    connection.execute("CREATE TABLE notes (text TEXT)")
    connection.close()
    before = path.read_bytes()
    with pytest.raises(LocationError, match="holds something else"):
        open_ledger(str(path))
    assert path.read_bytes() == before


def test_other_tables_of_a_server_do_no_harm(postgresql: Server) -> None:
    url = postgresql.new_schema()
    with open_ledger(url) as ledger:
        engine_of(ledger).run("CREATE TABLE notes (text text)")
        engine_of(ledger).run("DROP TABLE navwarn_migrations")
    with pytest.raises(DatabaseError, match="already exists"):
        open_ledger(url)


def test_a_file_that_is_no_database(tmp_path: Path) -> None:
    path = tmp_path / "letter.txt"
    path.write_text("Dear Ann, " * 500)
    with pytest.raises(DatabaseError, match=f"{path} is not a SQLite database") as failure:
        open_ledger(str(path))
    assert (failure.value.code, failure.value.exit_status) == ("NW-DB-FAILED", 3)


def test_a_directory_is_no_database(tmp_path: Path) -> None:
    with pytest.raises(DatabaseError, match="cannot be opened"):
        open_ledger(str(tmp_path))


def test_a_directory_that_cannot_be_made(tmp_path: Path) -> None:
    (tmp_path / "file").touch()
    with pytest.raises(DatabaseError, match=r"file/below cannot be made"):
        open_ledger(str(tmp_path / "file" / "below" / "ledger.db"))


def test_a_server_that_cannot_be_reached(tmp_path: Path) -> None:
    with pytest.raises(DatabaseError, match="cannot be reached") as failure:
        open_ledger(f"postgresql://ann:secret@/db?host={tmp_path}")
    assert failure.value.exit_status == 3
    assert "secret" not in failure.value.message + failure.value.hint


def test_a_connection_that_is_lost(postgresql: Server) -> None:
    url = postgresql.new_schema()
    with open_ledger(url) as ledger, open_ledger(url) as other:
        ((process,),) = engine_of(ledger).rows("SELECT pg_backend_pid()")
        engine_of(other).rows("SELECT pg_terminate_backend(:process)", {"process": process})
        with pytest.raises(DatabaseError, match=r"was (shut down|lost)"):
            append_only_one(ledger)
        with pytest.raises(DatabaseError, match="was lost"):
            ledger.head()
        assert other.head().size == 0


def test_a_schema_nobody_made(postgresql: Server) -> None:
    with pytest.raises(DatabaseError, match="has no schema for the tables"):
        open_ledger(f"{postgresql.url}&options=-csearch_path%3Dnowhere")


def test_a_disk_that_is_full(tmp_path: Path) -> None:
    with open_ledger(str(tmp_path / "ledger.db")) as ledger:
        append_only_one(ledger)
        head = ledger.head()
        ((pages,),) = engine_of(ledger).rows("PRAGMA page_count")
        engine_of(ledger).rows(f"PRAGMA max_page_count = {pages}")
        with pytest.raises(DatabaseError, match="the disk is full"):
            record(ledger, *(event(ONE, data={"note": "x" * 5000}) for _ in range(50)))
        assert ledger.head() == head
        assert ledger.check().passed


def test_a_server_that_takes_no_writes(postgresql: Server) -> None:
    with open_ledger(postgresql.new_schema()) as ledger:
        append_only_one(ledger)
        engine_of(ledger).run("SET default_transaction_read_only = on")
        with pytest.raises(DatabaseError, match="cannot be written"):
            engine_of(ledger).run("DELETE FROM documents")


def test_a_file_that_takes_no_writes(tmp_path: Path) -> None:
    with open_ledger(str(tmp_path / "ledger.db")) as ledger:
        append_only_one(ledger)
        engine_of(ledger).run("PRAGMA query_only = ON")
        with pytest.raises(DatabaseError, match="cannot be written"):
            record(ledger, event(ONE))
        assert ledger.head().size == 2


def test_both_databases_have_the_same_tables_and_indexes_but_for_search_and_the_count_of_changes(
    tmp_path: Path, postgresql: Server
) -> None:
    columns = """
        SELECT m.name, c.name, c."notnull" OR c.pk > 0, c.pk FROM sqlite_master AS m
        JOIN pragma_table_info(m.name) AS c WHERE m.type = 'table'
        AND m.name NOT LIKE 'vulnerability_words%' AND m.name NOT LIKE 'vulnerability_grams%'
        AND m.name NOT LIKE 'search_words_index%' AND m.name NOT LIKE 'search_names_index%'
        ORDER BY 1, c.cid
    """
    their_columns = """
        SELECT c.table_name, c.column_name, CAST(c.is_nullable = 'NO' AS int), coalesce(k.ordinal_position, 0)
        FROM information_schema.columns AS c LEFT JOIN information_schema.key_column_usage AS k
        ON k.table_schema = c.table_schema AND k.table_name = c.table_name
        AND k.column_name = c.column_name AND k.constraint_name = c.table_name || '_pkey'
        WHERE c.table_schema = current_schema() AND c.table_name <> 'changes' ORDER BY 1, c.ordinal_position
    """
    indexes = "SELECT tbl_name, name FROM sqlite_master WHERE type = 'index' AND sql <> '' ORDER BY 1, 2"
    their_indexes = """
        SELECT tablename, indexname FROM pg_indexes WHERE schemaname = current_schema()
        AND indexname !~ '_(pkey|key)$' AND indexdef !~ 'USING gin' ORDER BY 1, 2
    """
    with (
        open_ledger(str(tmp_path / "ledger.db")) as ours,
        open_ledger(postgresql.new_schema()) as theirs,
    ):
        assert engine_of(ours).rows(columns) == engine_of(theirs).rows(their_columns)
        assert engine_of(ours).rows(indexes) == engine_of(theirs).rows(their_indexes)
        search = {name for name in engine_of(ours).triggers() if name.startswith("search_")}
        assert engine_of(ours).triggers() - search == engine_of(theirs).triggers()


def test_migrations_are_numbered_without_gaps_and_alike() -> None:
    names = [[(step.number, step.name) for step in migrations(one)] for one in ("sqlite", "postgresql")]
    assert names[0] == names[1]
    assert [number for number, _ in names[0]] == list(range(1, newest("sqlite") + 1))


def test_an_older_schema_is_refused_until_it_is_upgraded(url: str) -> None:
    with open_ledger(url) as ledger:
        append_only_one(ledger)
        engine = engine_of(ledger)
        with pytest.raises(
            SchemaError, match=f"has schema {NOW}, and this version of Navwarn needs {NOW + 1}"
        ) as refusal:
            require_current(engine, NOW + 1, create=True)
        assert (refusal.value.code, refusal.value.exit_status) == ("NW-DB-SCHEMA", 3)
        assert "navwarn db upgrade" in refusal.value.hint
        assert migrate(engine, [*migrations(engine.dialect), LATER]) == (NOW, NOW + 1)
        require_current(engine, NOW + 1, create=False)
        assert engine.has_table("later")
        assert ledger.head().size == 2


def test_a_newer_schema_is_refused(url: str) -> None:
    with open_ledger(url) as ledger:
        engine = engine_of(ledger)
        migrate(engine, [*migrations(engine.dialect), LATER])
    with pytest.raises(SchemaError, match=f"this version of Navwarn knows only {NOW}"):
        open_ledger(url)
    with pytest.raises(SchemaError, match=f"knows only {NOW}"):
        upgrade_ledger(url)


def test_a_migration_that_fails_leaves_the_schema_as_it_was(url: str) -> None:
    broken = Migration(
        NOW + 1, "broken", "CREATE TABLE later (number bigint);\nCREATE TABLE later (number bigint);"
    )
    with open_ledger(url) as ledger:
        engine = engine_of(ledger)
        with pytest.raises(DatabaseError):
            migrate(engine, [*migrations(engine.dialect), broken])
        assert version(engine) == NOW
        assert not engine.has_table("later")
        append_only_one(ledger)


def test_a_migration_that_breaks_off_is_an_error(tmp_path: Path) -> None:
    with open_ledger(str(tmp_path / "ledger.db")) as ledger:
        engine_of(ledger).script("CREATE TABLE later (number bigint)")
        assert engine_of(ledger).has_table("later")
        with pytest.raises(DatabaseError, match="incomplete"):
            engine_of(ledger).script("CREATE TABLE even_later (")


def test_upgrading_what_is_current_changes_nothing(url: str) -> None:
    open_ledger(url).close()
    assert upgrade_ledger(url) == (NOW, NOW)


def test_there_is_nothing_to_upgrade_where_there_is_no_ledger(url: str) -> None:
    with pytest.raises(MissingLedgerError):
        upgrade_ledger(url)


def test_an_older_ledger_is_upgraded(url: str, monkeypatch: pytest.MonkeyPatch) -> None:
    open_ledger(url).close()
    monkeypatch.setattr("navwarn.ledger.opening.migrations", lambda dialect: [*migrations(dialect), LATER])
    monkeypatch.setattr("navwarn.ledger.opening.newest", lambda _: NOW + 1)
    with pytest.raises(SchemaError):
        open_ledger(url)
    assert upgrade_ledger(url) == (NOW, NOW + 1)
    open_ledger(url).close()


def test_an_upgrade_makes_anew_what_follows_from_records_and_inventories(
    url: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    """An older version may have seen other things in them."""
    wanted = [("Maven", "org.acme:core")]
    with open_ledger(url) as ledger:
        learn(ledger, ghsa(affected=(Affected(ecosystem="Maven", package="org.acme:core"),)))
        with ledger.track(now=START) as transaction:
            transaction.add_image(Inventory(SOURCE, Distro("acme"), (Component("apk", "zlib", "1-r0"),)))
        tamper(ledger, "DELETE FROM affected_packages", "DELETE FROM image_components")
        assert not ledger.evidence.records_of(wanted)
        assert not ledger.tracking.holders(ledger.tracking.concerned([], ["zlib"]))
    monkeypatch.setattr("navwarn.ledger.opening.migrations", lambda dialect: [*migrations(dialect), LATER])
    monkeypatch.setattr("navwarn.ledger.opening.newest", lambda _: NOW + 1)
    upgrade_ledger(url)
    with open_ledger(url) as ledger:
        assert ledger.evidence.records_of(wanted)
        assert ledger.tracking.holders(ledger.tracking.concerned([], ["zlib"]))


def test_a_ledger_made_by_somebody_else_meanwhile_is_taken(url: str, monkeypatch: pytest.MonkeyPatch) -> None:
    open_ledger(url).close()
    engine = connect(url, create=True)
    answers = iter([0])
    monkeypatch.setattr("navwarn.ledger.migration.version", lambda one: next(answers, version(one)))
    require_current(engine, NOW, create=True)
    engine.close()


def test_a_ledger_belongs_to_whoever_opened_it(ledger: Ledger) -> None:
    with ledger as same:
        assert same is ledger
