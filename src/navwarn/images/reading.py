"""Reading an image, or each of its platforms, however it is presented."""

from __future__ import annotations

import os
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING, BinaryIO

from navwarn.core.inventory import ImageSource, Inventory, SourceKind
from navwarn.images.archive import Archive
from navwarn.images.assembly import assembled
from navwarn.images.budget import Budget
from navwarn.images.cataloguers.apk import PLACES as APK_PLACES
from navwarn.images.cataloguers.apk import is_installed, read_installed
from navwarn.images.cataloguers.text import MAX_DATABASE
from navwarn.images.configuration import created_at, image_config, platform_of
from navwarn.images.directory import DirectoryLayer
from navwarn.images.docker_archive import MANIFEST, saved_image
from navwarn.images.interface import DamagedImageError, ImageError, MissingImageError
from navwarn.images.layout import INDEX, Folder, LayoutStore
from navwarn.images.oci import Opened, open_images
from navwarn.images.platform import platform_text
from navwarn.images.reference import Form, parse_registry_reference, split_form, split_name
from navwarn.images.roster import CATALOGUERS, sbom_reader
from navwarn.images.sboms.envelope import HEAD, is_covered, uncovered
from navwarn.images.selection import require_platform
from navwarn.images.spool import STANDARD_INPUT, opened
from navwarn.images.store import read_all
from navwarn.images.survey import Found, Survey, Surveyor
from navwarn.images.tar import BLOCK, checksum_fits
from navwarn.images.tree import Tree

if TYPE_CHECKING:
    from collections.abc import Iterator

    from navwarn.images.interface import SbomReader
    from navwarn.images.limit import Limits
    from navwarn.images.settings import Options

_OTHER_FORMS = {
    b"http://cyclonedx.org/schema/bom": "CycloneDX in XML",
    b"SPDXVersion:": "SPDX as tags and values",
    b"https://spdx.org/rdf/3": "SPDX 3",
}


def read_images(reference: str, options: Options) -> Iterator[Inventory]:
    """The inventory of an image; of each platform's, one after the other, where all are asked for.

    Raises an ``ImageError`` where it cannot be read as what it is said to be, an ``ExternalError`` where
    something outside failed. Nothing is told of an image of which anything is not what its digest says.
    """
    form, rest = split_form(reference)
    if form is Form.REGISTRY or (form is None and not _is_path(rest)):
        from navwarn.images.registry import open_registry

        parsed = parse_registry_reference(rest)
        with open_registry(parsed, reference, options.access, options.limits) as (store, root, source):
            for image in open_images(store, root, source, options.platform, options.limits):
                yield _inventory(image, options)
    else:
        yield from _read_path(form, rest, reference, options)


def _is_path(text: str) -> bool:
    """Whether a text without a prefix is a path: something is there, or it could be nothing else."""
    path, _ = split_name(text, os.path.exists)
    return text == STANDARD_INPUT or text.startswith(("/", "./", "../", "~")) or os.path.exists(path)  # noqa: PTH110


def _read_path(form: Form | None, rest: str, reference: str, options: Options) -> Iterator[Inventory]:
    path, name = split_name(os.path.expanduser(rest), os.path.exists)  # noqa: PTH111
    if Path(path).is_dir():
        yield from _read_folder(form, Path(path), name, reference, options)
        return
    if form in {Form.OCI, Form.DIRECTORY}:
        raise MissingImageError(f"there is no directory {path}")
    budget = Budget(options.limits, options.on_bytes)
    with opened(path, budget) as file:
        head = file.read(HEAD)
        file.seek(0)
        if checksum_fits(head[:BLOCK]) and form not in {Form.SBOM, Form.APK}:
            archive = Archive(file, path, budget)
            yield from _read_archive(form, archive, name, reference, options)
        elif form in {None, Form.SBOM} and (is_covered(head) or sbom_reader(head)):
            data = uncovered(read_all(file, options.limits.sbom, path), path, options.limits)
            yield _reader(data, path).read(data, reference, options.limits)
        elif form in {None, Form.APK} and is_installed(head):
            yield _installed(file, reference, path, options.limits)
        else:
            what = form.value if form else "image, SBOM or database of packages"
            raise DamagedImageError(f"{path} is no {what} that can be read", hint=_hint(head))


def _reader(data: bytes, path: str) -> SbomReader:
    reader = sbom_reader(data[:HEAD])
    if reader is None:
        raise DamagedImageError(f"{path} holds no SBOM of a format that can be read", hint=_hint(data))
    return reader


def _hint(head: bytes) -> str:
    """What to do about an SBOM in a form that is not read."""
    other = next((form for mark, form in _OTHER_FORMS.items() if mark in head[:HEAD]), "")
    return f"It is {other}: give the same as JSON of SPDX 2 or CycloneDX." if other else ""


def _read_folder(
    form: Form | None, path: Path, name: str, reference: str, options: Options
) -> Iterator[Inventory]:
    folder = Folder(path)
    is_layout = INDEX in folder and ("/oci-layout" in folder or (path / "blobs").is_dir())
    if form is Form.OCI or (form is None and is_layout):
        yield from _read_layout(folder, name, ImageSource(SourceKind.OCI_LAYOUT, reference), options)
    elif form in {None, Form.DIRECTORY}:
        if name:
            raise ImageError(f"{path} is a directory: it has no image {name}")
        source = ImageSource(SourceKind.DIRECTORY, reference)
        yield _inventory(Opened(source, [DirectoryLayer(path)]), options)
    else:
        raise ImageError(f"{path} is a directory, not what {form} names")


def _read_archive(
    form: Form | None, archive: Archive, name: str, reference: str, options: Options
) -> Iterator[Inventory]:
    if form in {None, Form.DOCKER_ARCHIVE} and MANIFEST in archive:
        yield _inventory(_saved(archive, name, reference, options), options)
    elif form in {None, Form.OCI_ARCHIVE} and INDEX in archive:
        yield from _read_layout(archive, name, ImageSource(SourceKind.OCI_ARCHIVE, reference), options)
    else:
        missing = (MANIFEST if form is Form.DOCKER_ARCHIVE else INDEX)[1:]
        raise DamagedImageError(f"{archive.place} holds no image: there is no {missing} in it")


def _read_layout(
    layout: Folder | Archive, name: str, source: ImageSource, options: Options
) -> Iterator[Inventory]:
    store = LayoutStore(layout)
    root = store.root(name, options.limits)
    for image in open_images(store, root, replace(source, tag=name), options.platform, options.limits):
        yield _inventory(image, options)


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


def _inventory(image: Opened, options: Options) -> Inventory:
    """The inventory of an image, which is read now."""
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


def _installed(file: BinaryIO, reference: str, path: str, limits: Limits) -> Inventory:
    """The inventory of a database of apk packages by itself: nothing says of which distribution they are."""
    data = read_all(file, min(limits.file, MAX_DATABASE), path)
    reading = read_installed(data, APK_PLACES[0])
    found = Found(APK_PLACES[0], "apk", "", reading)
    distro, components, remarks = assembled(Survey((found,), Tree(Budget(limits), path), ()))
    source = ImageSource(SourceKind.APK_DATABASE, reference)
    return Inventory(source=source, distro=distro, components=components, remarks=remarks)
