"""What an image contains, however it is presented (architecture.md 4)."""

from __future__ import annotations

from typing import TYPE_CHECKING

from navwarn.images.reading import read_images
from navwarn.images.settings import Options, RegistryAccess
from navwarn.net.interface import Policy

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable

    from navwarn.core.inventory import Inventory


def read_inventories(
    reference: str,
    *,
    platform: str = "",
    private: Iterable[str] = (),
    plain: Iterable[str] = (),
    token_hosts: Iterable[str] = (),
    on_bytes: Callable[[int], None] | None = None,
) -> list[Inventory]:
    """The inventories of an image: one, or with ``platform="all"`` one for each platform.

    ``private`` hosts may have private addresses, ``plain`` ones may be asked without TLS, ``token_hosts`` may
    see a registry's credentials. Raises the errors of ``images``: none of an image is told then.
    """
    policy = Policy(private=frozenset(private), plain=frozenset(plain))
    access = RegistryAccess(policy, frozenset(token_hosts))
    return list(read_images(reference, Options(platform=platform, access=access, on_bytes=on_bytes)))
