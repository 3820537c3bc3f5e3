"""Registries: what an honest one gives, and what a hostile one gets: nothing (peers.md A4 to A6)."""

from __future__ import annotations

import json
import time
from typing import TYPE_CHECKING, Any

import pytest
from msgspec.structs import replace

from navwarn.core.inventory import ImageSource, Inventory, SourceKind
from navwarn.images.interface import (
    DigestError,
    ImageError,
    ImageReferenceError,
    LimitError,
    MissingImageError,
    RegistryAccessError,
    RegistryError,
)
from navwarn.net.interface import AddressError, NetworkError, SlowError, UrlError
from tests.images.reader import packages, read, read_all
from tests.images.samples import (
    OCI_INDEX,
    OCI_MANIFEST,
    File,
    Image,
    described,
    digest,
    image,
    index,
    write_layout,
)

if TYPE_CHECKING:
    from http.server import BaseHTTPRequestHandler
    from pathlib import Path

    from navwarn.errors import NavwarnError
    from tests.images.loopback import Answer, Registry, Request

from tests.images.registries import FILES, QUICK, access, log_in, redirecting

pytestmark = pytest.mark.usefixtures("docker")


def test_an_image_in_a_registry_is_the_one_in_a_layout(registry: Registry, tmp_path: Path) -> None:
    one = index((image(FILES), "linux/amd64"), (image(FILES, architecture="arm64"), "linux/arm64"))
    reference = registry.push(one)
    layout = write_layout(tmp_path / "l", one)
    for platform in ("", "linux/arm64", "all"):
        found, expected = read_all(reference, platform=platform), read_all(layout, platform=platform)
        assert [without_source(each) for each in found] == [without_source(each) for each in expected]
    source = read(reference).source
    assert (source.kind, source.repository, source.tag) == ("registry", f"{registry.host}/acme/app", "1")
    assert (source.index_digest, source.platform) == (one.root, "linux/amd64")


def without_source(one: Inventory) -> Inventory:
    return replace(one, source=ImageSource(SourceKind.REGISTRY, ""))


def test_a_digest_in_the_reference_counts(registry: Registry) -> None:
    old, new = image(FILES), image([File("a")])
    registry.push(old, "1")
    registry.push(new, "2")
    assert len(read(f"{registry.host}/acme/app:2@{old.root}").components) == 2


def test_a_prefix_makes_a_registry_of_what_is_a_path_too(
    registry: Registry, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    reference = registry.push(image(FILES))
    monkeypatch.chdir(tmp_path)
    (tmp_path / registry.host / "acme").mkdir(parents=True)
    (tmp_path / registry.host / "acme/app:1").touch()
    assert len(read(f"registry:{reference}").components) == 2


def test_what_other_tools_write_before_an_image_in_a_registry_is_read(registry: Registry) -> None:
    assert len(read(f"docker://{registry.push(image(FILES))}").components) == 2


@pytest.mark.parametrize("text", ["https://registry.example/team/app", "http://a.example/app:1"])
def test_a_url_is_told_how_an_image_is_written(text: str) -> None:
    with pytest.raises(ImageReferenceError) as caught:
        read(text)
    assert "without the scheme" in caught.value.hint


@pytest.mark.parametrize(("text", "is_hinted"), [("a.example/Team/app:1", True), ("a.example/a b:X", False)])
def test_capitals_in_a_repository_are_said(text: str, is_hinted: bool) -> None:
    with pytest.raises(ImageReferenceError) as caught:
        read(text)
    assert ("small letters" in caught.value.hint) is is_hinted


@pytest.mark.parametrize(
    ("name", "words"),
    [("app:9", "to everybody"), ("app", "it is latest"), (f"app@sha256:{'0' * 64}", "say so")],
)
def test_what_is_not_there_is_said(registry: Registry, name: str, words: str) -> None:
    with pytest.raises(MissingImageError, match=f"has no image {registry.host}/acme/app[:@]") as caught:
        read(f"{registry.host}/acme/{name}")
    assert words in caught.value.hint
    assert "docker.io" not in caught.value.hint


@pytest.mark.parametrize("media_type", [None, "text/plain", OCI_INDEX, OCI_MANIFEST])
@pytest.mark.parametrize("one", [image(FILES), index((image(FILES), "linux/amd64"))])
def test_what_a_manifest_is_it_says_itself(registry: Registry, one: Image, media_type: str | None) -> None:
    headers = {"Content-Type": media_type} if media_type else {}
    registry.attack = lambda request, _: (
        (200, headers, one.blobs[one.root]) if request.path.endswith("/manifests/1") else None
    )
    assert len(read(registry.push(one)).components) == 2


def test_a_registry_that_wants_tls_is_told_how_to_get_it(registry: Registry) -> None:
    registry.attack = lambda *_: (400, {}, b"Client sent an HTTP request to an HTTPS server.")
    with pytest.raises(RegistryError, match="status 400") as caught:
        read(registry.push(image(FILES)), access=access())
    assert "ca-file" in caught.value.hint


def test_a_layer_that_is_encrypted_is_said(registry: Registry) -> None:
    one = image(FILES)
    manifest = json.loads(one.blobs[one.root])
    manifest["layers"][0]["mediaType"] += "+encrypted"
    data = json.dumps(manifest).encode()
    reference = registry.push(Image(one.blobs | {digest(data): data}, digest(data), OCI_MANIFEST))
    with pytest.raises(ImageError, match="is encrypted"):
        read(reference)


@pytest.mark.parametrize("platform", ["", "linux/amd64", "all"])
def test_what_an_index_lists_of_unknown_types_is_passed_over(registry: Registry, platform: str) -> None:
    one, other = image(FILES), image(FILES, architecture="arm64")
    listed = index((one, "linux/amd64"), (other, "linux/arm64"))
    document = json.loads(listed.blobs[listed.root])
    document["manifests"].insert(0, described(digest(b"?"), 1, "application/vnd.example.notes+json"))
    data = json.dumps(document).encode()
    reference = registry.push(
        Image(listed.blobs | {digest(data): data, digest(b"?"): b"?"}, digest(data), OCI_INDEX)
    )
    assert len(read_all(reference, platform=platform)) == (2 if platform == "all" else 1)


def test_a_layer_that_is_missing_is_said(registry: Registry) -> None:
    reference = registry.push(image(FILES))
    layer = json.loads(registry.blobs[registry.tags["1"]])["layers"][0]["digest"]
    del registry.blobs[layer]
    with pytest.raises(MissingImageError, match="has no blob"):
        read(reference)


def test_containerd_cve_2020_15157_the_addresses_of_foreign_layers_are_never_asked(
    registry: Registry, other: Registry, docker: Path
) -> None:
    one = image(FILES)
    reference = registry.push(one)
    log_in(docker, registry.host)
    manifest = json.loads(one.blobs[one.root])
    layer = manifest["layers"][0]
    layer["mediaType"] = "application/vnd.oci.image.layer.nondistributable.v1.tar+gzip"
    layer["urls"] = [f"http://{other.host}/v2/acme/app/blobs/{layer['digest']}"]
    data = json.dumps(manifest).encode()
    registry.push(Image({digest(data): data}, digest(data), one.media_type))
    other.push(one)
    allowed = access(replace(QUICK, private=frozenset({other.host})))
    assert len(read(reference, access=allowed).components) == 2, "the registry has it after all"
    del registry.blobs[layer["digest"]]
    with pytest.raises(MissingImageError, match="is foreign: it is kept somewhere else"):
        read(reference, access=allowed)
    assert other.asked == []


def test_harbor_cve_2020_13788_a_redirect_to_a_private_address_is_not_followed(
    registry: Registry, other: Registry
) -> None:
    registry.attack = redirecting(f"http://{other.host}")
    with pytest.raises(AddressError, match="private address"):
        read(registry.push(image(FILES)), access=access())
    assert other.asked == []


@pytest.mark.parametrize(
    "target", ["http://registry.example", "ftp://127.0.0.1", "file://", "http://user:x@127.0.0.1", "gopher:"]
)
def test_a_redirect_to_something_else_is_not_followed(registry: Registry, target: str) -> None:
    registry.attack = redirecting(target)
    with pytest.raises(UrlError):
        read(registry.push(image(FILES)), access=access())


def test_redirects_come_to_an_end(registry: Registry) -> None:
    registry.attack = redirecting("")
    with pytest.raises(UrlError, match="redirects more than 3 times"):
        read(registry.push(image(FILES)), access=access())
    assert sum("/blobs/" in one.path for one in registry.asked) == 4


def test_a_manifest_of_another_digest_is_refused(registry: Registry) -> None:
    one = image(FILES)
    reference = registry.push(one)
    registry.blobs[one.root] += b" "
    for name in (reference, f"{registry.host}/acme/app@{one.root}"):
        with pytest.raises(DigestError):
            read(name)


def test_a_layer_of_another_digest_is_refused(registry: Registry) -> None:
    one = image(FILES, how="none")
    reference = registry.push(one)
    layer = json.loads(one.blobs[one.root])["layers"][0]["digest"]
    registry.blobs[layer] = registry.blobs[layer].replace(b"1.55.1", b"1.57.0")
    with pytest.raises(DigestError):
        read(reference)


def endless(_: Request, handler: BaseHTTPRequestHandler) -> Answer | None:
    """An answer without an end."""
    handler.send_response(200)
    handler.send_header("Transfer-Encoding", "chunked")
    handler.end_headers()
    while True:
        handler.wfile.write(b"10000\r\n" + b" " * 65536 + b"\r\n")


def test_a_manifest_without_an_end_is_given_up(registry: Registry) -> None:
    registry.attack = endless
    with pytest.raises(LimitError, match="more than 4194304 bytes"):
        read(registry.push(image(FILES)), access=access())


def test_a_layer_without_an_end_is_given_up(registry: Registry) -> None:
    registry.attack = lambda request, handler: (
        endless(request, handler) if "/blobs/" in request.path else None
    )
    with pytest.raises((DigestError, LimitError)):
        read(registry.push(image(FILES)), access=access())


def silent(_: Request, handler: BaseHTTPRequestHandler) -> Answer | None:
    time.sleep(5)
    handler.close_connection = True
    return None


def dripping(_: Request, handler: BaseHTTPRequestHandler) -> Answer | None:
    """Headers, byte by byte, for ever: no single wait is long."""
    handler.close_connection = True
    for byte in b"HTTP/1.1 200 OK\r\nX: " + b"x" * 200:
        handler.wfile.write(bytes([byte]))
        time.sleep(0.1)
    return None


@pytest.mark.parametrize("attack", [silent, dripping])
def test_a_registry_that_answers_slowly_or_never_is_given_up(registry: Registry, attack: Any) -> None:
    registry.attack = attack
    started = time.monotonic()
    with pytest.raises(SlowError):
        read(registry.push(image(FILES)), access=access())
    assert time.monotonic() - started < 8


def test_a_body_that_drips_is_given_up(registry: Registry) -> None:
    def attack(request: Request, handler: BaseHTTPRequestHandler) -> Answer | None:
        if "/blobs/" not in request.path:
            return None
        handler.close_connection = True
        handler.send_response(200)
        handler.send_header("Content-Length", "100000")
        handler.end_headers()
        for _ in range(60):
            handler.wfile.write(b"x")
            time.sleep(0.1)
        return None

    registry.attack = attack
    with pytest.raises(SlowError):
        read(registry.push(image(FILES)), access=access())


@pytest.mark.parametrize("status", [408, 429, 500, 502, 503])
def test_a_busy_registry_is_asked_again(registry: Registry, status: int) -> None:
    answers = [(status, {"Retry-After": "0"}, b"later")]
    registry.attack = lambda *_: answers.pop() if answers else None
    assert len(read(registry.push(image(FILES)), access=access()).components) == 2


@pytest.mark.parametrize(
    ("status", "wish", "words"),
    [
        (429, "3600", "in 3600 seconds; those who are"),
        (429, "1790000000", "later;"),
        (503, "60", "in 60 seconds."),
    ],
)
def test_a_registry_that_asks_for_a_long_wait_is_not_asked_again(
    registry: Registry, status: int, wish: str, words: str
) -> None:
    registry.attack = lambda *_: (status, {"Retry-After": wish}, b"")
    with pytest.raises(RegistryError, match=f"status {status}") as caught:
        read(registry.push(image(FILES)), access=access())
    assert words in caught.value.hint
    assert len(registry.asked) == 1


@pytest.mark.parametrize(
    ("status", "error"),
    [(500, RegistryError), (503, RegistryError), (403, RegistryAccessError), (418, RegistryError)],
)
def test_harbor_cve_2026_111590_what_goes_wrong_is_said_without_a_word_of_the_answer(
    registry: Registry, status: int, error: type[NavwarnError]
) -> None:
    registry.attack = lambda *_: (status, {}, b"a secret of another service")
    with pytest.raises(error) as caught:
        read(registry.push(image(FILES)), access=access())
    assert "secret" not in caught.value.message + caught.value.hint


def test_a_host_that_is_no_web_server_is_said(registry: Registry) -> None:
    def attack(_: Request, handler: BaseHTTPRequestHandler) -> Answer | None:
        handler.wfile.write(b"SSH-2.0-OpenSSH secret\r\n")
        handler.close_connection = True
        return None

    registry.attack = attack
    with pytest.raises(NetworkError, match="does not answer as a web server") as caught:
        read(registry.push(image(FILES)), access=access())
    assert "secret" not in caught.value.message


def test_several_layers_are_read_at_a_time(registry: Registry) -> None:
    layers = [[File(f"{number}", bytes([number]) * 300_000)] for number in range(20)]
    found = read(registry.push(image(FILES, *layers)))
    assert packages(found) == ["libcrypto3 3.1.4-r1", "nghttp2 1.55.1-r0"]
    assert len(found.layers) == 21


def test_an_artifact_that_is_no_image_is_refused(registry: Registry) -> None:
    one = image(FILES)
    manifest = json.loads(one.blobs[one.root])
    manifest["config"]["mediaType"] = "application/vnd.cncf.helm.config.v1+json"
    data = json.dumps(manifest).encode()
    one.blobs[digest(data)] = data
    with pytest.raises(ImageError, match="is no container image"):
        read(registry.push(Image(one.blobs, digest(data), one.media_type)))
