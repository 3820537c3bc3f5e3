"""Inventories: what an image contains, however it was presented (architecture.md 2, image-diff.md I1-I8)."""

from __future__ import annotations

import re
from enum import StrEnum

import msgspec
from msgspec import Struct

from navwarn.core.instant import Instant

DISTRO_TYPES = frozenset({"apk", "deb", "rpm"})
"""The purl types of packages that a distribution publishes; all others come from language ecosystems."""


NO_DISTRIBUTION = "no-distribution"
"""The slug of the remark that there are distro packages and no os-release."""

_NUL = rb"\u0000"
_WRITTEN_NUL = re.compile(rb"(?<!\\)((?:\\\\)*)\\u0000")  # but not a backslash before u0000
_SOURCE = re.compile(r"[?&](?:download_url|vcs_url)=")


class SourceKind(StrEnum):
    """How an image was presented to us."""

    REGISTRY = "registry"
    OCI_LAYOUT = "oci-layout"
    OCI_ARCHIVE = "oci-archive"
    DOCKER_ARCHIVE = "docker-archive"
    DIRECTORY = "directory"
    APK_DATABASE = "apk-database"
    SYFT = "syft-json"
    SPDX = "spdx-json"
    CYCLONEDX = "cyclonedx-json"
    REPORT = "report"  # of another scanner, which names only what it found something in

    @property
    def is_sbom(self) -> bool:
        """Whether somebody tells what the image contains: nobody read it from the image itself."""
        return self in {SourceKind.SYFT, SourceKind.SPDX, SourceKind.CYCLONEDX}


class Ownership(StrEnum):
    """Whether a distro package owns a component: all of its evidence lies in the package's files (SB4)."""

    OWNED = "owned"
    UNOWNED = "unowned"
    UNKNOWN = "unknown"  # the presentation does not say which files a package owns (image-diff.md INV6)


class Distro(Struct, frozen=True):
    """What os-release says of the distribution: ``ID``, ``VERSION_ID``, ``ID_LIKE`` and ``PRETTY_NAME``."""

    id: str
    version: str = ""
    like: tuple[str, ...] = ()
    title: str = ""


class Owner(Struct, frozen=True):
    """The distro package that a component belongs to."""

    type: str
    name: str
    version: str
    origin: str


class Component(Struct, frozen=True):
    """One installed package: of the distribution, or of a language ecosystem.

    ``type`` is the purl type (``apk``, ``golang``, ``pypi`` …), ``namespace`` the purl's, decoded. ``origin``
    is the package it was built from, its own name where nothing else is said, and ``origin_version`` that
    one's version; ``is_origin_known`` is ``False`` where the presentation has no room for either.
    ``is_version_known`` is ``False`` where the version stands for a commit of which nobody knows between
    which releases it lies (scanning.md SG11), ``is_namespace_known`` where the namespace is guessed, as the
    group of most Java archives is. ``locations`` are the absolute paths of the evidence, sorted. ``purl`` is
    canonical and complete; ``other_purls`` are those an SBOM gave besides (image-diff.md I5). ``layer`` is
    the digest of the layer the evidence lies in, where known.
    """

    type: str
    name: str
    version: str
    namespace: str = ""
    subpath: str = ""
    architecture: str = ""
    origin: str = ""
    origin_version: str = ""
    is_origin_known: bool = True
    purl: str = ""
    other_purls: tuple[str, ...] = ()
    locations: tuple[str, ...] = ()
    ownership: Ownership = Ownership.UNKNOWN
    owner: Owner | None = None
    licenses: tuple[str, ...] = ()
    layer: str = ""
    is_version_known: bool = True
    is_namespace_known: bool = True

    @property
    def full_name(self) -> str:
        """The name as its ecosystem's records have it: that of a language with its namespace.

        Package URLs divide the path of a Go module after its host and owner (``github.com/a/b#v2``).
        """
        if not self.namespace or self.is_distro:
            return self.name
        if self.type == "golang" and self.subpath and self.namespace.count("/") == 1:
            return f"{self.namespace}/{self.name}/{self.subpath}"
        return f"{self.namespace}{':' if self.type == 'maven' else '/'}{self.name}"

    @property
    def is_distro(self) -> bool:
        """Whether it is a package of a distribution."""
        return self.type in DISTRO_TYPES

    @property
    def is_installed(self) -> bool:
        """Whether it is something installed, not the image itself or a source it was made from.

        SBOMs of builders list the image (``pkg:oci``), build recipes, repositories and source archives beside
        the packages (image-diff.md I6, I18). What is found in an image by its files, as actions in workflows
        of a repository, lies somewhere in it.
        """
        if self.type == "oci":
            return False
        if self.type == "github":
            return bool(self.locations) and not self.subpath.endswith((".yaml", ".yml"))
        return self.type != "generic" or _SOURCE.search(self.purl) is None


class ImageConfig(Struct, frozen=True):
    """How containers of the image start (image-diff.md H5, H7); mappings as sorted pairs."""

    user: str = ""
    working_directory: str = ""
    entrypoint: tuple[str, ...] = ()
    command: tuple[str, ...] = ()
    environment: tuple[tuple[str, str], ...] = ()
    exposed_ports: tuple[str, ...] = ()
    volumes: tuple[str, ...] = ()
    labels: tuple[tuple[str, str], ...] = ()
    stop_signal: str = ""


class Layer(Struct, frozen=True):
    """One layer: the digest of its blob and of its uncompressed content, and the blob's size in bytes."""

    digest: str
    diff_id: str = ""
    size: int = 0
    media_type: str = ""


class Attachment(Struct, frozen=True):
    """The SBOM attached to an image that was read in place of its layers; nobody's signature was verified.

    ``digest`` is that of the SBOM's blob, ``subject`` that of the image or index it is attached to;
    ``found_by`` is a slug of how it was found, such as ``referrers`` or ``cosign-att``.
    """

    digest: str
    subject: str
    found_by: str


class ImageSource(Struct, frozen=True):
    """Where an inventory comes from.

    ``reference`` is what a person would give to read it again. ``digest`` is that of the manifest of this
    platform, ``index_digest`` that of the index it was chosen from; empty where there is none. ``tool`` names
    what made an SBOM, ``attachment`` the SBOM where one attached to the image was read.
    """

    kind: SourceKind
    reference: str
    digest: str = ""
    index_digest: str = ""
    repository: str = ""
    tag: str = ""
    platform: str = ""
    tool: str = ""
    attachment: Attachment | None = None

    @property
    def evidence(self) -> str:
        """Whose word the contents are where an attached SBOM was read; empty where the image itself was."""
        one = self.attachment
        if one is None:
            return ""
        made = f" by {self.tool}" if self.tool else ""
        return (
            f"contents as an attached SBOM tells them ({self.kind.value}{made}, {one.digest},"
            f" found by {one.found_by}); no signature was verified"
        )


class Remark(Struct, frozen=True):
    """Something about the image that could not be read: a stable slug, what it is about, and a sentence."""

    code: str
    subject: str
    message: str

    @property
    def is_unread(self) -> bool:
        """Whether something was there that could not be read: more may be in the image than is known."""
        return self.code != NO_DISTRIBUTION


class Inventory(Struct, frozen=True):
    """What an image contains at one moment of reading.

    ``components`` are sorted by type, namespace, name, version and locations. ``layers`` go from the base
    up; ``size`` is the sum of their blobs in bytes, ``None`` where unknown. ``remarks`` name everything that
    was there and could not be read, since zero findings in what nobody looked at is not "clean".
    """

    source: ImageSource
    distro: Distro | None = None
    components: tuple[Component, ...] = ()
    config: ImageConfig | None = None
    layers: tuple[Layer, ...] = ()
    size: int | None = None
    created: Instant | None = None
    remarks: tuple[Remark, ...] = ()


def storable(inventory: Inventory) -> Inventory:
    """The inventory with U+FFFD for every NUL: nothing is called so, and not every database stores one."""
    text = msgspec.json.encode(inventory)
    if _NUL not in text:
        return inventory
    return msgspec.json.decode(_WRITTEN_NUL.sub(rb"\1\\ufffd", text), type=Inventory)


def component_order(component: Component) -> tuple[object, ...]:
    """The key by which an inventory sorts its components (image-diff.md I20); only equal ones share it."""
    owner = component.owner
    return (
        component.type,
        component.namespace,
        component.name,
        component.version,
        component.architecture,
        component.locations,
        component.purl,
        component.subpath,
        component.origin,
        component.origin_version,
        component.is_origin_known,
        component.ownership,
        () if owner is None else (owner.type, owner.name, owner.version, owner.origin),
        component.other_purls,
        component.licenses,
        component.layer,
        component.is_version_known,
        component.is_namespace_known,
    )
