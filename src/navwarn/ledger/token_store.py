"""Where the digests of readers' tokens are kept."""

from __future__ import annotations

from typing import TYPE_CHECKING

from navwarn.ledger.statement import statement
from navwarn.ledger.table import TOKENS, Row
from navwarn.ledger.writing import writing

if TYPE_CHECKING:
    from navwarn.core.instant import Instant
    from navwarn.ledger.engine import Engine


class TokenStore:
    """The rows of tokens, as ``table.TOKENS`` has their columns."""

    def __init__(self, engine: Engine) -> None:
        self._engine = engine

    def all(self) -> list[Row]:
        """Every token there ever was, oldest first."""
        return self._engine.rows(statement("token.all", self._engine.dialect))

    def with_digest(self, digest: bytes) -> Row | None:
        """The token of a digest."""
        text = statement("token.by_digest", self._engine.dialect)
        found = self._engine.rows(text, {"digest": digest})
        return found[0] if found else None

    def add(self, row: Row) -> None:
        """Keep a new token."""
        with writing(self._engine):
            self._engine.insert(TOKENS, [row])

    def revoke(self, identifier: str, now: Instant) -> bool:
        """Make a token open nothing any more, and say whether it still did."""
        text = statement("token.revoke", self._engine.dialect)
        with writing(self._engine):
            return self._engine.run(text, {"id": identifier, "now": now}) > 0
