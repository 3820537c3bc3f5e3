"""Text of others made fit to be shown: upstream and imported text is hostile (architecture.md law 10)."""

from __future__ import annotations

import re

_REPLACEMENT = "\N{REPLACEMENT CHARACTER}"
_LINE_END = re.compile(r"\r\n?")
# Control characters but tab and line feed; what turns the direction of the text around it; halves of
# surrogate pairs and characters that are none, which UTF-8 or XML cannot carry.
_UNSHOWABLE = re.compile(
    "[\x00-\x08\x0b-\x1f\x7f-\x9f\u202a-\u202e\u2066-\u2069\ud800-\udfff\ufdd0-\ufdef\ufffe\uffff]"
)


def plain(text: str) -> str:
    """The text without what is no text: such characters become U+FFFD, line ends line feeds."""
    if text.isascii() and text.isprintable():
        return text
    return _UNSHOWABLE.sub(_REPLACEMENT, _LINE_END.sub("\n", text))
