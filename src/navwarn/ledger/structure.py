"""The structure of the database: whether tables, indexes and triggers are defined as in a new ledger."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from navwarn.ledger.interface import Difference
from navwarn.ledger.migration import migrations
from navwarn.ledger.statement import statement

if TYPE_CHECKING:
    from collections.abc import Iterator

    from navwarn.ledger.engine import Engine

NOT_COMPARED = (
    "the definitions of tables and indexes were not compared with those of a new ledger,"
    " as this user may not make a schema to try them in"
)

_COMMENT = re.compile(r"--[^\n]*")


def structural_differences(engine: Engine) -> list[Difference] | None:
    """What is missing or defined otherwise than the migrations define it; ``None`` where nobody can tell.

    What a ledger has beyond that, such as another index, does no harm and is not named. Triggers that are
    missing are the business of ``Checker``. To be called outside of a transaction.
    """
    dialect = engine.dialect
    steps = [statement("schema.create", dialect), *(step.text for step in migrations(dialect))]
    wanted = engine.definitions_of(steps)
    return None if wanted is None else list(_compare(wanted, engine.definitions()))


def _compare(wanted: dict[str, str], found: dict[str, str]) -> Iterator[Difference]:
    for name, definition in sorted(wanted.items()):
        expected = _plain(definition)
        if name not in found:
            if not name.startswith("trigger "):
                yield Difference(name, f"is missing; a new ledger has: {expected}")
        elif _plain(found[name]) != expected:
            yield Difference(name, f"is not as in a new ledger: {_plain(found[name])}; that has: {expected}")


def _plain(definition: str) -> str:
    """A definition in one line, without comments."""
    return " ".join(_COMMENT.sub(" ", definition).split())
