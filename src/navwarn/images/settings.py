"""How an image is to be read: what a person or a configuration says about it."""

from __future__ import annotations

from collections.abc import Callable, Mapping

from msgspec import Struct, field

from navwarn.images.limit import Limits
from navwarn.net.interface import Policy


class HostAccess(Struct, frozen=True):
    """How one registry is asked: ``realms`` may see its credentials, ``ca_file`` is as in ``Policy``."""

    realms: frozenset[str] = frozenset()
    ca_file: str = ""


class RegistryAccess(Struct, frozen=True):
    """How registries are asked.

    ``realms`` are hosts that may see a registry's credentials besides itself; ``hosts`` says more about some
    registries. Without ``has_credentials`` none are looked for.
    """

    policy: Policy = field(default_factory=Policy)
    realms: frozenset[str] = frozenset()
    hosts: Mapping[str, HostAccess] = field(default_factory=dict)
    has_credentials: bool = True


class Options(Struct, frozen=True):
    """How an image is read.

    ``platform`` is ``os/arch[/variant]``, ``all``, or empty for linux/amd64 or the only one. ``is_attached``
    asks for the SBOM that is attached to the image in place of its layers. ``on_bytes`` is told how many
    bytes were read since it was last told.
    """

    platform: str = ""
    is_attached: bool = False
    limits: Limits = field(default_factory=Limits)
    access: RegistryAccess = field(default_factory=RegistryAccess)
    on_bytes: Callable[[int], None] | None = None
