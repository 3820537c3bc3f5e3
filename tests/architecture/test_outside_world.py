"""No SQL outside ``ledger``, no HTTP client outside ``net`` (architecture.md 3)."""

from __future__ import annotations

import pytest

from tests.architecture.sources import PACKAGE, begins_with, imported_names
from tools.project import python_files

OWNERS = {
    "ledger": frozenset({"sqlite3", "psycopg", "aiosql"}),
    "net": frozenset(
        {"httpx", "httpx2", "httpcore", "httpcore2", "requests", "urllib3", "urllib.request", "http.client"}
    ),
}


@pytest.mark.parametrize("room", OWNERS)
def test_only_its_room_imports_the_driver(room: str) -> None:
    strangers = [
        f"{path.relative_to(PACKAGE)}: {name}"
        for path in python_files("src/navwarn")
        if path.relative_to(PACKAGE).parts[0] != room
        for name in imported_names(path.read_text(encoding="utf-8"))
        if begins_with(name, OWNERS[room])
    ]
    assert strangers == []
