"""Opening a ledger: from the text a person gave to a database with the schema we know."""

from __future__ import annotations

from typing import TYPE_CHECKING

from navwarn.ledger.location import SqliteFile, parse_location
from navwarn.ledger.migration import migrate, migrations, newest, require, require_current, version
from navwarn.ledger.store import SqlLedger

if TYPE_CHECKING:
    from collections.abc import Mapping

    from navwarn.ledger.engine import Engine


def connect(url: str, *, create: bool) -> Engine:
    """A connection to the database that the URL or path names, whatever its schema."""
    location = parse_location(url)
    if isinstance(location, SqliteFile):
        from navwarn.ledger.sqlite import SqliteEngine

        return SqliteEngine(location.path, create=create)
    from navwarn.ledger.postgresql import PostgresqlEngine

    return PostgresqlEngine(location)


def open_at(url: str, *, create: bool, schemes: Mapping[str, str]) -> SqlLedger:
    """The ledger there, made where there is none and ``create`` says so; see ``open_ledger``."""
    engine = connect(url, create=create)
    try:
        require_current(engine, newest(engine.dialect), create=create)
    except BaseException:
        engine.close()
        raise
    return SqlLedger(engine, schemes)


def upgrade_at(url: str) -> tuple[int, int]:
    """The schema the ledger there had and the one it has now; see ``upgrade_ledger``."""
    engine = connect(url, create=False)
    try:
        if version(engine) == 0:
            require_current(engine, newest(engine.dialect), create=False)
        before, after = migrate(engine, migrations(engine.dialect))
        require(engine, after, newest(engine.dialect))
        return before, after
    finally:
        engine.close()
