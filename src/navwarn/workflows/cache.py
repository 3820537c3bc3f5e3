"""The cache of parsed documents: a file that may be deleted at any time.

Results are keyed by the SHA-256 of a document's content and belong to the code that made them: when that
changes, the cache begins anew. Whatever goes wrong with it (no home, no space, another process, damage)
costs time and nothing else.
"""

from __future__ import annotations

import hashlib
import os
import sqlite3
from pathlib import Path
from typing import TYPE_CHECKING

import navwarn.core.event
import navwarn.core.instant
import navwarn.documents.decode
import navwarn.documents.document
import navwarn.documents.fault
import navwarn.documents.parse

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

MAX_CACHE_BYTES = 256 * 1024 * 1024
"""A cache file larger than this is emptied before more is stored."""

_MAKERS = (
    navwarn.core.event,
    navwarn.core.instant,
    navwarn.documents.decode,
    navwarn.documents.document,
    navwarn.documents.fault,
    navwarn.documents.parse,
)
_CHUNK = 500


def cache_directory() -> Path | None:
    """Where caches live: ``NAVWARN_CACHE``, else the user's cache directory; ``None`` when switched off."""
    configured = os.environ.get("NAVWARN_CACHE", "")
    if configured == "off":
        return None
    if configured:
        return Path(configured)
    base = os.environ.get("XDG_CACHE_HOME") or os.path.expanduser("~/.cache")  # noqa: PTH111  # never raises
    return Path(base) / "navwarn"


class ParsedCache:
    """Encoded parse results by content hash."""

    def __init__(self, path: Path) -> None:
        self._path = path
        self._connection = sqlite3.connect(path, timeout=2, isolation_level=None)
        self._connection.execute("PRAGMA journal_mode = WAL")
        self._connection.execute("PRAGMA synchronous = OFF")
        self._connection.execute(
            "CREATE TABLE IF NOT EXISTS parsed (key BLOB PRIMARY KEY, result BLOB NOT NULL) WITHOUT ROWID"
        )

    @classmethod
    def open(cls) -> ParsedCache | None:
        """The cache of this user and this code, or ``None`` where there can be none."""
        directory = cache_directory()
        if directory is None:
            return None
        try:
            directory.mkdir(mode=0o700, parents=True, exist_ok=True)
            return cls(directory / f"parsed-{_fingerprint()}.sqlite")
        except (OSError, sqlite3.Error):
            return None

    def load(self, keys: Sequence[bytes]) -> dict[bytes, bytes]:
        """The results that are there for these keys."""
        found: dict[bytes, bytes] = {}
        try:
            for start in range(0, len(keys), _CHUNK):
                chunk = keys[start : start + _CHUNK]
                marks = ",".join("?" * len(chunk))
                query = f"SELECT key, result FROM parsed WHERE key IN ({marks})"  # noqa: S608  # only marks
                found.update(self._connection.execute(query, chunk))
        except sqlite3.Error:
            return {}
        return found

    def store(self, results: Mapping[bytes, bytes]) -> None:
        """Keep these results; failing to is no failure."""
        if not results:
            return
        try:
            self._connection.execute("BEGIN IMMEDIATE")
            if self._path.stat().st_size > MAX_CACHE_BYTES:
                self._connection.execute("DELETE FROM parsed")
            self._connection.executemany("INSERT OR REPLACE INTO parsed VALUES (?, ?)", results.items())
            self._connection.execute("COMMIT")
        except (OSError, sqlite3.Error):
            self.close()

    def close(self) -> None:
        """Let go of the file."""
        self._connection.close()


def _fingerprint() -> str:
    """A hash over the code that decides what a parse result looks like."""
    digest = hashlib.sha256()
    for module in _MAKERS:
        digest.update(Path(str(module.__file__)).read_bytes())
    return digest.hexdigest()[:16]
