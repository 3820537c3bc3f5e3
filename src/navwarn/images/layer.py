"""Layers: where the entries of an image come from, one after the other."""

from __future__ import annotations

from contextlib import contextmanager
from typing import TYPE_CHECKING, Protocol

from navwarn.images.digest import hasher, require_digest
from navwarn.images.interface import DamagedImageError
from navwarn.images.stream import Verified, decompressed
from navwarn.images.tar import Tar

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Sequence
    from contextlib import AbstractContextManager

    from navwarn.core.inventory import Remark
    from navwarn.images.budget import Budget
    from navwarn.images.entry import Entry
    from navwarn.images.source import Source


class Members(Protocol):
    """The entries of a layer, in order; between two of them the content of the first can be read."""

    @property
    def remarks(self) -> Sequence[Remark]:
        """What could not be read; complete at the end."""

    def __iter__(self) -> Iterator[Entry]:
        """Entry after entry."""

    def content(self) -> bytes:
        """The content of the present entry, a file; to be asked for once."""


class Layer(Protocol):
    """One layer; it can be opened several times, by one reader at a time."""

    @property
    def digest(self) -> str:
        """The digest of its blob; empty where it has none."""

    def open(self, budget: Budget) -> AbstractContextManager[Members]:
        """Its entries; leaving the context reads the rest, and raises where digest or size is another."""


class TarLayer:
    """A layer out of an archive or a registry.

    ``open_blob`` gives the bytes of the blob. ``digest`` is the blob's and ``diff_id`` that of its content
    when decompressed: at least one is verified, the first where both are known. ``place`` is what errors
    call it.
    """

    def __init__(
        self,
        open_blob: Callable[[], AbstractContextManager[Source]],
        place: str,
        *,
        digest: str = "",
        diff_id: str = "",
        size: int | None = None,
    ) -> None:
        self._open_blob = open_blob
        self._place = place
        self._blob_digest = digest
        self._diff_id = diff_id
        self._size = size

    @property
    def digest(self) -> str:
        """The digest of its blob, or of its content where that is all that is known."""
        return self._blob_digest or self._diff_id

    @contextmanager
    def open(self, budget: Budget) -> Iterator[Tar]:
        """Its entries; nothing of them is to be used before the context was left without an error."""
        with self._open_blob() as source:
            blob = Verified(source, self._blob_digest, self._size, self._place)
            chunks = decompressed(blob, budget, self._place)
            if self._diff_id and not self._blob_digest:
                chunks = _checked(chunks, self._diff_id, self._place)
            tar = Tar(chunks, budget, self._place)
            try:
                yield tar
                tar.drain()
            except DamagedImageError:
                blob.finish()  # a wrong digest is the better explanation
                raise
            blob.finish()


def _checked(chunks: Iterator[bytes], digest: str, place: str) -> Iterator[bytes]:
    """The chunks, and an error at their end where they have not the digest."""
    found = hasher(digest)
    for chunk in chunks:
        found.update(chunk)
        yield chunk
    require_digest(found, digest, place)
