"""Syft JSON: the one SBOM format that says which files a distro package owns (scanning.md SR2)."""

from __future__ import annotations

import base64
import binascii
from typing import TYPE_CHECKING

import msgspec

from navwarn.core.inventory import (
    Component,
    Distro,
    ImageConfig,
    ImageSource,
    Inventory,
    Layer,
    SourceKind,
)
from navwarn.images.configuration import created_at, image_config, platform_of
from navwarn.images.document import Configuration
from navwarn.images.interface import DamagedImageError, OwnedFiles
from navwarn.images.ownership import with_ownership
from navwarn.images.platform import platform_text
from navwarn.images.sboms.decoding import decode, require_few
from navwarn.images.sboms.part import (
    GROUP,
    Purl,
    Said,
    component_of,
    in_order,
    left_out,
    purl_less,
    read_purl,
)

if TYPE_CHECKING:
    from navwarn.core.instant import Instant
    from navwarn.images.limit import Limits


_UNREADABLE = (msgspec.MsgspecError, UnicodeDecodeError, RecursionError)
_TOLD_BY = frozenset({"", "syft"})
"""The tools that name an origin wherever it is not the package itself; others write alike and may not."""


class _Location(msgspec.Struct, frozen=True, rename="camel"):
    path: str = ""
    access_path: str = ""
    layer_id: str = msgspec.field(name="layerID", default="")


class _License(msgspec.Struct, frozen=True):
    value: str = ""


class _File(msgspec.Struct, frozen=True):
    path: str = ""


class _Build(msgspec.Struct, frozen=True, rename="camel"):
    group_id: str = ""


class _Metadata(msgspec.Struct, frozen=True, rename="camel"):
    origin_package: str | None = None
    source: str | None = None
    source_version: str | None = None
    architecture: str | None = None
    main_module: str | None = None
    manifest: msgspec.Raw = msgspec.Raw()
    pom_properties: _Build | None = None
    pom_project: _Build | None = None
    files: tuple[_File, ...] | None = None


class _Artifact(msgspec.Struct, frozen=True, rename="camel"):
    name: str = ""
    version: str = ""
    type: str = ""
    purl: str = ""
    locations: tuple[_Location, ...] | None = None
    licenses: tuple[_License | str, ...] | None = None
    metadata: msgspec.Raw = msgspec.Raw(b"null")


class _Layer(msgspec.Struct, frozen=True, rename="camel"):
    digest: str = ""
    size: int = 0
    media_type: str = ""


class _Image(msgspec.Struct, frozen=True, rename="camel"):
    user_input: str = ""
    manifest_digest: str = ""
    tags: tuple[str, ...] | None = None
    repo_digests: tuple[str, ...] | None = None
    layers: tuple[_Layer, ...] | None = None
    config: str | None = None
    architecture: str = ""
    os: str = ""


class _Source(msgspec.Struct, frozen=True):
    """What was read; the first versions of the format call the ``metadata`` its ``target``."""

    type: str = ""
    name: str = ""
    version: str = ""
    metadata: msgspec.Raw = msgspec.Raw(b"null")
    target: msgspec.Raw = msgspec.Raw(b"null")


class _Distro(msgspec.Struct, frozen=True, rename="camel"):
    """What os-release says; the first versions of the format call the id ``name`` and have one ``idLike``."""

    id: str = ""
    name: str = ""
    version: str = ""
    version_id: str = msgspec.field(name="versionID", default="")
    id_like: tuple[str, ...] | str | None = None
    pretty_name: str = ""


class _Descriptor(msgspec.Struct, frozen=True):
    name: str = ""
    version: str = ""


class _Document(msgspec.Struct, frozen=True):
    artifacts: tuple[_Artifact, ...]
    source: _Source | None = None
    distro: _Distro | None = None
    descriptor: _Descriptor = _Descriptor()


class Syft:
    """``interface.SbomReader`` of Syft's own format."""

    name = SourceKind.SYFT.value

    def recognises(self, head: bytes) -> bool:
        """Whether a document that begins so has artifacts, as only Syft's has."""
        return b'"artifacts"' in head and b'"bomFormat"' not in head and b'"spdxVersion"' not in head

    def read(self, data: bytes, reference: str, limits: Limits) -> Inventory:
        """The inventory in the document, with owners where it says who owns what."""
        document = decode(data, _Document, reference, limits)
        require_few(len(document.artifacts), reference, limits)
        components: list[Component] = []
        owned: list[OwnedFiles] = []
        unread: list[str] = []
        is_told = document.descriptor.name in _TOLD_BY
        for artifact in document.artifacts:
            purl = read_purl(artifact.purl) if artifact.purl else _nameless(artifact)
            if purl is None:
                unread.append(artifact.purl or artifact.name)
                continue
            metadata = _metadata(artifact)
            component = component_of(purl, _said(artifact, metadata, is_told=is_told))
            components.append(component)
            if component.is_distro and metadata.files is not None:
                paths = frozenset(_absolute(file.path) for file in metadata.files)
                owned.append(OwnedFiles(component.type, component.name, component.architecture, paths))
        listed = {(one.type, one.name) for one in owned}
        is_complete = all((one.type, one.name) in listed for one in components if one.is_distro)
        whole = with_ownership(components, owned, is_complete=is_complete)
        return _inventory(document, in_order(whole), unread, reference)


def _inventory(
    document: _Document, components: tuple[Component, ...], unread: list[str], reference: str
) -> Inventory:
    image = _image(document.source)
    config, created, platform = _configuration(image)
    layers = tuple(Layer("", one.digest, one.size, one.media_type) for one in image.layers or ())
    tool = f"{document.descriptor.name} {document.descriptor.version}".strip()
    return Inventory(
        ImageSource(
            SourceKind.SYFT,
            reference,
            _digest(image),
            platform=platform,
            tool=tool,
        ),
        _distro(document.distro),
        components,
        config,
        layers,
        sum(one.size for one in layers) if layers else None,
        created,
        left_out(unread),
    )


def _image(source: _Source | None) -> _Image:
    """What the document says of the image; of a directory or a file it says other things."""
    if source is None or source.type != "image":
        return _Image()
    said = source.metadata if _has(source.metadata) else source.target
    try:
        return msgspec.json.decode(said, type=_Image)
    except _UNREADABLE:
        return _Image()


def _digest(image: _Image) -> str:
    """The digest of the manifest that the image was pulled by, else of the one that was made from it."""
    pulled = [text.rpartition("@")[2] for text in image.repo_digests or ()]
    return pulled[0] if pulled else image.manifest_digest


def _configuration(image: _Image) -> tuple[ImageConfig | None, Instant | None, str]:
    """The configuration, when it was made, and the platform."""
    platform = f"{image.os}/{image.architecture}" if image.os and image.architecture else ""
    if not image.config:
        return None, None, platform
    try:
        raw = base64.b64decode(image.config, validate=True)
        configuration = msgspec.json.decode(raw, type=Configuration)
        return (
            image_config(configuration),
            created_at(configuration),
            platform_text(platform_of(configuration)) or platform,
        )
    except (binascii.Error, ValueError, msgspec.MsgspecError, DamagedImageError):
        return None, None, platform


def _distro(distro: _Distro | None) -> Distro | None:
    name = (distro.id or distro.name) if distro else ""
    if distro is None or not name:
        return None
    like = (distro.id_like or "").split() if not isinstance(distro.id_like, tuple) else distro.id_like
    version = distro.version_id if distro.id else distro.version
    return Distro(name, version, tuple(like), distro.pretty_name)


def _metadata(artifact: _Artifact) -> _Metadata:
    """What the document says of a package of this type; other types have other fields of the same names."""
    try:
        return msgspec.json.decode(artifact.metadata, type=_Metadata | None) or _Metadata()
    except _UNREADABLE:
        return _Metadata()


def _nameless(artifact: _Artifact) -> Purl | None:
    """What stands for the URL of a package that has none, such as a program by itself."""
    return purl_less(artifact.type, artifact.name, artifact.version) if artifact.name else None


def _said(artifact: _Artifact, metadata: _Metadata, *, is_told: bool) -> Said:
    locations = artifact.locations or ()
    return Said(
        artifact.name,
        artifact.version,
        metadata.origin_package or metadata.source or "",
        metadata.source_version or "",
        is_origin_told=is_told,
        architecture=metadata.architecture or "",
        locations=tuple(sorted({_absolute(one.access_path or one.path) for one in locations})),
        licenses=tuple(one if isinstance(one, str) else one.value for one in artifact.licenses or ()),
        layer=locations[0].layer_id if locations else "",
        main_module=metadata.main_module or "",
        guessed=frozenset({GROUP} if _is_hinted(metadata) else ()),
        is_group_told=any(one.group_id for one in _builds(metadata)),
    )


def _is_hinted(metadata: _Metadata) -> bool:
    """Whether Syft has the group of a Java archive from its manifest, and from no build."""
    return _has(metadata.manifest) and not _builds(metadata)


def _has(value: msgspec.Raw) -> bool:
    return bytes(value) not in {b"", b"null"}


def _builds(metadata: _Metadata) -> list[_Build]:
    """What the document says of the build of a Java archive."""
    return [one for one in (metadata.pom_properties, metadata.pom_project) if one is not None]


def _absolute(path: str) -> str:
    """A path of the image as the rest of the room writes it."""
    return f"/{path.lstrip('/')}"


READER = Syft()
