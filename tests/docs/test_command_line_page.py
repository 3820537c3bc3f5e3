"""The page on the command line is the one that the program makes."""

from __future__ import annotations

from tools.command_reference import PAGE, render


def test_the_page_is_made_from_the_program() -> None:
    assert PAGE.read_text(encoding="utf-8") == render(), "run: python -m tools.command_reference"
