"""rpm's databases: seen, not read (scanning.md SA4)."""

from __future__ import annotations

from typing import TYPE_CHECKING

from navwarn.core.inventory import Remark
from navwarn.images.interface import Reading

if TYPE_CHECKING:
    from navwarn.images.interface import MemberFile

_FOLDERS = ("/var/lib/rpm", "/usr/lib/sysimage/rpm", "/usr/share/rpm")
_FILES = ("Packages", "Packages.db", "rpmdb.sqlite")
PLACES = tuple(f"{folder}/{name}" for folder in _FOLDERS for name in _FILES)

REMARK = "rpm-database"
"""The code of the remark: packages are installed of which nothing is known."""


class Rpm:
    """Tells that there is a database of rpm packages, so that nobody takes silence for clean."""

    name = "rpm"
    places = PLACES
    endings = tuple(place.lower() for place in PLACES)

    def wants(self, path: str, size: int, mode: int) -> bool:
        """Whether it is such a database."""
        del mode
        return size > 0 and path in PLACES

    def read(self, file: MemberFile) -> Reading:
        """The remark that its packages were not read."""
        reason = f"the rpm packages in {file.path} were not read: give an SBOM of the image instead"
        return Reading(remarks=(Remark(REMARK, file.path, reason),))
