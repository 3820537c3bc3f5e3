"""SBOMs as values of JSON, bounded (peers.md A12)."""

from __future__ import annotations

from typing import TYPE_CHECKING, TypeVar

import msgspec

from navwarn.images.interface import DamagedImageError, LimitError

if TYPE_CHECKING:
    from navwarn.images.limit import Limits

_T = TypeVar("_T")
_BOM = b"\xef\xbb\xbf"


def decode(data: bytes, kind: type[_T], place: str, limits: Limits) -> _T:
    """The document as a value; raises ``DamagedImageError`` or ``LimitError``, which say where it fails."""
    if len(data) > limits.sbom:
        raise LimitError(f"{place} has more than {limits.sbom} bytes")
    # As many commas as a document has, so many values may it hold at most: each takes far more memory.
    if data.count(b",") > limits.values:
        raise LimitError(f"{place} has more than {limits.values} values")
    try:
        return msgspec.json.decode(without_mark(data), type=kind)
    except msgspec.MsgspecError as error:
        raise DamagedImageError(f"{place} is no SBOM that can be read: {str(error)[:200]}") from None
    except RecursionError:
        raise DamagedImageError(f"{place} is no SBOM that can be read: it is nested too deep") from None
    except UnicodeDecodeError:
        raise DamagedImageError(f"{place} is no SBOM that can be read: it is not UTF-8") from None


def without_mark(data: bytes) -> bytes:
    """The document without the byte order mark that some programs begin it with."""
    return data.removeprefix(_BOM)


def require_few(count: int, place: str, limits: Limits) -> None:
    """Raise ``LimitError`` where a document names more components than are read."""
    if count > limits.components:
        raise LimitError(f"{place} names more than {limits.components} components")
