"""The page on the life cycle shows what the demonstration really prints."""

from __future__ import annotations

import os
import shlex
import subprocess
import sys
from typing import TYPE_CHECKING

from tests.docs.pages import read_page, turns

if TYPE_CHECKING:
    from pathlib import Path


def run(arguments: list[str], directory: Path) -> str:
    environment = {name: value for name, value in os.environ.items() if not name.startswith("NAVWARN")}
    done = subprocess.run(
        [sys.executable, "-m", "navwarn", *arguments],
        cwd=directory,
        env=environment,
        capture_output=True,
        text=True,
        check=True,
    )
    return done.stdout


def test_its_sessions_print_what_it_says(tmp_path: Path) -> None:
    run(["demo", "--out", "navwarn-demo"], tmp_path)
    session = turns(read_page("explanation/life-cycle.md"))
    assert len(session) >= 12
    for turn in session:
        program, *arguments = shlex.split(turn.command)
        assert program == "navwarn"
        assert (turn.command, run(arguments, tmp_path / "navwarn-demo")) == (turn.command, turn.output)
