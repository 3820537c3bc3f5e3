"""Bounds on what is read of one image (peers.md A3, A12)."""

from __future__ import annotations

from msgspec import Struct

_MIB = 1024 * 1024


class Limits(Struct, frozen=True):
    """How much is read of one image at most.

    ``file`` bytes of one file that a cataloguer reads: some Go programs have more than 300 MB. ``total``
    bytes of all layers when decompressed, ``entries`` of all layers and ``names`` bytes of their paths,
    ``layers`` of one image (no builder makes more than 127). ``ratio`` is how often its compressed size a
    layer may have once it is larger than ``small``. ``document`` bytes of a manifest, an index or a
    configuration, ``sbom`` bytes of an SBOM, ``values`` of its JSON and ``components`` that it may name,
    ``depth`` levels of JSON in one another. ``platforms`` are the images that an index may list,
    ``attachments`` what may be attached to one image. ``spool`` bytes of standard input, or of an archive
    that is compressed as a whole, are kept on disk while they are read. ``seconds`` is how long one image
    may take.
    """

    file: int = 512 * _MIB
    total: int = 64 * 1024 * _MIB
    entries: int = 1_000_000
    names: int = 128 * _MIB
    layers: int = 512
    ratio: int = 200
    small: int = 256 * _MIB
    document: int = 4 * _MIB
    sbom: int = 256 * _MIB
    values: int = 8_000_000
    components: int = 100_000
    depth: int = 64
    platforms: int = 200
    attachments: int = 1_000
    spool: int = 16 * 1024 * _MIB
    seconds: float = 600.0
