"""Archives as ``docker save`` writes them: one or more images, named in ``manifest.json``."""

from __future__ import annotations

import hashlib
import re
from contextlib import suppress
from functools import partial
from typing import TYPE_CHECKING, NamedTuple

import msgspec

from navwarn.core.inventory import Layer as LayerValue
from navwarn.images.digest import is_digest, require_digest
from navwarn.images.document import Configuration, decode
from navwarn.images.entry import normalised
from navwarn.images.interface import (
    DamagedImageError,
    ImageReferenceError,
    LimitError,
    MissingImageError,
)
from navwarn.images.layer import TarLayer
from navwarn.images.layout import INDEX, LayoutStore
from navwarn.images.reference import parse_registry_reference
from navwarn.images.selection import leaves, load_manifest

if TYPE_CHECKING:
    from navwarn.images.archive import Archive
    from navwarn.images.limit import Limits

MANIFEST = "/manifest.json"
_NAMED_AFTER_DIGEST = re.compile(r"(?:/blobs/sha256)?/([0-9a-f]{64})(?:\.json|\.tar|\.tar\.gz)?")


class _Image(msgspec.Struct, frozen=True):
    """One image of the archive."""

    config: str = msgspec.field(name="Config")
    layer_paths: tuple[str, ...] | None = msgspec.field(name="Layers")
    tags: tuple[str, ...] | None = msgspec.field(name="RepoTags", default=None)

    @property
    def layers(self) -> tuple[str, ...]:
        """The files of its layers, from the base up; an image of nothing has none."""
        return self.layer_paths or ()

    def tag(self, name: str) -> str:
        """Its tag of a name, or its first one without a name; empty where it has none such."""
        tags = self.tags or ()
        return next((one for one in tags if not name or one == name or _whole(one) == _whole(name)), "")


class Saved(NamedTuple):
    """An image out of such an archive: its configuration, its layers twice, and its tag."""

    configuration: Configuration
    layers: tuple[TarLayer, ...]
    values: tuple[LayerValue, ...]
    tag: str
    digest: str


def saved_image(archive: Archive, name: str, limits: Limits) -> Saved:
    """The image of a name (``repository:tag``), or the only one.

    Raises ``MissingImageError`` where there is none or a choice, ``DamagedImageError`` where the archive
    contradicts itself.
    """
    place = f"{archive.place}: manifest.json"
    images = decode(archive.read(MANIFEST, limits.document), tuple[_Image, ...], place, limits)
    image = _chosen(images, name, archive)
    if len(image.layers) > limits.layers:
        raise LimitError(f"{archive.place} has more than {limits.layers} layers")
    data, digest = _configuration(archive, image, limits)
    configuration = decode(data, Configuration, f"{archive.place}: {image.config[:80]}", limits)
    diff_ids = (configuration.rootfs.diff_ids if configuration.rootfs else None) or ()
    if len(diff_ids) != len(image.layers) or not all(is_digest(one) for one in diff_ids):
        raise DamagedImageError(f"{archive.place}: the configuration does not name the layers that there are")
    layers, values = [], []
    for layer, diff_id in zip(image.layers, diff_ids, strict=True):
        path = _path(layer, archive)
        size = archive.size(path)
        place = f"{archive.place}, layer {diff_id[:19]}…"
        layers.append(TarLayer(partial(archive.open, path), place, diff_id=diff_id, size=size))
        values.append(LayerValue(diff_id, diff_id, size))
    tag = image.tag(name)
    return Saved(configuration, tuple(layers), tuple(values), tag, _manifest_digest(archive, digest, limits))


def _chosen(images: tuple[_Image, ...], name: str, archive: Archive) -> _Image:
    found = [one for one in images if not name or one.tag(name)]
    if len(found) == 1:
        return found[0]
    what = f"has no image {name}" if name else f"has {len(found)} images"
    names = sorted(tag for one in images for tag in one.tags or ())
    hint = f"Name one of them after a colon: {', '.join(names[:20])}." if names else ""
    raise MissingImageError(f"{archive.place} {what}", hint=hint)


def _whole(name: str) -> str:
    """A name with the registry, and the tag, that it leaves out; as it is where it is none of an image."""
    try:
        return str(parse_registry_reference(name))
    except ImageReferenceError:
        return name


def _configuration(archive: Archive, image: _Image, limits: Limits) -> tuple[bytes, str]:
    """The configuration and its digest, which has to be the one that it is named after."""
    path = _path(image.config, archive)
    data = archive.read(path, limits.document)
    found = hashlib.sha256(data)
    named = _NAMED_AFTER_DIGEST.fullmatch(path)
    if named:
        require_digest(found, f"sha256:{named[1]}", f"{archive.place}: {path[1:]}")
    return data, f"sha256:{found.hexdigest()}"


def _manifest_digest(archive: Archive, configuration: str, limits: Limits) -> str:
    """The digest of the image's manifest, which newer archives have as well; else empty.

    Their index may list images for other platforms that were not saved.
    """
    if INDEX not in archive:
        return ""
    store = LayoutStore(archive)
    for one in leaves(store, store.roots(limits), limits):
        with suppress(MissingImageError):
            if load_manifest(store, one.descriptor, limits).config.digest == configuration:
                return one.descriptor.digest
    return ""


def _path(name: str, archive: Archive) -> str:
    path = normalised(name)
    if path is None:
        raise DamagedImageError(f"{archive.place}: manifest.json names a file {name[:80]!r} outside of it")
    return path
