"""Backups: a SQLite ledger in one file, written whole, from either database and back into either."""

from __future__ import annotations

import os
import tempfile
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING

from navwarn.errors import InputError, NavwarnError
from navwarn.ledger.check import Checker
from navwarn.ledger.interface import DamagedLedgerError, DatabaseError, Head
from navwarn.ledger.migration import migrate, migrations, newest, require, version
from navwarn.ledger.paging import pages
from navwarn.ledger.reader import PAGE, SqlReader
from navwarn.ledger.rebuild import Rebuilder
from navwarn.ledger.sqlite import SqliteEngine
from navwarn.ledger.statement import SQLITE, statement
from navwarn.ledger.table import DOCUMENTS, ENTRIES, ENTRY_PRIVATE, HEAD, HEADS, KNOWLEDGE
from navwarn.ledger.writing import writing

if TYPE_CHECKING:
    from collections.abc import Iterator

    from navwarn.ledger.engine import Engine
    from navwarn.ledger.projection import Projector


class ExistingFileError(InputError):
    """A backup would overwrite a file."""

    code = "NW-DB-EXISTS"


class NotEmptyError(InputError):
    """A restored ledger would overwrite another."""

    code = "NW-DB-NOT-EMPTY"


def write_backup(engine: Engine, projector: Projector, target: Path) -> Head:
    """Write a copy of this moment to a new file and return its head; the file is whole or not there."""
    if target.exists():
        raise ExistingFileError(f"{target} exists already", hint="Choose another name, or remove it first.")
    with _new_file(target) as path:
        if isinstance(engine, SqliteEngine):
            engine.copy_to(path, place=target)
        copy = SqliteEngine(path, create=True)
        try:
            if not isinstance(engine, SqliteEngine):
                _copy_as_sqlite(engine, copy, projector)
            # Without a write-ahead log the file can be read where nothing may be written beside it.
            copy.run("PRAGMA journal_mode = DELETE")
            return SqlReader(copy).head()
        finally:
            copy.close()


def require_backup(source: Path) -> None:
    """Refuse a file that is no backup this version of Navwarn can read, before a ledger is made for it."""
    backup = _open(source)
    backup.close()


def _open(source: Path) -> SqliteEngine:
    backup = SqliteEngine(source, create=False)
    try:
        if version(backup) == 0:
            raise InputError(f"{source} is no backup of a ledger", code="NW-DB-BACKUP")
        require(backup, version(backup), newest(SQLITE))
    except NavwarnError:
        backup.close()
        raise
    return backup


def restore_backup(engine: Engine, projector: Projector, source: Path) -> Head:
    """Take over what a backup holds and return its head; nothing is kept of one that fails its check."""
    backup = _open(source)
    try:
        with writing(engine):
            _require_empty(engine)
            _fill(engine, backup, projector)
            _require_sound(engine, projector, source)
    finally:
        backup.close()
    return SqlReader(engine).head()


def _require_empty(engine: Engine) -> None:
    ((size, *_),) = engine.rows(statement("write.lock_head", engine.dialect))
    if size:
        raise NotEmptyError(
            f"the ledger {engine.place} holds {size} entries already",
            hint="Restore into a new one: name it with --db.",
        )


def _require_sound(engine: Engine, projector: Projector, source: Path) -> None:
    report = Checker(engine, projector).report()
    if not report.passed:
        found = (*report.damaged, *report.stale)
        raise DamagedLedgerError(
            f"{source} holds no sound ledger: {found[0].place} {found[0].problem}"
            + (f" (and {len(found) - 1} more)" if len(found) > 1 else ""),
            hint="Nothing was restored; use another backup.",
        )


def _copy_as_sqlite(engine: Engine, copy: SqliteEngine, projector: Projector) -> None:
    """Make a SQLite ledger of what another database holds at this moment."""
    migrate(copy, migrations(SQLITE))
    engine.begin()
    copy.begin_writing()
    try:
        _fill(copy, engine, projector)
        copy.commit()
    finally:
        copy.rollback()
        engine.rollback()


def _fill(target: Engine, source: Engine, projector: Projector) -> None:
    """Copy what cannot be made again, and make the rest."""
    ((last,),) = source.rows(statement("check.last", source.dialect))
    for table in (ENTRIES, ENTRY_PRIVATE, HEADS):
        for after in range(0, last, PAGE):
            rows = source.select(table, after=after, until=after + PAGE)
            if rows:
                target.insert(table, rows)
    documents = source.rows(statement("check.documents", source.dialect))
    if documents:
        target.insert(DOCUMENTS, documents)
    for table in KNOWLEDGE:
        for rows in pages(source, table):
            target.insert(table, rows)
    ((_, *head),) = source.select(HEAD)
    names = HEAD.columns[1:]
    target.run(statement("write.set_head", target.dialect), dict(zip(names, head, strict=True)))
    Rebuilder(target, projector).rebuild()


@contextmanager
def _new_file(target: Path) -> Iterator[Path]:
    """A path to write to; what is there at the end becomes the target, durably and at once."""
    try:
        with tempfile.TemporaryDirectory(dir=target.parent, prefix=f".{target.name}.") as folder:
            path = Path(folder) / target.name
            yield path
            _sync(path)
            path.rename(target)
            _sync(target.parent)
    except OSError as error:
        raise DatabaseError(f"{target} cannot be written: {error.strerror}") from None


def _sync(path: Path) -> None:
    descriptor = os.open(path, os.O_RDONLY)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)
