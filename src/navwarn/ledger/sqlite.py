"""SQLite as the ledger's database: one file in WAL mode, durable at every commit."""

from __future__ import annotations

import sqlite3
import time
from contextlib import contextmanager
from functools import lru_cache
from itertools import chain, count, islice
from pathlib import Path
from typing import TYPE_CHECKING

from navwarn.core.moments import FOREVER
from navwarn.ledger.interface import DatabaseError, MissingLedgerError, SlowQueryError
from navwarn.ledger.statement import SQLITE, translate

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping, Sequence

    from navwarn.ledger.engine import Reading
    from navwarn.ledger.table import Row, Table

BUSY_SECONDS = 30.0
"""How long a writer waits for another to finish."""

_RETRY_SECONDS = 0.01
_CACHE_KIB = 64 * 1024
_READING_CACHE_KIB = 4 * 1024
"""Of each connection of a server; the system's own cache serves them all."""

_ROWS_AT_ONCE = 100
"""How many rows of a table that is searched one statement adds: each statement writes the index anew."""

_STEPS = 20_000
"""How many steps of SQLite's machine lie between two looks at the clock: about a millisecond."""

_CONNECTIONS = count()

# Result codes to what a person can do about them; extended codes fall back to their primary one.
_CAUSES = {
    sqlite3.SQLITE_BUSY: ("is locked by another process", "Wait for it to finish, then try again."),
    sqlite3.SQLITE_LOCKED: ("is locked by another process", "Wait for it to finish, then try again."),
    sqlite3.SQLITE_FULL: ("cannot grow: the disk is full", "Free some space, then try again."),
    sqlite3.SQLITE_READONLY: ("cannot be written", "Check who may write the file and its directory."),
    sqlite3.SQLITE_PERM: ("cannot be opened", "Check who may read the file and its directory."),
    sqlite3.SQLITE_CANTOPEN: ("cannot be opened", "Check that its directory exists and who may write it."),
    sqlite3.SQLITE_NOTADB: ("is not a SQLite database", "Name the ledger's file with --db."),
    sqlite3.SQLITE_CORRUPT: ("is damaged", "Restore a backup into a new file: navwarn db restore."),
    sqlite3.SQLITE_IOERR: ("cannot be read or written: the disk failed", "See the system's log."),
}

_NOT_TEXT = "Could not decode to UTF-8"
"""How Python's module, which gives no code of its own, begins to say that a stored text is none."""


class SqliteEngine:
    """A connection to one SQLite file."""

    dialect = SQLITE

    def __init__(
        self,
        path: Path,
        *,
        create: bool,
        busy_seconds: float = BUSY_SECONDS,
        reading: Reading | None = None,
    ) -> None:
        self.place = str(path)
        self._path = path
        self._number = next(_CONNECTIONS)
        self._reading = reading
        self._deadline = 0.0
        self._busy_seconds = busy_seconds
        self.is_new = not path.exists()
        if self.is_new:
            self._prepare(path, create=create)
        with self._told():
            # A server closes the connections of its threads once these have ended.
            self._connection = sqlite3.connect(
                path, timeout=busy_seconds, isolation_level=None, check_same_thread=reading is None
            )
            try:
                self._configure()
            except sqlite3.Error:
                self._connection.close()
                raise
        self._file = self._identity()

    def _identity(self) -> tuple[int, int] | None:
        """Which file is at the place now."""
        try:
            found = self._path.stat()
        except OSError:
            return None
        return found.st_dev, found.st_ino

    def is_gone(self) -> bool:
        """Whether the file that was opened is not the one at its place any more: removed, or replaced."""
        return self._identity() != self._file

    def _prepare(self, path: Path, *, create: bool) -> None:
        if not create:
            raise MissingLedgerError(
                f"there is no ledger at {path}",
                hint="Make one with navwarn import, or name another with --db.",
            )
        try:
            path.parent.mkdir(parents=True, exist_ok=True)
        except OSError as error:
            raise DatabaseError(f"{path.parent} cannot be made: {error.strerror}") from None

    def _configure(self) -> None:
        run = self._connection.execute
        run("PRAGMA synchronous = FULL")
        if self._reading is None:
            run(f"PRAGMA cache_size = -{_CACHE_KIB}")
            # What is erased must not stay in free pages; whether that is so by default depends on the build.
            run("PRAGMA secure_delete = ON")
            return
        run(f"PRAGMA cache_size = -{_READING_CACHE_KIB}")
        run("PRAGMA query_only = ON")
        self._connection.set_progress_handler(self._is_late, _STEPS)

    def _is_late(self) -> bool:
        """Whether the statement has used up its time; SQLite asks now and then."""
        return time.monotonic() > self._deadline

    def rows(self, text: str, parameters: Mapping[str, object] | None = None) -> list[Row]:
        """All rows a query returns."""
        if self._reading is not None:
            self._deadline = time.monotonic() + self._reading.seconds
        with self._told():
            return self._connection.execute(translate(text, SQLITE), parameters or {}).fetchall()

    def run(self, text: str, parameters: Mapping[str, object] | None = None) -> int:
        """How many rows a statement changed."""
        with self._told():
            return self._connection.execute(translate(text, SQLITE), parameters or {}).rowcount

    def script(self, text: str) -> None:
        """Run several statements without parameters."""
        pending = ""
        with self._told():
            for line in text.splitlines(keepends=True):
                pending += line
                if sqlite3.complete_statement(pending):
                    self._connection.execute(pending)
                    pending = ""
            self._connection.execute(pending)

    def select(self, table: Table, *, after: int = -1, until: int = FOREVER) -> list[Row]:
        """The rows of that range of keys, in order."""
        with self._told():
            return self._connection.execute(_selection(table), (after, until)).fetchall()

    def insert(self, table: Table, rows: Iterable[Row]) -> None:
        """Add rows whose values stand in the order of the table's columns."""
        with self._told():
            if not table.is_searched:
                self._connection.executemany(_insertion(table), rows)
                return
            rest = iter(rows)
            while some := list(islice(rest, _ROWS_AT_ONCE)):
                self._connection.execute(_insertion(table, len(some)), list(chain.from_iterable(some)))

    def update(self, table: Table, columns: tuple[str, ...], rows: Sequence[Row]) -> None:
        """Change some columns of rows; each row has the new values, then its key."""
        with self._told():
            self._connection.executemany(_update(table, columns), rows)

    def delete(self, table: Table, keys: Sequence[Row]) -> None:
        """Remove the rows of these keys."""
        with self._told():
            self._connection.executemany(_deletion(table), keys)

    def clear(self, table: Table) -> None:
        """Remove all rows of a projection."""
        self.run(f"DELETE FROM {table.name}")  # noqa: S608

    def begin(self) -> None:
        """Begin a transaction that reads one state of the database until its end."""
        self.run("BEGIN")

    def begin_writing(self) -> None:
        """Begin a transaction once no one else is writing."""
        self.run("BEGIN IMMEDIATE")

    def commit(self) -> None:
        """End the transaction; when this returns, it is on disk."""
        self.run("COMMIT")

    def rollback(self) -> None:
        """Undo the transaction, if there is one."""
        if self._connection.in_transaction:
            self.run("ROLLBACK")

    @property
    def in_transaction(self) -> bool:
        """Whether a transaction has begun and not ended."""
        return self._connection.in_transaction

    def count_change(self) -> None:
        """Nothing: the file counts its changes itself."""

    def version(self) -> str:
        """A text that changes whenever somebody else commits; each connection counts for itself."""
        ((number,),) = self.rows("PRAGMA data_version")
        return f"{self._number}.{number}"

    def has_table(self, name: str) -> bool:
        """Whether the file holds a table of that name."""
        query = "SELECT 1 FROM sqlite_master WHERE type = 'table' AND name = :name"
        return bool(self.rows(query, {"name": name}))

    def is_blank(self) -> bool:
        """Whether the file holds no table at all."""
        return not self.rows("SELECT 1 FROM sqlite_master LIMIT 1")

    def prepare(self) -> None:
        """Choose the write-ahead log, which the file remembers: readers and a writer do not wait."""
        deadline = time.monotonic() + self._busy_seconds
        while True:
            try:
                self._connection.execute("PRAGMA journal_mode = WAL")
            except sqlite3.OperationalError as error:
                # Unlike others, this statement does not wait by itself while someone else runs it.
                if error.sqlite_errorcode != sqlite3.SQLITE_BUSY or time.monotonic() > deadline:
                    raise self._translated(error, self.place) from error
                time.sleep(_RETRY_SECONDS)
            else:
                return

    def triggers(self) -> set[str]:
        """The names of the triggers of the file."""
        return {name for (name,) in self.rows("SELECT name FROM sqlite_master WHERE type = 'trigger'")}

    def definitions(self) -> dict[str, str]:
        """The statements that made what is in the file."""
        query = "SELECT type || ' ' || name, sql FROM sqlite_master WHERE sql IS NOT NULL"
        return dict(self.rows(query))

    def definitions_of(self, scripts: Sequence[str]) -> dict[str, str]:
        """What the scripts make of an empty database, in memory."""
        scratch = SqliteEngine(Path(":memory:"), create=True)
        try:
            for script in scripts:
                scratch.script(script)
            return scratch.definitions()
        finally:
            scratch.close()

    def lock_schema(self) -> None:
        """Nothing: a transaction that writes is alone."""

    def faults(self) -> list[str]:
        """What SQLite finds wrong with the structure of the file."""
        found = [text for (text,) in self.rows("PRAGMA integrity_check")]
        return [] if found == ["ok"] else found

    def forget(self) -> None:
        """Empty the write-ahead log, which may hold pages with what was deleted."""
        self.run("PRAGMA wal_checkpoint(TRUNCATE)")

    def copy_to(self, target: Path, *, place: Path) -> None:
        """Write a copy of this moment to a file, while others go on; errors name ``place``, where it goes."""
        with self._told(str(place)):
            copy = sqlite3.connect(target, isolation_level=None)
            try:
                self._connection.backup(copy)
            finally:
                copy.close()

    def close(self) -> None:
        """Let go of the file; more than once does no harm."""
        with self._told():
            self._connection.close()

    @contextmanager
    def _told(self, place: str = "") -> Iterator[None]:
        """Turn SQLite's errors into a sentence about this ledger, or the one at another place."""
        try:
            yield
        except sqlite3.Error as error:
            raise self._translated(error, place or self.place) from error

    def _translated(self, error: sqlite3.Error, place: str) -> DatabaseError:
        code = getattr(error, "sqlite_errorcode", 0)
        if str(error).startswith(_NOT_TEXT):
            code = sqlite3.SQLITE_CORRUPT
        if code & 0xFF == sqlite3.SQLITE_INTERRUPT:
            return SlowQueryError()
        problem, hint = _CAUSES.get(code & 0xFF, (f"failed: {error}", ""))
        return DatabaseError(f"the ledger {place} {problem}", hint=hint)


# Names of tables and columns come from table.py and nowhere else.
@lru_cache(maxsize=256)
def _insertion(table: Table, rows: int = 1) -> str:
    marks = ", ".join("?" * len(table.columns))
    places = ", ".join([f"({marks})"] * rows)
    return f"INSERT INTO {table.name} ({', '.join(table.columns)}) VALUES {places}"  # noqa: S608


def _selection(table: Table) -> str:
    columns, key = ", ".join(table.columns), ", ".join(table.key)
    return (
        f"SELECT {columns} FROM {table.name} "  # noqa: S608
        f"WHERE {table.key[0]} > ? AND {table.key[0]} <= ? ORDER BY {key}"
    )


@lru_cache(maxsize=64)
def _update(table: Table, columns: tuple[str, ...]) -> str:
    values = ", ".join(f"{column} = ?" for column in columns)
    return f"UPDATE {table.name} SET {values} WHERE {_condition(table)}"  # noqa: S608


@lru_cache(maxsize=64)
def _deletion(table: Table) -> str:
    return f"DELETE FROM {table.name} WHERE {_condition(table)}"  # noqa: S608


def _condition(table: Table) -> str:
    return " AND ".join(f"{column} = ?" for column in table.key)
