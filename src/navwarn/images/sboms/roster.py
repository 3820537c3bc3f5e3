"""Which SBOM formats are known. A new one is a module of its own with a ``READER``, and one line here."""

from __future__ import annotations

from importlib import import_module
from typing import TYPE_CHECKING, cast

import msgspec

from navwarn.images.sboms.decoding import without_mark
from navwarn.images.sboms.envelope import HEAD

if TYPE_CHECKING:
    from navwarn.images.interface import SbomReader

_MARKS = {
    "attestation": (b"in-toto.io/Statement/", b'"payload"', b"vnd.dev.sigstore.bundle"),
    "spdx": (b'"spdxVersion"',),
    "cyclonedx": (b'"bomFormat"',),
    "syft": (b'"artifacts"',),
}
"""In the order in which they are asked: what a document holds that a format may recognise."""

_ABSENT = msgspec.Raw(b"")

FORMATS = tuple(_MARKS)
"""The modules of all formats."""


class _Top(msgspec.Struct, frozen=True, rename="camel"):
    """What a document has at its top of what formats are known by."""

    spdx_version: msgspec.Raw = _ABSENT
    bom_format: msgspec.Raw = _ABSENT
    artifacts: msgspec.Raw = _ABSENT


def reader_of(form: str) -> SbomReader:
    """What reads a format, which is imported when it is first needed."""
    return cast("SbomReader", import_module(f"navwarn.images.sboms.{form}").READER)


def sbom_reader(data: bytes) -> SbomReader | None:
    """What reads a document; ``None`` where it is no SBOM of a known format.

    JSON has no order, so that the names at its top tell, wherever they stand. Where none of them is one that
    a format is known by, or the document is not there to its end, its beginning tells, then all of it.
    """
    shown = filter(None, (_names(data), data[:HEAD], data))
    return next((reader for reader in map(_recognised, shown) if reader is not None), None)


def _recognised(shown: bytes) -> SbomReader | None:
    marked = (form for form, marks in _MARKS.items() if any(mark in shown for mark in marks))
    return next((one for one in map(reader_of, marked) if one.recognises(shown)), None)


def _names(data: bytes) -> bytes:
    """Those names at the top of a document that formats are known by, as JSON writes them."""
    try:
        top = msgspec.json.decode(without_mark(data), type=_Top)
    except (msgspec.MsgspecError, RecursionError, UnicodeDecodeError):
        return b""
    there = {
        b'"spdxVersion"': top.spdx_version,
        b'"bomFormat"': top.bom_format,
        b'"artifacts"': top.artifacts,
    }
    return b" ".join(name for name, value in there.items() if bytes(value))
