"""Finds passages of code that stand in the source twice.

Compared are logical lines without comments, docstrings and imports, so that layout hides nothing and
the same list of imports is no offence.
"""

from __future__ import annotations

import tokenize
from collections import defaultdict
from dataclasses import dataclass
from itertools import combinations
from pathlib import Path
from typing import TYPE_CHECKING

from tools.project import ROOT

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

SHORTEST = 8  # logical lines: shorter likeness is usually chance

_LAYOUT = {
    tokenize.COMMENT,
    tokenize.DEDENT,
    tokenize.ENCODING,
    tokenize.ENDMARKER,
    tokenize.INDENT,
    tokenize.NL,
}


@dataclass(frozen=True, slots=True)
class Line:
    """A logical line of code: where it begins, and its tokens with single spaces between them."""

    path: Path
    number: int
    text: str

    @property
    def place(self) -> str:
        """File and line, as editors open them."""
        inside = self.path.is_relative_to(ROOT)
        return f"{self.path.relative_to(ROOT) if inside else self.path}:{self.number}"


@dataclass(frozen=True, slots=True)
class Duplicate:
    """Two passages of the same ``lines`` logical lines."""

    first: Line
    second: Line
    lines: int

    def __str__(self) -> str:
        return f"{self.second.place}: {self.lines} lines as at {self.first.place}"


def duplicates(files: Iterable[Path]) -> Iterator[Duplicate]:
    """Each pair of like passages of ``SHORTEST`` lines or more, at its full length, once."""
    modules = [list(_logical_lines(path)) for path in files]
    windows: dict[tuple[str, ...], list[tuple[int, int]]] = defaultdict(list)
    for index, lines in enumerate(modules):
        for start in range(len(lines) - SHORTEST + 1):
            window = tuple(line.text for line in lines[start : start + SHORTEST])
            windows[window].append((index, start))
    for places in windows.values():
        for (one, at), (other, beside) in combinations(places, 2):
            if one == other and beside - at < SHORTEST:
                continue
            if at and beside and modules[one][at - 1].text == modules[other][beside - 1].text:
                continue  # inside a passage that began earlier
            length = _common_length(modules[one][at:], modules[other][beside:])
            yield Duplicate(modules[one][at], modules[other][beside], length)


def _common_length(first: list[Line], second: list[Line]) -> int:
    pairs = enumerate(zip(first, second, strict=False))
    shorter = min(len(first), len(second))
    return next((index for index, (a, b) in pairs if a.text != b.text), shorter)


def _logical_lines(path: Path) -> Iterator[Line]:
    gathered: list[tokenize.TokenInfo] = []
    with tokenize.open(path) as source:
        for token in tokenize.generate_tokens(source.readline):
            if token.type == tokenize.NEWLINE:
                if _is_code(gathered):
                    text = " ".join(part.string for part in gathered)
                    yield Line(path, gathered[0].start[0], text)
                gathered = []
            elif token.type not in _LAYOUT:
                gathered.append(token)


def _is_code(tokens: list[tokenize.TokenInfo]) -> bool:
    is_docstring = all(token.type == tokenize.STRING for token in tokens)
    return not is_docstring and tokens[0].string not in {"import", "from"}
