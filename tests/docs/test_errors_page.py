"""The page on errors lists every code of the program with its exit status, and nothing else."""

from __future__ import annotations

import ast
import importlib
import pkgutil
import re
from collections import defaultdict
from typing import TYPE_CHECKING

import navwarn
from navwarn.errors import ExternalError, NavwarnError
from tests.docs.pages import read_page, tables
from tools.project import python_files

if TYPE_CHECKING:
    from collections.abc import Iterator

EXITS, CODES = tables(read_page("docs/reference/errors-and-exit-statuses.md"))
SHOWN_AT_THE_EDGE = "show_error"
"""What the command line calls for errors that are not its own, all of them failures outside."""


_CODE = re.compile("NW-[A-Z-]+")


def statuses() -> dict[str, set[int]]:
    """The exit statuses that go with each code, from the errors that carry it."""
    found: dict[str, set[int]] = defaultdict(set)
    errors = {error.__name__: error.exit_status for error in all_errors(NavwarnError)}
    for error in all_errors(NavwarnError):
        found[error.code].add(error.exit_status)
    for path in python_files("src/navwarn"):
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
            if isinstance(node, ast.Call) and isinstance(node.func, ast.Name):
                for code in codes_given(node):
                    found[code].add(errors.get(node.func.id, ExternalError.exit_status))
    return found


def all_errors(error: type[NavwarnError]) -> Iterator[type[NavwarnError]]:
    for module in pkgutil.walk_packages(navwarn.__path__, "navwarn."):
        if not module.name.endswith("__main__"):
            importlib.import_module(module.name)
    pending = [error]
    while pending:
        known = pending.pop()
        yield known
        pending.extend(known.__subclasses__())


def codes_given(call: ast.Call) -> Iterator[str]:
    """The codes among the arguments of a call."""
    for argument in (*call.args, *(keyword.value for keyword in call.keywords)):
        match argument:
            case ast.Constant(value=str(text)) if _CODE.fullmatch(text):
                yield text


def test_every_code_is_listed_with_its_status() -> None:
    assert {code: {int(status)} for code, status, _ in CODES} == statuses()


def test_codes_are_listed_once_and_in_order() -> None:
    assert [code for code, *_ in CODES] == sorted({code for code, *_ in CODES})


def test_every_status_is_explained() -> None:
    explained = {int(status) for status, _ in EXITS}
    assert {status for found in statuses().values() for status in found} <= explained
