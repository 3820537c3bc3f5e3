"""Answers: bytes with what the edge needs to know to send, keep and compare them."""

from __future__ import annotations

from datetime import UTC
from email.utils import formatdate, parsedate_to_datetime
from hashlib import blake2b

from msgspec import Struct

from navwarn.core.instant import SECOND, Instant, from_datetime

JSON = "application/json"
HTML = "text/html; charset=utf-8"
MARKDOWN = "text/markdown; charset=utf-8"
PROBLEM = "application/problem+json"

_TAG_BYTES = 15


class Answer(Struct, frozen=True):
    """A body of some media type with a status; ``modified`` is when what it says last changed.

    ``keeps`` says whether the answer holds for everyone who asks the same while the ledger does not change,
    ``is_large`` that it is told once, so that making it smaller would take more time than it saves.
    """

    body: bytes
    media_type: str
    status: int = 200
    headers: tuple[tuple[str, str], ...] = ()
    modified: Instant | None = None
    keeps: bool = True
    is_large: bool = False

    @property
    def is_comparable(self) -> bool:
        """Whether a reader may ask for it again, and only be told that it is the same."""
        return self.keeps or not self.is_large


def tag_of(body: bytes) -> str:
    """The entity tag of a body, without quotes."""
    return blake2b(body, digest_size=_TAG_BYTES).hexdigest()


def http_date(moment: Instant) -> str:
    """A moment as HTTP writes it."""
    return formatdate(moment // SECOND, usegmt=True)


def moment_of(text: str) -> Instant | None:
    """The moment that HTTP writes so, in one of its three ways; ``None`` for anything else."""
    try:
        found = parsedate_to_datetime(text)
    except ValueError:
        return None
    return from_datetime(found if found.tzinfo else found.replace(tzinfo=UTC))


def redirect(location: str, status: int = 302, headers: tuple[tuple[str, str], ...] = ()) -> Answer:
    """An answer that leads elsewhere on this site; ``location`` is an encoded path."""
    return Answer(b"", "text/plain; charset=utf-8", status, (("location", location), *headers))
