"""What is attached to an image in its registry is found in each of the ways it may be there."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any

import pytest

from navwarn.images.interface import DamagedImageError, DigestError, ImageError
from navwarn.images.limit import Limits
from navwarn.images.reference import parse_registry_reference
from navwarn.images.referrer import Attached, attached, fetch_attached
from navwarn.images.registry import open_registry
from navwarn.images.settings import RegistryAccess
from tests.images.loopback import Answer, Registry, Request, serving
from tests.images.samples import OCI_INDEX, OCI_MANIFEST, File, Image, described, digest, image

if TYPE_CHECKING:
    from collections.abc import Iterator
    from http.server import BaseHTTPRequestHandler

SBOM = b'{"spdxVersion": "SPDX-2.3"}'
SPDX = "application/spdx+json"


@pytest.fixture
def registry() -> Iterator[Registry]:
    with serving(Registry()) as one:
        yield one


def artifact(*blobs: bytes) -> Image:
    """An artifact of these blobs."""
    empty = b"{}"
    manifest = {
        "schemaVersion": 2,
        "mediaType": OCI_MANIFEST,
        "artifactType": SPDX,
        "config": described(digest(empty), 2, "application/vnd.oci.empty.v1+json"),
        "layers": [described(digest(one), len(one), SPDX) for one in blobs],
    }
    data = json.dumps(manifest).encode()
    return Image({digest(one): one for one in (*blobs, empty, data)}, digest(data), OCI_MANIFEST)


def index_of(*images: Image) -> bytes:
    listed = [one.descriptor(artifactType=SPDX, annotations={"a": "b"}) for one in images]
    return json.dumps({"schemaVersion": 2, "mediaType": OCI_INDEX, "manifests": listed}).encode()


def look(registry: Registry, one: Image, *, fetch: bool = False) -> Any:
    """What is attached to an image, or the content of the first."""
    access = RegistryAccess(has_credentials=False)
    reference = f"{registry.host}/acme/app:1"
    with open_registry(parse_registry_reference(reference), reference, access, Limits()) as (store, *_):
        found = attached(store, one.root, Limits())
        return fetch_attached(store, found[0], Limits()) if fetch else found


def test_referrers_are_listed_by_the_api(registry: Registry) -> None:
    one, sbom = image([File("a")]), artifact(SBOM)
    registry.push(one)
    registry.push(sbom, "unseen")

    def attack(request: Request, _: BaseHTTPRequestHandler) -> Answer | None:
        listed = request.path.endswith(f"/referrers/{one.root}")
        return (200, {"Content-Type": OCI_INDEX}, index_of(sbom)) if listed else None

    registry.attack = attack
    size = len(sbom.blobs[sbom.root])
    assert look(registry, one) == (Attached("referrers", sbom.root, SPDX, size, (("a", "b"),)),)
    assert look(registry, one, fetch=True) == SBOM


def test_without_the_api_they_are_listed_by_the_fallback_tag(registry: Registry) -> None:
    one, sbom = image([File("a")]), artifact(SBOM)
    registry.push(one)
    registry.push(sbom, "unseen")
    listed = index_of(sbom)
    registry.blobs[digest(listed)] = listed
    registry.tags[one.root.replace(":", "-")] = digest(listed)
    assert [each.found_by for each in look(registry, one)] == ["fallback-tag"]
    assert look(registry, one, fetch=True) == SBOM


@pytest.mark.parametrize("kind", ["sbom", "att", "sig"])
def test_the_tags_of_cosign_are_found(registry: Registry, kind: str) -> None:
    one, sbom = image([File("a")]), artifact(SBOM)
    registry.push(one)
    registry.push(sbom, f"{one.root.replace(':', '-')}.{kind}")
    assert [(each.found_by, each.artifact_type) for each in look(registry, one)] == [(f"cosign-{kind}", SPDX)]
    assert look(registry, one, fetch=True) == SBOM


def test_where_nothing_is_attached_nothing_is_found(registry: Registry) -> None:
    one = image([File("a")])
    registry.push(one)
    assert look(registry, one) == ()


def test_an_attached_blob_of_another_digest_is_refused(registry: Registry) -> None:
    one, sbom = image([File("a")]), artifact(SBOM)
    registry.push(one)
    registry.push(sbom, f"{one.root.replace(':', '-')}.sbom")
    registry.blobs[digest(SBOM)] = SBOM.replace(b"2.3", b"2.2")
    with pytest.raises(DigestError):
        look(registry, one, fetch=True)


def test_what_has_several_blobs_is_no_sbom(registry: Registry) -> None:
    one = image([File("a")])
    registry.push(one)
    registry.push(artifact(b"1", b"2"), f"{one.root.replace(':', '-')}.sbom")
    with pytest.raises(DamagedImageError, match="has 2 blobs, not one"):
        look(registry, one, fetch=True)


def test_a_list_that_is_none_is_refused(registry: Registry) -> None:
    one = image([File("a")])
    registry.push(one)
    for answer in (b"[", one.blobs[one.root]):
        registry.attack = lambda request, _, body=answer: (
            (200, {}, body) if "/referrers/" in request.path else None
        )  # type: ignore[misc]
        with pytest.raises(ImageError):
            look(registry, one)
