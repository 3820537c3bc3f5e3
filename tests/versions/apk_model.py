"""apk's order written as its rules read, token by token, with no key: what the real one is tried against.

Kinds and their numbers are those of scanning.md SW1; values compare as SW2 says, kinds as SW3 and SW4.
"""

from __future__ import annotations

from typing import NamedTuple

FIRST, FURTHER, LETTER, SUFFIX, SUFFIX_NUMBER, HASH, RELEASE, END, INVALID = range(9)
SUFFIXES = ("alpha", "beta", "pre", "rc", "", "cvs", "svn", "git", "hg", "p")
LETTERS = "abcdefghijklmnopqrstuvwxyz"
DIGITS = "0123456789"


class Token(NamedTuple):
    kind: int
    value: str = ""


def span(text: str, allowed: str) -> str:
    """The longest start of the text that is made of the allowed characters."""
    end = 0
    while end < len(text) and text[end] in allowed:
        end += 1
    return text[:end]


def tokens(text: str) -> list[Token]:
    """All tokens of a text; the last is END or INVALID."""
    found: list[Token] = []
    kind = -1
    while True:
        kind, value, taken = following(kind, text)
        found.append(Token(kind, value))
        if kind in (END, INVALID):
            return found
        text = text[taken:]


def following(kind: int, text: str) -> tuple[int, str, int]:
    """The kind and value of the token after one of the given kind, and how much text it takes."""
    if kind == -1:
        return numeric(FIRST, text, 0)
    found = (INVALID, "", 0)
    if not text:
        found = END, "", 0
    elif text[0] in LETTERS and kind <= FURTHER:
        found = LETTER, text[0], 1
    elif text[0] == "." and kind <= FURTHER:
        found = numeric(FURTHER, text, 1)
    elif text[0] in DIGITS and kind == SUFFIX:
        found = numeric(SUFFIX_NUMBER, text, 0)
    elif text[0] == "_" and kind <= SUFFIX_NUMBER:
        name = span(text[1:], LETTERS)
        found = (SUFFIX, name, 1 + len(name)) if name and name in SUFFIXES else found
    elif text[0] == "~" and kind < HASH:
        commit = span(text[1:], "0123456789abcdef")
        found = (HASH, commit, 1 + len(commit)) if commit else found
    elif text.startswith("-r") and kind < RELEASE:
        found = numeric(RELEASE, text, 2)
    return found


def numeric(kind: int, text: str, start: int) -> tuple[int, str, int]:
    digits = span(text[start:], DIGITS)
    return (kind, digits, start + len(digits)) if digits else (INVALID, "", 0)


def compare(left: str, right: str) -> int:
    """How left stands to right."""
    if not left or not right:
        return bool(left) - bool(right)  # the empty text is below every other (SW8)
    for one, two in zip(tokens(left), tokens(right), strict=False):
        sign = compare_kinds(one, two) if one.kind != two.kind else compare_values(one, two)
        if sign:
            return sign
    return 0


def compare_kinds(one: Token, two: Token) -> int:
    for token, sign in ((one, -1), (two, 1)):
        if token.kind == SUFFIX and SUFFIXES.index(token.value) < SUFFIXES.index(""):
            return sign
    return -1 if one.kind > two.kind else 1


def compare_values(one: Token, two: Token) -> int:
    left, right = value(one), value(two)
    if one.kind == FURTHER and "0" in (one.value[0], two.value[0]):
        left, right = one.value, two.value
    return (left > right) - (left < right)  # type: ignore[operator]  # one kind, one type


def value(token: Token) -> int | str:
    if token.kind in (FIRST, FURTHER, SUFFIX_NUMBER, RELEASE):
        return int(token.value)
    return SUFFIXES.index(token.value) if token.kind == SUFFIX else token.value
