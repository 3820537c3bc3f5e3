"""Opening a ledger: from the text a person gave to a database with the schema we know."""

from __future__ import annotations

from typing import TYPE_CHECKING

from navwarn.ledger.location import SqliteFile, parse_location
from navwarn.ledger.migration import migrate, migrations, newest, require, require_current, version
from navwarn.ledger.store import SqlLedger

if TYPE_CHECKING:
    from collections.abc import Mapping

    from navwarn.ledger.engine import Engine, Reading


def connect(url: str, *, create: bool, reading: Reading | None = None) -> Engine:
    """A connection to the database that the URL or path names, whatever its schema."""
    location = parse_location(url)
    if isinstance(location, SqliteFile):
        from navwarn.ledger.sqlite import SqliteEngine

        return SqliteEngine(location.path, create=create, reading=reading)
    from navwarn.ledger.postgresql import PostgresqlEngine

    return PostgresqlEngine(location, reading=reading)


def open_at(
    url: str, *, create: bool, schemes: Mapping[str, str], reading: Reading | None = None
) -> SqlLedger:
    """The ledger there, made where there is none and ``create`` says so; see ``open_ledger``."""
    engine = connect(url, create=create, reading=reading)
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
        before, after = migrate(engine, migrations(engine.dialect), lambda: _fill(engine))
        require(engine, after, newest(engine.dialect))
        return before, after
    finally:
        engine.close()


def _fill(engine: Engine) -> None:
    """Make what lists and scans read from the entries and records that an older ledger holds."""
    from navwarn.ledger.grouping import Grouper
    from navwarn.ledger.projection import Projector
    from navwarn.ledger.rebuild import Rebuilder
    from navwarn.ledger.table import LISTING, WORDS

    Rebuilder(engine, Projector({})).rebuild((LISTING, WORDS))
    Grouper(engine).index_packages()
