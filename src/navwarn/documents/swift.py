"""Reading documents in canonical layout by pattern, about six times as fast as by a YAML parser.

Only what has the canonical layout (documents.md F3, F4), known keys and scalars that YAML cannot read in two
ways is recognised, and for that the answer is the same as that of ``parse`` and ``decode``. Everything else,
down to a folded note or a character beyond ASCII, is left to them, and so is every fault.
"""

from __future__ import annotations

import re
from typing import Any

from navwarn.core.event import Event
from navwarn.core.instant import parse_instant
from navwarn.documents.decode import DATA_KEYS
from navwarn.documents.document import AdvisoryDocument, Document
from navwarn.documents.node import NULL_TEXTS

_WORD = r"[A-Za-z0-9][A-Za-z0-9._+-]*"
_VALUE = r"""[A-Za-z0-9/(_.][ -~]*|"[ !#-\[\]-~]*"|'[ -&(-~]*'"""

_HEADER = re.compile(
    rf'schema-version: ("[0-9.]+"|[0-9]+\.[0-9.]*[0-9])\n\npackage:\n  name: ({_WORD})\n\nadvisories:\n'
)
_ADVISORY = re.compile(
    rf"  - id: ({_WORD})\n"
    rf"(?:    aliases:\n((?:      - {_WORD}\n)+))?"
    r"    events:\n((?:      [^\n]+\n)+)(\n|\Z)"
)
_EVENT = re.compile(
    r"      - timestamp: ([0-9T:-]{19}Z)\n        type: ([a-z-]+)\n"
    r"(?:        data:\n((?:          [^\n]+\n)+))?"
)
_FIELD = re.compile(
    rf"          ([A-Za-z-]{{1,40}}):(?: ({_VALUE})\n|\n((?:            [^\n]+\n)+)"
    r"| (\|-?)\n((?:            [!-~][ -~]*\n)(?:             *[!-~][ -~]*\n)*))"
)
_INNER_FIELD = re.compile(rf"            ([A-Za-z]{{1,40}}): ({_VALUE})\n")
_ALIAS_LEAD = len("      - ")
_BLOCK_LEAD = re.compile(r"^            ", re.MULTILINE)


class _UnrecognisedError(Exception):
    """The text is not of the simple kind."""


def read(data: bytes) -> Document | None:
    """The document that the bytes are, or ``None`` where a YAML parser has to look at them."""
    try:
        text = data.decode("ascii")
        header = _HEADER.match(text)
        if header is None:
            return None
        version, package = header.groups()
        return Document(version.strip('"'), _word(package), tuple(_advisories(text, header.end())))
    except (UnicodeDecodeError, _UnrecognisedError, ValueError):
        return None


def _advisories(text: str, place: int) -> list[AdvisoryDocument]:
    """The advisories from a place to the end of the text; a blank line stands between them, none after."""
    found = []
    is_last = False
    while not is_last:
        match = _ADVISORY.match(text, place)
        if match is None:
            raise _UnrecognisedError
        identifier, aliases, events, gap = match.groups()
        names = () if aliases is None else tuple(_word(line[_ALIAS_LEAD:]) for line in aliases.splitlines())
        found.append(AdvisoryDocument(_word(identifier), names, tuple(_events(events))))
        place = match.end()
        is_last = gap == ""
    return found


def _events(text: str) -> list[Event]:
    found = []
    place = 0
    while place < len(text):
        match = _EVENT.match(text, place)
        if match is None:
            raise _UnrecognisedError
        moment, kind, data = match.groups()
        known = DATA_KEYS.get(kind)
        if known is None:
            raise _UnrecognisedError
        fields = None if data is None else _fields(data, known)
        found.append(Event(parse_instant(moment), kind, fields))
        place = match.end()
    return found


def _fields(text: str, known: frozenset[str]) -> dict[str, Any]:
    """The fields of an event's data, each known and there once."""
    found: dict[str, Any] = {}
    place = 0
    while place < len(text):
        match = _FIELD.match(text, place)
        if match is None or match[1] in found or match[1] not in known:
            raise _UnrecognisedError
        key, value, inner, style, block = match.groups()
        if value is not None:
            found[key] = _scalar(value)
        elif block is not None:
            content = _BLOCK_LEAD.sub("", block)
            found[key] = content if style == "|" else content[:-1]
        elif key == "data":
            found[key] = _inner_fields(inner)
        else:
            raise _UnrecognisedError
        place = match.end()
    return found


def _inner_fields(text: str) -> dict[str, str]:
    found: dict[str, str] = {}
    place = 0
    while place < len(text):
        match = _INNER_FIELD.match(text, place)
        if match is None or match[1] in found:
            raise _UnrecognisedError
        found[match[1]] = _scalar(match[2])
        place = match.end()
    return found


def _scalar(text: str) -> str:
    """The text that a scalar stands for."""
    if text[0] in "\"'":
        return text[1:-1]
    if ": " in text or " #" in text or text[-1] in " :":
        raise _UnrecognisedError
    return _word(text)


def _word(text: str) -> str:
    """A plain scalar that is not one of the words for nothing."""
    if text in NULL_TEXTS:
        raise _UnrecognisedError
    return text
