"""Nothing recorded is ever changed or removed, whoever holds the connection (architecture.md law 1)."""

from __future__ import annotations

import pytest

from navwarn.ledger.interface import DatabaseError, Ledger
from tests.ledger.database import engine_of
from tests.ledger.making import append_only_one

FORBIDDEN = {
    "UPDATE entries SET payload = '{}' WHERE sequence = 1": "entries are never changed",
    "UPDATE entries SET recorded_at = 0": "entries are never changed",
    "DELETE FROM entries WHERE sequence = 2": "entries are never removed",
    "DELETE FROM entries": "entries are never removed",
    "INSERT INTO entries SELECT 4, opening, distribution, advisory, kind, payload, recorded_at, commitment, "
    "leaf FROM entries WHERE sequence = 2": "numbered without gaps",
    "UPDATE heads SET size = 3": "heads are never changed",
    "DELETE FROM heads": "heads are never removed",
    "INSERT INTO heads SELECT 1, root, recorded_at FROM heads": "heads only grow",
    "UPDATE entry_private SET words = '{}'": "erased, never changed",
    "DELETE FROM head": "head is never removed",
}
FORBIDDEN_ON = {
    "sqlite": {
        "INSERT OR REPLACE INTO entries SELECT * FROM entries WHERE sequence = 2": "numbered without gaps",
        "INSERT OR REPLACE INTO heads SELECT * FROM heads": "heads only grow",
        "UPDATE OR IGNORE entries SET kind = 'event'": "entries are never changed",
    },
    "postgresql": {
        "TRUNCATE entries": "entries are never removed",
        "TRUNCATE heads": "heads are never removed",
        "INSERT INTO entries SELECT * FROM entries WHERE sequence = 2 "
        "ON CONFLICT (sequence) DO UPDATE SET kind = 'event'": "entries are never changed",
    },
}


@pytest.mark.parametrize("statement", FORBIDDEN)
def test_the_triggers_bite(ledger: Ledger, statement: str) -> None:
    append_only_one(ledger)
    with pytest.raises(DatabaseError, match=FORBIDDEN[statement]):
        engine_of(ledger).run(statement)
    assert ledger.check().passed


def test_the_triggers_bite_in_each_database_s_own_words(ledger: Ledger) -> None:
    append_only_one(ledger)
    for statement, reason in FORBIDDEN_ON[engine_of(ledger).dialect].items():
        with pytest.raises(DatabaseError, match=reason):
            engine_of(ledger).run(statement)
    assert ledger.check().passed
