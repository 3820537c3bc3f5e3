"""Statements of in-toto about an image, bare, in DSSE envelopes or in bundles of Sigstore: the SBOM in one.

Builders put bare ones beside an image, cosign wraps them in envelopes and bundles. Nobody's signature is
verified here: whoever reads such an SBOM has to say so.
"""

from __future__ import annotations

import base64
import binascii
import re
from typing import TYPE_CHECKING

import msgspec
from msgspec import Struct

from navwarn.images.interface import DamagedImageError
from navwarn.images.sboms.decoding import decode
from navwarn.images.sboms.roster import sbom_reader

if TYPE_CHECKING:
    from navwarn.core.inventory import Inventory
    from navwarn.images.limit import Limits

_MOST_LINES = 10_000
_ABSENT = msgspec.Raw(b"")
_STATEMENT = re.compile(rb'"_type"\s*:\s*"https://in-toto\.io/Statement/')
_ENVELOPE = re.compile(
    rb'"payloadType"\s*:\s*"application/vnd\.in-toto\+json"|"payload"\s*:\s*"(?:eyJ|ew[o0])'
)
_BUNDLE = re.compile(rb'"mediaType"\s*:\s*"application/vnd\.dev\.sigstore\.bundle')
_URL_SAFE = str.maketrans("-_", "+/")


class _Envelope(msgspec.Struct, frozen=True, rename="camel"):
    payload: str
    payload_type: str = ""


class _Subject(msgspec.Struct, frozen=True):
    digest: dict[str, str] | None = None


class _Outer(msgspec.Struct, frozen=True, rename="camel"):
    """A statement, or what one may be wrapped in."""

    type: str = msgspec.field(name="_type", default="")
    predicate_type: str = ""
    subject: tuple[_Subject, ...] | None = None
    predicate: msgspec.Raw = _ABSENT
    payload: str | None = None
    dsse_envelope: _Envelope | None = None


class _Dated(msgspec.Struct, frozen=True):
    """How old versions of cosign wrap what they attest."""

    data: msgspec.Raw = msgspec.field(name="Data", default=_ABSENT)


class Statement(Struct, frozen=True):
    """What is said of some things: ``subjects`` are their digests, ``content`` is what is said."""

    predicate_type: str
    subjects: frozenset[str]
    content: bytes


def read_statement(data: bytes, place: str, limits: Limits) -> Statement:
    """The statement in a document; raises ``DamagedImageError`` or ``LimitError`` where there is none."""
    outer = decode(data, _Outer, place, limits)
    payload = outer.payload if outer.dsse_envelope is None else outer.dsse_envelope.payload
    if payload is not None:
        outer = decode(_unpacked(payload, place), _Outer, place, limits)
    if not outer.predicate_type or not bytes(outer.predicate):
        raise DamagedImageError(f"{place} is no statement that can be read: it says nothing")
    digests = (digest for one in outer.subject or () for digest in (one.digest or {}).items())
    subjects = frozenset(f"{algorithm}:{value}" for algorithm, value in digests)
    return Statement(outer.predicate_type, subjects, _content(bytes(outer.predicate), place, limits))


def _unpacked(payload: str, place: str) -> bytes:
    padding = "=" * (-len(payload) % 4)  # may be left out where the alphabet is that of URLs
    try:
        return base64.b64decode(payload.translate(_URL_SAFE) + padding, validate=True)
    except (binascii.Error, ValueError):
        raise DamagedImageError(f"{place} is no statement that can be read: it is no base64") from None


def _content(predicate: bytes, place: str, limits: Limits) -> bytes:
    """What is stated: a document, or a text that is one."""
    if not predicate.startswith(b'"'):
        inner = bytes(decode(predicate, _Dated, place, limits).data)
        predicate = inner or predicate
    return decode(predicate, str, place, limits).encode() if predicate.startswith(b'"') else predicate


class Attestation:
    """``interface.SbomReader`` of statements that are SBOMs."""

    name = "in-toto"

    def recognises(self, head: bytes) -> bool:
        """Whether a document that begins so may be a statement or hold one."""
        return any(one.search(head) for one in (_STATEMENT, _ENVELOPE, _BUNDLE))

    def read(self, data: bytes, reference: str, limits: Limits) -> Inventory:
        """The inventory in the SBOM that is stated; of several lines with a statement each, the last SBOM."""
        kind = ""
        for document in reversed(_documents(data)):
            statement = read_statement(document, reference, limits)
            reader = sbom_reader(statement.content)
            if reader is not None and not isinstance(reader, Attestation):
                return reader.read(statement.content, reference, limits)
            kind = kind or statement.predicate_type[:100]
        raise DamagedImageError(f"{reference} states {kind!r}, which is no SBOM that can be read")


def _documents(data: bytes) -> list[bytes]:
    """The document, or those of its lines where each is one."""
    lines = [line for line in map(bytes.strip, data.split(b"\n", _MOST_LINES)) if line]
    is_each_one = all(line.startswith(b"{") and line.endswith(b"}") for line in lines)
    return lines if len(lines) > 1 and is_each_one else [data]


READER = Attestation()
