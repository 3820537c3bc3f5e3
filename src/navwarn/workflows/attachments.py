"""What is attached to an image: listed, and fetched."""

from __future__ import annotations

from contextlib import closing
from typing import TYPE_CHECKING

from msgspec import Struct

from navwarn.core.inventory import ImageSource, Inventory
from navwarn.images.attachment import attachments_of, fetch_attached, unattachable
from navwarn.images.reading import open_reference
from navwarn.images.referrer import Attached
from navwarn.images.settings import Options

if TYPE_CHECKING:
    from collections.abc import Generator, Iterator

    from navwarn.images.oci import Opened
    from navwarn.images.settings import RegistryAccess


class ImageAttachments(Struct, frozen=True):
    """What is attached to an image; for what belongs to its index the digest of that is the subject."""

    source: ImageSource
    attached: tuple[Attached, ...]


def list_attachments(
    reference: str, access: RegistryAccess, *, platform: str = ""
) -> Iterator[ImageAttachments]:
    """What is attached to an image, or to each of its platforms; raises the errors of ``images``."""
    options = Options(platform=platform, access=access)
    for image in _images(reference, options):
        yield ImageAttachments(image.source, attachments_of(image, options.limits))


def fetch_attachment(reference: str, access: RegistryAccess, digest: str, *, platform: str = "") -> bytes:
    """The content of a blob that is attached to an image, named by its digest or its manifest's."""
    options = Options(platform=platform, access=access)
    with closing(_images(reference, options)) as images:
        return fetch_attached(next(images), digest, options.limits)


def _images(reference: str, options: Options) -> Generator[Opened]:
    """The images that a reference names, none of which is an SBOM."""
    for image in open_reference(reference, options):
        if isinstance(image, Inventory):
            raise unattachable(reference)
        yield image
