"""Maven versions: the order of the "Version Order Specification" in Maven's POM reference, for any text.

A version is a list of numbers and qualifiers, each with the separator before it; a change between digits
and letters separates like a hyphen. ``qualifier < -number < .number`` at one place.

The order is our own because univers' is not transitive, against law 5 of architecture.md: it holds
``1.0.alpha`` below ``1``, ``1`` below ``1.x`` and ``1.x`` below ``1.0.alpha``.
"""

from __future__ import annotations

import re
from typing import NamedTuple

from navwarn.versions.interface import quote
from navwarn.versions.keyed import KeyedScheme, remember
from navwarn.versions.piece import number, seal, word

_STAGES = ("alpha", "beta", "milestone", "rc", "snapshot")
_SAME = {"cr": "rc", "ga": "", "final": "", "release": ""}
_SHORT = {"a": "alpha", "b": "beta", "m": "milestone"}

# The end is a release: above the stages before it, below a service pack. A release word in the middle is
# kept only when numbers follow that put it above the end.
_STAGE, _END, _RELEASE, _SERVICE_PACK, _OTHER = "\x01", "\x02", "\x03", "\x04", "\x05"
_HYPHEN_NUMBER, _DOT_NUMBER = "\x06", "\x07"

_SHORT_STAGE = re.compile(r"(?<![^0-9.-])[abm](?=[0-9])")
_CHANGE = re.compile(r"(?<=[0-9])(?=[^0-9.-])|(?<=[^0-9.-])(?=[0-9])")
_SEPARATOR = re.compile(r"([.-])")
_FORBIDDEN = re.compile(r'[\\/:"<>|?*\[\](){},\s\x00-\x1f\x7f]')


class _Token(NamedTuple):
    separator: str
    value: str
    is_number: bool

    @property
    def is_null(self) -> bool:
        """Whether it stands for nothing: zero or a release word."""
        return not (self.value.strip("0") if self.is_number else self.value)

    @property
    def begins_part(self) -> bool:
        """Whether nothings before it do not count: a qualifier is read as after a hyphen."""
        return self.separator == "-" or not self.is_number


def _build_key(text: str) -> bytes:
    return seal(*[_token_key(token) for token in _trim(_tokenize(text))], _END)


def _tokenize(text: str) -> list[_Token]:
    expanded = _SHORT_STAGE.sub(lambda found: _SHORT[found[0]], text.lower())
    first, *rest = _SEPARATOR.split(_CHANGE.sub("-", expanded))
    pairs = [(".", first), *zip(rest[::2], rest[1::2], strict=True)]
    return [_token(separator, value) for separator, value in pairs]


def _token(separator: str, value: str) -> _Token:
    """A token in its one spelling; nothing between two separators is a zero."""
    if value[:1] in "0123456789":
        return _Token(separator, value, is_number=True)
    return _Token(separator, _SAME.get(value, value), is_number=False)


def _trim(tokens: list[_Token]) -> list[_Token]:
    """The tokens that count: without nothings at the end, before a hyphen and before a qualifier."""
    kept: list[_Token] = []
    for token in reversed(tokens):
        if not token.is_null or not (kept == [] or kept[-1].begins_part):
            kept.append(token)
    return kept[::-1]


def _token_key(token: _Token) -> str:
    if token.is_number:
        return (_HYPHEN_NUMBER if token.separator == "-" else _DOT_NUMBER) + number(token.value)
    if token.value in _STAGES:
        return _STAGE + chr(_STAGES.index(token.value))
    if token.value == "sp":
        return _SERVICE_PACK
    return _OTHER + word(token.value) if token.value else _RELEASE


def explain_invalid(text: str) -> str | None:
    """One sentence that says why Maven refuses the text, or None when it accepts it."""
    if not text:
        return "the Maven version is empty"
    forbidden = _FORBIDDEN.search(text)
    if forbidden is None:
        return None
    return f"{quote(text)} is not a Maven version: {quote(forbidden[0])} has no place in a version"


SCHEME = KeyedScheme("maven", remember(_build_key), explain_invalid)
