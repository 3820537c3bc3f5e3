"""RPM versions ``[epoch:]version[-release]``: their order as rpm has it, and their validity.

Version and release are each read as runs of digits and runs of letters; whatever stands between them only
separates. At one place ``~`` is below the end, the end below ``^``, that below letters, letters below
numbers. A missing epoch is 0, a missing release is below any release. Any text has a place.
"""

from __future__ import annotations

import re

from navwarn.versions.evr import is_epoch, split
from navwarn.versions.interface import quote
from navwarn.versions.keyed import KeyedScheme, remember
from navwarn.versions.piece import number, seal, word

_TILDE, _END, _CARET, _LETTERS, _NUMBER = "\x01", "\x02", "\x03", "\x04", "\x05"
_TOKEN = re.compile(r"([0-9]+)|([A-Za-z]+)|([~^])")
_LARGEST_EPOCH = 2**32 - 1
_PART = re.compile(r"[A-Za-z0-9.+_~^]+")


def _build_key(text: str) -> bytes:
    epoch, version, release = split(text)
    return seal(number(epoch or ""), _part_key(version), _part_key(release or ""))


def _part_key(text: str) -> str:
    return "".join([_token_key(*found) for found in _TOKEN.findall(text)]) + _END


def _token_key(digits: str, letters: str, mark: str) -> str:
    if digits:
        return _NUMBER + number(digits)
    if letters:
        return _LETTERS + word(letters)
    return _TILDE if mark == "~" else _CARET


def explain_invalid(text: str) -> str | None:
    """One sentence that says why rpm refuses the text as a version, or None when it accepts it."""
    reason = _fault(text)
    return None if reason is None else f"{quote(text)} is not an rpm version: {reason}"


def _fault(text: str) -> str | None:
    epoch, version, release = split(text)
    if epoch is not None and not is_epoch(epoch, _LARGEST_EPOCH):
        return f"its epoch is not a number from 0 to {_LARGEST_EPOCH}"
    for name, part in (("version", version), ("release", release)):
        if part is not None and _PART.fullmatch(part) is None:
            return f"the {name} {quote(part)} must be letters, digits and . + _ ~ ^"
    return None


SCHEME = KeyedScheme("rpm", remember(_build_key), explain_invalid)
