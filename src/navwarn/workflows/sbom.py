"""An SBOM that somebody sends, as an inventory: bounded in bytes and in what it may name."""

from __future__ import annotations

from typing import TYPE_CHECKING

from navwarn.images.interface import DamagedImageError, LimitError
from navwarn.images.limit import Limits
from navwarn.images.roster import sbom_reader
from navwarn.images.sboms.envelope import HEAD, uncovered

if TYPE_CHECKING:
    from navwarn.core.inventory import Inventory

NAME = "the SBOM"
"""What errors and results call it."""

MOST_COMPONENTS = 20_000
"""How many components it may name."""


def read_sbom(data: bytes, *, max_bytes: int) -> Inventory:
    """What an SBOM in Syft's JSON, SPDX or CycloneDX names; raises an ``ImageError`` where it is none."""
    limits = Limits(sbom=max_bytes)
    data = uncovered(data, NAME, limits)
    reader = sbom_reader(data[:HEAD])
    if reader is None:
        raise DamagedImageError(f"{NAME} is none that can be read", hint="Send Syft JSON, SPDX or CycloneDX.")
    found = reader.read(data, NAME, limits)
    if len(found.components) > MOST_COMPONENTS:
        raise LimitError(f"{NAME} names more than {MOST_COMPONENTS} components")
    return found
