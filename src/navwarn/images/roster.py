"""Which cataloguers look at every image, and which SBOM formats are known: one line for each."""

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
from navwarn.images.cataloguers.rpm import Rpm
from navwarn.images.sboms.attestation import Attestation
from navwarn.images.sboms.cyclonedx import CycloneDx
from navwarn.images.sboms.spdx import Spdx
from navwarn.images.sboms.syft import Syft

if TYPE_CHECKING:
    from navwarn.images.interface import Cataloguer, SbomReader

CATALOGUERS: tuple[Cataloguer, ...] = (
    OsRelease(),
    Apk(),
    Dpkg(),
    Rpm(),
    GoBinary(),
    CargoAuditable(),
    Python(),
    Npm(),
    Gem(),
    Java(),
)
"""Those of distributions first; the order has no meaning for the result."""

SBOM_READERS: tuple[SbomReader, ...] = (Attestation(), Spdx(), CycloneDx(), Syft())
"""Asked in this order; the first that recognises a document reads it."""


def sbom_reader(head: bytes) -> SbomReader | None:
    """What reads a document that begins so; ``None`` where it is no SBOM of a known format."""
    return next((one for one in SBOM_READERS if one.recognises(head)), None)
