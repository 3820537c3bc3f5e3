"""One connection as everything that reads uses it: named statements, and several of them on one state."""

from __future__ import annotations

from contextlib import contextmanager
from typing import TYPE_CHECKING

from navwarn.ledger.statement import statement

if TYPE_CHECKING:
    from collections.abc import Iterator

    from navwarn.ledger.engine import Engine
    from navwarn.ledger.table import Row


class SqlSession:
    """What the readers and writers of the room have in common."""

    def __init__(self, engine: Engine) -> None:
        self._engine = engine

    def _rows(self, name: str, **parameters: object) -> list[Row]:
        return self._engine.rows(statement(name, self._engine.dialect), parameters)

    def _run(self, name: str, **parameters: object) -> int:
        return self._engine.run(statement(name, self._engine.dialect), parameters)

    @contextmanager
    def _one_state(self) -> Iterator[None]:
        """Let the statements of the block see the same state of the database."""
        if self._engine.in_transaction:
            yield
            return
        self._engine.begin()
        try:
            yield
        finally:
            self._engine.rollback()
