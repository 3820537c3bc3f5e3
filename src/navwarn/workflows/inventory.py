"""What an image contains, however it is presented (architecture.md 4)."""

from __future__ import annotations

from typing import TYPE_CHECKING

from navwarn.core.inventory import storable
from navwarn.images.reading import read_images
from navwarn.images.settings import HostAccess, Options, RegistryAccess
from navwarn.net.interface import Policy

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Mapping

    from navwarn.config import RegistrySettings
    from navwarn.core.inventory import Inventory


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
    return [storable(one) for one in read_images(reference, options)]
