"""How an image is to be read: what a person or a configuration says about it."""

from __future__ import annotations

from collections.abc import Callable

from msgspec import Struct, field

from navwarn.images.limit import Limits
from navwarn.net.interface import Policy


class RegistryAccess(Struct, frozen=True):
    """How registries are asked.

    ``realms`` are hosts that may see a registry's credentials besides itself. Without ``has_credentials``
    none are looked for.
    """

    policy: Policy = field(default_factory=Policy)
    realms: frozenset[str] = frozenset()
    has_credentials: bool = True


class Options(Struct, frozen=True):
    """How an image is read.

    ``platform`` is ``os/arch[/variant]``, ``all``, or empty for linux/amd64 or the only one. ``on_bytes`` is
    told how many bytes were read since it was last told.
    """

    platform: str = ""
    limits: Limits = field(default_factory=Limits)
    access: RegistryAccess = field(default_factory=RegistryAccess)
    on_bytes: Callable[[int], None] | None = None
