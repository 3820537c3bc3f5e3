"""What a module imports and calls, read from its syntax without running it."""

from __future__ import annotations

import ast
from typing import TYPE_CHECKING

from tools.project import ROOT, python_files

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

PACKAGE = ROOT / "src" / "navwarn"


def modules_of(*rooms: str) -> list[Path]:
    return python_files(*(f"src/navwarn/{room}" for room in rooms))


def imported_names(source: str) -> Iterator[str]:
    """Dotted names of everything imported, at any depth: ``os``, ``os.path``, ``datetime.datetime``."""
    for node in ast.walk(ast.parse(source)):
        if isinstance(node, ast.Import):
            yield from (alias.name for alias in node.names)
        elif isinstance(node, ast.ImportFrom) and node.module and node.level == 0:
            yield from (f"{node.module}.{alias.name}" for alias in node.names)


def called_names(source: str) -> Iterator[str]:
    """Dotted names of everything called by name: ``open``, ``datetime.now``, ``datetime.datetime.now``."""
    for node in ast.walk(ast.parse(source)):
        if isinstance(node, ast.Call) and isinstance(node.func, ast.Name | ast.Attribute):
            yield ast.unparse(node.func)


def begins_with(name: str, prefixes: frozenset[str]) -> bool:
    """Whether a dotted name is one of the prefixes or lies below one."""
    return any(name == prefix or name.startswith(f"{prefix}.") for prefix in prefixes)
