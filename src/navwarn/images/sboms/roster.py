"""Which SBOM formats are known. A new one is a module of its own with a ``READER``, and one line here."""

from __future__ import annotations

from importlib import import_module
from typing import TYPE_CHECKING, cast

from navwarn.images.sboms.decoding import BOM
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

FORMATS = tuple(_MARKS)
"""The modules of all formats."""


def reader_of(form: str) -> SbomReader:
    """What reads a format, which is imported when it is first needed."""
    return cast("SbomReader", import_module(f"navwarn.images.sboms.{form}").READER)


def sbom_reader(data: bytes) -> SbomReader | None:
    """What reads a document, by how it begins; ``None`` where it is no SBOM of a known format.

    Where that does not tell, all of it does: in order of their names, as ``jq -S`` writes them, the fields
    that tell a format may come last.
    """
    return _recognised(data[:HEAD]) or (_recognised(data) if len(data) > HEAD and is_object(data) else None)


def is_object(head: bytes) -> bool:
    """Whether a document that begins so may be an object of JSON."""
    return head[:HEAD].removeprefix(BOM).lstrip().startswith(b"{")


def _recognised(data: bytes) -> SbomReader | None:
    marked = (form for form, marks in _MARKS.items() if any(mark in data for mark in marks))
    return next((one for one in map(reader_of, marked) if one.recognises(data)), None)
