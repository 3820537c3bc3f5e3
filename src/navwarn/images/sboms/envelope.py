"""SBOMs within the answers of other programs, and in the encoding that PowerShell writes files in.

Docker's buildx shows one under ``SPDX``, GitHub's API under ``sbom``. Statements that attest one are a format
of their own (``attestation``).
"""

from __future__ import annotations

import codecs
import re
from typing import TYPE_CHECKING

import msgspec

from navwarn.images.interface import DamagedImageError
from navwarn.images.sboms.decoding import decode

if TYPE_CHECKING:
    from navwarn.images.limit import Limits

HEAD = 64 * 1024
"""By so many first bytes a document is recognised."""

_WIDE = {codecs.BOM_UTF16_LE: "utf-16-le", codecs.BOM_UTF16_BE: "utf-16-be"}
_MARK = 2
_MAX_COVERS = 2
_COVERS = re.compile(rb'\A\s*\{\s*"(?:SPDX|sbom)"\s*:\s*\{')


class _Cover(msgspec.Struct, frozen=True):
    sbom: msgspec.Raw = msgspec.Raw()
    spdx: msgspec.Raw = msgspec.field(name="SPDX", default=msgspec.Raw())


def is_json(head: bytes) -> bool:
    """Whether a document that begins so can be an object of JSON, as every SBOM that is read is."""
    return head.removeprefix(codecs.BOM_UTF8).lstrip().startswith(b"{")


def is_covered(head: bytes) -> bool:
    """Whether a document that begins so may have another one in it, or is in UTF-16."""
    return head[:_MARK] in _WIDE or _COVERS.search(head) is not None


def uncovered(data: bytes, place: str, limits: Limits) -> bytes:
    """The document within; the same where nothing is around it.

    Raises ``DamagedImageError`` where what is around it cannot be read, ``LimitError`` where it is too large.
    """
    for _ in range(_MAX_COVERS):
        if not is_covered(data[:HEAD]):
            break
        inner = _inner(data, place, limits)
        if inner is None:
            break
        data = inner
    return data


def _inner(data: bytes, place: str, limits: Limits) -> bytes | None:
    encoding = _WIDE.get(data[:_MARK])
    if encoding is None:
        cover = decode(data, _Cover, place, limits)
        return next((bytes(one) for one in (cover.spdx, cover.sbom) if bytes(one)), None)
    try:
        return data[_MARK:].decode(encoding).encode()
    except UnicodeError as error:
        raise DamagedImageError(f"{place} is no SBOM that can be read: {error}") from None
