"""Backups: from either database into one file, and back into either, whole and checked or not at all."""

from __future__ import annotations

from hashlib import sha256
from typing import TYPE_CHECKING

import pytest

from navwarn.errors import InputError
from navwarn.ledger import open_ledger
from navwarn.ledger.backup import ExistingFileError, NotEmptyError
from navwarn.ledger.interface import (
    DamagedLedgerError,
    DatabaseError,
    Ledger,
    MissingLedgerError,
    SchemaError,
    StoredDocument,
)
from navwarn.ledger.migration import Migration, migrate, migrations, newest
from tests.ledger.database import engine_of, tamper
from tests.ledger.making import ONE, START, TWO, append_only_one, day, event, fixed, opened, record

if TYPE_CHECKING:
    from pathlib import Path

DOCUMENT = StoredDocument("zlib", b"package: zlib\n", sha256(b"package: zlib\n").hexdigest())


@pytest.fixture
def full(ledger: Ledger) -> Ledger:
    """A ledger with something in it, erased words among them."""
    append_only_one(ledger)
    with ledger.write(now=day(1), actor="ann") as transaction:
        transaction.append([fixed(ONE, "1.0-r0", day(1)), opened(TWO), event(TWO)], words={"note": "why"})
        transaction.store_documents("acme", [DOCUMENT])
    ledger.erase_private(2)
    return ledger


def contents(ledger: Ledger) -> object:
    """Everything a ledger tells."""
    return (
        ledger.head(),
        list(ledger.entries()),
        [ledger.private_words(number) for number in range(6)],
        ledger.snapshot("acme"),
        list(ledger.stored_documents("acme")),
        ledger.sequence_at(START),
    )


@pytest.mark.parametrize("target", ["sqlite", "postgresql"])
def test_what_is_restored_tells_what_was_backed_up(
    full: Ledger, target: str, tmp_path: Path, request: pytest.FixtureRequest
) -> None:
    head = full.backup(tmp_path / "backup.db")
    assert head == full.head()
    is_file = target == "sqlite"
    place = str(tmp_path / "new.db") if is_file else request.getfixturevalue("postgresql").new_schema()
    with open_ledger(place) as restored:
        assert restored.restore(tmp_path / "backup.db") == head
        assert contents(restored) == contents(full)
        assert restored.check() == full.check()
        record(restored, event(ONE))
        record(full, event(ONE))
        assert restored.head().size == full.head().size


def test_a_backup_is_a_ledger_in_one_file(full: Ledger, tmp_path: Path) -> None:
    folder = tmp_path / "backups"
    folder.mkdir()
    full.backup(folder / "backup.db")
    assert [path.name for path in folder.iterdir()] == ["backup.db"]
    with open_ledger(str(folder / "backup.db"), create=False) as copy:
        assert contents(copy) == contents(full)


def test_a_backup_is_of_what_was_committed(full: Ledger, tmp_path: Path, url: str) -> None:
    with open_ledger(url) as writer, writer.write(now=day(2), actor="") as transaction:
        transaction.append([event(ONE)])
        assert full.backup(tmp_path / "backup.db").size == 5


def test_a_backup_of_an_empty_ledger(ledger: Ledger, tmp_path: Path) -> None:
    ledger.backup(tmp_path / "backup.db")
    with open_ledger(str(tmp_path / "new.db")) as restored:
        assert restored.restore(tmp_path / "backup.db") == ledger.head()


def test_a_backup_overwrites_nothing(full: Ledger, tmp_path: Path) -> None:
    (tmp_path / "backup.db").write_text("precious")
    with pytest.raises(ExistingFileError, match="exists already"):
        full.backup(tmp_path / "backup.db")
    assert (tmp_path / "backup.db").read_text() == "precious"


def test_a_backup_into_nowhere(full: Ledger, tmp_path: Path) -> None:
    with pytest.raises(DatabaseError, match="cannot be written: No such file"):
        full.backup(tmp_path / "nowhere" / "backup.db")


def test_a_ledger_that_holds_something_is_not_overwritten(full: Ledger, tmp_path: Path) -> None:
    full.backup(tmp_path / "backup.db")
    before = contents(full)
    with pytest.raises(NotEmptyError, match="holds 5 entries already"):
        full.restore(tmp_path / "backup.db")
    assert contents(full) == before


def test_a_damaged_backup_is_refused_and_nothing_is_kept_of_it(ledger: Ledger, tmp_path: Path) -> None:
    with open_ledger(str(tmp_path / "source.db")) as source:
        append_only_one(source)
        source.backup(tmp_path / "backup.db")
    with open_ledger(str(tmp_path / "backup.db")) as backup:
        tamper(backup, "UPDATE entries SET payload = replace(payload, 'detection', 'fixed')")
    with pytest.raises(DamagedLedgerError, match="holds no sound ledger: entry 2 is not") as refusal:
        ledger.restore(tmp_path / "backup.db")
    assert (refusal.value.exit_status, refusal.value.hint) == (1, "Nothing was restored; use another backup.")
    assert ledger.head().size == 0
    assert ledger.check().passed
    append_only_one(ledger)


def test_a_backup_damaged_in_many_places_says_how_many(ledger: Ledger, tmp_path: Path) -> None:
    with open_ledger(str(tmp_path / "backup.db")) as backup:
        append_only_one(backup)
        tamper(backup, "UPDATE entries SET commitment = 'x'")
    with pytest.raises(DamagedLedgerError, match=r"\(and 3 more\)"):
        ledger.restore(tmp_path / "backup.db")


def test_a_file_that_is_no_backup(ledger: Ledger, tmp_path: Path) -> None:
    (tmp_path / "empty.db").touch()
    with pytest.raises(InputError, match="is no backup of a ledger"):
        ledger.restore(tmp_path / "empty.db")
    with pytest.raises(MissingLedgerError):
        ledger.restore(tmp_path / "missing.db")


def test_a_backup_of_another_schema_is_refused(ledger: Ledger, tmp_path: Path) -> None:
    with open_ledger(str(tmp_path / "backup.db")) as backup:
        later = Migration(newest("sqlite") + 1, "later", "CREATE TABLE later (number bigint);")
        migrate(engine_of(backup), [*migrations("sqlite"), later])
    with pytest.raises(SchemaError, match=f"knows only {newest('sqlite')}"):
        ledger.restore(tmp_path / "backup.db")
