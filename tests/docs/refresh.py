"""Writes into pages what their commands print now: ``python -m tests.docs.refresh PAGE ...``.

Only outputs that no longer agree are replaced; what is volatile in them is for people to put ``…`` for.
"""

from __future__ import annotations

import sys
import tempfile
from pathlib import Path
from typing import TYPE_CHECKING

from tests.docs.pages import read_page
from tests.docs.session import Turn, agrees, run, steps
from tests.docs.stage import IN_THE_DEMONSTRATION, copy_without_feeds, demonstrate, environment
from tools.project import ROOT

if TYPE_CHECKING:
    from tests.docs.session import Answer


def refresh(name: str, folder: Path) -> None:
    """Rewrite a page whose sessions play below a folder."""
    directory = folder / "home"
    if name in IN_THE_DEMONSTRATION:
        copy_without_feeds(demonstrate(folder), directory)
    else:
        directory.mkdir()
    todo = steps(read_page(name))
    told = [step for step in todo if isinstance(step, Turn)]
    answers = run(todo, directory, environment(directory))
    lines = read_page(name).splitlines(keepends=True)
    for turn, answer in reversed(list(zip(told, answers, strict=True))):
        if not agrees(turn.output, answer.output):
            replace(lines, turn, answer)
    (ROOT / name).write_text("".join(lines), encoding="utf-8")


def replace(lines: list[str], turn: Turn, answer: Answer) -> None:
    """Put what was printed in place of what the page tells, below the command."""
    start = turn.line + turn.command.count("\n")
    printed = [f"{line.rstrip()}\n" for line in answer.output.rstrip().splitlines()]
    lines[start : start + turn.output.count("\n")] = printed


def main(names: list[str]) -> None:
    """Refresh the pages of these names."""
    for name in names:
        with tempfile.TemporaryDirectory() as folder:
            refresh(name, Path(folder))


if __name__ == "__main__":
    main(sys.argv[1:])
