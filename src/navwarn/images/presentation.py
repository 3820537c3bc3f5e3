"""Images in every presentation but an SBOM: in a registry, a layout, an archive, a directory."""

from __future__ import annotations

from typing import TYPE_CHECKING, BinaryIO

from msgspec.structs import replace

from navwarn.core.inventory import ImageSource, Inventory, SourceKind
from navwarn.images.assembly import assembled
from navwarn.images.budget import Budget
from navwarn.images.cataloguers.apk import PLACES as APK_PLACES
from navwarn.images.cataloguers.apk import read_installed
from navwarn.images.cataloguers.text import MAX_DATABASE
from navwarn.images.configuration import created_at, image_config, platform_of
from navwarn.images.directory import DirectoryLayer
from navwarn.images.docker_archive import MANIFEST, saved_image
from navwarn.images.interface import DamagedImageError, ImageError
from navwarn.images.layout import INDEX, Folder, LayoutStore
from navwarn.images.oci import Opened, open_images
from navwarn.images.platform import platform_text
from navwarn.images.reference import Form, parse_registry_reference
from navwarn.images.roster import CATALOGUERS
from navwarn.images.selection import require_platform
from navwarn.images.source import read_all
from navwarn.images.survey import Found, Survey, Surveyor
from navwarn.images.tree import Tree

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from navwarn.images.archive import Archive
    from navwarn.images.limit import Limits
    from navwarn.images.settings import Options

_COPY_VERSION, _COPY = "/version", b"Directory Transport Version"
"""The file by which a directory of skopeo's is known, and how it begins."""


def open_registry_images(rest: str, reference: str, options: Options) -> Iterator[Opened]:
    """The images that a registry has under a name."""
    from navwarn.images.registry import open_registry

    parsed = parse_registry_reference(rest)
    with open_registry(parsed, reference, options.access, options.limits) as (store, root, source):
        yield from open_images(store, (root,), source, options.platform, options.limits)


def open_folder(
    form: Form | None, path: Path, name: str, reference: str, options: Options
) -> Iterator[Opened]:
    """The images in a directory: of a layout, or the one whose root it is."""
    folder = Folder(path)
    is_layout = INDEX in folder and ("/oci-layout" in folder or (path / "blobs").is_dir())
    if form is Form.OCI or (form is None and is_layout):
        yield from _open_layout(folder, name, ImageSource(SourceKind.OCI_LAYOUT, reference), options)
    elif form in {None, Form.DIRECTORY}:
        if name:
            raise ImageError(f"{path} is a directory: it has no image {name}")
        _refuse_copy(folder)
        source = ImageSource(SourceKind.DIRECTORY, reference)
        yield Opened(source, [DirectoryLayer(path)])
    else:
        raise ImageError(f"{path} is a directory, not what {form} names")


def _refuse_copy(folder: Folder) -> None:
    """Raise ``ImageError`` for what skopeo calls ``dir:`` too: it holds blobs, and would be found empty."""
    if MANIFEST in folder and _COPY_VERSION in folder:
        with folder.open(_COPY_VERSION) as source:
            head = source.read(len(_COPY))
        if head == _COPY:
            raise ImageError(
                f"{folder.place} is no root directory: it holds an image as skopeo copies it to dir:",
                hint="Copy it to oci:DIR or docker-archive:FILE, and read that.",
            )


def open_archive(
    form: Form | None, archive: Archive, name: str, reference: str, options: Options
) -> Iterator[Opened]:
    """The images in a tar archive: one that Docker saved, or a layout."""
    if form in {None, Form.DOCKER_ARCHIVE} and MANIFEST in archive:
        yield _saved(archive, name, reference, options)
    elif form in {None, Form.OCI_ARCHIVE} and INDEX in archive:
        yield from _open_layout(archive, name, ImageSource(SourceKind.OCI_ARCHIVE, reference), options)
    else:
        missing = (MANIFEST if form is Form.DOCKER_ARCHIVE else INDEX)[1:]
        raise DamagedImageError(f"{archive.place} holds no image: there is no {missing} in it")


def _open_layout(
    layout: Folder | Archive, name: str, source: ImageSource, options: Options
) -> Iterator[Opened]:
    store = LayoutStore(layout)
    roots = store.named(name, options.limits)
    yield from open_images(store, roots, replace(source, tag=name), options.platform, options.limits)


def _saved(archive: Archive, name: str, reference: str, options: Options) -> Opened:
    saved = saved_image(archive, name, options.limits)
    platform = platform_of(saved.configuration)
    require_platform(platform, options.platform, archive.place)
    repository, _, tag = saved.tag.rpartition(":")
    source = ImageSource(
        SourceKind.DOCKER_ARCHIVE,
        reference,
        digest=saved.digest,
        repository=repository,
        tag=tag,
        platform=platform_text(platform),
    )
    return Opened(source, saved.layers, saved.values, saved.configuration)


def inventory_of(image: Opened, options: Options) -> Inventory:
    """The inventory of an image, which is read now."""
    if options.is_attached:
        from navwarn.images.attachment import attached_inventory

        return attached_inventory(image, options)
    budget = Budget(options.limits, options.on_bytes)
    survey = Surveyor(image.layers, CATALOGUERS, budget, image.source.reference).survey()
    distro, components, remarks = assembled(survey)
    configuration = image.configuration
    return Inventory(
        source=image.source,
        distro=distro,
        components=components,
        config=image_config(configuration) if configuration else None,
        layers=image.values,
        size=sum(one.size for one in image.values) if image.values else None,
        created=created_at(configuration) if configuration else None,
        remarks=remarks,
    )


def read_apk_database(file: BinaryIO, reference: str, path: str, limits: Limits) -> Inventory:
    """The inventory of a database of apk packages by itself: nothing says of which distribution they are."""
    data = read_all(file, min(limits.file, MAX_DATABASE), path)
    reading = read_installed(data, APK_PLACES[0])
    found = Found(APK_PLACES[0], "apk", "", reading)
    distro, components, remarks = assembled(Survey((found,), Tree(Budget(limits), path), ()))
    source = ImageSource(SourceKind.APK_DATABASE, reference)
    return Inventory(source=source, distro=distro, components=components, remarks=remarks)
