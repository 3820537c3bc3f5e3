"""Semantic versions 2.0.0: their order and validity, also for the ecosystems built on them.

Partial versions (``1.2``), a leading ``v`` and leading zeros are not valid, but upstream ranges hold them,
so they have a place: missing numbers are 0. Build metadata does not count (SemVer clause 10); this is why
the order is not univers', which finds two builds of one version neither equal nor ordered.
"""

from __future__ import annotations

import re

from navwarn.versions.interface import InvalidVersionError, quote
from navwarn.versions.keyed import KeyedScheme, remember
from navwarn.versions.piece import number, seal, word

_READABLE = re.compile(
    r"v?([0-9]+)(?:\.([0-9]+))?(?:\.([0-9]+))?"
    r"(?:-([0-9A-Za-z-]+(?:\.[0-9A-Za-z-]+)*))?(?:\+[0-9A-Za-z.+-]*)?"
)
_NUMBER = r"(?:0|[1-9][0-9]*)"
_IDENTIFIER = rf"(?:{_NUMBER}|[0-9]*[A-Za-z-][0-9A-Za-z-]*)"
_VALID = re.compile(
    rf"{_NUMBER}\.{_NUMBER}\.{_NUMBER}(?:-{_IDENTIFIER}(?:\.{_IDENTIFIER})*)?"
    r"(?:\+[0-9A-Za-z-]+(?:\.[0-9A-Za-z-]+)*)?"
)

_LIST_END, _NUMERIC, _ALPHANUMERIC = "\x00", "\x01", "\x02"
_PRERELEASE, _RELEASE = "\x01", "\x02"


def build_key(text: str) -> bytes:
    """The sort key of a semantic version; ``InvalidVersionError`` when it cannot be read as one."""
    match = _READABLE.fullmatch(text)
    if match is None:
        raise InvalidVersionError(f"{quote(text)} cannot be read as a semantic version such as 1.2.3-rc.1")
    major, minor, patch, prerelease = match.groups()
    tail = _RELEASE
    if prerelease:
        identifiers = [_identifier(text) for text in prerelease.split(".")]
        tail = f"{_PRERELEASE}{''.join(identifiers)}{_LIST_END}"
    return seal(number(major), number(minor or ""), number(patch or ""), tail)


def _identifier(text: str) -> str:
    return _NUMERIC + number(text) if text.isdigit() else _ALPHANUMERIC + word(text)


def explain_invalid(text: str) -> str | None:
    """One sentence that says why the text is no semantic version (SemVer 2.0.0), or None when it is one."""
    if _VALID.fullmatch(text):
        return None
    return (
        f"{quote(text)} is not a semantic version: that is MAJOR.MINOR.PATCH without leading zeros, "
        "then -prerelease and +build if it has them"
    )


SCHEME = KeyedScheme("semver", remember(build_key), explain_invalid)
