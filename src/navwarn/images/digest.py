"""Digests: their grammar is checked before one becomes a path or a part of a URL (peers.md A5)."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from navwarn.images.interface import DamagedImageError, DigestError

if TYPE_CHECKING:
    from hashlib import _Hash

_DIGEST = re.compile(r"sha256:[0-9a-f]{64}|sha512:[0-9a-f]{128}")


def is_digest(text: str) -> bool:
    """Whether a text is a digest of an algorithm that images use."""
    return _DIGEST.fullmatch(text) is not None


def require_grammar(digest: str, place: str) -> str:
    """The digest; raises ``DamagedImageError`` where it is none."""
    if not is_digest(digest):
        raise DamagedImageError(f"{place} names a blob by {digest[:80]!r}, which is no digest")
    return digest


def hasher(digest: str) -> _Hash:
    """A hash of the digest's algorithm."""
    import hashlib  # which an SBOM has no need of

    return hashlib.new(digest.partition(":")[0])


def require_digest(found: _Hash, wanted: str, place: str) -> None:
    """Raise ``DigestError`` where what was hashed has another digest than the wanted one."""
    got = f"{wanted.partition(':')[0]}:{found.hexdigest()}"
    if got != wanted:
        raise DigestError(f"{place} has the digest {got}, not {wanted}", hint="Nothing of it was used.")
