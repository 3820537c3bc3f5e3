"""What tools attach to images, made by the tests: artifacts, statements, envelopes, bundles."""

from __future__ import annotations

import base64
import json
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

from tests.images.samples import OCI_INDEX, OCI_MANIFEST, Image, described, digest

if TYPE_CHECKING:
    from tests.images.loopback import Registry

SPDX = "application/spdx+json"
CYCLONEDX = "application/vnd.cyclonedx+json"
SYFT = "application/vnd.syft+json"
IN_TOTO = "application/vnd.in-toto+json"
DSSE = "application/vnd.dsse.envelope.v1+json"
BUNDLE = "application/vnd.dev.sigstore.bundle.v0.3+json"
SPDX_PREDICATE = "https://spdx.dev/Document"
CYCLONEDX_PREDICATE = "https://cyclonedx.org/bom"
PROVENANCE = "https://slsa.dev/provenance/v1"
_EMPTY = b"{}"


@dataclass(frozen=True)
class Blob:
    """A part of an artifact."""

    data: bytes
    media_type: str = SPDX
    annotations: dict[str, str] = field(default_factory=dict)

    def descriptor(self) -> dict[str, Any]:
        notes = {"annotations": self.annotations} if self.annotations else {}
        return described(digest(self.data), len(self.data), self.media_type) | notes


def spdx(*packages: str, **more: Any) -> dict[str, Any]:
    """An SPDX document of packages such as ``nghttp2@1.55.1-r0``."""
    listed = [
        {
            "SPDXID": f"SPDXRef-{number}",
            "name": name,
            "versionInfo": name.partition("@")[2],
            "externalRefs": [
                {"referenceType": "purl", "referenceLocator": f"pkg:apk/wolfi/{name}?arch=x86_64"}
            ],
        }
        for number, name in enumerate(packages)
    ]
    creators = {"created": "2024-01-01T00:00:00Z", "creators": ["Tool: apko (0.14.5)"]}
    return {"spdxVersion": "SPDX-2.3", "creationInfo": creators, "packages": listed} | more


def cyclonedx(*packages: str) -> dict[str, Any]:
    """A CycloneDX document of such packages."""
    listed = [
        {"type": "library", "name": name.partition("@")[0], "purl": f"pkg:apk/wolfi/{name}?arch=x86_64"}
        for name in packages
    ]
    return {"bomFormat": "CycloneDX", "specVersion": "1.6", "components": listed}


def syft(*packages: str) -> dict[str, Any]:
    """A document of Syft's of such packages."""
    listed = [
        {
            "name": name.partition("@")[0],
            "version": name.partition("@")[2],
            "type": "apk",
            "purl": f"pkg:apk/wolfi/{name}?arch=x86_64",
        }
        for name in packages
    ]
    return {
        "artifacts": listed,
        "distro": {"id": "wolfi"},
        "descriptor": {"name": "syft", "version": "1.18.1"},
    }


def statement(predicate_type: str, predicate: Any, *about: str) -> bytes:
    """A statement of in-toto about things by their digests."""
    subject = [{"name": "_", "digest": {one.partition(":")[0]: one.partition(":")[2]}} for one in about]
    head = {"_type": "https://in-toto.io/Statement/v0.1", "predicateType": predicate_type}
    return json.dumps(head | {"subject": subject, "predicate": predicate}).encode()


def dsse(content: bytes, **more: Any) -> bytes:
    """An envelope around a statement, with a signature that nobody made."""
    envelope = {"payloadType": IN_TOTO, "payload": base64.b64encode(content).decode()}
    return json.dumps(envelope | {"signatures": [{"keyid": "", "sig": "bm9uZQ=="}]} | more).encode()


def bundle(content: bytes) -> bytes:
    """A bundle of Sigstore around an envelope, which has its payload first."""
    envelope = {"payload": base64.b64encode(content).decode(), "payloadType": IN_TOTO, "signatures": []}
    return json.dumps({"mediaType": BUNDLE, "verificationMaterial": {}, "dsseEnvelope": envelope}).encode()


def artifact(*blobs: Blob, artifact_type: str = "", subject: Image | None = None, **more: Any) -> Image:
    """An artifact of these blobs."""
    manifest = {
        "schemaVersion": 2,
        "mediaType": OCI_MANIFEST,
        "config": described(digest(_EMPTY), 2, "application/vnd.oci.empty.v1+json"),
        "layers": [one.descriptor() for one in blobs],
        **({"artifactType": artifact_type} if artifact_type else {}),
        **({"subject": subject.descriptor()} if subject else {}),
        **more,
    }
    data = json.dumps(manifest).encode()
    held = {digest(one.data): one.data for one in blobs} | {digest(_EMPTY): _EMPTY, digest(data): data}
    return Image(held, digest(data), OCI_MANIFEST)


def attach(registry: Registry, subject: str, one: Image, **described_as: Any) -> str:
    """Attach an artifact by the referrers API, or by the fallback tag where there is none; its digest."""
    registry.blobs |= one.blobs
    listed = [one.descriptor(**described_as)]
    if registry.referrers is not None:
        registry.referrers.setdefault(subject, []).extend(listed)
        return one.root
    tag = subject.replace(":", "-")
    if tag in registry.tags:
        listed = [*json.loads(registry.blobs[registry.tags[tag]])["manifests"], *listed]
    data = json.dumps({"schemaVersion": 2, "mediaType": OCI_INDEX, "manifests": listed}).encode()
    registry.blobs[digest(data)] = data
    registry.tags[tag] = digest(data)
    return one.root


def attach_by_tag(registry: Registry, subject: str, suffix: str, one: Image) -> None:
    """Attach an artifact as cosign does."""
    registry.push(one, f"{subject.replace(':', '-')}.{suffix}")


def with_attestations(image: Image, platform: str, *statements: Blob) -> Image:
    """An index as builders make one: the image, and beside it what they attest of it."""
    attested = artifact(*statements)
    os, architecture = platform.split("/")
    notes = {
        "vnd.docker.reference.type": "attestation-manifest",
        "vnd.docker.reference.digest": image.root,
    }
    listed = [
        image.descriptor(platform={"os": os, "architecture": architecture}),
        attested.descriptor(platform={"os": "unknown", "architecture": "unknown"}, annotations=notes),
    ]
    data = json.dumps({"schemaVersion": 2, "mediaType": OCI_INDEX, "manifests": listed}).encode()
    return Image(image.blobs | attested.blobs | {digest(data): data}, digest(data), OCI_INDEX)
