"""apk versions: their order, validity and operators, exactly as apk-tools has them (scanning.md SW1-SW8).

A version is ``number{.number}{letter}{_suffix{number}}...{~hash}{-r number}`` (SW1). Any text has a place:
it is read token by token as far as the grammar goes, and what cannot be read is one ``invalid`` token that
ends the key (SW4). That holds for the double release ``1.1.0-r1-r0`` too (SW5): its longest valid head
``1.1.0-r1`` decides, and the unreadable ``-r0`` puts it directly below that head.
"""

from __future__ import annotations

import re

from navwarn.errors import InputError
from navwarn.versions.interface import quote
from navwarn.versions.keyed import KeyedScheme, remember
from navwarn.versions.piece import number, seal, word

# One tag before each token. Their order is SW3's for tokens of different kinds: a pre-release suffix is
# below everything, then the later kind of the grammar is below the earlier (SW8).
_PRE_SUFFIX, _INVALID, _END, _RELEASE, _HASH = "\x01", "\x02", "\x03", "\x04", "\x05"
_SUFFIX_NUMBER, _POST_SUFFIX, _LETTER, _ZERO_LED, _NUMBER = "\x06", "\x07", "\x08", "\x09", "\x0a"

_SUFFIX_TOKENS = {
    word_: f"{tag}{chr(rank)}"
    for tag, words in (
        (_PRE_SUFFIX, ("alpha", "beta", "pre", "rc")),
        (_POST_SUFFIX, ("cvs", "svn", "git", "hg", "p")),
    )
    for rank, word_ in enumerate(words)
}

_HEAD = re.compile(
    r"([0-9]+)((?:\.[0-9]+)*)([a-z])?"
    r"((?:_(?:alpha|beta|pre|rc|cvs|svn|git|hg|p)(?![a-z])[0-9]*)*)"
    r"(?:~([0-9a-f]+))?(?:-r([0-9]+))?"
)
"""The longest valid head of a text: every part is greedy and nothing after it is asked for."""

_SUFFIX = re.compile(r"_([a-z]+)([0-9]*)")

_FULL = re.compile(
    r"[0-9]+(?:\.[0-9]+)*[a-z]?(?:_(?:alpha|beta|pre|rc)[0-9]*)?(?:_(?:cvs|svn|git|hg|p)[0-9]*)?"
    r"(?:-r[0-9]+)?-r[0-9]+"
)
"""documents.md V1."""

_RULES = {
    ".": "a dot stands between two numbers, before any letter",
    "_": "a suffix is one of _alpha, _beta, _pre, _rc, _cvs, _svn, _git, _hg and _p, before hash and release",
    "~": "a commit hash is ~ and lower-case hex digits, once, before the release",
    "-": "a release is -r and digits, once, at the end",
}
_LETTER_RULE = "one lower-case letter may follow the numbers directly, and no second one"
_DIGIT_RULE = "digits follow a dot, a suffix or -r"


class UnknownOperatorError(InputError):
    """A version operator that apk does not have."""

    code = "NW-VERSION-OPERATOR"


def _build_key(text: str) -> bytes:
    head = _HEAD.match(text)
    if head is None:
        return _INVALID.encode() if text else b""
    first, numbers, letter, suffixes, commit, release = head.groups()
    pieces = [_NUMBER, number(first)]
    if numbers:
        pieces += [_further_number(digits) for digits in numbers[1:].split(".")]
    if letter:
        pieces.append(_LETTER + letter)
    if suffixes:
        pieces += [_suffix(name, digits) for name, digits in _SUFFIX.findall(suffixes)]
    if commit:
        pieces.append(_HASH + word(commit))
    if release:
        pieces.append(_RELEASE + number(release))
    pieces.append(_END if head.end() == len(text) else _INVALID)
    return seal(*pieces)


def _further_number(digits: str) -> str:
    """A number after the first: as text when it begins with 0 (SW2), and then below all that do not."""
    return f"{_ZERO_LED}{digits}\0" if digits[0] == "0" else _NUMBER + number(digits)


def _suffix(name: str, digits: str) -> str:
    """A suffix and its number, which is a token of its own and may be absent (SW3)."""
    token = _SUFFIX_TOKENS[name]
    return f"{token}{_SUFFIX_NUMBER}{number(digits)}" if digits else token


sort_key = remember(_build_key)
"""The key of any text whose byte order is apk's order (SW8); the empty text has the empty key."""


def is_valid(text: str) -> bool:
    """Whether apk-tools accepts the text as a version (scanning.md SW5)."""
    return sort_key(text).endswith(_END.encode())


def explain_invalid(text: str) -> str | None:
    """One sentence that says why apk-tools refuses the text, or None when it accepts it."""
    if is_valid(text):
        return None
    if not text:
        return "the apk version is empty"
    head = _HEAD.match(text)
    if head is None:
        return f"{quote(text)} is not an apk version: it does not start with a digit"
    tail = text[head.end() :]
    return (
        f"{quote(text)} is not an apk version: {quote(tail)} cannot follow {quote(head[0])}, "
        f"because {_broken_rule(tail[0])}"
    )


def _broken_rule(character: str) -> str:
    if "a" <= character <= "z":
        return _LETTER_RULE
    if "0" <= character <= "9":
        return _DIGIT_RULE
    return _RULES.get(character, f"{quote(character)} has no place in a version")


SCHEME = KeyedScheme("apk", sort_key, explain_invalid)

compare = SCHEME.compare
"""How left stands to right in apk's order, for any two texts."""


def satisfies(version: str, operator: str, other: str) -> bool:
    """Whether ``version operator other`` holds, as in apk dependencies (scanning.md SW6).

    The operator is made of ``<``, ``=``, ``>`` and ``~`` (fuzzy: all that starts with the tokens of a valid
    ``other`` is equal to it); a leading ``!`` negates. Raises ``UnknownOperatorError`` for anything else.
    """
    wanted = operator.removeprefix("!")
    kinds = frozenset(wanted)
    if not kinds or not kinds <= frozenset("<=>~") or kinds >= frozenset("<>"):
        raise UnknownOperatorError(
            f"{quote(operator)} is not a version operator: use <, <=, =, >=, >, ~, <~ or >~, "
            "with ! before it to negate"
        )
    sign = 0 if "~" in kinds and _starts_like(version, other) else compare(version, other)
    holds = bool(kinds & {-1: {"<"}, 0: {"=", "~"}, 1: {">"}}[sign])
    return holds is not operator.startswith("!")


def _starts_like(version: str, other: str) -> bool:
    """Whether ``other`` ends while all earlier tokens tie: no token is the prefix of another."""
    return is_valid(other) and sort_key(version).startswith(sort_key(other)[:-1])


def is_full_version(text: str) -> bool:
    """Whether a document may give the text as a fixed version: with its release (documents.md V1, V2)."""
    return _FULL.fullmatch(text) is not None


def explain_incomplete(text: str) -> str | None:
    """One sentence that says why the text cannot be a fixed version, or None when it can.

    A fixed version and a valid version are not the same: ``1.1.0-r1-r0`` is only the former,
    ``1.0_alpha_beta-r0`` and ``1.0~1234-r0`` only the latter (documents.md V1, V2).
    """
    if is_full_version(text):
        return None
    fault = explain_invalid(text)
    if fault is not None:
        return fault
    if "-r" not in text:
        return f"{quote(text)} has no release: write {text[:200]}-r0, or the release it was built with"
    if "~" in text:
        return f"{quote(text)} has a commit hash, which a fixed version cannot have"
    return (
        f"{quote(text)} has too many suffixes: a fixed version has at most one of _alpha, _beta, _pre and "
        "_rc, then at most one of _cvs, _svn, _git, _hg and _p"
    )
