"""The pages of the documentation, and what tests read from them besides sessions."""

from __future__ import annotations

import re

from tools.project import ROOT

_FENCED = re.compile(r"^```.*?^```$", re.MULTILINE | re.DOTALL)
_TABLE = re.compile(r"(?:^\|.*\|\n)+", re.MULTILINE)
_CELLS = re.compile(r"(?<!\\)\|")
_LINK = re.compile(r"\[[^\]]*\]\(([^)\s]+)\)")
_HEADING = re.compile(r"^#+ (.+)$", re.MULTILINE)


def pages() -> list[str]:
    """The names of all pages from the root of the project, the README first."""
    docs = sorted(path.relative_to(ROOT).as_posix() for path in (ROOT / "docs").rglob("*.md"))
    return ["README.md", *docs]


def read_page(name: str) -> str:
    """The text of a page."""
    return (ROOT / name).read_text(encoding="utf-8")


def tables(page: str) -> list[list[list[str]]]:
    """The tables of a page: rows of cells without the heading, code marks removed."""
    return [
        [
            [cell.strip().replace("`", "").replace("\\|", "|") for cell in _CELLS.split(row)[1:-1]]
            for row in text.splitlines()[2:]
        ]
        for text in _TABLE.findall(page)
    ]


def links(page: str) -> list[str]:
    """Where the links of a page lead, code left aside."""
    return _LINK.findall(_FENCED.sub("", page))


def anchors(page: str) -> set[str]:
    """The anchors of a page's headings, as forges make them."""
    headings = _HEADING.findall(_FENCED.sub("", page))
    return {re.sub(r"[^\w\- ]", "", heading.lower()).replace(" ", "-") for heading in headings}
