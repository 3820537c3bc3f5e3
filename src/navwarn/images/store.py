"""Where the blobs of an image come from: a directory, an archive, a registry."""

from __future__ import annotations

from typing import TYPE_CHECKING, Protocol

from navwarn.images.digest import hasher, require_digest
from navwarn.images.interface import DigestError
from navwarn.images.source import read_all

if TYPE_CHECKING:
    from contextlib import AbstractContextManager

    from navwarn.images.document import Descriptor
    from navwarn.images.limit import Limits
    from navwarn.images.referrer import Attached
    from navwarn.images.source import Source


class Store(Protocol):
    """Gives blobs by digest; nothing of what it gives is verified yet.

    ``manifest`` and ``blob`` raise ``MissingImageError`` where there is no such thing. Several blobs may be
    open at a time, in several threads.
    """

    @property
    def place(self) -> str:
        """What errors call it."""

    def manifest(self, digest: str) -> AbstractContextManager[Source]:
        """The bytes of a manifest or an index."""

    def blob(self, digest: str) -> AbstractContextManager[Source]:
        """The bytes of any other blob."""

    def referrers(self, digest: str, limits: Limits) -> tuple[Attached, ...]:
        """What is attached to a manifest or an index, besides what an index lists."""


def read_manifest(store: Store, descriptor: Descriptor, limit: int) -> bytes:
    """A manifest's bytes, of the size and the digest that they are said to have."""
    with store.manifest(descriptor.digest) as source:
        return _verified(read_all(source, limit, store.place), descriptor, store.place)


def read_blob(store: Store, descriptor: Descriptor, limit: int) -> bytes:
    """A small blob's bytes, of the size and the digest that they are said to have."""
    with store.blob(descriptor.digest) as source:
        return _verified(read_all(source, limit, store.place), descriptor, store.place)


def _verified(data: bytes, descriptor: Descriptor, place: str) -> bytes:
    name = f"{place}, blob {descriptor.digest[:19]}…"
    if len(data) != descriptor.size:
        raise DigestError(f"{name} has {len(data)} bytes, not the {descriptor.size} it is said to have")
    found = hasher(descriptor.digest)
    found.update(data)
    require_digest(found, descriptor.digest, name)
    return data
