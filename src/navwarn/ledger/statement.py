"""Named SQL statements from the files in ``sql/``, and the few words that the databases spell differently.

A statement begins with ``-- name: it`` and ends where the next begins; ``-- name: it [postgresql]`` is for
one database and stands beside its sibling. Parameters are written ``:name``. Three macros cover what remains:
``EACH_TEXT(:list)`` and ``EACH_INTEGER(:list)`` are the items of a JSON list as rows, ``UNINDEXED(column)``
tells SQLite's planner, which keeps no statistics of a young ledger, not to start from that column's index.
"""

from __future__ import annotations

import re
from functools import lru_cache
from pathlib import Path

SQLITE, POSTGRESQL = "sqlite", "postgresql"

_FOLDER = Path(__file__).parent / "sql"
_NAME = re.compile(r"^-- name: (\w+)(?: \[(\w+)\])?$", re.MULTILINE)
_MACRO = re.compile(r"\b(EACH_TEXT|EACH_INTEGER|UNINDEXED)\(([^)]*)\)")
_PARAMETER = re.compile(r":(\w+)")

_MACROS = {
    SQLITE: {
        "EACH_TEXT": "SELECT value FROM json_each({})",
        "EACH_INTEGER": "SELECT value FROM json_each({})",
        "UNINDEXED": "+{}",
    },
    POSTGRESQL: {
        "EACH_TEXT": "SELECT jsonb_array_elements_text(CAST({} AS jsonb))",
        "EACH_INTEGER": "SELECT CAST(jsonb_array_elements_text(CAST({} AS jsonb)) AS bigint)",
        "UNINDEXED": "{}",
    },
}


@lru_cache(maxsize=256)
def statement(name: str, dialect: str) -> str:
    """The statement ``file.name`` for a database; ``KeyError`` where there is none."""
    file, _, _ = name.partition(".")
    found = _load(file)
    return found.get(f"{name} [{dialect}]") or found[name]


@lru_cache(maxsize=512)
def translate(text: str, dialect: str) -> str:
    """SQL as the driver of that database takes it: macros expanded, parameters in its style."""
    macros = _MACROS[dialect]
    expanded = _MACRO.sub(lambda match: macros[match[1]].format(match[2]), text)
    if dialect == SQLITE:
        return expanded
    return _PARAMETER.sub(r"%(\1)s", expanded.replace("%", "%%"))


@lru_cache(maxsize=8)
def _load(file: str) -> dict[str, str]:
    _, *pieces = _NAME.split((_FOLDER / f"{file}.sql").read_text(encoding="utf-8"))
    names, dialects, bodies = pieces[::3], pieces[1::3], pieces[2::3]
    return {
        f"{file}.{name}" + (f" [{dialect}]" if dialect else ""): body.strip().rstrip(";")
        for name, dialect, body in zip(names, dialects, bodies, strict=True)
    }
