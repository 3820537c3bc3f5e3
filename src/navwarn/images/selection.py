"""From what a tag names to the images meant: through indexes, which may list indexes, to manifests."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

from navwarn.images.document import MANIFEST_TYPES, Index, Manifest, decode_manifest
from navwarn.images.interface import DamagedImageError, LimitError, PlatformError
from navwarn.images.platform import ALL, chosen, is_image, matches, parse_platform, platform_text
from navwarn.images.store import read_manifest

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from navwarn.images.document import Descriptor, Platform
    from navwarn.images.limit import Limits
    from navwarn.images.store import Store

_DEPTH = 3
"""How many indexes may list one another."""


class Leaf(NamedTuple):
    """An image, and the digest of the index that lists it: empty where none does."""

    descriptor: Descriptor
    index_digest: str


def select(store: Store, roots: Iterable[Descriptor], platform: str, limits: Limits) -> list[Leaf]:
    """The images for a platform below what a name stands for: one, or each of them for ``all``.

    Raises ``PlatformError`` where there is none such.
    """
    below = list(leaves(store, roots, limits))
    found = {one.descriptor.digest: one for one in below}
    descriptors = [one.descriptor for one in found.values()]
    if len(descriptors) == 1 and descriptors[0].platform is None:
        return below[:1]  # what it is for, its configuration tells
    return [found[one.digest] for one in chosen(descriptors, platform, store.place)]


def leaves(store: Store, roots: Iterable[Descriptor], limits: Limits) -> Iterator[Leaf]:
    """The images that are listed, in the order of the lists."""
    pending = [(one, "", 0) for one in roots][::-1]
    count = 0
    while pending:
        descriptor, index_digest, depth = pending.pop()
        count += 1
        if count > limits.platforms or depth > _DEPTH:
            raise LimitError(f"{store.place} lists more images in one another than are read")
        if not is_image(descriptor):
            continue
        document = None if descriptor.media_type in MANIFEST_TYPES else _load(store, descriptor, limits)
        if isinstance(document, Index):
            pending += [(one, descriptor.digest, depth + 1) for one in document.manifests][::-1]
        else:
            yield Leaf(descriptor, index_digest)


def load_manifest(store: Store, descriptor: Descriptor, limits: Limits) -> Manifest:
    """The manifest that a descriptor says it is; ``DamagedImageError`` where it is an index."""
    document = _load(store, descriptor, limits)
    if isinstance(document, Index):
        raise DamagedImageError(f"{store.place}: {descriptor.digest[:19]}… is an index, not a manifest")
    return document


def require_platform(there: Platform, wanted: str, place: str) -> None:
    """Raise ``PlatformError`` where the only image is for another platform than the one asked for."""
    if wanted and wanted != ALL and not matches(there, parse_platform(wanted)):
        hint = f"It is for {platform_text(there) or 'no platform that it names'}."
        raise PlatformError(f"{place} has no image for {wanted}", hint=hint)


def _load(store: Store, descriptor: Descriptor, limits: Limits) -> Index | Manifest:
    data = read_manifest(store, descriptor, limits.document)
    return decode_manifest(data, f"{store.place}, manifest {descriptor.digest[:19]}…", limits)
