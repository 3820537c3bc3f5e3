"""The measures of ``make quality`` and ``make lint`` notice what they are for."""

from __future__ import annotations

from typing import TYPE_CHECKING

from tools.duplicate import SHORTEST, duplicates
from tools.hosts import HOSTS, named_hosts
from tools.project import python_files
from tools.size import FUNCTION_LINES, MODULE_LINES, oversized

if TYPE_CHECKING:
    from pathlib import Path


def write(path: Path, *lines: str) -> Path:
    path.write_text("\n".join(lines) + "\n", encoding="utf-8")
    return path


def statements(count: int, start: int = 0) -> list[str]:
    return [f"value_{number} = {number}" for number in range(start, start + count)]


def test_no_module_of_the_project_is_over_its_limit() -> None:
    faults = [str(fault) for fault in oversized(python_files("src")) if fault.what == "the module"]
    assert faults == []


def test_a_module_may_have_the_limit_and_not_one_line_more(tmp_path: Path) -> None:
    full = write(tmp_path / "full.py", *statements(MODULE_LINES))
    over = write(tmp_path / "over.py", *statements(MODULE_LINES + 1))
    assert [fault.lines for fault in oversized([full, over])] == [MODULE_LINES + 1]


def test_a_function_is_measured_without_docstring_and_decorators(tmp_path: Path) -> None:
    body = [f"    {line}" for line in statements(FUNCTION_LINES - 1)]
    docstring = ['    """What comes back.', "", "    More of it.", '    """']
    write(tmp_path / "m.py", "@first", "@second", "def long_enough():", *docstring, *body)
    assert list(oversized([tmp_path / "m.py"])) == []


def test_a_method_one_line_too_long_is_named_with_its_line(tmp_path: Path) -> None:
    body = [f"        {line}" for line in statements(FUNCTION_LINES)]
    path = write(tmp_path / "m.py", "class Room:", "    async def sprawl(self):", *body)
    assert [str(fault) for fault in oversized([path])] == [
        f"{path}:2: sprawl() has {FUNCTION_LINES + 1} lines, more than {FUNCTION_LINES}"
    ]


def test_a_copied_passage_is_found_whatever_its_layout_and_comments(tmp_path: Path) -> None:
    passage = statements(SHORTEST)
    first = write(tmp_path / "a.py", "before = 1", *passage, "after = 1")
    laid_out = [line.replace("= ", "=  ") + "  # why" for line in passage]
    second = write(tmp_path / "b.py", '"""Module."""', "import os", "", *laid_out, "other = 2")
    assert [str(found) for found in duplicates([first, second])] == [
        f"{second}:4: {SHORTEST} lines as at {first}:2"
    ]


def test_a_longer_copy_is_reported_once_at_its_full_length(tmp_path: Path) -> None:
    path = write(tmp_path / "a.py", *statements(20), "between = 1", *statements(20))
    assert [found.lines for found in duplicates([path])] == [20]


def test_a_short_likeness_is_chance(tmp_path: Path) -> None:
    short = statements(SHORTEST - 1)
    assert list(duplicates([write(tmp_path / "a.py", *short, "x = 1", *short)])) == []


def test_a_registry_host_is_named_with_its_line(tmp_path: Path) -> None:
    host = ".".join(HOSTS[0])
    path = write(tmp_path / "a.md", "Install it", f"from https://files.{host}/simple.")
    assert [(number, name) for _, number, name in named_hosts([path])] == [(2, host)]


def test_the_ecosystem_named_like_a_registry_is_no_host(tmp_path: Path) -> None:
    path = write(tmp_path / "a.json", '{"ecosystem": "crates.io"}')
    assert list(named_hosts([path])) == []
