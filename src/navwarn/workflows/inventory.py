"""What an image contains and what is attached to it, however it is presented (architecture.md 4)."""

from __future__ import annotations

import os
from typing import TYPE_CHECKING

from msgspec import Struct

from navwarn.core.inventory import ImageSource, Inventory
from navwarn.images.reading import open_reference, read_images
from navwarn.images.referrer import Attached
from navwarn.images.settings import HostAccess, Options, RegistryAccess
from navwarn.net.interface import Policy
from navwarn.net.proxy import proxy_of

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator, Mapping

    from navwarn.config import RegistrySettings


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
    see a registry's credentials; certificates in ``ca_file`` are trusted. The proxy is the environment's.
    """
    allowed = {host for host, one in registries.items() if one.is_private_allowed}
    insecure = {host for host, one in registries.items() if one.is_insecure}
    policy = Policy(
        private=frozenset(allowed.union(private)),
        plain=frozenset(insecure.union(plain)),
        ca_file=ca_file or "",
        proxy=proxy_of(os.environ),
    )
    hosts = {host: HostAccess(one.token_hosts, one.ca_file) for host, one in registries.items()}
    return RegistryAccess(policy, frozenset(token_hosts), hosts)


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
    from navwarn.images.attachment import attachments_of, unattachable

    options = Options(platform=platform, access=access)
    for image in open_reference(reference, options):
        if isinstance(image, Inventory):
            raise unattachable(reference)
        yield ImageAttachments(image.source, attachments_of(image, options.limits))
