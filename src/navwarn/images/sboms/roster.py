"""Which SBOM formats are known: one line for each."""

from __future__ import annotations

from typing import TYPE_CHECKING

from navwarn.images.sboms.attestation import Attestation
from navwarn.images.sboms.cyclonedx import CycloneDx
from navwarn.images.sboms.spdx import Spdx
from navwarn.images.sboms.syft import Syft

if TYPE_CHECKING:
    from navwarn.images.interface import SbomReader

SBOM_READERS: tuple[SbomReader, ...] = (Attestation(), Spdx(), CycloneDx(), Syft())
"""Asked in this order; the first that recognises a document reads it."""


def sbom_reader(head: bytes) -> SbomReader | None:
    """What reads a document that begins so; ``None`` where it is no SBOM of a known format."""
    return next((one for one in SBOM_READERS if one.recognises(head)), None)
