"""The cache of what reading documents yielded: files that may be deleted at any time.

Each directory of documents has packs, maps from the SHA-256 of a document's content to what was made of it.
Packs belong to the code that made them: when that changes, they begin anew. Whatever goes wrong with one (no
home, no space, damage) costs time and nothing else.
"""

from __future__ import annotations

import hashlib
import os
from functools import cache
from pathlib import Path
from typing import Generic, TypeVar

import msgspec

import navwarn
from navwarn.config import user_directory
from navwarn.errors import ExternalError
from navwarn.workflows.files import write_atomically

T = TypeVar("T")

PACKS_KEPT = 32
"""Packs beyond this number are removed, the longest unused first."""

PARSERS = (
    "core/event.py",
    "core/instant.py",
    "documents/decode.py",
    "documents/document.py",
    "documents/fault.py",
    "documents/line.py",
    "documents/node.py",
    "documents/parse.py",
    "documents/swift.py",
    "workflows/tree.py",
)
"""The modules that decide what reading a document yields; named only, as a run that reads none needs none."""

_PACKAGE = Path(str(navwarn.__file__)).parent
_ENCODER = msgspec.msgpack.Encoder()


def cache_directory() -> Path | None:
    """Where caches live: ``NAVWARN_CACHE``, else the user's cache directory; ``None`` for nowhere."""
    configured = os.environ.get("NAVWARN_CACHE", "")
    if configured == "off":
        return None
    if configured:
        return Path(configured)
    base = user_directory("XDG_CACHE_HOME", ".cache", os.environ)
    return None if base is None else base / "navwarn"


class Pack(Generic[T]):
    """What was made of the documents of one directory, by the hash of their content.

    ``kind`` is the type of a result and ``makers`` are the modules that decide about it.
    """

    def __init__(self, directory: Path, kind: type[T], makers: tuple[str, ...]) -> None:
        self._kind = kind
        caches = cache_directory()
        name = hashlib.sha256(os.fsencode(directory.absolute())).hexdigest()[:24]
        self._pack = None if caches is None else caches / f"{_fingerprint(kind.__name__, makers)}-{name}.pack"

    def load(self) -> dict[bytes, T]:
        """The results of earlier runs; none where there is no usable pack."""
        if self._pack is None:
            return {}
        try:
            decoder = msgspec.msgpack.Decoder(dict[bytes, self._kind])  # type: ignore[name-defined]
            found: dict[bytes, T] = decoder.decode(self._pack.read_bytes())
        except (OSError, msgspec.DecodeError):
            return {}
        return found

    def store(self, results: dict[bytes, T]) -> None:
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


class ParsedCache(Pack[bytes]):
    """What reading the documents of one directory yielded, encoded."""

    def __init__(self, directory: Path) -> None:
        super().__init__(directory, bytes, PARSERS)


def _by_age(directory: Path) -> list[Path]:
    """The packs in a directory, the newest first."""
    return sorted(directory.glob("*.pack"), key=lambda path: -path.stat().st_mtime)


@cache
def _fingerprint(kind: str, makers: tuple[str, ...]) -> str:
    """A hash over the code that decides what a result looks like."""
    digest = hashlib.sha256(kind.encode())
    for maker in makers:
        digest.update((_PACKAGE / maker).read_bytes())
    return digest.hexdigest()[:16]
