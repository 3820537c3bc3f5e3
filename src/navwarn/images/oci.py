"""Images by their manifests, wherever the blobs come from."""

from __future__ import annotations

from collections.abc import Sequence
from contextlib import ExitStack, contextmanager
from functools import partial
from typing import TYPE_CHECKING, NoReturn

from msgspec import Struct
from msgspec.structs import replace

from navwarn.core.inventory import ImageSource
from navwarn.core.inventory import Layer as LayerValue
from navwarn.images.configuration import platform_of
from navwarn.images.digest import is_digest
from navwarn.images.document import Configuration, decode
from navwarn.images.interface import DamagedImageError, ImageError, MissingImageError
from navwarn.images.layer import Layer, TarLayer
from navwarn.images.platform import platform_text
from navwarn.images.selection import load_manifest, require_platform, select
from navwarn.images.store import Store, read_blob

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator
    from contextlib import AbstractContextManager

    from navwarn.images.document import Descriptor, Manifest
    from navwarn.images.limit import Limits
    from navwarn.images.selection import Leaf
    from navwarn.images.source import Source

_ENCRYPTED = "+encrypted"
_FOREIGN = ("foreign", "nondistributable")


class Opened(Struct, frozen=True):
    """An image that can be read: where it is from, its layers from the base up, its configuration.

    ``values`` are what an inventory says of the layers; ``configuration`` is ``None`` for a directory,
    ``store`` where nothing can be attached to the image.
    """

    source: ImageSource
    layers: Sequence[Layer]
    values: tuple[LayerValue, ...] = ()
    configuration: Configuration | None = None
    store: Store | None = None


def open_images(
    store: Store, roots: Sequence[Descriptor], source: ImageSource, platform: str, limits: Limits
) -> Iterator[Opened]:
    """The images for a platform below what a name stands for; ``source`` is filled in for each of them."""
    for leaf in select(store, roots, platform, limits):
        yield _opened(store, leaf, source, platform, limits)


def _opened(store: Store, leaf: Leaf, source: ImageSource, platform: str, limits: Limits) -> Opened:
    digest = leaf.descriptor.digest
    manifest = load_manifest(store, leaf.descriptor, limits)
    place = f"{store.place}, configuration {manifest.config.digest[:19]}…"
    configuration = decode(read_blob(store, manifest.config, limits.document), Configuration, place, limits)
    there = platform_of(configuration)
    if leaf.descriptor.platform is None:
        require_platform(there, platform, store.place)
    diff_ids = _diff_ids(configuration, manifest, place)
    return Opened(
        source=replace(
            source,
            digest=digest,
            index_digest=leaf.index_digest,
            platform=platform_text(leaf.descriptor.platform or there),
        ),
        layers=[_layer(store, one) for one in manifest.layers],
        values=tuple(
            LayerValue(one.digest, diff_id, one.size, one.media_type)
            for one, diff_id in zip(manifest.layers, diff_ids, strict=True)
        ),
        configuration=configuration,
        store=store,
    )


def _layer(store: Store, one: Descriptor) -> TarLayer:
    place = f"{store.place}, layer {one.digest[:19]}…"
    opening: Callable[[], AbstractContextManager[Source]] = partial(store.blob, one.digest)
    if one.media_type.endswith(_ENCRYPTED):
        opening = partial(_encrypted, place)
    elif any(word in one.media_type for word in _FOREIGN):
        opening = partial(_foreign, store, one.digest, place)
    return TarLayer(opening, place, digest=one.digest, size=one.size)


def _encrypted(place: str) -> NoReturn:
    raise ImageError(f"{place} is encrypted, and there is no key for it here")


@contextmanager
def _foreign(store: Store, digest: str, place: str) -> Iterator[Source]:
    """A layer that may be kept elsewhere; the addresses that a manifest names for it are never asked."""
    with ExitStack() as stack:
        try:
            source = stack.enter_context(store.blob(digest))
        except MissingImageError:
            raise MissingImageError(
                f"{place} is foreign: it is kept somewhere else than the image, where nothing is fetched from"
            ) from None
        yield source


def _diff_ids(configuration: Configuration, manifest: Manifest, place: str) -> Sequence[str]:
    """The digests of the layers when decompressed; empty ones where the configuration names none at all."""
    found = (configuration.rootfs.diff_ids if configuration.rootfs else None) or ()
    if not found:
        return [""] * len(manifest.layers)
    if len(found) != len(manifest.layers) or not all(is_digest(one) for one in found):
        raise DamagedImageError(f"{place} does not name the layers that the manifest names")
    return found
