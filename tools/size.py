"""Finds modules and functions that grew too long to be one concept (style.md)."""

from __future__ import annotations

import ast
from dataclasses import dataclass
from typing import TYPE_CHECKING

from tools.project import ROOT

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator
    from pathlib import Path

MODULE_LINES = 400
FUNCTION_LINES = 40


@dataclass(frozen=True, slots=True)
class Oversize:
    """Something longer than its limit; ``lines`` of a function leave its docstring out."""

    place: str
    what: str
    lines: int
    limit: int

    def __str__(self) -> str:
        return f"{self.place}: {self.what} has {self.lines} lines, more than {self.limit}"


def oversized(files: Iterable[Path]) -> Iterator[Oversize]:
    """Every module and function over its limit, in the order of the files."""
    for path in files:
        source = path.read_text(encoding="utf-8")
        place = str(path.relative_to(ROOT)) if path.is_relative_to(ROOT) else str(path)
        if (lines := len(source.splitlines())) > MODULE_LINES:
            yield Oversize(place, "the module", lines, MODULE_LINES)
        for node in ast.walk(ast.parse(source)):
            if not isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef):
                continue
            if (lines := _code_lines(node)) > FUNCTION_LINES:
                yield Oversize(f"{place}:{node.lineno}", f"{node.name}()", lines, FUNCTION_LINES)


def _code_lines(function: ast.FunctionDef | ast.AsyncFunctionDef) -> int:
    lines = (function.end_lineno or function.lineno) - function.lineno + 1
    first = function.body[0]
    if ast.get_docstring(function) is not None:
        lines -= (first.end_lineno or first.lineno) - first.lineno + 1
    return lines
