"""Databases of distributions' packages that are seen, not read (scanning.md SA4)."""

from __future__ import annotations

from typing import TYPE_CHECKING

from navwarn.core.inventory import Remark
from navwarn.images.interface import Reading

if TYPE_CHECKING:
    from navwarn.images.interface import MemberFile

_RPM_FOLDERS = ("/var/lib/rpm", "/usr/lib/sysimage/rpm", "/usr/share/rpm")
_RPM_FILES = ("Packages", "Packages.db", "rpmdb.sqlite")
_OWNERS = {
    **{f"{folder}/{name}": "rpm" for folder in _RPM_FOLDERS for name in _RPM_FILES},
    "/var/lib/rpmmanifest/container-manifest-2": "rpm",  # in place of a database, in Azure Linux
    "/var/lib/chisel/manifest.wall": "chisel",  # which cuts Ubuntu's packages
    "/var/lib/pacman/local/ALPM_DB_VERSION": "pacman",
    "/usr/lib/opkg/status": "opkg",
    "/var/lib/opkg/status": "opkg",
    "/nix/var/nix/db/db.sqlite": "nix",
}
"""A file that each of them has, and what the programs are called whose packages they list."""

PLACES = tuple(_OWNERS)

REMARKS = frozenset(f"{owner}-database" for owner in _OWNERS.values())
"""The codes of the remarks: packages are installed of which nothing is known."""


class UnreadDatabase:
    """Tells that there is a database that is not read, so that nobody takes silence for clean."""

    name = "unread-database"
    places = PLACES
    endings = tuple(place.lower() for place in PLACES)

    def wants(self, path: str, size: int, mode: int) -> bool:
        """Whether it is such a database."""
        del mode
        return size > 0 and path in _OWNERS

    def read(self, file: MemberFile) -> Reading:
        """The remark that its packages were not read."""
        owner = _OWNERS[file.path]
        reason = f"the {owner} packages in {file.path} were not read: give an SBOM of the image instead"
        return Reading(remarks=(Remark(f"{owner}-database", file.path, reason),))
