"""EPSS: a day's scores as CSV, the model that made them in a comment before them (sources.md EP)."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from navwarn.core.identifier import IdKind, kind_of
from navwarn.core.record import Prediction
from navwarn.sources.interface import Decoded, Fault, Piece, UnusableError
from navwarn.sources.text import identifier, moment, word

if TYPE_CHECKING:
    from collections.abc import Iterator

    from navwarn.core.instant import Instant

NAME = "epss"
ROWS = 20_000
"""How many rows make a piece."""

_MODEL = re.compile(rb"model_version:([^,\r\n]*)")
_DATE = re.compile(rb"score_date:([^,\r\n]*)")
_NUMBER = re.compile(r"[0-9]*\.?[0-9]+(?:[eE][+-]?[0-9]+)?")
_HEADER = b"cve,"
_MAX_PREAMBLE = 10


def pieces(place: str, data: bytes) -> Iterator[Piece]:
    """The rows of a file, some thousands at a time, each part under the comment and header of the whole."""
    lines = data.splitlines()
    start = next(
        (n for n, line in enumerate(lines[:_MAX_PREAMBLE]) if line.lower().startswith(_HEADER)), None
    )
    if start is None:
        raise UnusableError("has no header cve,epss,percentile")
    comment = b" ".join(lines[:start])
    for first in range(start + 1, len(lines), ROWS):
        body = b"\n".join([comment, str(first).encode(), lines[start], *lines[first : first + ROWS]])
        yield Piece(NAME, place, body)


def decode(piece: Piece) -> Decoded:
    """The predictions of a piece; rows that are none are set aside."""
    comment, first, header, *rows = [*piece.data.split(b"\n"), b"", b""]
    model, at = _made_by(comment)
    columns = [name.strip().lower() for name in header.decode("utf-8", "replace").split(",")]
    try:
        places = tuple(columns.index(name) for name in ("cve", "epss", "percentile"))
    except ValueError:
        raise UnusableError("has no header cve,epss,percentile") from None
    found: list[Prediction] = []
    aside: list[Fault] = []
    for number, row in enumerate(rows, _line(first) + 1):
        if not row.strip():
            continue
        try:
            found.append(_prediction(row.decode("utf-8", "replace").split(","), places, model, at))
        except (UnusableError, IndexError) as error:
            reason = str(error) if isinstance(error, UnusableError) else "has too few columns"
            aside.append(Fault(f"{piece.place}:{number}", reason, NAME))
    return Decoded(predictions=tuple(found), set_aside=tuple(aside))


def _line(number: bytes) -> int:
    """The number of a piece's first line, as ``pieces`` put it down."""
    return int(number) if number.isdigit() else 0


def _made_by(comment: bytes) -> tuple[str, Instant]:
    """The model and the day of the scores (EP1, EP2); without a day they could not be put in order."""
    model, date = _MODEL.search(comment), _DATE.search(comment)
    at = moment(date[1].decode("utf-8", "replace")) if date else None
    if at is None:
        raise UnusableError("does not say in its first line which day its scores are of (score_date)")
    return word(model[1].decode("utf-8", "replace")) if model else "", at


def _prediction(cells: list[str], places: tuple[int, ...], model: str, at: Instant) -> Prediction:
    cve, score, percentile = (cells[place].strip().strip('"') for place in places)
    name = identifier(cve)
    if kind_of(name) is not IdKind.CVE:
        raise UnusableError(f"has {cve[:60]!r} where the id of a CVE belongs")
    return Prediction(name, _share(score), _share(percentile), model, at)


def _share(text: str) -> float:
    """A number from 0 to 1, exponent or not."""
    number = float(text) if _NUMBER.fullmatch(text) else -1.0
    if not 0 <= number <= 1:
        raise UnusableError(f"has {text[:60]!r} where a number from 0 to 1 belongs")
    return number
