"""os-release: which distribution an image is made of (scanning.md SA1)."""

from __future__ import annotations

import shlex
from typing import TYPE_CHECKING

from navwarn.core.inventory import Distro
from navwarn.images.interface import Reading

if TYPE_CHECKING:
    from navwarn.images.interface import MemberFile

PLACES = ("/etc/os-release", "/usr/lib/os-release")
"""Where it lies; the first that is there counts (os-release(5))."""

_MAX_BYTES = 64 * 1024
_MAX_VALUE = 500


class OsRelease:
    """Reads os-release."""

    name = "os-release"
    places = PLACES
    endings = PLACES

    def wants(self, path: str, size: int, mode: int) -> bool:
        """Whether it is one of the places."""
        del mode
        return path in PLACES and size <= _MAX_BYTES

    def read(self, file: MemberFile) -> Reading:
        """The distribution, ``linux`` where no ``ID`` is given; nothing where no variable can be read."""
        values: dict[str, str] = {}
        for line in file.content.decode("utf-8", "replace").splitlines():
            key, equals, value = line.strip().partition("=")
            if equals and not key.startswith("#"):
                values[key] = _unquoted(value)[:_MAX_VALUE]
        if not values:
            return Reading()
        return Reading(
            distro=Distro(
                id=values.get("ID") or "linux",
                version=values.get("VERSION_ID", ""),
                like=tuple(values.get("ID_LIKE", "").split()),
                title=values.get("PRETTY_NAME", ""),
            )
        )


def _unquoted(value: str) -> str:
    """A value as a shell reads it; as it stands where a shell would not."""
    try:
        return "".join(shlex.split(value)[:1])
    except ValueError:
        return value
