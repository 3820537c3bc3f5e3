"""Reading an image, or each of its platforms, however it is presented.

Most of what an image needs to be read is imported once it is known not to be an SBOM, which needs little.
"""

from __future__ import annotations

import os
from pathlib import Path
from typing import TYPE_CHECKING

from navwarn.core.inventory import Inventory, SourceKind
from navwarn.images.budget import Budget
from navwarn.images.cataloguers.apk import is_installed
from navwarn.images.interface import DamagedImageError, MissingImageError
from navwarn.images.reference import Form, looks_like_file, split_form, split_name
from navwarn.images.sboms.envelope import HEAD, is_covered, is_json, uncovered
from navwarn.images.sboms.roster import sbom_reader
from navwarn.images.source import read_all
from navwarn.images.spool import STANDARD_INPUT, opened
from navwarn.images.tar_header import BLOCK, checksum_fits

if TYPE_CHECKING:
    from collections.abc import Iterator

    from navwarn.images.interface import SbomReader
    from navwarn.images.oci import Opened
    from navwarn.images.settings import Options

_OTHER_FORMS = {
    b"http://cyclonedx.org/schema/bom/": "CycloneDX in XML",
    b"SPDXVersion:": "SPDX as tags and values",
    b"https://spdx.org/rdf/3": "SPDX 3",
}


def read_images(reference: str, options: Options) -> Iterator[Inventory]:
    """The inventory of an image; of each platform's, one after the other, where all are asked for.

    Raises an ``ImageError`` where it cannot be read as what it is said to be, an ``ExternalError`` where
    something outside failed. Nothing is told of an image of which anything is not what its digest says.
    """
    for image in open_reference(reference, options):
        if not isinstance(image, Inventory):
            from navwarn.images.presentation import inventory_of

            yield inventory_of(image, options)
        elif options.is_attached and image.source.kind is SourceKind.APK_DATABASE:
            from navwarn.images.attachment import unattachable

            raise unattachable(reference)
        else:
            yield image


def open_reference(reference: str, options: Options) -> Iterator[Opened | Inventory]:
    """The images that a reference names, each to be read before the next; of SBOMs their inventories."""
    form, rest = split_form(reference)
    if form is Form.REGISTRY or (form is None and not _is_path(rest)):
        from navwarn.images.presentation import open_registry_images

        yield from open_registry_images(rest, reference, options)
    else:
        yield from _open_path(form, rest, reference, options)


def _is_path(text: str) -> bool:
    """Whether a text without a prefix is a path: something is there, or it could be nothing else."""
    path, _ = split_name(text, os.path.exists)
    is_written_so = text.startswith(("/", "./", "../", "~")) or looks_like_file(text)
    return text == STANDARD_INPUT or is_written_so or os.path.exists(path)  # noqa: PTH110


def _open_path(
    form: Form | None, rest: str, reference: str, options: Options
) -> Iterator[Opened | Inventory]:
    path, name = split_name(os.path.expanduser(rest), os.path.exists)  # noqa: PTH111
    if Path(path).is_dir():
        from navwarn.images.presentation import open_folder

        yield from open_folder(form, Path(path), name, reference, options)
        return
    if form in {Form.OCI, Form.DIRECTORY}:
        raise MissingImageError(f"there is no directory {path}")
    budget = Budget(options.limits, options.on_bytes)
    with opened(path, budget) as file:
        head = file.read(HEAD)
        file.seek(0)
        if checksum_fits(head[:BLOCK]) and form not in {Form.SBOM, Form.APK}:
            from navwarn.images.archive import Archive
            from navwarn.images.presentation import open_archive

            yield from open_archive(form, Archive(file, path, budget), name, reference, options)
        elif form in {None, Form.SBOM} and (is_json(head) or is_covered(head)):
            whole = read_all(file, options.limits.sbom, path)
            data = uncovered(whole, path, options.limits, options.platform)
            yield _of_platform(_reader(data, path).read(data, reference, options.limits), path, options)
        elif form in {None, Form.APK} and is_installed(head):
            from navwarn.images.presentation import read_apk_database

            yield read_apk_database(file, reference, path, options.limits)
        else:
            what = form.value if form else "image, SBOM or database of packages"
            raise DamagedImageError(f"{path} is no {what} that can be read", hint=_hint(head))


def _of_platform(inventory: Inventory, path: str, options: Options) -> Inventory:
    """The inventory of an SBOM; ``PlatformError`` where it says that it is of another platform than asked."""
    platform = inventory.source.platform
    if options.platform and platform:
        from navwarn.images.document import Platform
        from navwarn.images.selection import require_platform

        require_platform(Platform(*platform.split("/")[:3]), options.platform, path)
    return inventory


def _reader(data: bytes, path: str) -> SbomReader:
    reader = sbom_reader(data)
    if reader is None:
        raise DamagedImageError(f"{path} holds no SBOM of a format that can be read", hint=_hint(data))
    return reader


def _hint(head: bytes) -> str:
    """What to do about an SBOM in a form that is not read."""
    other = next((form for mark, form in _OTHER_FORMS.items() if mark in head[:HEAD]), "")
    return f"It is {other}: give the same as JSON of SPDX 2 or CycloneDX." if other else ""
