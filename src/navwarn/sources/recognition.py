"""What a document is, by its content, and the pieces it has."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, TypeVar

import msgspec

from navwarn.sources import epss
from navwarn.sources.interface import Document, Piece, UnusableError

if TYPE_CHECKING:
    from collections.abc import Iterator

T = TypeVar("T")

MAX_RECORD = 16 * 1024 * 1024
"""The largest record that is read: the largest of the CVE list has 0.7 MB."""

_HEAD = 4096
_BOM = b"\xef\xbb\xbf"
_YAML_ID = re.compile(rb"^[\"']?(?:id|schema_version)[\"']?:[ \t]", re.MULTILINE)
_KEV_HEADER = re.compile(rb'^"?cveID"?,', re.IGNORECASE)
_EPSS_HEADER = re.compile(rb"(?:^#model_version:|^cve,epss)", re.MULTILINE)


class _Probe(msgspec.Struct):
    """The keys that tell formats apart; whatever else there is does not matter."""

    id: msgspec.Raw | msgspec.UnsetType = msgspec.UNSET
    modified: msgspec.Raw | msgspec.UnsetType = msgspec.UNSET
    status: msgspec.Raw | msgspec.UnsetType = msgspec.field(default=msgspec.UNSET, name="vulnStatus")
    metadata: msgspec.Raw | msgspec.UnsetType = msgspec.field(default=msgspec.UNSET, name="cveMetadata")
    cve: msgspec.Raw | msgspec.UnsetType = msgspec.UNSET
    vulnerabilities: msgspec.Raw | msgspec.UnsetType = msgspec.UNSET
    catalog: msgspec.Raw | msgspec.UnsetType = msgspec.field(default=msgspec.UNSET, name="catalogVersion")
    packages: msgspec.Raw | msgspec.UnsetType = msgspec.UNSET
    repository: msgspec.Raw | msgspec.UnsetType = msgspec.field(default=msgspec.UNSET, name="reponame")
    branch: msgspec.Raw | msgspec.UnsetType = msgspec.field(default=msgspec.UNSET, name="distroversion")


_PROBE = msgspec.json.Decoder(_Probe)
_LIST = msgspec.json.Decoder(list[msgspec.Raw])


def pieces(document: Document) -> Iterator[Piece]:
    """The pieces of a document; none where it is no document of a source.

    Raises ``UnusableError`` where it looks like one and cannot be taken apart, such as broken JSON.
    """
    data = document.data.removeprefix(_BOM)
    head = data[:_HEAD].lstrip()
    if head[:1] == b"{":
        yield from _object(document.place, data)
    elif head[:1] == b"[":
        yield from _list(document.place, data)
    elif _KEV_HEADER.match(head):
        yield Piece("kev-csv", document.place, data)
    elif _EPSS_HEADER.search(head):
        yield from epss.pieces(document.place, data)
    elif _YAML_ID.search(head):
        yield Piece("osv-yaml", document.place, data)


def _object(place: str, data: bytes) -> Iterator[Piece]:
    probe = _parsed(_PROBE, data)
    if probe.metadata is not msgspec.UNSET:
        yield _record("cve", place, data)
    elif probe.catalog is not msgspec.UNSET and probe.vulnerabilities is not msgspec.UNSET:
        yield Piece("kev", place, data)
    elif isinstance(probe.vulnerabilities, msgspec.Raw):
        yield from _page(place, probe.vulnerabilities)
    elif isinstance(probe.cve, msgspec.Raw):
        yield _record("nvd", place, bytes(probe.cve))
    elif probe.status is not msgspec.UNSET:
        yield _record("nvd", place, data)
    elif probe.packages is not msgspec.UNSET and not (
        probe.repository is msgspec.UNSET and probe.branch is msgspec.UNSET
    ):
        yield Piece("alpine", place, data)
    elif probe.id is not msgspec.UNSET and probe.modified is not msgspec.UNSET:
        yield _record("osv", place, data)


def _page(place: str, vulnerabilities: msgspec.Raw) -> Iterator[Piece]:
    """The records of a page of NVD."""
    for number, part in enumerate(_items(vulnerabilities)):
        yield from _object(f"{place}: /vulnerabilities/{number}", bytes(part))


def _list(place: str, data: bytes) -> Iterator[Piece]:
    """The records of a list, of whatever format each is."""
    for number, part in enumerate(_items(data)):
        item = bytes(part)
        if item.startswith(b"{"):
            yield from _object(f"{place}: /{number}", item)


def _items(data: bytes | msgspec.Raw) -> list[msgspec.Raw]:
    found: list[msgspec.Raw] = _parsed(_LIST, data)
    return found


def _record(format_: str, place: str, data: bytes) -> Piece:
    if len(data) > MAX_RECORD:
        raise UnusableError(f"is a record of {len(data)} bytes; {MAX_RECORD} are the most")
    return Piece(format_, place, data)


def _parsed(decoder: msgspec.json.Decoder[T], data: bytes | msgspec.Raw) -> T:
    try:
        return decoder.decode(data)
    except (msgspec.DecodeError, UnicodeDecodeError) as error:
        raise UnusableError(f"is no JSON: {error}") from None
    except RecursionError:
        raise UnusableError("is nested too deeply") from None
