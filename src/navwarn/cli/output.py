"""How results leave a command: tables for people, JSON for programs, files that are whole or not there."""

from __future__ import annotations

import sys
from typing import TYPE_CHECKING, Any

import msgspec

from navwarn.core.instant import format_exact

if TYPE_CHECKING:
    from collections.abc import Sequence
    from pathlib import Path

    from navwarn.cli.context import Context
    from navwarn.core.instant import Instant
    from navwarn.core.moments import Moments


def envelope(thing: str, now: Instant, moments: Moments | None = None, **content: Any) -> dict[str, Any]:
    """A JSON result as architecture.md 7.1 has it: schema, moments, then ``items`` or one object."""
    head: dict[str, Any] = {"schema": f"navwarn/{thing}/1", "generated_at": format_exact(now)}
    if moments is not None:
        head["as_of"] = None if moments.as_of is None else format_exact(moments.as_of)
        head["known_at"] = moments.known
    return head | content


def json_text(value: Any) -> str:
    """A result as indented JSON with a final newline."""
    try:
        return msgspec.json.format(msgspec.json.encode(value), indent=2).decode() + "\n"
    except (UnicodeEncodeError, OverflowError):  # a name of a file that is not UTF-8, a vast number
        import json

        return json.dumps(value, indent=2, ensure_ascii=False) + "\n"


def emit(content: str | bytes, out: Path | None) -> None:
    """Write a result to standard output, or to a file that is replaced as a whole.

    Names of files that are not UTF-8 are the only text that UTF-8 cannot hold; it has question marks there.
    """
    data = content.encode(errors="replace") if isinstance(content, str) else content
    if out is None:
        sys.stdout.flush()
        sys.stdout.buffer.write(data)
        sys.stdout.buffer.flush()
    else:
        from navwarn.workflows.files import write_atomically

        write_atomically(out, data)


def table(
    ctx: Context,
    columns: Sequence[str],
    rows: Sequence[Sequence[str]],
    *,
    right: frozenset[str] = frozenset(),
    styles: dict[str, str] | None = None,
) -> str:
    """Rows under headings: drawn for a terminal with colours, else aligned plain text.

    ``right`` names columns of numbers; ``styles`` gives the colour of cells by their text.
    """
    if ctx.is_colored():
        return _drawn(columns, rows, right, styles or {})
    widths = [_width(column) for column in zip(columns, *rows, strict=True)]
    lines = [
        "  ".join(
            cell.rjust(width) if name in right else cell.ljust(width)
            for name, cell, width in zip(columns, row, widths, strict=True)
        ).rstrip()
        for row in (columns, *rows)
    ]
    return "\n".join(lines) + "\n"


_WIDE = 100
"""Longer cells stand out of their column: one name of an image must not stretch every row."""

_ENDLESS = 1 << 16
"""More columns than any row takes."""


def _width(cells: Sequence[str]) -> int:
    lengths = [len(cell) for cell in cells]
    return max((length for length in lengths if length <= _WIDE), default=0)


def _drawn(
    columns: Sequence[str],
    rows: Sequence[Sequence[str]],
    right: frozenset[str],
    styles: dict[str, str],
) -> str:
    from rich import box
    from rich.console import Console
    from rich.table import Table
    from rich.text import Text

    drawn = Table(box=box.SIMPLE_HEAD, header_style="bold", padding=(0, 1, 0, 0), pad_edge=False)
    for name in columns:
        drawn.add_column(name, justify="right" if name in right else "left", no_wrap=True)
    for row in rows:
        drawn.add_row(*[Text(cell, style=styles.get(cell, "")) for cell in row])
    # As wide as it is: a terminal folds a long line itself, and an id that we had cut could not be copied.
    # Whether there are colours is decided already.
    console = Console(force_terminal=True, highlight=False, width=_ENDLESS, no_color=False)
    with console.capture() as capture:
        console.print(drawn)
    return capture.get()


def printable(text: str) -> str:
    """Text from a document as one line that a terminal shows as it is: control characters become spaces."""
    return " ".join("".join(c if c.isprintable() else " " for c in text).split())
