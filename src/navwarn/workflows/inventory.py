"""What an image contains and what is attached to it, however it is presented (architecture.md 4)."""

from __future__ import annotations

from contextlib import closing
from typing import TYPE_CHECKING

from msgspec import Struct

from navwarn.core.inventory import ImageSource, Inventory
from navwarn.images.reading import open_reference, read_images
from navwarn.images.referrer import Attached
from navwarn.images.settings import HostAccess, Options, RegistryAccess
from navwarn.net.interface import Policy

if TYPE_CHECKING:
    from collections.abc import Callable, Generator, Iterable, Iterator, Mapping

    from navwarn.config import RegistrySettings
    from navwarn.images.oci import Opened


def registry_access(
    registries: Mapping[str, RegistrySettings],
    *,
    private: Iterable[str] = (),
    plain: Iterable[str] = (),
    token_hosts: Iterable[str] = (),
    ca_file: str | None = None,
) -> RegistryAccess:
    """How registries may be asked: as is configured, and as is asked for besides.

    ``private`` hosts may have private addresses, ``plain`` ones may be asked without TLS, ``token_hosts`` may
    see a registry's credentials; certificates in ``ca_file`` are trusted.
    """
    allowed = {host for host, one in registries.items() if one.is_private_allowed}
    insecure = {host for host, one in registries.items() if one.is_insecure}
    policy = Policy(
        private=_named(allowed.union(private)),
        plain=_named(insecure.union(plain)),
        ca_file=ca_file or "",
    )
    hosts = {
        host.lower(): HostAccess(_named(one.token_hosts), one.ca_file) for host, one in registries.items()
    }
    return RegistryAccess(policy, _named(token_hosts), hosts)


def _named(hosts: Iterable[str]) -> frozenset[str]:
    return frozenset(host.lower() for host in hosts)


def read_inventories(
    reference: str,
    access: RegistryAccess | None = None,
    *,
    platform: str = "",
    is_attached: bool = False,
    on_bytes: Callable[[int], None] | None = None,
) -> list[Inventory]:
    """The inventories of an image: one, or with ``platform="all"`` one for each platform.

    With ``is_attached`` they are what attached SBOMs say. Raises the errors of ``images``: none of an image
    is told then.
    """
    allowed = access or RegistryAccess()
    options = Options(platform=platform, is_attached=is_attached, access=allowed, on_bytes=on_bytes)
    return list(read_images(reference, options))


class ImageAttachments(Struct, frozen=True):
    """What is attached to an image; for what belongs to its index the digest of that is the subject."""

    source: ImageSource
    attached: tuple[Attached, ...]


def list_attachments(
    reference: str, access: RegistryAccess, *, platform: str = ""
) -> Iterator[ImageAttachments]:
    """What is attached to an image, or to each of its platforms; raises the errors of ``images``."""
    from navwarn.images.attachment import attachments_of

    options = Options(platform=platform, access=access)
    for image in _images(reference, options):
        yield ImageAttachments(image.source, attachments_of(image, options.limits))


def fetch_attachment(reference: str, access: RegistryAccess, digest: str, *, platform: str = "") -> bytes:
    """The content of a blob that is attached to an image, named by its digest or its manifest's."""
    from navwarn.images.attachment import fetch_attached

    options = Options(platform=platform, access=access)
    with closing(_images(reference, options)) as images:
        return fetch_attached(next(images), digest, options.limits)


def _images(reference: str, options: Options) -> Generator[Opened]:
    """The images that a reference names, none of which is an SBOM."""
    from navwarn.images.attachment import unattachable

    for image in open_reference(reference, options):
        if isinstance(image, Inventory):
            raise unattachable(reference)
        yield image
