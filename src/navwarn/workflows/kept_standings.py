"""What stands in the documents of a directory, kept from run to run so that nobody reads them again.

A second feed over an unchanged tree needs of each document only what the feed says. That is kept by the hash
of the document's content; where one document has changed, all are looked at as if nothing was kept.
"""

from __future__ import annotations

import hashlib
from itertools import chain
from typing import TYPE_CHECKING

from msgspec import Struct

from navwarn.core.moments import Moments
from navwarn.core.snapshot import Snapshot
from navwarn.core.standing import Standing
from navwarn.documents.document import MAX_BYTES
from navwarn.workflows.cache import PARSERS, Pack
from navwarn.workflows.collector import paused_collector
from navwarn.workflows.folder import list_files, read_file

if TYPE_CHECKING:
    from collections.abc import Sequence
    from pathlib import Path

    from navwarn.core.distribution import Distribution
    from navwarn.core.instant import Instant

_MAKERS = (
    *PARSERS,
    "core/advisory.py",
    "core/standing.py",
    "core/status.py",
    "feeds/interface.py",
    "workflows/directory_feed.py",
    "workflows/kept_standings.py",
    "workflows/refusal.py",
)


class KeptDocument(Struct, frozen=True):
    """What a sound document says at its latest: its package, and what stands of each of its advisories."""

    package: str
    standings: tuple[Standing, ...]


def standings_of_directory(
    directory: Path, distribution: Distribution, as_of: Instant | None = None, *, max_bytes: int = MAX_BYTES
) -> Snapshot[Standing]:
    """The standings in the snapshot of a directory; see ``snapshot_of_directory``, and raises as it does."""
    with paused_collector():
        files = list_files(directory)
        contents = [read_file(path, max_bytes) for path in files]
        # Of other moments nothing is kept, nor of runs with another limit, which would see other faults.
        pack = Pack(directory, KeptDocument, _MAKERS) if as_of is None and max_bytes == MAX_BYTES else None
        documents = _kept(contents, pack) if pack else None
        if documents is None:
            documents = _made(directory, files, contents, as_of, max_bytes)
            if pack and len(documents) == len(contents):
                pack.store(dict(zip(map(_key, contents), documents, strict=True)))
        standings = tuple(chain.from_iterable([document.standings for document in documents]))
    return Snapshot(distribution.name, standings, Moments(as_of))


def _kept(contents: Sequence[bytes], pack: Pack[KeptDocument]) -> list[KeptDocument] | None:
    """What is kept of all these documents; ``None`` where one is missing or two are of one package."""
    known = pack.load()
    if not known:
        return None
    found = [known.get(_key(content)) for content in contents]
    documents = [document for document in found if document is not None]
    packages = {document.package for document in documents}
    return documents if len(packages) == len(contents) else None


def _made(
    directory: Path, files: Sequence[Path], contents: Sequence[bytes], as_of: Instant | None, max_bytes: int
) -> list[KeptDocument]:
    from navwarn.workflows.directory_feed import standings_by_document
    from navwarn.workflows.tree import load_files

    loaded = load_files(directory, files, contents, max_bytes=max_bytes)
    return [KeptDocument(*found) for found in standings_by_document(loaded, as_of)]


def _key(content: bytes) -> bytes:
    return hashlib.sha256(content).digest()
