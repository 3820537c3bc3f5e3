"""``navwarn version``: put two versions, or a stream of pairs, in order; say whether a version is valid."""

from __future__ import annotations

import sys
from typing import TYPE_CHECKING, NamedTuple, cast

import click

from navwarn.cli.context import Context, pass_context
from navwarn.cli.options import output_option
from navwarn.cli.output import envelope, json_text
from navwarn.errors import InputError
from navwarn.versions.interface import InvalidVersionError, quote
from navwarn.versions.registry import SCHEME_NAMES, scheme

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator
    from io import BufferedReader

    from navwarn.versions.interface import Scheme

_SIGNS = {-1: "<", 0: "=", 1: ">"}
_VERSIONS_IN_PAIR = 2
_CHUNK = 65_536
_LONGEST_LINE = 65_536
_MOST_WARNINGS = 20

_scheme_option = click.option(
    "--scheme",
    "scheme_name",
    type=click.Choice(SCHEME_NAMES),
    default="apk",
    show_default=True,
    help="Whose rules to follow.",
)


class PairError(InputError):
    """A line of standard input that is not two versions."""

    code = "NW-VERSION-PAIR"


class _Pair(NamedTuple):
    left: str
    right: str
    line: int = 0
    """Where it stands in standard input; 0 for the command line."""


@click.group()
def version() -> None:
    """Compare and check versions as their ecosystem does."""


@version.command()
@click.argument("left")
@click.argument("right", required=False)
@_scheme_option
@output_option("table", "json")
@pass_context
def compare(ctx: Context, left: str, right: str | None, scheme_name: str, output: str) -> None:
    """Print whether LEFT is <, = or > RIGHT.

    With - as the only operand, read pairs from standard input, two versions separated by white space on
    each line, and print one sign a line in the same order as the pairs come in. Blank lines are skipped.
    """
    if right is None and left != "-":
        raise click.UsageError("Give two versions, or - to read pairs from standard input.")
    batches = _read_pairs() if right is None else iter([iter([_Pair(left, right)])])
    judge = _Judge(scheme(scheme_name), ctx.warn)
    if output == "json":
        items = [judge.describe(pair) for batch in batches for pair in batch]
        click.echo(json_text(envelope("version-comparison", ctx.now(), items=items)), nl=False)
        return
    for batch in batches:
        _print_signs(judge, batch)


def _print_signs(judge: _Judge, batch: Iterator[_Pair]) -> None:
    """One sign a line, at once for the batch; what came before a bad line is printed too."""
    signs: list[str] = []
    try:
        signs.extend(f"{judge.sign(pair)}\n" for pair in batch)
    finally:
        click.echo("".join(signs), nl=False)


class _Judge:
    """Compares pairs, and warns of versions that are not valid but ordered all the same."""

    def __init__(self, order: Scheme, warn: Callable[[str], None]) -> None:
        self._order = order
        self._warn = warn
        self._named: set[str] = set()

    def sign(self, pair: _Pair) -> str:
        """``<``, ``=`` or ``>``; an error that has to do with a line of input names it."""
        try:
            sign = _SIGNS[self._order.compare(pair.left, pair.right)]
        except InvalidVersionError as error:
            if not pair.line:
                raise
            raise InvalidVersionError(f"standard input, line {pair.line}: {error.message}") from None
        self._look_at(pair.left)
        self._look_at(pair.right)
        return sign

    def describe(self, pair: _Pair) -> dict[str, object]:
        """The comparison as an item of the JSON document."""
        left, right = _as_utf8(pair.left), _as_utf8(pair.right)
        return {"scheme": self._order.name, "left": left, "sign": self.sign(pair), "right": right}

    def _look_at(self, text: str) -> None:
        """Warn of an invalid version once; after a number of them, name no more."""
        if len(self._named) > _MOST_WARNINGS or text in self._named or self._order.is_valid(text):
            return
        self._named.add(text)
        if len(self._named) > _MOST_WARNINGS:
            self._warn("there are more invalid versions, which are not named")
        else:
            self._warn(f"{self._order.explain_invalid(text)}; it is ordered all the same")


def _as_utf8(text: str) -> str:
    """The text with a question mark for what was no UTF-8 on the command line."""
    return text.encode(errors="replace").decode()


def _read_pairs() -> Iterator[Iterator[_Pair]]:
    """The pairs of standard input, in batches as they arrive, so that whoever waits for a sign gets it."""
    if sys.stdin is None:
        raise PairError("standard input is closed: give it lines of two versions each")
    number = 1
    for lines in _read_lines(cast("BufferedReader", sys.stdin.buffer)):
        yield _parse_pairs(lines, number)
        number += len(lines)


def _read_lines(stream: BufferedReader) -> Iterator[list[bytes]]:
    """The complete lines of each chunk, and at last what follows the last line feed."""
    rest = b""
    while len(rest) <= _LONGEST_LINE and (chunk := stream.read1(_CHUNK)):
        *lines, rest = (rest + chunk).split(b"\n")
        yield lines
    if rest:
        yield [rest]


def _parse_pairs(lines: list[bytes], first: int) -> Iterator[_Pair]:
    for number, line in enumerate(lines, first):
        if len(line) > _LONGEST_LINE:
            raise PairError(f"standard input, line {number}: longer than {_LONGEST_LINE} bytes")
        if line.strip():
            yield _parse_pair(line, number)


def _parse_pair(line: bytes, number: int) -> _Pair:
    fields = line.split()
    if len(fields) != _VERSIONS_IN_PAIR:
        shown = quote(line.decode(errors="replace").strip())
        raise PairError(
            f"standard input, line {number}: {shown} is not two versions separated by white space"
        )
    try:
        return _Pair(fields[0].decode(), fields[1].decode(), number)
    except UnicodeDecodeError:
        raise PairError(f"standard input, line {number}: not UTF-8 text") from None


@version.command()
@click.argument("text", metavar="VERSION")
@_scheme_option
@output_option("table", "json")
@pass_context
def check(ctx: Context, text: str, scheme_name: str, output: str) -> None:
    """Say whether VERSION is valid, and if not, why; then the exit status is 1.

    For apk it also says when a valid version cannot stand in an advisory as a fixed version, as when it has
    no release.
    """
    fault = scheme(scheme_name).explain_invalid(text)
    item: dict[str, object] = {"scheme": scheme_name, "version": _as_utf8(text), "valid": fault is None}
    item["reason"] = fault
    if scheme_name == "apk":
        item |= _as_fixed_version(text)
    if output == "json":
        click.echo(json_text(envelope("version-check", ctx.now(), items=[item])), nl=False)
    else:
        click.echo(_sentence(item))
    raise click.exceptions.Exit(0 if fault is None else 1)


def _as_fixed_version(text: str) -> dict[str, object]:
    from navwarn.versions.apk import explain_incomplete

    fault = explain_incomplete(text)
    return {"valid_as_fixed_version": fault is None, "fixed_version_reason": fault}


def _sentence(item: dict[str, object]) -> str:
    if not item["valid"]:
        also = ", though a fixed version may be written so" if item.get("valid_as_fixed_version") else ""
        return f"{item['reason']}{also}"
    valid = f"{quote(str(item['version']))} is a valid {item['scheme']} version"
    restriction = item.get("fixed_version_reason")
    return f"{valid}, but no fixed version: {restriction}" if restriction else valid
