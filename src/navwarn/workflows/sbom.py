"""An SBOM that somebody sends, as an inventory: bounded in bytes and in what it may name."""

from __future__ import annotations

from typing import TYPE_CHECKING

from navwarn.core.inventory import storable
from navwarn.images.interface import DamagedImageError
from navwarn.images.limit import Limits
from navwarn.images.sboms.envelope import uncovered
from navwarn.images.sboms.roster import sbom_reader

if TYPE_CHECKING:
    from navwarn.core.inventory import Inventory

NAME = "the SBOM"
"""What errors and results call it."""

MOST_COMPONENTS = 20_000
"""How many components it may name."""

MOST_FINDINGS = 50_000
"""How much of what is found in it is told, answered findings included: some 20 MB of JSON."""


def read_sbom(data: bytes, *, max_bytes: int) -> Inventory:
    """What an SBOM in Syft's JSON, SPDX or CycloneDX names; raises an ``ImageError`` where it is none."""
    limits = Limits(sbom=max_bytes, components=MOST_COMPONENTS)
    data = uncovered(data, NAME, limits)
    reader = sbom_reader(data)
    if reader is None:
        raise DamagedImageError(f"{NAME} is none that can be read", hint="Send Syft JSON, SPDX or CycloneDX.")
    return storable(reader.read(data, NAME, limits))
