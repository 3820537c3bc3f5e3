"""The outer form that Debian and RPM versions share: ``[epoch:]version[-release]``."""

from __future__ import annotations

import re
from typing import NamedTuple

_EPOCH = re.compile(r"([0-9]*):")


class Evr(NamedTuple):
    """A version taken apart; ``epoch`` and ``release`` are None when the text has no sign of one."""

    epoch: str | None
    version: str
    release: str | None


def split(text: str) -> Evr:
    """The three parts of any text: epoch digits stand before a colon, the release after the last hyphen."""
    found = _EPOCH.match(text)
    rest = text[found.end() :] if found else text
    version, hyphen, release = rest.rpartition("-")
    epoch = found[1] if found else None
    return Evr(epoch, version, release) if hyphen else Evr(epoch, rest, None)


def is_epoch(digits: str, largest: int) -> bool:
    """Whether the digits of an epoch are a number from 0 to ``largest``; none at all are not."""
    significant = digits.lstrip("0")
    fits = len(significant) <= len(str(largest)) and int(significant or "0") <= largest
    return bool(digits) and fits
