"""The cache of parsed documents: files that may be deleted at any time.

Each directory of documents has one pack, a map from the SHA-256 of a document's content to what reading it
yielded. Packs belong to the code that made them: when that changes, they begin anew. Whatever goes wrong
with one (no home, no space, damage) costs time and nothing else.
"""

from __future__ import annotations

import hashlib
import os
from functools import cache
from pathlib import Path

import msgspec

import navwarn.core.event
import navwarn.core.instant
import navwarn.documents.decode
import navwarn.documents.document
import navwarn.documents.fault
import navwarn.documents.line
import navwarn.documents.node
import navwarn.documents.parse
import navwarn.documents.swift
from navwarn.config import user_directory
from navwarn.errors import ExternalError
from navwarn.workflows.files import write_atomically

PACKS_KEPT = 16
"""Packs beyond this number are removed, the longest unused first."""

_MAKERS = (
    navwarn.core.event,
    navwarn.core.instant,
    navwarn.documents.decode,
    navwarn.documents.document,
    navwarn.documents.fault,
    navwarn.documents.line,
    navwarn.documents.node,
    navwarn.documents.parse,
    navwarn.documents.swift,
)
_ENCODER = msgspec.msgpack.Encoder()
_DECODER = msgspec.msgpack.Decoder(dict[bytes, bytes])


def cache_directory() -> Path | None:
    """Where caches live: ``NAVWARN_CACHE``, else the user's cache directory; ``None`` for nowhere."""
    configured = os.environ.get("NAVWARN_CACHE", "")
    if configured == "off":
        return None
    if configured:
        return Path(configured)
    base = user_directory("XDG_CACHE_HOME", ".cache", os.environ)
    return None if base is None else base / "navwarn"


class ParsedCache:
    """What reading the documents of one directory yielded, by the hash of their content."""

    def __init__(self, directory: Path) -> None:
        caches = cache_directory()
        name = hashlib.sha256(os.fsencode(directory.absolute())).hexdigest()[:24]
        self._pack = None if caches is None else caches / f"{_fingerprint()}-{name}.pack"

    def load(self) -> dict[bytes, bytes]:
        """The results of earlier runs; none where there is no usable pack."""
        if self._pack is None:
            return {}
        try:
            return _DECODER.decode(self._pack.read_bytes())
        except (OSError, msgspec.DecodeError):
            return {}

    def store(self, results: dict[bytes, bytes]) -> None:
        """Keep these results in place of earlier ones; failing to is no failure."""
        if self._pack is None:
            return
        try:
            self._pack.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
            write_atomically(self._pack, _ENCODER.encode(results), is_durable=False)
            for old in _by_age(self._pack.parent)[PACKS_KEPT:]:
                old.unlink(missing_ok=True)
        except (OSError, ExternalError):
            return


def _by_age(directory: Path) -> list[Path]:
    """The packs in a directory, the newest first."""
    return sorted(directory.glob("*.pack"), key=lambda path: -path.stat().st_mtime)


@cache
def _fingerprint() -> str:
    """A hash over the code that decides what a parse result looks like."""
    digest = hashlib.sha256()
    for module in _MAKERS:
        digest.update(Path(str(module.__file__)).read_bytes())
    return digest.hexdigest()[:16]
