"""The database behind a ledger, for tests that do what Navwarn never does."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from navwarn.ledger.migration import migrations
from navwarn.ledger.store import SqlLedger

if TYPE_CHECKING:
    from navwarn.ledger.engine import Engine
    from navwarn.ledger.interface import Ledger

_TRIGGER = {
    dialect: re.compile(rf"^CREATE TRIGGER (\w+)[^;]*? ON (\w+).*?{end}$", re.MULTILINE | re.DOTALL)
    for dialect, end in (("sqlite", r"END;"), ("postgresql", r"\);"))
}


def engine_of(ledger: Ledger) -> Engine:
    """The connection of a ledger."""
    assert isinstance(ledger, SqlLedger)
    return ledger._engine


def tamper(ledger: Ledger, *statements: str) -> None:
    """Run statements that the triggers would stop, and leave the triggers as if nothing had been."""
    engine = engine_of(ledger)
    triggers = [
        (match[1], match[2], match[0])
        for step in migrations(engine.dialect)
        for match in _TRIGGER[engine.dialect].finditer(step.text)
    ]
    for name, table, _ in triggers:
        engine.run(f"DROP TRIGGER {name}" + (f" ON {table}" if engine.dialect == "postgresql" else ""))
    for statement in statements:
        engine.run(statement)
    for _, _, text in triggers:
        engine.script(text)
