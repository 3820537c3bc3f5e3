"""Answers that are kept while the ledger does not change."""

from __future__ import annotations

import gzip
from collections import OrderedDict
from dataclasses import dataclass, field

from navwarn.core.instant import SECOND
from navwarn.web.answer import Answer, http_date, moment_of, tag_of
from navwarn.web.header import Headers

Key = tuple[str, str, str, frozenset[str]]
"""Path, query, the site's address as the reader has it, and what was opened to them."""

SMALLEST_GZIP = 600
_GZIP_LEVEL = 5
_OK = 200
_COMPRESSED = ("text/", "application/", "image/svg")
_PACKED = "application/zip"


@dataclass(slots=True)
class Kept:
    """An answer made ready to send: of which version of the ledger, made when and in how many seconds.

    ``common`` are the headers it has beside its own. The compressed body is made when it is first asked for.
    """

    answer: Answer
    version: str
    common: Headers
    made_at: float = 0.0
    cost: float = 0.0
    tag: str = field(init=False)
    modified: str = field(init=False)
    _bodies: dict[bool, bytes] = field(default_factory=dict)
    _headers: dict[bool, list[tuple[bytes, bytes]]] = field(default_factory=dict)

    def __post_init__(self) -> None:
        self.tag = tag_of(self.answer.body) if self.answer.is_comparable else ""
        self.modified = "" if self.answer.modified is None else http_date(self.answer.modified)
        self._bodies[False] = self.answer.body

    @property
    def is_compressible(self) -> bool:
        """Whether a compressed body is worth its while."""
        kind = self.answer.media_type
        is_long = not self.answer.is_large and len(self.answer.body) >= SMALLEST_GZIP
        return is_long and kind.startswith(_COMPRESSED) and kind != _PACKED

    def body(self, *, is_gzip: bool) -> bytes:
        """The body, compressed or not."""
        if is_gzip not in self._bodies:
            self._bodies[is_gzip] = gzip.compress(self.answer.body, _GZIP_LEVEL, mtime=0)
        return self._bodies[is_gzip]

    def is_known(self, tags: bytes, since: bytes) -> bool:
        """Whether the reader has it: by ``If-None-Match``, or without that by ``If-Modified-Since``."""
        if self.answer.status != _OK or not self.tag:
            return False
        if tags:
            return tags.strip() == b"*" or self.tag.encode() in tags
        return bool(self.modified) and (since == self.modified.encode() or self._is_as_of(since))

    def _is_as_of(self, since: bytes) -> bool:
        """Whether a reader's copy is as new: some send the time of their own file, which is later."""
        moment = moment_of(since.decode("latin-1"))
        changed = self.answer.modified
        return moment is not None and changed is not None and moment >= changed // SECOND * SECOND

    def headers(self, *, is_gzip: bool) -> list[tuple[bytes, bytes]]:
        """The headers of the answer but for its length."""
        if is_gzip not in self._headers:
            self._headers[is_gzip] = self._made(is_gzip=is_gzip)
        return self._headers[is_gzip]

    def _made(self, *, is_gzip: bool) -> list[tuple[bytes, bytes]]:
        answer = self.answer
        found = [(b"content-type", answer.media_type.encode()), *self.common]
        found += [(name.encode(), value.encode("latin-1")) for name, value in answer.headers]
        if answer.status == _OK and self.tag:
            found.append((b"etag", f'"{self.tag}{"-gzip" if is_gzip else ""}"'.encode()))
        if answer.status == _OK and self.modified:
            found.append((b"last-modified", self.modified.encode()))
        if all(name != "cache-control" for name, _ in answer.headers):
            found.append((b"cache-control", b"no-cache" if answer.status == _OK else b"no-store"))
        if is_gzip:
            found.append((b"content-encoding", b"gzip"))
        return found

    @property
    def size(self) -> int:
        """About how many bytes it takes."""
        return 2 * len(self.answer.body) + 2_000


class AnswerCache:
    """The answers used last, up to a number of bytes."""

    def __init__(self, limit: int) -> None:
        self._limit = limit
        self._size = 0
        self._kept: OrderedDict[Key, Kept] = OrderedDict()

    def get(self, key: Key) -> Kept | None:
        """The answer kept for a key, of whatever version."""
        found = self._kept.get(key)
        if found is not None:
            self._kept.move_to_end(key)
        return found

    def put(self, key: Key, kept: Kept) -> None:
        """Keep an answer, and let go of those not used for longest."""
        old = self._kept.pop(key, None)
        self._size += kept.size - (old.size if old else 0)
        self._kept[key] = kept
        while self._size > self._limit and len(self._kept) > 1:
            _, gone = self._kept.popitem(last=False)
            self._size -= gone.size
