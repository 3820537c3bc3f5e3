"""The registry of formats: which decoder takes which piece. A new one is one file and one line here."""

from __future__ import annotations

from typing import TYPE_CHECKING

from navwarn.sources import alpine, cve, epss, kev, nvd, osv

if TYPE_CHECKING:
    from navwarn.sources.interface import Decoded, Decoder, Piece


def _osv_yaml(piece: Piece) -> Decoded:
    from navwarn.sources import osv_yaml  # the YAML library is worth its while only where there is YAML

    return osv_yaml.decode(piece)


DECODERS: dict[str, Decoder] = {
    "alpine": alpine.decode,
    "cve": cve.decode,
    "epss": epss.decode,
    "kev": kev.decode,
    "kev-csv": kev.decode_csv,
    "nvd": nvd.decode,
    "osv": osv.decode,
    "osv-yaml": _osv_yaml,
}
"""Every format by the name ``recognition`` gives it."""

SOURCES = {"kev-csv": kev.NAME, "osv-yaml": osv.NAME}
"""The source a fault is counted under where a format is not named like its source."""


def decode(piece: Piece) -> Decoded:
    """What a piece says; ``UnusableError`` where nothing of it can be used."""
    return DECODERS[piece.format](piece)


def source_of(format_: str) -> str:
    """The source that a piece nothing could be made of is counted under."""
    return SOURCES.get(format_, format_)
