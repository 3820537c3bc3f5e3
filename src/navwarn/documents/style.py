"""Styles: how a text that is new to a document is spelled (documents.md N3, N5).

Block where it has a line feed, double-quoted where plain would be taken for a number, a date or the like,
single-quoted where plain would not be YAML, else plain. What no block can hold without blanks at line ends
(F3) is double-quoted.
"""

from __future__ import annotations

import re

from navwarn.documents.layout import Leaf

_UNPRINTABLE = re.compile("[\x00-\x1f\x7f-\x9f\u2028\u2029\ud800-\udfff\ufeff\ufffe\uffff]")
"""What YAML cannot show as it is, and tabs, which have no place in canonical layout."""

_NOT_LITERAL = re.compile(r"\A\n*(?: |\Z)| (?:\n|\Z)|\n\n\Z")
"""A text whose first words are indented, with blanks at the end of a line, or ending in empty lines."""

_NOT_PLAIN = re.compile(r"\A(?:[#,\[\]{}&*!|>'\"%@`]|[-?:](?: |\Z)|---|\.\.\.| )|: | #|[: ]\Z")
"""Indicators of YAML that a plain text cannot begin with or contain."""

_NOT_TEXT = re.compile(
    r"~|null|Null|NULL|y|Y|yes|Yes|YES|n|N|no|No|NO|true|True|TRUE|false|False|FALSE|on|On|ON|off|Off|OFF"
    r"|=|<<|[-+]?\.(?:inf|Inf|INF)|\.(?:nan|NaN|NAN)"
    r"|[-+]?(?:0b[01_]+|0o?[0-7_]+|0x[0-9a-fA-F_]+|[0-9][0-9_]*(?::[0-5]?[0-9])+(?:\.[0-9_]*)?)"
    r"|[-+]?(?:[0-9][0-9_]*(?:\.[0-9_]*)?|\.[0-9][0-9_]*)(?:[eE][-+]?[0-9]+)?"
    r"|[0-9.]+[eE][0-9]+"
    r"|[0-9]{4}-[0-9]{1,2}-[0-9]{1,2}"
    r"(?:(?:[Tt]|[ \t]+)[0-9]{1,2}:[0-9]{2}:[0-9]{2}(?:\.[0-9]*)?[ \t]*(?:Z|[-+][0-9]{1,2}(?::?[0-9]{2})?)?)?"
)
"""What some YAML reader takes for null, a boolean, a number or a time (N3: hex ids among them)."""

_ESCAPES = dict(
    zip(
        '\0\a\b\t\n\v\f\r\x1b"\\\x85\u2028\u2029',
        (r"\0 \a \b \t \n \v \f \r \e" + r" \" \\ \N \L \P").split(),
        strict=True,
    )
)
_ESCAPED = re.compile(f'["\\\\]|{_UNPRINTABLE.pattern}')


def spell(text: str) -> Leaf:
    """The spelling of a text as the value of a key or an item of a list."""
    if "\n" in text and not _NOT_LITERAL.search(text) and not _UNPRINTABLE.search(text.replace("\n", "")):
        body = text.removesuffix("\n")
        return Leaf(text, ("|-" if body == text else "|", *body.split("\n")), is_block=True)
    return Leaf(text, (spell_inline(text),))


def spell_inline(text: str) -> str:
    """The spelling of a text in one line, as keys need it."""
    if not text or _UNPRINTABLE.search(text) or _NOT_TEXT.fullmatch(text):
        return quote_double(text)
    return quote_single(text) if _NOT_PLAIN.search(text) else text


def quote_single(text: str) -> str:
    """A text of one line between single quotes."""
    return "'" + text.replace("'", "''") + "'"


def quote_double(text: str) -> str:
    """Any text between double quotes, in one line."""
    return '"' + _ESCAPED.sub(_escape, text) + '"'


def _escape(match: re.Match[str]) -> str:
    character = match[0]
    code = ord(character)
    return _ESCAPES.get(character) or (f"\\x{code:02x}" if code <= 0xFF else f"\\u{code:04x}")  # noqa: PLR2004
