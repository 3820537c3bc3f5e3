"""Which cataloguers look at every image: one line for each."""

from __future__ import annotations

from typing import TYPE_CHECKING

from navwarn.images.cataloguers.apk import Apk
from navwarn.images.cataloguers.cargo_auditable import CargoAuditable
from navwarn.images.cataloguers.dpkg import Dpkg
from navwarn.images.cataloguers.gem import Gem
from navwarn.images.cataloguers.go_binary import GoBinary
from navwarn.images.cataloguers.java import Java
from navwarn.images.cataloguers.npm import Npm
from navwarn.images.cataloguers.os_release import OsRelease
from navwarn.images.cataloguers.python import Python
from navwarn.images.cataloguers.unread_database import UnreadDatabase

if TYPE_CHECKING:
    from navwarn.images.interface import Cataloguer

CATALOGUERS: tuple[Cataloguer, ...] = (
    OsRelease(),
    Apk(),
    Dpkg(),
    UnreadDatabase(),
    GoBinary(),
    CargoAuditable(),
    Python(),
    Npm(),
    Gem(),
    Java(),
)
"""Those of distributions first; the order has no meaning for the result."""
