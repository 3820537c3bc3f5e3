"""Remarks in the SBOMs that we write: what could not be read of an image is not read of its SBOM either."""

from __future__ import annotations

import json
from contextlib import suppress
from typing import TYPE_CHECKING

import msgspec

from navwarn.core.inventory import Remark

if TYPE_CHECKING:
    from collections.abc import Iterable

_MAX = 1000
_MAX_TEXT = 64 * 1024


def remark_text(one: Remark) -> str:
    """A remark as a text that ``read_remarks`` understands: its parts as a list in JSON."""
    return json.dumps([one.code, one.subject, one.message], ensure_ascii=False)


def read_remarks(texts: Iterable[str]) -> tuple[Remark, ...]:
    """The remarks in texts, a thousand at most, sorted; what is none is left out."""
    found: set[tuple[str, str, str]] = set()
    for text in texts:
        if len(found) < _MAX and len(text) <= _MAX_TEXT:
            with suppress(msgspec.DecodeError, UnicodeError):
                found.add(msgspec.json.decode(text.encode(), type=tuple[str, str, str]))
    return tuple(Remark(*one) for one in sorted(found))
