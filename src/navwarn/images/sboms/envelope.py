"""SBOMs within the answers of other programs, and in the encoding that PowerShell writes files in.

Docker's buildx shows one under ``SPDX``, for several platforms below the name of each; GitHub's API under
``sbom``. Statements that attest one are a format of their own (``attestation``).
"""

from __future__ import annotations

import codecs
import re
from typing import TYPE_CHECKING

import msgspec

from navwarn.images.interface import DamagedImageError, LimitError, PlatformError
from navwarn.images.sboms.decoding import decode, without_mark

if TYPE_CHECKING:
    from navwarn.images.limit import Limits

HEAD = 64 * 1024
"""By so many first bytes a document is recognised."""

_WIDE = {codecs.BOM_UTF16_LE: "utf-16-le", codecs.BOM_UTF16_BE: "utf-16-be"}
_MARK = 2
_MAX_COVERS = 3
_COVERS = re.compile(rb'\A\s*\{\s*"(?:SPDX|sbom)"\s*:\s*\{')
_PLATFORM = r"(?:linux|windows|freebsd|darwin)/[a-z0-9_]{1,20}(?:/[a-z0-9]{1,20})?"
_PLATFORMS = re.compile(rf'\A\s*\{{\s*"{_PLATFORM}"\s*:\s*\{{'.encode())


class _Cover(msgspec.Struct, frozen=True):
    sbom: msgspec.Raw = msgspec.Raw()
    spdx: msgspec.Raw = msgspec.field(name="SPDX", default=msgspec.Raw())


def is_json(head: bytes) -> bool:
    """Whether a document that begins so can be an object of JSON, as every SBOM that is read is."""
    return without_mark(head).lstrip().startswith(b"{")


def is_covered(head: bytes) -> bool:
    """Whether a document that begins so may have another one in it, or is in UTF-16."""
    return head[:_MARK] in _WIDE or any(one.search(head) for one in (_COVERS, _PLATFORMS))


def uncovered(data: bytes, place: str, limits: Limits, platform: str = "") -> bytes:
    """The document within, that for a platform where there are several; the same where nothing is around it.

    Raises ``DamagedImageError`` where what is around it cannot be read, ``LimitError`` where it is too large,
    ``PlatformError`` where there is none for the platform.
    """
    for _ in range(_MAX_COVERS):
        if not is_covered(data[:HEAD]):
            break
        inner = _inner(data, place, limits, platform)
        if inner is None:
            break
        data = inner
    return data


def _inner(data: bytes, place: str, limits: Limits, platform: str) -> bytes | None:
    encoding = _WIDE.get(data[:_MARK])
    if encoding is None and _PLATFORMS.search(data[:HEAD]):
        named = decode(data, dict[str, msgspec.Raw], place, limits)
        if len(named) > limits.platforms:
            raise LimitError(f"{place} has SBOMs for more than {limits.platforms} platforms")
        covers = {name: one for name, one in named.items() if re.fullmatch(_PLATFORM, name)}
        return _for_platform(covers, place, platform)
    if encoding is None:
        cover = decode(data, _Cover, place, limits)
        return next((bytes(one) for one in (cover.spdx, cover.sbom) if bytes(one)), None)
    try:
        return data[_MARK:].decode(encoding).encode()
    except UnicodeError as error:
        raise DamagedImageError(f"{place} is no SBOM that can be read: {error}") from None


def _for_platform(covers: dict[str, msgspec.Raw], place: str, platform: str) -> bytes:
    """What is there for a platform: chosen as among the images of an index."""
    from navwarn.images.document import Descriptor, Platform
    from navwarn.images.platform import ALL, chosen

    if platform == ALL and len(covers) > 1:
        raise PlatformError(
            f"{place} holds SBOMs for several platforms, of which one is read at a time",
            hint=f"Name one of them: {', '.join(list(covers)[:20])}.",
        )
    listed = [Descriptor(name, 0, platform=Platform(*name.split("/")[:3])) for name in covers]
    return bytes(covers[chosen(listed, platform, place)[0].digest])
