"""What artifacts are that are attached to images, by the types that manifests and statements give them."""

from __future__ import annotations

from enum import StrEnum
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterable


class ArtifactKind(StrEnum):
    """What something attached is, by weight; an attestation's statement is not known from outside."""

    SBOM = "sbom"
    SIGNATURE = "signature"
    PROVENANCE = "provenance"
    VEX = "vex"
    ATTESTATION = "attestation"
    OTHER = "other"


_FORMATS = (
    ("application/vnd.syft+json", "https://syft.dev/bom"),
    ("application/vnd.cyclonedx+json", "https://cyclonedx.org/bom", "https://cyclonedx.org/schema"),
    ("application/spdx+json", "text/spdx+json", "https://spdx.dev/document"),
)
"""The SBOMs that are read, by how much they say: only Syft's says which files a package owns."""

_KINDS = (
    *((name, ArtifactKind.SBOM) for names in _FORMATS for name in names),
    ("application/vnd.cyclonedx", ArtifactKind.SBOM),
    ("application/spdx", ArtifactKind.SBOM),
    ("text/spdx", ArtifactKind.SBOM),
    ("https://slsa.dev/provenance", ArtifactKind.PROVENANCE),
    ("https://openvex.dev/ns", ArtifactKind.VEX),
    ("application/openvex", ArtifactKind.VEX),
    ("application/vnd.openvex", ArtifactKind.VEX),
    ("application/vex", ArtifactKind.VEX),
    ("https://sigstore.dev/cosign/sign", ArtifactKind.SIGNATURE),
    ("application/vnd.dev.cosign.artifact.sbom", ArtifactKind.SBOM),
    ("application/vnd.dev.cosign.simplesigning", ArtifactKind.SIGNATURE),
    ("application/vnd.dev.cosign.artifact.sig", ArtifactKind.SIGNATURE),
    ("application/vnd.cncf.notary.signature", ArtifactKind.SIGNATURE),
)
_ATTESTATIONS = (
    "application/vnd.in-toto",
    "application/vnd.dsse.envelope",
    "application/vnd.dev.sigstore.bundle",
    "application/vnd.dev.cosign.artifact.att",
    "application/vnd.docker.attestation",
)
_SAYS_NOTHING = ("application/json", "text/json", "text/plain", "application/octet-stream")
UNREAD_RANK = len(_FORMATS)


def kind_of(types: Iterable[str]) -> ArtifactKind:
    """What something of these types is, the most telling first: a statement's before its envelope's."""
    known = [one.lower() for one in types if one]
    for one in known:
        for start, kind in _KINDS:
            if one.startswith(start):
                return kind
    is_attestation = any(one.startswith(_ATTESTATIONS) for one in known)
    return ArtifactKind.ATTESTATION if is_attestation else ArtifactKind.OTHER


def format_rank(types: Iterable[str]) -> int:
    """How soon an SBOM of these types is read, 0 first; ``UNREAD_RANK`` for what is none that is read."""
    known = [one.lower() for one in types]
    ranks = (rank for rank, names in enumerate(_FORMATS) if any(one.startswith(names) for one in known))
    return next(ranks, UNREAD_RANK)


def is_telling(types: Iterable[str]) -> bool:
    """Whether any of the types says what something is, beyond that it is JSON or a statement."""
    return any(one and not one.lower().startswith((*_SAYS_NOTHING, *_ATTESTATIONS)) for one in types)


def may_be_sbom(types: Iterable[str]) -> bool:
    """Whether something may be an SBOM: it is called one, or is a statement of which nothing else is said."""
    known = [one.lower() for one in types if one]
    if any("sbom" in one for one in known):
        return True
    return kind_of(known) is ArtifactKind.ATTESTATION and not is_telling(known)
