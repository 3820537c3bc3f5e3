"""Options that several commands share, and how their values are read."""

from __future__ import annotations

import re
from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING, Any, TypeVar

import click

from navwarn.core.instant import Instant, parse_day, parse_instant, parse_moment
from navwarn.core.moments import Moments
from navwarn.errors import InputError

if TYPE_CHECKING:
    from navwarn.ledger.interface import Ledger

_SEQUENCE_DIGITS = 18

F = TypeVar("F", bound=Callable[..., Any])


def _parse_start(text: str) -> Instant:
    """The moment a person means by the beginning of a span: a time, or a date, whose beginning it is."""
    return parse_day(text) if len(text) == len("2024-05-01") else parse_instant(text)


class TimeType(click.ParamType[Instant]):
    """A time, read by one of the ways to read it."""

    name = "time"

    def __init__(self, parse: Callable[[str], Instant]) -> None:
        self._parse = parse

    def convert(self, value: Any, param: click.Parameter | None, ctx: click.Context | None) -> Instant:
        """The instant the text names; a usage error where it names none."""
        try:
            return self._parse(str(value))
        except ValueError as error:
            self.fail(str(error), param, ctx)


class WordType(click.ParamType[str]):
    """A text of a certain form, kept as it was written."""

    def __init__(self, name: str, pattern: str, wanted: str) -> None:
        self.name = name
        self._pattern = re.compile(pattern)
        self._wanted = wanted

    def convert(self, value: Any, param: click.Parameter | None, ctx: click.Context | None) -> str:
        """The text; a usage error where it has another form."""
        text = str(value)
        if self._pattern.fullmatch(text) is None:
            self.fail(f"{text[:60]!r} is not {self._wanted}", param, ctx)
        return text


class WrittenTimeType(TimeType):
    """A time or a date, kept as it was written."""

    def convert(self, value: Any, param: click.Parameter | None, ctx: click.Context | None) -> Any:
        """The text; a usage error where it names no time."""
        super().convert(value, param, ctx)
        return str(value)


ARCHITECTURE = WordType("text", r"[A-Za-z0-9_.-]+", "an architecture such as x86_64")
PACKAGE_URL = WordType("text", r"pkg:[A-Za-z][A-Za-z0-9.+-]*/[!-~]+", "a package URL such as pkg:apk/zlib")
WEB_ADDRESS = WordType("url", r"https?://[!-~]+", "an address such as https://example.org/fix")
WRITTEN_TIME = WrittenTimeType(_parse_start)
EXACT_TIME = TimeType(parse_instant)
SPAN_START = TimeType(_parse_start)
SPAN_END = TimeType(parse_moment)


def distribution_option(command: F) -> F:
    """Add ``--distribution``."""
    return click.option(
        "-D", "--distribution", metavar="NAME", help="Distribution, where more than one is configured."
    )(command)


def output_option(*formats: str) -> Callable[[F], F]:
    """Add ``-o``; the first format is the default."""
    return click.option(
        "-o",
        "--output",
        type=click.Choice(formats),
        default=formats[0],
        show_default=True,
        help="Format of the result.",
    )


def out_option(command: F) -> F:
    """Add ``--out``."""
    return click.option(
        "--out",
        type=click.Path(path_type=Path, dir_okay=False),
        help="Write the result to this file instead of standard output.",
    )(command)


def moment_options(command: F) -> F:
    """Add ``--as-of`` and ``--known-at``."""
    command = click.option(
        "--known-at",
        metavar="TIME|SEQUENCE",
        help="What had been recorded by then: a time, a date (its end, UTC) or an entry's number.",
    )(command)
    return click.option(
        "--as-of",
        metavar="TIME",
        type=SPAN_END,
        help="What was true then: a time, or a date (its end, UTC).",
    )(command)


def moments(ledger: Ledger, as_of: Instant | None, known_at: str | None) -> Moments:
    """The two moments that a command line asks for."""
    if known_at is None:
        return Moments(as_of)
    if known_at.isascii() and known_at.isdigit() and len(known_at) <= _SEQUENCE_DIGITS:
        return Moments(as_of, int(known_at))
    try:
        return Moments(as_of, ledger.sequence_at(parse_moment(known_at)))
    except ValueError as error:
        raise InputError(f"--known-at: {error}, or the number of an entry") from None
