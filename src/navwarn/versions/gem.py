"""RubyGems versions: read by ``univers``, ordered by a key of our own that agrees with it.

A version is a list of numbers and words, padded with zeros without end; a word is below any number, so that
``1.0.a`` comes before ``1.0``.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from navwarn.versions.interface import InvalidVersionError, quote
from navwarn.versions.keyed import KeyedScheme, remember
from navwarn.versions.piece import number, seal, word

if TYPE_CHECKING:
    from collections.abc import Sequence

_LONGEST = 1_000
"""univers turns digits into ``int``, which Python refuses beyond 4,300 of them."""

# The end stands for zeros without end. A zero that leads to a word is below that, one that leads to a
# number above it, though both are equal to it for a while.
_WORD, _ZERO_BEFORE_WORD, _END, _ZERO_BEFORE_NUMBER, _NUMBER = "\x01", "\x02", "\x03", "\x04", "\x05"


def _read(text: str) -> Sequence[int | str]:
    """Numbers and words of a version without the zeros that do not count."""
    from univers.gem import GemVersion

    if len(text) > _LONGEST:
        raise InvalidVersionError(f"{quote(text)} is longer than {_LONGEST} characters")
    if not text or text != text.strip() or not GemVersion.is_correct(text):
        raise InvalidVersionError(f"{quote(text)} is not a RubyGems version such as 1.2.3 or 2.0.0.rc1")
    parts: Sequence[int | str] = GemVersion(text).canonical_segments  # type: ignore[no-untyped-call]
    return parts


def _build_key(text: str) -> bytes:
    pieces = [_END]
    zero = _ZERO_BEFORE_NUMBER
    for part in reversed(_read(text)):
        if part == 0:
            pieces.append(zero)
        elif isinstance(part, int):
            zero = _ZERO_BEFORE_NUMBER
            pieces.append(_NUMBER + number(str(part)))
        else:
            zero = _ZERO_BEFORE_WORD
            pieces.append(_WORD + word(part))
    return seal(*reversed(pieces))


def explain_invalid(text: str) -> str | None:
    """One sentence that says why RubyGems refuses the text, or None when it accepts it."""
    try:
        _read(text)
    except InvalidVersionError as error:
        return error.message
    return None


SCHEME = KeyedScheme("gem", remember(_build_key), explain_invalid)
