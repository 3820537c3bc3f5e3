"""Made-up records of every source, each whole, to be changed where a test wants something else."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any

from navwarn.sources.decoding import decode
from navwarn.sources.interface import Decoded, Document, Piece
from navwarn.sources.recognition import pieces

if TYPE_CHECKING:
    from navwarn.core.record import Record

V31 = "CVSS:3.1/AV:N/AC:L/PR:N/UI:N/S:U/C:N/I:N/A:H"
V4 = "CVSS:4.0/AV:N/AC:L/AT:N/PR:N/UI:N/VC:H/VI:H/VA:H/SC:N/SI:N/SA:N"


def cve(**changes: Any) -> dict[str, Any]:
    """A record of the CVE list; ``cna`` and ``adp`` replace containers, other changes metadata."""
    containers = {
        "cna": changes.pop("cna", {"providerMetadata": {"shortName": "acme"}, "title": "Sample flaw"}),
        "adp": changes.pop("adp", []),
    }
    metadata = {
        "cveId": "CVE-2024-10001",
        "state": "PUBLISHED",
        "assignerShortName": "acme",
        "datePublished": "2024-03-01T10:00:00.000Z",
        "dateUpdated": "2024-03-02T10:00:00.000Z",
    }
    return {"dataType": "CVE_RECORD", "cveMetadata": metadata | changes, "containers": containers}


def nvd(**changes: Any) -> dict[str, Any]:
    """A record of NVD, as it stands in a page under ``cve``."""
    return {
        "id": "CVE-2024-10001",
        "sourceIdentifier": "security@acme.example",
        "published": "2024-03-01T10:15:00.123",
        "lastModified": "2024-03-05T11:00:00.000",
        "vulnStatus": "Analyzed",
        "descriptions": [{"lang": "es", "value": "Un fallo."}, {"lang": "en", "value": "A flaw."}],
    } | changes


def page(*records: dict[str, Any]) -> dict[str, Any]:
    """A page of NVD's API."""
    found = [{"cve": record} for record in records]
    return {"resultsPerPage": len(found), "startIndex": 0, "format": "NVD_CVE", "vulnerabilities": found}


def osv(**changes: Any) -> dict[str, Any]:
    """A record in OSV form."""
    return {
        "schema_version": "1.4.0",
        "id": "GHSA-2222-3333-4444",
        "modified": "2024-03-04T10:00:00Z",
        "published": "2024-03-03T10:00:00Z",
        "aliases": ["CVE-2024-10001"],
        "summary": "Sample flaw in sample",
        "details": "Much could go wrong.",
    } | changes


def decoded(value: Any) -> Decoded:
    """What the only piece of a document says; bytes are taken as they are, other values as JSON."""
    data = value if isinstance(value, bytes) else json.dumps(value).encode()
    (piece,) = pieces(Document("sample", data))
    return decode(piece)


def record(value: Any) -> Record:
    """The only record of a document, in which nothing had to be passed over."""
    found = decoded(value)
    assert found.notes == ()
    assert found.set_aside == ()
    (only,) = found.records
    return only


def formats(value: Any) -> list[str]:
    """The formats of all pieces of a document."""
    data = value if isinstance(value, bytes) else json.dumps(value).encode()
    return [piece.format for piece in pieces(Document("sample", data))]


def piece_of(value: Any, format_: str) -> Piece:
    """A value as a piece of that format."""
    return Piece(format_, "sample", json.dumps(value).encode())
