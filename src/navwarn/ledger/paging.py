"""Whole tables, some rows at a time and in the order of their key, whatever the key is made of."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterator

    from navwarn.ledger.engine import Engine
    from navwarn.ledger.table import Row, Table

PAGE = 2_000
"""How many rows are read at a time; a stored record has a kilobyte, some have many."""


def pages(engine: Engine, table: Table) -> Iterator[list[Row]]:
    """All rows of a table, within a transaction that the caller holds."""
    after: Row | None = None
    while rows := _page(engine, table, after):
        yield rows
        if len(rows) < PAGE:
            return
        after = rows[-1][: table.key_length]


def _page(engine: Engine, table: Table, after: Row | None) -> list[Row]:
    """The rows after those of a key; names of tables and columns come from table.py and nowhere else."""
    key = ", ".join(table.key)
    marks = {f"key{number}": value for number, value in enumerate(after or ())}
    beyond = f"WHERE ({key}) > ({', '.join(f':{mark}' for mark in marks)})" if marks else ""
    text = f"SELECT {', '.join(table.columns)} FROM {table.name} {beyond} ORDER BY {key} LIMIT {PAGE}"  # noqa: S608
    return engine.rows(text, marks)
