"""Markdown in which no text of others is markup (image-diff.md MD5)."""

from __future__ import annotations

from typing import TYPE_CHECKING

from navwarn.core.plain import plain

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

_MAX_CELL = 300


def code(text: str) -> str:
    """A text of others as a code span: nothing in it is markup, a mention or a link.

    A bar would end the cell of a table, so that a broken one stands for it.
    """
    cut = text if len(text) <= _MAX_CELL else f"{text[:_MAX_CELL]}…"
    shown = " ".join(plain(cut).split()).replace("|", "¦")
    if not shown:
        return ""
    fence = "`"
    while fence in shown:
        fence += "`"
    pad = " " if shown[0] == "`" or shown[-1] == "`" else ""
    return f"{fence}{pad}{shown}{pad}{fence}"


def codes(texts: Iterable[str]) -> str:
    """Several texts of others, however many there are."""
    return ", ".join(map(code, texts))


def table(title: str, columns: Sequence[str], rows: Iterable[Sequence[str]]) -> list[str]:
    """A section with a table; nothing where there are no rows. Cells are Markdown already."""
    listed = [line(row) for row in rows]
    if not listed:
        return []
    return [f"### {title}", "", line(columns), line("---" for _ in columns), *listed]


def line(cells: Iterable[str]) -> str:
    """A row of a table."""
    return f"| {' | '.join(cells)} |"
