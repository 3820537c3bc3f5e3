"""CISA's catalogue of known exploited vulnerabilities, as JSON or CSV (sources.md KE)."""

from __future__ import annotations

import csv
import io
from typing import TYPE_CHECKING

import msgspec

from navwarn.core.identifier import IdKind, kind_of
from navwarn.core.record import Exploited
from navwarn.sources.interface import Catalog, Decoded, Fault, Piece, UnusableError
from navwarn.sources.text import clean, identifier, moment, word, words
from navwarn.sources.tolerant import decode_json, fit

if TYPE_CHECKING:
    from collections.abc import Iterable

    from navwarn.core.instant import Instant

NAME = "kev"


class _Entry(msgspec.Struct):
    cve: str = msgspec.field(name="cveID")
    vendor: str = msgspec.field(default="", name="vendorProject")
    product: str = ""
    name: str = msgspec.field(default="", name="vulnerabilityName")
    added: str = msgspec.field(default="", name="dateAdded")
    description: str = msgspec.field(default="", name="shortDescription")
    action: str = msgspec.field(default="", name="requiredAction")
    due: str = msgspec.field(default="", name="dueDate")
    ransomware: str = msgspec.field(default="", name="knownRansomwareCampaignUse")
    notes: str = ""
    weaknesses: list[str] = msgspec.field(default_factory=list, name="cwes")


class _Catalog(msgspec.Struct):
    vulnerabilities: list[msgspec.Raw]
    version: str = msgspec.field(default="", name="catalogVersion")
    released: str = msgspec.field(default="", name="dateReleased")
    count: int = -1


def decode(piece: Piece) -> Decoded:
    """The catalogue that JSON is; an entry that cannot be used is set aside."""
    raw, notes = decode_json(piece.data, _Catalog)
    released = moment(raw.released)
    found: list[Exploited] = []
    aside: list[Fault] = []
    for number, part in enumerate(raw.vulnerabilities):
        try:
            entry, more = decode_json(part, _Entry)
            found.append(_exploited(entry, released))
        except UnusableError as error:
            aside.append(Fault(f"{piece.place}: /vulnerabilities/{number}", str(error), NAME))
        else:
            notes += tuple(f"/vulnerabilities/{number}{note}" for note in more)
    is_whole = raw.count == len(raw.vulnerabilities) and not aside
    return _decoded(Catalog(word(raw.version), tuple(found), is_whole, released), aside, notes)


def decode_csv(piece: Piece) -> Decoded:
    """The catalogue that CSV is, which says neither its version nor how many entries it should have."""
    found: list[Exploited] = []
    aside: list[Fault] = []
    rows = csv.DictReader(io.StringIO(piece.data.decode("utf-8", "replace"), newline=""), restkey="")
    try:
        for row in rows:
            try:
                entry, _ = fit({**row, "cwes": (row.get("cwes") or "").split(",")}, _Entry)
                found.append(_exploited(entry, None))
            except UnusableError as error:
                aside.append(Fault(f"{piece.place}:{rows.line_num}", str(error), NAME))
    except csv.Error as error:
        raise UnusableError(f"line {rows.line_num}: is no CSV: {error}") from None
    return _decoded(Catalog("", tuple(found), is_whole=False), aside, ())


def _decoded(catalog: Catalog, aside: Iterable[Fault], notes: tuple[str, ...]) -> Decoded:
    return Decoded(catalog=catalog, set_aside=tuple(aside), notes=notes)


def _exploited(entry: _Entry, released: Instant | None) -> Exploited:
    """An entry; one without a readable day was added when the catalogue was released, at the latest."""
    name = identifier(entry.cve)
    if kind_of(name) is not IdKind.CVE:
        raise UnusableError(f"has {entry.cve[:60]!r} where the id of a CVE belongs")
    added = moment(entry.added) or released
    if added is None:
        raise UnusableError(f"has {entry.added[:60]!r} where the day it was added belongs")
    return Exploited(
        name,
        added,
        due=moment(entry.due),
        vendor=word(entry.vendor),
        product=word(entry.product),
        name=word(entry.name),
        description=clean(entry.description),
        action=clean(entry.action),
        ransomware=word(entry.ransomware).lower(),
        notes=clean(entry.notes),
        weaknesses=words(entry.weaknesses),
    )
