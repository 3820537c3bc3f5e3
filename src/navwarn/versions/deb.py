"""Debian versions ``[epoch:]upstream[-revision]``: their order as dpkg has it, and their validity.

Upstream and revision are each read as pairs of a part without digits and a number. In a part ``~`` is below
its end, its end below letters, letters below everything else. A missing epoch or revision is 0. Any text
has a place; what Debian policy accepts is another question.
"""

from __future__ import annotations

import re

from navwarn.versions.evr import is_epoch, split
from navwarn.versions.interface import quote
from navwarn.versions.keyed import KeyedScheme, remember
from navwarn.versions.piece import number, seal

_PAIR = re.compile(r"([^0-9]*)([0-9]*)")
_TILDE, _PART_END = "\x01", "\x02"
_BEYOND = "\xff"
"""Before a character that is no printable ASCII, whose UTF-8 follows: above all the others."""

_WEIGHTS = {"~": _TILDE} | {
    character: character if character.isalpha() else chr(0x80 + ord(character))
    for character in map(chr, range(0x7F))
    if character != "~" and not character.isdigit()
}

_LARGEST_EPOCH = 2**31 - 1
_UPSTREAM = re.compile(r"[0-9][A-Za-z0-9.+~:-]*")
_REVISION = re.compile(r"[A-Za-z0-9.+~]+")


def _build_key(text: str) -> bytes:
    epoch, upstream, revision = split(text)
    return seal(number(epoch or ""), _part_key(upstream), _part_key(revision or ""))


def _part_key(text: str) -> str:
    """All pairs, then an empty part: dpkg reads on after the end, and finds no part and number 0 there."""
    pairs = _PAIR.findall(text)[:-1] or [("", "")]
    return "".join([_pair_key(part, digits) for part, digits in pairs]) + _PART_END


def _pair_key(part: str, digits: str) -> str:
    weights = "".join([_weight(character) for character in part])
    return f"{weights}{_PART_END}{number(digits)}"


def _weight(character: str) -> str:
    known = _WEIGHTS.get(character)
    return known or _BEYOND + character.encode("utf-8", "surrogatepass").decode("latin-1")


def explain_invalid(text: str) -> str | None:
    """One sentence that says why Debian refuses the text as a version, or None when it accepts it."""
    reason = _fault(text)
    return None if reason is None else f"{quote(text)} is not a Debian version: {reason}"


def _fault(text: str) -> str | None:
    epoch, upstream, revision = split(text)
    if epoch is None and ":" in upstream:
        return "what stands before the colon is not a number"
    if epoch is not None and not is_epoch(epoch, _LARGEST_EPOCH):
        return f"its epoch is not a number from 0 to {_LARGEST_EPOCH}"
    if _UPSTREAM.fullmatch(upstream) is None:
        return (
            f"the upstream version {quote(upstream)} must start with a digit and hold only letters, digits "
            "and . + - ~ :"
        )
    if revision is not None and _REVISION.fullmatch(revision) is None:
        return f"the revision {quote(revision)} must be letters, digits and . + ~"
    return None


SCHEME = KeyedScheme("deb", remember(_build_key), explain_invalid)
