"""What the ledger needs of a database: rows, transactions, and errors a person understands."""

from __future__ import annotations

from typing import TYPE_CHECKING, Protocol

from msgspec import Struct

from navwarn.core.moments import FOREVER

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence

    from navwarn.ledger.table import Row, Table


class Reading(Struct, frozen=True):
    """That a connection only reads, and for how many seconds a statement of it may run."""

    seconds: float = 5.0


class Engine(Protocol):
    """One connection. Every method raises ``DatabaseError`` where the database fails.

    Statements are written as ``statement`` describes and translated here.
    """

    dialect: str
    """``sqlite`` or ``postgresql``: which of two sibling statements is meant."""

    place: str
    """Where the ledger is, as messages show it."""

    def rows(self, text: str, parameters: Mapping[str, object] | None = None) -> list[Row]:
        """All rows a query returns."""

    def run(self, text: str, parameters: Mapping[str, object] | None = None) -> int:
        """How many rows a statement changed."""

    def script(self, text: str) -> None:
        """Run several statements without parameters, such as a migration."""

    def select(self, table: Table, *, after: int = -1, until: int = FOREVER) -> list[Row]:
        """The rows whose first key column is above ``after`` and not above ``until``, in the key's order."""

    def insert(self, table: Table, rows: Iterable[Row]) -> None:
        """Add rows whose values stand in the order of the table's columns."""

    def update(self, table: Table, columns: tuple[str, ...], rows: Sequence[Row]) -> None:
        """Change some columns of rows; each row has the new values, then its key."""

    def delete(self, table: Table, keys: Sequence[Row]) -> None:
        """Remove the rows of these keys."""

    def clear(self, table: Table) -> None:
        """Remove all rows of a projection."""

    def begin(self) -> None:
        """Begin a transaction that reads one state of the database until its end."""

    def begin_writing(self) -> None:
        """Begin a transaction; on SQLite it waits here until no one else is writing."""

    def commit(self) -> None:
        """End the transaction; when this returns, it is on disk."""

    def rollback(self) -> None:
        """Undo the transaction; does nothing outside of one, or where the connection is lost."""

    @property
    def in_transaction(self) -> bool:
        """Whether a transaction has begun and not ended."""

    def count_change(self) -> None:
        """Within a transaction, have ``version`` be another one for everybody else once it is committed."""

    def version(self) -> str:
        """A text that changes at least whenever somebody else commits."""

    def is_gone(self) -> bool:
        """Whether what was opened is not what is at its place any more."""

    def has_table(self, name: str) -> bool:
        """Whether the database holds a table of that name where the ledger's tables are."""

    def is_blank(self) -> bool:
        """Whether a ledger may be made here: nothing of somebody else is in the way."""

    def prepare(self) -> None:
        """Set what has to be set once, before the tables of a new ledger are made."""

    def triggers(self) -> set[str]:
        """The names of the triggers that are in force on the ledger's tables."""

    def definitions(self) -> dict[str, str]:
        """What defines each table, index, trigger and function here, by its kind and name."""

    def definitions_of(self, scripts: Sequence[str]) -> dict[str, str] | None:
        """The definitions that these scripts make where there is nothing yet, which leaves nothing behind.

        ``None`` where this database does not let us try. To be called outside of a transaction.
        """

    def lock_schema(self) -> None:
        """Within a transaction, keep others from migrating at the same time."""

    def faults(self) -> list[str]:
        """What the database itself finds wrong with its files; empty where it cannot tell."""

    def forget(self) -> None:
        """Let nothing that was deleted remain in side files, as far as the database can."""

    def close(self) -> None:
        """Let go of the connection; more than once does no harm."""
