"""Pure rooms take no clock, no file, no network, no database (architecture.md 3)."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from tests.architecture.sources import PACKAGE, begins_with, called_names, imported_names, modules_of
from tools.project import pure_rooms

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

# urllib.parse is missing here because it only takes text apart.
IMPURE_MODULES = frozenset(
    {
        *("os", "pathlib", "io", "shutil", "tempfile", "glob", "fileinput", "mmap"),
        *("time", "random", "secrets", "uuid"),
        *("socket", "ssl", "http", "urllib.request", "urllib.error", "asyncio"),
        *("sqlite3", "subprocess", "multiprocessing", "threading", "logging"),
    }
)
IMPURE_CALLS = frozenset({"open", "print", "input", "exec", "eval", "__import__"})
CLOCK_METHODS = (".now", ".utcnow", ".today")


def impurities(source: str) -> Iterator[str]:
    for name in imported_names(source):
        if begins_with(name, IMPURE_MODULES):
            yield f"imports {name}"
    for name in called_names(source):
        if name in IMPURE_CALLS or name.endswith(CLOCK_METHODS):
            yield f"calls {name}()"


@pytest.mark.parametrize("path", modules_of(*pure_rooms()), ids=lambda path: str(path.relative_to(PACKAGE)))
def test_pure_module_touches_nothing_outside(path: Path) -> None:
    assert list(impurities(path.read_text(encoding="utf-8"))) == []


@pytest.mark.parametrize(
    ("source", "found"),
    [
        ("import os", ["imports os"]),
        ("import os.path as p", ["imports os.path"]),
        ("def f():\n    from pathlib import Path", ["imports pathlib.Path"]),
        ("from urllib import request", ["imports urllib.request"]),
        ("from urllib.parse import quote", []),
        ("import osv", []),
        ("from datetime import datetime\ndatetime.now()", ["calls datetime.now()"]),
        ("import datetime\ndatetime.date.today()", ["calls datetime.date.today()"]),
        ("open('x')", ["calls open()"]),
        ("book.open('x')", []),
    ],
)
def test_impurity_is_noticed(source: str, found: list[str]) -> None:
    assert list(impurities(source)) == found
