"""What a source's module gives: records from the bytes of one piece, or the reason why there are none."""

from __future__ import annotations

from typing import NamedTuple, Protocol

from msgspec import Struct

from navwarn.core.instant import Instant
from navwarn.core.record import Exploited, Prediction, Record
from navwarn.errors import InputError


class SourceError(InputError):
    """A file that cannot be read as what a source publishes; the message names it."""

    code = "NW-SOURCE"


class UnusableError(ValueError):
    """A record that cannot be used; the message says why, in a sentence without its place."""


class Fault(Struct, frozen=True):
    """Something set aside: where it was, why, and of which source as far as that could be told."""

    place: str
    reason: str
    source: str = ""


class Document(NamedTuple):
    """The bytes of one file or of one member of an archive, and where they were."""

    place: str
    data: bytes


class Piece(NamedTuple):
    """The bytes that one decoder takes: a record, or a list that only makes sense as a whole."""

    format: str
    place: str
    data: bytes


class Catalog(Struct, frozen=True):
    """A catalogue of exploited vulnerabilities; ``is_whole`` where it has as many entries as it says."""

    version: str
    entries: tuple[Exploited, ...]
    is_whole: bool
    released: Instant | None = None


class Decoded(Struct, frozen=True):
    """What a piece says.

    ``set_aside`` are parts of it that could not be used. ``notes`` tell of schema violations that were
    passed over (sources.md IN5), each with a JSON pointer.
    """

    records: tuple[Record, ...] = ()
    catalog: Catalog | None = None
    predictions: tuple[Prediction, ...] = ()
    set_aside: tuple[Fault, ...] = ()
    notes: tuple[str, ...] = ()


class Decoder(Protocol):
    """Reads the pieces of one format."""

    def __call__(self, piece: Piece) -> Decoded:
        """What the piece says; raises ``UnusableError`` where nothing of it can be used."""
