"""Addresses in text of others: which may become a link (peers.md A7)."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from msgspec import Struct

if TYPE_CHECKING:
    from collections.abc import Iterator

_LONGEST = 2000
# No user information before the host, which would let an address look like somebody else's.
_HOST = r"[^\s/?#\\@<>\"'`\x00-\x20\x7f]++(?!@)"
_REST = r"(?:[/?#][^\s\\<>\"'`\x00-\x20\x7f]*)?"
_ADDRESS = re.compile(rf"https?://{_HOST}{_REST}", re.IGNORECASE)
_CLOSING = ".,;:!?)]}*_"


class Piece(Struct, frozen=True):
    """A stretch of text; ``href`` is not empty where it is an address that may be a link."""

    text: str
    href: str = ""


def linkable(text: str) -> str:
    """The text where all of it is an http or https address one may link to, else an empty text."""
    return text if len(text) <= _LONGEST and _ADDRESS.fullmatch(text) else ""


def pieces(text: str) -> Iterator[Piece]:
    """The text in pieces, so that addresses in it can be shown as links; together they are the text."""
    start = 0
    for match in _ADDRESS.finditer(text):
        address = match[0].rstrip(_CLOSING)
        if linkable(address):
            if match.start() > start:
                yield Piece(text[start : match.start()])
            yield Piece(address, address)
            start = match.start() + len(address)
    if start < len(text):
        yield Piece(text[start:])
