"""PostgreSQL as the ledger's database: the tables of one schema, shared by several machines."""

from __future__ import annotations

import secrets
from contextlib import contextmanager
from typing import TYPE_CHECKING, Any

import psycopg
from psycopg import sql

from navwarn.core.moments import FOREVER
from navwarn.ledger.interface import DatabaseError, SlowQueryError
from navwarn.ledger.statement import POSTGRESQL, translate

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping, Sequence

    from navwarn.ledger.engine import Reading
    from navwarn.ledger.location import PostgresqlServer
    from navwarn.ledger.table import Row, Table

CONNECT_SECONDS = 10
LOCK_MILLISECONDS = 30_000
"""How long a writer waits for another to finish."""

_MIGRATION_LOCK = 0x4E41565741524E  # "NAVWARN"
_WAIT = "Wait for it to finish, then try again."

# The most specific class that fits says what happened and what a person can do.
_CAUSES: tuple[tuple[type[psycopg.Error], str, str], ...] = (
    (psycopg.errors.LockNotAvailable, "is locked by another process", _WAIT),
    (psycopg.errors.DiskFull, "cannot grow: the disk is full", "Free some space, then try again."),
    (psycopg.errors.ReadOnlySqlTransaction, "cannot be written", "Connect to the primary server."),
    (psycopg.errors.InsufficientPrivilege, "refuses this user", "Check the user's rights on the schema."),
    (psycopg.errors.InvalidSchemaName, "has no schema for the tables", "Create it, or set search_path."),
    (psycopg.errors.AdminShutdown, "was shut down", "Start it, then try again."),
)
_IN_FORCE = """
SELECT tgname FROM pg_trigger JOIN pg_class ON pg_class.oid = tgrelid
WHERE relnamespace = current_schema()::regnamespace AND NOT tgisinternal AND tgenabled IN ('O', 'A')
"""
_MAY_MAKE_A_SCHEMA = """
SELECT has_database_privilege(current_database(), 'CREATE') AND NOT pg_is_in_recovery()
    AND current_setting('default_transaction_read_only') = 'off'
"""
_DEFINITIONS = """
SELECT 'table ' || relname, string_agg(
    attname || ' ' || format_type(atttypid, atttypmod)
    || CASE WHEN attnotnull THEN ' NOT NULL' ELSE '' END || coalesce(' COLLATE ' || collname, ''),
    ', ' ORDER BY attnum)
FROM pg_class
JOIN pg_attribute ON attrelid = pg_class.oid AND attnum > 0 AND NOT attisdropped
LEFT JOIN pg_collation ON pg_collation.oid = attcollation
WHERE relnamespace = current_schema()::regnamespace AND relkind IN ('r', 'p')
GROUP BY relname
UNION ALL
SELECT 'index ' || relname,
    pg_get_indexdef(indexrelid, 0, true) || CASE WHEN indisvalid THEN '' ELSE ' INVALID' END
FROM pg_index JOIN pg_class ON pg_class.oid = indexrelid
WHERE relnamespace = current_schema()::regnamespace
UNION ALL
SELECT 'trigger ' || tgname, pg_get_triggerdef(pg_trigger.oid, true)
FROM pg_trigger JOIN pg_class ON pg_class.oid = tgrelid
WHERE relnamespace = current_schema()::regnamespace AND NOT tgisinternal
UNION ALL
SELECT 'function ' || proname, prosrc FROM pg_proc WHERE pronamespace = current_schema()::regnamespace
"""


class PostgresqlEngine:
    """A connection to one schema of a PostgreSQL database: the first one of its search path."""

    dialect = POSTGRESQL

    def __init__(self, server: PostgresqlServer, *, reading: Reading | None = None) -> None:
        self.place = str(server)
        self._mode = "READ WRITE" if reading is None else "READ ONLY"
        try:
            self._connection = psycopg.connect(
                server.url, autocommit=True, connect_timeout=CONNECT_SECONDS, application_name="navwarn"
            )
        except psycopg.Error as error:
            raise DatabaseError(
                f"the ledger {self.place} cannot be reached: {_first_line(error)}",
                hint="Check that the server runs and that the URL names its host, user and database.",
            ) from error
        with self._told():
            self._connection.execute(f"SET lock_timeout = {LOCK_MILLISECONDS}")
            if reading is not None:
                self._connection.execute(f"SET statement_timeout = {round(reading.seconds * 1000)}")
                self._connection.execute("SET default_transaction_read_only = on")

    def rows(self, text: str, parameters: Mapping[str, object] | None = None) -> list[Row]:
        """All rows a query returns."""
        with self._told():
            return self._execute(text, parameters).fetchall()

    def run(self, text: str, parameters: Mapping[str, object] | None = None) -> int:
        """How many rows a statement changed."""
        with self._told():
            return self._execute(text, parameters).rowcount

    def _execute(self, text: str, parameters: Mapping[str, object] | None) -> psycopg.Cursor[Row]:
        query: Any = translate(text, POSTGRESQL)
        return self._connection.execute(query, parameters or {})

    def script(self, text: str) -> None:
        """Run several statements without parameters."""
        query: Any = text
        with self._told():
            self._connection.execute(query)

    def select(self, table: Table, *, after: int = -1, until: int = FOREVER) -> list[Row]:
        """The rows of that range of keys, in order."""
        query = sql.SQL("SELECT {} FROM {} WHERE {} > %s AND {} <= %s ORDER BY {}").format(
            _names(table.columns),
            sql.Identifier(table.name),
            sql.Identifier(table.key[0]),
            sql.Identifier(table.key[0]),
            _names(table.key),
        )
        with self._told():
            return self._connection.execute(query, (after, until)).fetchall()

    def insert(self, table: Table, rows: Iterable[Row]) -> None:
        """Add rows whose values stand in the order of the table's columns."""
        statement = sql.SQL("COPY {} ({}) FROM STDIN").format(
            sql.Identifier(table.name), _names(table.columns)
        )
        with self._told(), self._connection.cursor() as cursor, cursor.copy(statement) as copy:
            for row in rows:
                copy.write_row(row)

    def update(self, table: Table, columns: tuple[str, ...], rows: Sequence[Row]) -> None:
        """Change some columns of rows; each row has the new values, then its key."""
        statement = sql.SQL("UPDATE {} SET {} WHERE {}").format(
            sql.Identifier(table.name),
            sql.SQL(", ").join(_assignments(columns)),
            sql.SQL(" AND ").join(_assignments(table.key)),
        )
        with self._told(), self._connection.cursor() as cursor:
            cursor.executemany(statement, rows)

    def delete(self, table: Table, keys: Sequence[Row]) -> None:
        """Remove the rows of these keys."""
        condition = sql.SQL(" AND ").join(_assignments(table.key))
        statement = sql.SQL("DELETE FROM {} WHERE {}").format(sql.Identifier(table.name), condition)
        with self._told(), self._connection.cursor() as cursor:
            cursor.executemany(statement, keys)

    def clear(self, table: Table) -> None:
        """Remove all rows of a projection."""
        with self._told():
            self._connection.execute(sql.SQL("DELETE FROM {}").format(sql.Identifier(table.name)))

    def begin(self) -> None:
        """Begin a transaction that reads one state of the database until its end."""
        self.run("BEGIN ISOLATION LEVEL REPEATABLE READ READ ONLY")

    def begin_writing(self) -> None:
        """Begin a transaction that sees what others committed while it waited for a lock."""
        self.run(f"BEGIN ISOLATION LEVEL READ COMMITTED {self._mode}")

    def commit(self) -> None:
        """End the transaction; when this returns, it is on disk."""
        self.run("COMMIT")

    def rollback(self) -> None:
        """Undo the transaction; does nothing outside of one, or where the connection is lost."""
        if not self._connection.closed and self.in_transaction:
            self.run("ROLLBACK")

    @property
    def in_transaction(self) -> bool:
        """Whether a transaction has begun and not ended."""
        return self._connection.info.transaction_status != psycopg.pq.TransactionStatus.IDLE

    def count_change(self) -> None:
        """Count this transaction; another that counts itself waits until this one has ended."""
        self.run("UPDATE changes SET number = number + 1")

    def version(self) -> str:
        """A text that changes whenever somebody commits a change of the ledger."""
        ((number,),) = self.rows("SELECT number FROM changes")
        return str(number)

    def is_gone(self) -> bool:
        """Never: a server that is not there any more makes questions fail."""
        return False

    def has_table(self, name: str) -> bool:
        """Whether the schema holds a table of that name."""
        query = "SELECT 1 FROM pg_tables WHERE schemaname = current_schema() AND tablename = :name"
        return bool(self.rows(query, {"name": name}))

    def is_blank(self) -> bool:
        """Whether the ledger's tables may be made here: other tables of the schema do no harm."""
        return True

    def prepare(self) -> None:
        """Nothing has to be set."""

    def triggers(self) -> set[str]:
        """The names of the triggers in force; a disabled one guards nothing."""
        with self._told():
            return {name for (name,) in self._connection.execute(_IN_FORCE)}

    def definitions(self) -> dict[str, str]:
        """What defines the tables, indexes, triggers and functions of the schema."""
        with self._told():
            return dict(self._connection.execute(_DEFINITIONS).fetchall())

    def definitions_of(self, scripts: Sequence[str]) -> dict[str, str] | None:
        """What the scripts make of a new schema, which is gone with its transaction."""
        ((is_allowed,),) = self.rows(_MAY_MAKE_A_SCHEMA)
        if not is_allowed:
            return None
        scratch = f"navwarn_check_{secrets.token_hex(8)}"
        self.begin_writing()
        try:
            self.script(f"CREATE SCHEMA {scratch}; SET LOCAL search_path TO {scratch}")
            for script in scripts:
                self.script(script)
            return self.definitions()
        finally:
            self.rollback()

    def lock_schema(self) -> None:
        """Within a transaction, keep others from migrating at the same time."""
        self.run("SELECT pg_advisory_xact_lock(:lock)", {"lock": _MIGRATION_LOCK})

    def faults(self) -> list[str]:
        """Nothing: PostgreSQL looks after its own files."""
        return []

    def forget(self) -> None:
        """Nothing: what a transaction deleted goes with the next vacuum."""

    def close(self) -> None:
        """Let go of the connection; more than once does no harm."""
        self._connection.close()

    @contextmanager
    def _told(self) -> Iterator[None]:
        """Turn PostgreSQL's errors into a sentence about this ledger."""
        try:
            yield
        except psycopg.Error as error:
            raise self._translated(error) from error

    def _translated(self, error: psycopg.Error) -> DatabaseError:
        if isinstance(error, psycopg.errors.QueryCanceled):
            return SlowQueryError()
        for kind, problem, hint in _CAUSES:
            if isinstance(error, kind):
                return DatabaseError(f"the ledger {self.place} {problem}", hint=hint)
        if self._connection.closed:
            return DatabaseError(f"the connection to the ledger {self.place} was lost: {_first_line(error)}")
        return DatabaseError(f"the ledger {self.place} failed: {_first_line(error)}")


def _names(columns: Iterable[str]) -> sql.Composed:
    return sql.SQL(", ").join(map(sql.Identifier, columns))


def _first_line(error: psycopg.Error) -> str:
    """The first line of what the server or the driver says, which holds no password."""
    return (str(error).strip() or type(error).__name__).splitlines()[0]


def _assignments(columns: Sequence[str]) -> list[sql.Composed]:
    """Each column with a place for its value."""
    return [sql.SQL("{} = %s").format(sql.Identifier(column)) for column in columns]
