"""Migrations: the numbered steps that bring a database to the schema this version of Navwarn needs.

They are the files ``migrations/NNNN_name.DIALECT.sql``: each is applied once, in order, and is never edited
afterwards.
"""

from __future__ import annotations

import re
from pathlib import Path
from typing import TYPE_CHECKING

from msgspec import Struct

from navwarn.ledger.interface import LocationError, MissingLedgerError, SchemaError
from navwarn.ledger.statement import statement

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from navwarn.ledger.engine import Engine

FOLDER = Path(__file__).parent / "migrations"

_TABLE = "navwarn_migrations"
_FILE = re.compile(r"([0-9]{4})_(\w+)\.(\w+)\.sql")


class Migration(Struct, frozen=True):
    """One step: its number, counted from 1, its name, and its statements."""

    number: int
    name: str
    text: str


def migrations(dialect: str, folder: Path = FOLDER) -> list[Migration]:
    """All steps for a database, in order."""
    found = [
        Migration(int(match[1]), match[2], path.read_text(encoding="utf-8"))
        for path in folder.iterdir()
        if (match := _FILE.fullmatch(path.name)) and match[3] == dialect
    ]
    return sorted(found, key=lambda migration: migration.number)


def newest(dialect: str, folder: Path = FOLDER) -> int:
    """The number of the schema that this version of Navwarn works with."""
    return max(
        int(match[1])
        for path in folder.iterdir()
        if (match := _FILE.fullmatch(path.name)) and match[3] == dialect
    )


def version(engine: Engine) -> int:
    """The number of the last step the database took; 0 where it holds no ledger."""
    if not engine.has_table(_TABLE):
        return 0
    ((number,),) = engine.rows(statement("schema.version", engine.dialect))
    return int(number)


def migrate(
    engine: Engine, steps: Sequence[Migration], fill: Callable[[], None] | None = None
) -> tuple[int, int]:
    """Take the steps that are missing, all or none; returns the version before and after.

    ``fill`` makes the content of tables that steps added to an older ledger, within the same transaction.
    """
    engine.begin_writing()
    try:
        engine.lock_schema()
        before = version(engine)
        after = max(before, steps[-1].number)
        missing = [step for step in steps if step.number > before]
        if missing and before == 0:
            engine.run(statement("schema.create", engine.dialect))
        for step in missing:
            engine.script(step.text)
            engine.run(statement("schema.record", engine.dialect), {"number": step.number, "name": step.name})
        if fill is not None and 0 < before < after:
            fill()
        engine.commit()
    finally:
        engine.rollback()
    return before, after


def require_current(engine: Engine, current: int, *, create: bool) -> None:
    """Make sure the database has the schema of this version, making it where there is none and we may.

    Raises ``SchemaError`` for any other version, and ``LocationError`` for the database of something else.
    """
    found = version(engine)
    if found == 0:
        _create(engine, create=create)
        found = version(engine)
    require(engine, found, current)


def require(engine: Engine, found: int, current: int) -> None:
    """Raise ``SchemaError`` where ``found`` is not the ``current`` schema, saying which side is behind."""
    if found < current:
        raise SchemaError(
            f"the ledger {engine.place} has schema {found}, and this version of Navwarn needs {current}",
            hint="Make a copy of it, then run navwarn db upgrade.",
        )
    if found > current:
        raise SchemaError(
            f"the ledger {engine.place} has schema {found}, and this version of Navwarn knows only {current}",
            hint="Use the version of Navwarn that upgraded it, or a newer one.",
        )


def _create(engine: Engine, *, create: bool) -> None:
    if not engine.is_blank():
        if version(engine):
            return  # somebody made the ledger since we looked
        raise LocationError(
            f"the database {engine.place} holds something else than a ledger",
            hint="Name another place with --db.",
        )
    if not create:
        raise MissingLedgerError(
            f"there is no ledger in {engine.place} yet", hint="Make one with navwarn import."
        )
    engine.prepare()
    migrate(engine, migrations(engine.dialect))
