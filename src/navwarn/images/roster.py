"""Which cataloguers look at every image, and which SBOM formats are known: one line for each."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from navwarn.images.interface import Cataloguer, SbomReader

CATALOGUERS: tuple[Cataloguer, ...] = ()
"""Distro packages first; the order has no meaning for the result."""

SBOM_READERS: tuple[SbomReader, ...] = ()
"""Asked in this order; the first that recognises a document reads it."""
