"""Python versions (PEP 440): read by ``packaging``, ordered by a key of our own that agrees with it."""

from __future__ import annotations

from typing import TYPE_CHECKING

from navwarn.versions.interface import InvalidVersionError, quote
from navwarn.versions.keyed import KeyedScheme, remember
from navwarn.versions.piece import number, seal, word

if TYPE_CHECKING:
    from packaging.version import Version

_LONGEST = 1_000
"""packaging turns digits into ``int``, which Python refuses beyond 4,300 of them."""

_ABSENT_LOW, _PRESENT, _ABSENT_HIGH = "\x01", "\x02", "\x03"
_END, _TEXT, _NUMBER = "\x00", "\x01", "\x02"


def _read(text: str) -> Version:
    from packaging.version import InvalidVersion, Version

    if len(text) > _LONGEST:
        raise InvalidVersionError(f"{quote(text)} is longer than {_LONGEST} characters")
    try:
        return Version(text)
    except InvalidVersion:
        raise InvalidVersionError(f"{quote(text)} is not a Python version (PEP 440)") from None


def _build_key(text: str) -> bytes:
    version = _read(text)
    return seal(
        number(str(version.epoch)),
        _release_key(version.release),
        _pre_key(version),
        _ABSENT_LOW if version.post is None else _PRESENT + number(str(version.post)),
        _ABSENT_HIGH if version.dev is None else _PRESENT + number(str(version.dev)),
        _ABSENT_LOW if version.local is None else _PRESENT + _local_key(version.local),
    )


def _release_key(release: tuple[int, ...]) -> str:
    """All numbers up to the last that is not 0: 1.0 and 1.0.0 are the same release."""
    last = max((place for place, part in enumerate(release) if part), default=-1)
    return "".join([_NUMBER + number(str(part)) for part in release[: last + 1]]) + _END


def _pre_key(version: Version) -> str:
    """A development release without other marks is below all pre-releases; a final one is above."""
    if version.pre is not None:
        stage, count = version.pre
        return _PRESENT + word(stage) + number(str(count))
    return _ABSENT_LOW if version.post is None and version.dev is not None else _ABSENT_HIGH


def _local_key(local: str) -> str:
    """The parts of a local version: text below numbers, a prefix below what continues it."""
    return "".join([_local_part(part) for part in local.split(".")]) + _END


def _local_part(part: str) -> str:
    return _NUMBER + number(part) if part.isdigit() else _TEXT + word(part)


def explain_invalid(text: str) -> str | None:
    """One sentence that says why the text is no Python version (PEP 440), or None when it is one."""
    try:
        _read(text)
    except InvalidVersionError as error:
        return error.message
    return None


SCHEME = KeyedScheme("pypi", remember(_build_key), explain_invalid)
