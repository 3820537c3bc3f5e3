"""What tests read from a page of the documentation: its tables and its sessions at a terminal."""

from __future__ import annotations

import re
from dataclasses import dataclass
from pathlib import Path

DOCS = Path(__file__).resolve().parents[2] / "docs"

_SESSION = re.compile(r"^```console\n(.*?)^```$", re.MULTILINE | re.DOTALL)
_TABLE = re.compile(r"(?:^\|.*\|\n)+", re.MULTILINE)
_PROMPT = "$ "


@dataclass(frozen=True, slots=True)
class Turn:
    """A command of a session, and what the page says that it prints."""

    command: str
    output: str


def read_page(name: str) -> str:
    return (DOCS / name).read_text(encoding="utf-8")


def turns(page: str) -> list[Turn]:
    """The commands of all sessions of a page, in order."""
    found: list[Turn] = []
    for session in _SESSION.findall(page):
        for part in re.split(rf"^{re.escape(_PROMPT)}", session, flags=re.MULTILINE)[1:]:
            command, _, output = part.partition("\n")
            found.append(Turn(command, output))
    return found


def tables(page: str) -> list[list[list[str]]]:
    """The tables of a page: rows of cells without the heading, code marks removed."""
    return [
        [
            [cell.strip().replace("`", "") for cell in row.strip("|").split("|")]
            for row in text.splitlines()[2:]
        ]
        for text in _TABLE.findall(page)
    ]
