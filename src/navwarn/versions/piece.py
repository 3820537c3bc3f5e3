"""Pieces of sort keys: each keeps the order of what it encodes and ends where it says it ends.

Pieces are built as text whose characters are all below U+0100, because joining text is the fastest thing
Python does; ``seal`` turns the whole into bytes.
"""

from __future__ import annotations

_FULL = 255
"""A length byte of this value means: 255 digits, and more to come."""


def number(digits: str) -> str:
    """A number of any length, given as decimal digits (none means 0): its length, then its digits.

    Never through ``int``: Python refuses more than 4,300 digits. Leading zeros do not count.
    """
    significant = digits.lstrip("0")
    full, rest = divmod(len(significant), _FULL)
    return f"{chr(_FULL) * full}{chr(rest)}{significant}"


def word(text: str) -> str:
    """Any text in code point order, closed by a zero character; a prefix sorts first."""
    if not text.isascii():
        # UTF-8 keeps the order of code points; lone surrogates are ordered like any other.
        text = text.encode("utf-8", "surrogatepass").decode("latin-1")
    if "\0" in text or "\1" in text:
        text = text.replace("\1", "\1\2").replace("\0", "\1\1")
    return f"{text}\0"


def seal(*pieces: str) -> bytes:
    """The finished key."""
    return "".join(pieces).encode("latin-1")
