"""What is attached to an image is found in each of the ways it may be there."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING

import pytest

from navwarn.images.interface import DamagedImageError, ImageError, LimitError, RegistryError
from navwarn.images.limit import Limits
from navwarn.images.reference import parse_registry_reference
from navwarn.images.referrer import Attached, FoundBy, opened
from navwarn.images.registry import open_registry
from navwarn.images.settings import RegistryAccess
from tests.images.attachments import SPDX, Blob, artifact, attach, attach_by_tag, spdx
from tests.images.loopback import Answer, Registry, Request, serving
from tests.images.samples import OCI_INDEX, File, Image, digest, image

if TYPE_CHECKING:
    from collections.abc import Iterator
    from http.server import BaseHTTPRequestHandler

SBOM = Blob(json.dumps(spdx()).encode())


@pytest.fixture
def registry() -> Iterator[Registry]:
    with serving(Registry()) as one:
        yield one


def look(registry: Registry, one: Image, limits: Limits | None = None) -> list[Attached]:
    """What is attached to an image, with its manifests read."""
    bounds = limits or Limits()
    access = RegistryAccess(has_credentials=False)
    reference = f"{registry.host}/acme/app:1"
    with open_registry(parse_registry_reference(reference), reference, access, bounds) as (store, *_):
        return [opened(store, each, bounds) for each in store.referrers(one.root, bounds)]


def test_referrers_are_listed_by_the_api_over_all_its_pages(registry: Registry) -> None:
    registry.referrers, registry.page = {}, 2
    one = image([File("a")])
    registry.push(one)
    sboms = [artifact(Blob(b"%d" % number), artifact_type=SPDX) for number in range(5)]
    for sbom in sboms:
        attach(registry, one.root, sbom, artifactType=SPDX, annotations={"a": "b"})
    found = look(registry, one)
    assert [(each.digest, each.size) for each in found] == [
        (sbom.root, len(sbom.blobs[sbom.root])) for sbom in sboms
    ]
    assert {(each.found_by, each.subject, each.types) for each in found} == {
        (FoundBy.REFERRERS, one.root, (SPDX,))
    }
    assert found[0].annotations == (("a", "b"),)
    assert sum("/referrers/" in each.path for each in registry.asked) == 3


def test_a_list_of_which_a_page_is_none_is_not_told_in_part(registry: Registry) -> None:
    registry.referrers, registry.page = {}, 1
    one = image([File("a")])
    registry.push(one)
    for name in (b"1", b"2"):
        attach(registry, one.root, artifact(Blob(name), artifact_type=SPDX))
    registry.attack = lambda request, _: (
        (200, {"Content-Type": "text/html"}, b"<html>") if "?last=" in request.path else None
    )
    with pytest.raises(RegistryError, match="breaks off its list"):
        look(registry, one)


@pytest.mark.parametrize("status", [400, 404, 405, 406, 501])
def test_without_the_api_they_are_listed_by_the_fallback_tag(registry: Registry, status: int) -> None:
    one, sbom = image([File("a")]), artifact(SBOM, artifact_type=SPDX)
    registry.push(one)
    attach(registry, one.root, sbom, artifactType=SPDX)
    registry.attack = lambda request, _: (status, {}, b"") if "/referrers/" in request.path else None
    assert [each.found_by for each in look(registry, one)] == [FoundBy.FALLBACK_TAG]


def test_a_web_page_in_place_of_the_api_is_no_list(registry: Registry) -> None:
    one, sbom = image([File("a")]), artifact(SBOM)
    registry.push(one)
    attach(registry, one.root, sbom)
    registry.attack = lambda request, _: (
        (200, {"Content-Type": "text/html"}, b"<html>") if "/referrers/" in request.path else None
    )
    assert [each.found_by for each in look(registry, one)] == [FoundBy.FALLBACK_TAG]


def test_a_digest_longer_than_tags_is_cut_as_the_specification_says(registry: Registry) -> None:
    registry.push(image([File("a")]))
    listed = json.dumps({"schemaVersion": 2, "manifests": []}).encode()
    registry.blobs[digest(listed)] = listed
    name = "sha512:" + "a" * 128
    registry.tags[f"sha512-{'a' * 64}"] = digest(listed)
    assert look(registry, Image({}, name, "")) == []
    assert f"/v2/acme/app/manifests/sha512-{'a' * 64}" in {each.path for each in registry.asked}


@pytest.mark.parametrize(
    ("suffix", "found_by"),
    [
        ("sbom", FoundBy.COSIGN_SBOM),
        ("att", FoundBy.COSIGN_ATTESTATION),
        ("sig", FoundBy.COSIGN_SIGNATURE),
    ],
)
def test_the_tags_of_cosign_are_found(registry: Registry, suffix: str, found_by: FoundBy) -> None:
    one, sbom = image([File("a")]), artifact(SBOM, Blob(b"2"))
    registry.push(one)
    attach_by_tag(registry, one.root, suffix, sbom)
    (found,) = look(registry, one)
    assert (found.found_by, found.digest) == (found_by, sbom.root)
    assert [blob.digest for blob in found.blobs or ()] == [digest(SBOM.data), digest(b"2")]


def test_manifests_of_the_older_format_have_blobs(registry: Registry) -> None:
    one = image([File("a")])
    old = {"mediaType": "application/vnd.oci.artifact.manifest.v1+json", "artifactType": SPDX}
    data = json.dumps(old | {"blobs": [SBOM.descriptor()], "subject": one.descriptor()}).encode()
    registry.push(one)
    registry.referrers = {}
    attach(registry, one.root, Image({digest(data): data}, digest(data), old["mediaType"]))
    (found,) = look(registry, one)
    assert (found.artifact_type, [blob.digest for blob in found.blobs or ()]) == (SPDX, [digest(SBOM.data)])


def test_where_nothing_is_attached_nothing_is_found(registry: Registry) -> None:
    one = image([File("a")])
    registry.push(one)
    assert look(registry, one) == []


@pytest.mark.parametrize(
    "body",
    [
        b"[",
        b"{}",
        b'{"manifests": {}}',
        b'{"manifests": [{"digest": "sha256:../../../etc/passwd", "size": 1}]}',
        b'{"manifests": [{"digest": "sha256:' + b"0" * 64 + b'", "size": -1}]}',
        b"[" * 100_000,
        b" " * (5 * 1024 * 1024),
    ],
)
def test_a_list_that_is_none_is_refused(registry: Registry, body: bytes) -> None:
    one = image([File("a")])
    registry.push(one)
    registry.attack = lambda request, _: (
        (200, {"Content-Type": OCI_INDEX}, body) if "/referrers/" in request.path else None
    )
    with pytest.raises(ImageError):
        look(registry, one)


def test_a_list_without_an_end_is_given_up(registry: Registry) -> None:
    one, other = image([File("a")]), artifact(SBOM)
    registry.push(one)
    registry.referrers = {one.root: [other.descriptor()] * 300}
    with pytest.raises(LimitError, match="more than 200 things"):
        look(registry, one, Limits(attachments=200))
    registry.attack = lambda request, _: (
        (
            200,
            {"Content-Type": OCI_INDEX, "Link": f'<{request.path.partition("?")[0]}?n=1>; rel="next"'},
            b'{"manifests": []}',
        )
        if "/referrers/" in request.path
        else None
    )
    with pytest.raises(LimitError, match="in more than 50 pages"):
        look(registry, one)


@pytest.mark.parametrize(
    "link",
    [
        "http://127.0.0.1:1/elsewhere?last=1",
        "/v2/acme/other/referrers/sha256:{0}?last=1",
        "/v2/acme/app/referrers/{subject}",
        "http://[::1/v2?last=1",
    ],
)
def test_containers_image_cve_2024_3727_a_next_page_is_one_of_the_same_list(
    registry: Registry, link: str
) -> None:
    one = image([File("a")])
    registry.push(one)
    header = f'<{link.format("0" * 64, subject=one.root)}>; rel="next"'
    registry.attack = lambda request, _: (
        (200, {"Content-Type": OCI_INDEX, "Link": header}, b'{"manifests": []}')
        if "/referrers/" in request.path
        else None
    )
    with pytest.raises(RegistryError, match="is none of it"):
        look(registry, one)


def test_malcontent_cve_2026_24845_a_next_page_on_another_host_is_asked_of_the_registry(
    registry: Registry,
) -> None:
    one = image([File("a")])
    registry.push(one)

    def attack(request: Request, _: BaseHTTPRequestHandler) -> Answer | None:
        if "/referrers/" not in request.path:
            return None
        headers = {"Content-Type": OCI_INDEX}
        if "?" not in request.path:
            headers["Link"] = f'<https://evil.example{request.path}?last=1>; rel="next"'
        return 200, headers, b'{"manifests": []}'

    registry.attack = attack
    assert look(registry, one) == []
    asked = [each.path for each in registry.asked if "/referrers/" in each.path]
    assert asked == [f"/v2/acme/app/referrers/{one.root}", f"/v2/acme/app/referrers/{one.root}?last=1"]


def test_a_manifest_with_a_thousand_blobs_is_refused(registry: Registry) -> None:
    one = image([File("a")])
    registry.push(one)
    attach_by_tag(registry, one.root, "att", artifact(*[SBOM] * 1000))
    with pytest.raises(LimitError, match="more than 512 blobs"):
        look(registry, one)


def test_a_manifest_of_another_size_is_refused(registry: Registry) -> None:
    registry.referrers = {}
    one, sbom = image([File("a")]), artifact(SBOM)
    registry.push(one)
    attach(registry, one.root, sbom, size=3)
    with pytest.raises(ImageError, match="not the 3 it is said to have"):
        look(registry, one)
    registry.referrers[one.root] = [sbom.descriptor()]
    registry.blobs[sbom.root] = b"{" + b" " * (len(registry.blobs[sbom.root]) - 2) + b"}"
    with pytest.raises(ImageError, match="has the digest"):
        look(registry, one)


def test_blobs_that_cannot_be_are_refused(registry: Registry) -> None:
    one = image([File("a")])
    registry.push(one)
    attach_by_tag(registry, one.root, "sbom", artifact(Blob(b""), layers=[{"digest": "x", "size": 1}]))
    with pytest.raises(DamagedImageError, match="is no digest"):
        look(registry, one)
