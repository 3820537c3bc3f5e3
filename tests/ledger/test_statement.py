"""Named statements: every one is there for both databases, and macros become what each understands."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

import navwarn.ledger
from navwarn.ledger.statement import POSTGRESQL, SQLITE, statement, translate

ROOM = Path(navwarn.ledger.__file__).parent
USED = sorted(
    {
        name
        for path in ROOM.glob("*.py")
        for name in re.findall(
            r'"((?:catalog|check|evidence|image|knowledge|listing|read|schema|search|token|write)\.\w+)"',
            path.read_text(encoding="utf-8"),
        )
    }
)
WRITTEN = sorted(
    {
        f"{path.stem}.{name}"
        for path in (ROOM / "sql").glob("*.sql")
        for name in re.findall(r"^-- name: (\w+)", path.read_text(encoding="utf-8"), re.MULTILINE)
    }
)


def test_every_statement_is_used_and_every_one_used_is_written() -> None:
    assert USED == WRITTEN


@pytest.mark.parametrize("dialect", [SQLITE, POSTGRESQL])
@pytest.mark.parametrize("name", WRITTEN)
def test_a_statement_is_there_for_either_database(name: str, dialect: str) -> None:
    text = translate(statement(name, dialect), dialect)
    assert "EACH_" not in text
    assert "UNINDEXED" not in text
    assert not text.endswith(";")


def test_siblings_stand_side_by_side() -> None:
    assert "FOR UPDATE" not in statement("write.lock_head", SQLITE)
    assert "FOR UPDATE" in statement("write.lock_head", POSTGRESQL)


@pytest.mark.parametrize(
    ("text", "sqlite", "postgresql"),
    [
        ("a = :b", "a = :b", "a = %(b)s"),
        ("a LIKE 'x%'", "a LIKE 'x%'", "a LIKE 'x%%'"),
        ("UNINDEXED(s.a) = 1", "+s.a = 1", "s.a = 1"),
        (
            "a IN (EACH_TEXT(:b))",
            "a IN (SELECT value FROM json_each(:b))",
            "a IN (SELECT jsonb_array_elements_text(CAST(%(b)s AS jsonb)))",
        ),
    ],
)
def test_translations(text: str, sqlite: str, postgresql: str) -> None:
    assert translate(text, SQLITE) == sqlite
    assert translate(text, POSTGRESQL) == postgresql


def test_a_statement_nobody_wrote() -> None:
    with pytest.raises(KeyError):
        statement("read.nothing", SQLITE)
