"""The JSON documents of images: indexes, manifests, configurations; bounded, and of one kind each."""

from __future__ import annotations

from typing import TYPE_CHECKING, TypeVar

import msgspec

from navwarn.images.digest import require_grammar
from navwarn.images.interface import DamagedImageError, ImageError, LimitError

if TYPE_CHECKING:
    from collections.abc import Iterable

    from navwarn.images.limit import Limits

_T = TypeVar("_T")
_Texts = dict[str, str] | None

_CONFIGS = frozenset(
    {
        "",
        "application/vnd.oci.image.config.v1+json",
        "application/vnd.docker.container.image.v1+json",
        "application/octet-stream",  # what old builders wrote
    }
)
INDEX_TYPE = "application/vnd.oci.image.index.v1+json"
INDEX_TYPES = (INDEX_TYPE, "application/vnd.docker.distribution.manifest.list.v2+json")
MANIFEST_TYPES = (
    "application/vnd.oci.image.manifest.v1+json",
    "application/vnd.docker.distribution.manifest.v2+json",
)
_OLD = (
    "application/vnd.docker.distribution.manifest.v1+json",
    "application/vnd.docker.distribution.manifest.v1+prettyjws",
)


class Platform(msgspec.Struct, frozen=True):
    """The platform that an index says an image is for."""

    os: str = ""
    architecture: str = ""
    variant: str = ""


class Descriptor(msgspec.Struct, frozen=True, rename="camel"):
    """What a document says of another one or of a blob."""

    digest: str
    size: int
    media_type: str = ""
    platform: Platform | None = None
    annotations: _Texts = None
    artifact_type: str = ""


class Index(msgspec.Struct, frozen=True):
    """A list of images."""

    manifests: tuple[Descriptor, ...]


class Manifest(msgspec.Struct, frozen=True):
    """One image."""

    config: Descriptor
    listed: tuple[Descriptor, ...] | None = msgspec.field(name="layers")

    @property
    def layers(self) -> tuple[Descriptor, ...]:
        """Its layers from the base up; builders write ``null`` for none."""
        return self.listed or ()


class Artifact(msgspec.Struct, frozen=True, rename="camel"):
    """Whatever a registry holds besides images: its blobs are called layers, by an older format blobs."""

    artifact_type: str = ""
    subject: Descriptor | None = None
    annotations: _Texts = None
    layers: tuple[Descriptor, ...] | None = None
    blobs: tuple[Descriptor, ...] | None = None


class Start(msgspec.Struct, frozen=True):
    """How containers of an image start."""

    user: str | None = msgspec.field(name="User", default=None)
    working_directory: str | None = msgspec.field(name="WorkingDir", default=None)
    entrypoint: tuple[str, ...] | str | None = msgspec.field(name="Entrypoint", default=None)
    command: tuple[str, ...] | str | None = msgspec.field(name="Cmd", default=None)
    environment: tuple[str, ...] | None = msgspec.field(name="Env", default=None)
    ports: dict[str, msgspec.Raw] | None = msgspec.field(name="ExposedPorts", default=None)
    volumes: dict[str, msgspec.Raw] | None = msgspec.field(name="Volumes", default=None)
    labels: _Texts = msgspec.field(name="Labels", default=None)
    stop_signal: str | None = msgspec.field(name="StopSignal", default=None)


class FileSystem(msgspec.Struct, frozen=True):
    """The digests of an image's layers when decompressed, from the base up."""

    diff_ids: tuple[str, ...] | None = None


class Configuration(msgspec.Struct, frozen=True):
    """An image's configuration."""

    os: str = ""
    architecture: str = ""
    variant: str = ""
    created: str | None = None
    config: Start | None = None
    rootfs: FileSystem | None = None


_ABSENT = msgspec.Raw(b"null")


class _Kind(msgspec.Struct, frozen=True, rename="camel"):
    """What tells an index from a manifest."""

    media_type: str = ""
    schema_version: int = 0
    manifests: msgspec.Raw = _ABSENT
    layers: msgspec.Raw = _ABSENT
    config: msgspec.Raw = _ABSENT
    fs_layers: msgspec.Raw = _ABSENT


def decode(data: bytes, kind: type[_T], place: str, limits: Limits) -> _T:
    """A JSON document as a value; raises ``DamagedImageError`` or ``LimitError``."""
    if len(data) > limits.document:
        raise LimitError(f"{place} has more than {limits.document} bytes")
    try:
        return msgspec.json.decode(data, type=kind)
    except msgspec.MsgspecError as error:
        raise DamagedImageError(f"{place} cannot be read: {str(error)[:200]}") from None
    except RecursionError:
        raise DamagedImageError(f"{place} cannot be read: its JSON is nested too deep") from None
    except UnicodeDecodeError:
        raise DamagedImageError(f"{place} cannot be read: it is not UTF-8") from None


def decode_manifest(data: bytes, place: str, limits: Limits) -> Index | Manifest:
    """The index or the manifest that a document is.

    Refused is what could be taken for both, since others would take it for the other (CVE-2021-41190), an
    image in the format of 2015, and whatever is no container image.
    """
    kind = decode(data, _Kind, place, limits)
    if kind.schema_version == 1 or _has(kind.fs_layers) or kind.media_type in _OLD:
        raise ImageError(f"{place} is of schema version 1, which registries gave up: push it again")
    if _has(kind.manifests) and (_has(kind.layers) or _has(kind.config)):
        raise DamagedImageError(f"{place} is an index and a manifest at once: neither is believed")
    if _has(kind.manifests):
        index = decode(data, Index, place, limits)
        if len(index.manifests) > limits.platforms:
            raise LimitError(f"{place} lists more than {limits.platforms} images")
        _require_possible(index.manifests, place)
        return index
    manifest = decode(data, Manifest, place, limits)
    if len(manifest.layers) > limits.layers:
        raise LimitError(f"{place} has more than {limits.layers} layers")
    _require_possible((manifest.config, *manifest.layers), place)
    if manifest.config.media_type not in _CONFIGS:
        raise ImageError(f"{place} is no container image: it is {manifest.config.media_type[:100]}")
    return manifest


def decode_artifact(data: bytes, place: str, limits: Limits) -> Artifact:
    """The manifest of whatever a registry holds, an image or not."""
    artifact = decode(data, Artifact, place, limits)
    parts = (*(artifact.layers or ()), *(artifact.blobs or ()))
    if len(parts) > limits.layers:
        raise LimitError(f"{place} has more than {limits.layers} blobs")
    _require_possible(parts, place)
    return artifact


def decode_list(data: bytes, place: str, limits: Limits) -> tuple[Descriptor, ...]:
    """What an index of artifacts lists, images or not."""
    listed = decode(data, Index, place, limits).manifests
    if len(listed) > limits.attachments:
        raise LimitError(f"{place} lists more than {limits.attachments} things")
    _require_possible(listed, place)
    return listed


def _has(part: msgspec.Raw) -> bool:
    return bytes(part) != b"null"


def _require_possible(descriptors: Iterable[Descriptor], place: str) -> None:
    for one in descriptors:
        require_grammar(one.digest, place)
        if one.size < 0:
            raise DamagedImageError(f"{place} says that a blob has less than no bytes")
