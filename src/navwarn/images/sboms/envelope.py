"""SBOMs within what attests them, and in the encoding that PowerShell writes files in.

An in-toto statement has the SBOM as its predicate; a DSSE envelope, which signs a statement, has that in
base64. Docker's buildx shows it under ``SPDX``, GitHub's API under ``sbom``. Signatures are not verified: an
SBOM in an envelope is believed as one without.
"""

from __future__ import annotations

import base64
import binascii
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
_MAX_COVERS = 3


_COVERS = re.compile(rb'\A\s*\{\s*"(?:SPDX|sbom)"\s*:\s*\{|"predicateType"|"payloadType"')


class _Cover(msgspec.Struct, frozen=True):
    payload: str = ""
    predicate: msgspec.Raw = msgspec.Raw()
    sbom: msgspec.Raw = msgspec.Raw()
    spdx: msgspec.Raw = msgspec.field(name="SPDX", default=msgspec.Raw())


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
    try:
        if encoding:
            return data[_MARK:].decode(encoding).encode()
        cover = decode(data, _Cover, place, limits)
        if cover.payload:
            return base64.b64decode(cover.payload, validate=True)
        return next((bytes(one) for one in (cover.predicate, cover.spdx, cover.sbom) if bytes(one)), None)
    except (UnicodeError, binascii.Error) as error:
        raise DamagedImageError(f"{place} is no SBOM that can be read: {error}") from None
