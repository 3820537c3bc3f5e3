"""Registries: what an honest one gives, and what a hostile one gets: nothing (peers.md A4 to A6)."""

from __future__ import annotations

import base64
import json
import time
from typing import TYPE_CHECKING, Any

import pytest
from msgspec.structs import replace

from navwarn.core.inventory import ImageSource, Inventory, SourceKind
from navwarn.errors import NavwarnError
from navwarn.images.credentials import credentials_for
from navwarn.images.interface import (
    DigestError,
    ImageError,
    LimitError,
    MissingImageError,
    NoSbomError,
    RegistryAccessError,
    RegistryError,
)
from navwarn.images.settings import RegistryAccess
from navwarn.net.interface import AddressError, NetworkError, Policy, SlowError, UrlError
from tests.images.loopback import Answer, Registry, Request, serving, token
from tests.images.reader import packages, read, read_all
from tests.images.samples import APK, OS_RELEASE, File, Image, digest, image, index, write_layout

if TYPE_CHECKING:
    from collections.abc import Iterator
    from http.server import BaseHTTPRequestHandler
    from pathlib import Path

FILES = (File("etc/os-release", OS_RELEASE), File("lib/apk/db/installed", APK))
PASSWORD = "p4ss-never-shown"
BASIC = "Basic " + base64.b64encode(f"me:{PASSWORD}".encode()).decode()
QUICK = Policy(connect=2, silence=0.5, answer=2, stream=2, attempts=2)


@pytest.fixture
def registry() -> Iterator[Registry]:
    with serving(Registry()) as one:
        yield one


@pytest.fixture
def other() -> Iterator[Registry]:
    """Another host: a port of its own makes another origin."""
    with serving(Registry()) as one:
        yield one


@pytest.fixture(autouse=True)
def docker(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """The folder of docker's configuration, in which nothing is."""
    folder = tmp_path / "docker"
    folder.mkdir()
    monkeypatch.setenv("DOCKER_CONFIG", str(folder))
    return folder


def log_in(docker: Path, host: str, **entry: str) -> None:
    auth = entry or {"auth": base64.b64encode(f"me:{PASSWORD}".encode()).decode()}
    (docker / "config.json").write_text(json.dumps({"auths": {host: auth}}))


def access(policy: Policy = QUICK, **more: Any) -> RegistryAccess:
    return RegistryAccess(policy, **more)


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


def test_what_is_not_there_is_said(registry: Registry) -> None:
    with pytest.raises(MissingImageError, match="has no manifest"):
        read(f"{registry.host}/acme/app:9")


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


def test_a_token_is_fetched_with_the_credentials_of_the_registry(registry: Registry, docker: Path) -> None:
    def attack(request: Request, _: BaseHTTPRequestHandler) -> Answer | None:
        return token("abc") if request.path.startswith("/token") else None

    registry.attack = attack
    registry.secret = "Bearer abc"
    registry.challenge = f'Bearer realm="http://{registry.host}/token",service="registry",scope="x"'
    log_in(docker, registry.host)
    assert len(read(registry.push(image(FILES))).components) == 2
    assert registry.secrets() == {BASIC, "Bearer abc"}
    (asked,) = [one.path for one in registry.asked if one.path.startswith("/token")]
    assert asked == "/token?service=registry&scope=repository%3Aacme%2Fapp%3Apull"


def test_a_registry_may_want_user_and_password(registry: Registry, docker: Path) -> None:
    registry.secret, registry.challenge = BASIC, 'Basic realm="registry"'
    reference = registry.push(image(FILES))
    with pytest.raises(RegistryAccessError) as caught:
        read(reference)
    assert "docker login" in caught.value.hint
    log_in(docker, f"http://{registry.host}/v2/")
    assert len(read(reference).components) == 2


def test_an_identity_token_is_exchanged(registry: Registry, docker: Path) -> None:
    def attack(request: Request, _: BaseHTTPRequestHandler) -> Answer | None:
        return token("abc") if request.method == "POST" else None

    registry.attack, registry.secret = attack, "Bearer abc"
    registry.challenge = f'Bearer realm="http://{registry.host}/token",service="s"'
    log_in(docker, registry.host, identitytoken="refresh-me")
    assert len(read(registry.push(image(FILES))).components) == 2
    (form,) = [one.body for one in registry.asked if one.method == "POST"]
    assert b"grant_type=refresh_token" in form
    assert b"refresh_token=refresh-me" in form


@pytest.mark.parametrize("setting", ["credsStore", "credHelpers"])
def test_a_credential_helper_is_asked(
    registry: Registry, docker: Path, setting: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    program = docker / "docker-credential-test"
    program.write_text(
        "#!/bin/sh\nread host\n"
        f'echo "$1 $host" > {docker}/asked\nprintf \'{{"Username":"me","Secret":"{PASSWORD}"}}\'\n'
    )
    program.chmod(0o755)
    monkeypatch.setenv("PATH", f"{docker}:/usr/bin:/bin")
    value: Any = "test" if setting == "credsStore" else {registry.host: "test"}
    (docker / "config.json").write_text(json.dumps({setting: value}))
    registry.secret, registry.challenge = BASIC, "Basic"
    assert len(read(registry.push(image(FILES))).components) == 2
    assert (docker / "asked").read_text() == f"get {registry.host}\n"


def encoded(text: str) -> str:
    return base64.b64encode(text.encode()).decode()


@pytest.mark.parametrize(
    ("settings", "host", "expected"),
    [
        ({"auths": {"a.example": {"auth": encoded("me:pass:word")}}}, "a.example", ("me", "pass:word")),
        ({"auths": {"https://a.example/v2/": {"auth": encoded("me:x")}}}, "a.example", ("me", "x")),
        ({"auths": {"a.example": {"username": "me", "password": "x"}}}, "a.example", ("me", "x")),
        ({"auths": {"a.example:5000": {"auth": encoded("me:x")}}}, "a.example", None),
        ({"auths": {"a.example/team": {"auth": encoded("me:x")}}}, "a.example", None),
        ({"auths": {"a.example": {"auth": "!!"}}}, "a.example", None),
        ({"auths": {"a.example": {}}}, "a.example", None),
        ({"auths": ["a.example"]}, "a.example", None),
        ({"auths": {"https://index.docker.io/v1/": {"auth": encoded("me:x")}}}, "docker.io", ("me", "x")),
        ({"auths": {"index.docker.io": {"auth": encoded("me:x")}}}, "docker.io", ("me", "x")),
        ({"auths": {"docker.io": {"auth": encoded("me:x")}}}, "docker.io", ("me", "x")),
        ({"auths": {"docker.io.evil.example": {"auth": encoded("me:x")}}}, "docker.io", None),
    ],
)
def test_credentials_are_those_of_exactly_this_host(
    docker: Path, settings: Any, host: str, expected: tuple[str, str] | None
) -> None:
    (docker / "config.json").write_text(json.dumps(settings))
    found = credentials_for(host, {"DOCKER_CONFIG": str(docker)})
    assert (None if found is None else (found.user, found.password)) == expected


@pytest.mark.parametrize("key", ["docker.io", "index.docker.io", "https://index.docker.io/v1/"])
def test_the_helper_of_the_default_registry_is_asked_by_the_name_that_docker_gives_it(
    docker: Path, key: str
) -> None:
    program = docker / "docker-credential-test"
    program.write_text('#!/bin/sh\nread host\nprintf \'{"Username":"<token>","Secret":"\'$host\'"}\'\n')
    program.chmod(0o755)
    (docker / "config.json").write_text(json.dumps({"credHelpers": {key: "test"}}))
    environ = {"DOCKER_CONFIG": str(docker), "PATH": f"{docker}:/usr/bin:/bin"}
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("PATH", environ["PATH"])
        found = credentials_for("docker.io", environ)
    assert found is not None
    assert found.token == "https://index.docker.io/v1/"


@pytest.mark.parametrize(
    ("settings", "words"),
    [
        ('{"credsStore": "../../bin/sh"}', "no program can be"),
        ('{"credsStore": "no-such-helper"}', "cannot be run"),
        ("{", "is not JSON"),
        ("[" * 100_000, "is not JSON"),
    ],
)
def test_docker_settings_that_cannot_be_used_are_refused(
    registry: Registry, docker: Path, settings: str, words: str
) -> None:
    (docker / "config.json").write_text(settings)
    with pytest.raises(NavwarnError, match=words) as caught:
        read(registry.push(image(FILES)))
    assert caught.value.code == "NW-IMAGE-CREDENTIALS"


def test_a_helper_that_knows_nothing_leaves_the_registry_anonymous(
    registry: Registry, docker: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (docker / "docker-credential-test").write_text("#!/bin/sh\necho credentials not found\nexit 1\n")
    (docker / "docker-credential-test").chmod(0o755)
    monkeypatch.setenv("PATH", f"{docker}:/usr/bin:/bin")
    (docker / "config.json").write_text('{"credsStore": "test"}')
    assert len(read(registry.push(image(FILES))).components) == 2
    assert registry.secrets() == set()


def test_trivy_cve_2024_35192_credentials_are_not_shown_to_a_host_that_the_registry_names(
    registry: Registry, other: Registry, docker: Path
) -> None:
    other.attack = lambda *_: token("stolen")
    registry.challenge = f'Bearer realm="http://{other.host}/token",service="s"'
    registry.secret = "Bearer stolen"
    log_in(docker, registry.host)
    allowed = access(replace(QUICK, private=frozenset({other.host})))
    assert len(read(registry.push(image(FILES)), access=allowed).components) == 2
    assert (other.secrets(), len(other.asked)) == (set(), 1)


def test_sigstore_oci_cve_2026_59891_what_is_attached_is_asked_for_without_credentials_elsewhere(
    registry: Registry, other: Registry, docker: Path
) -> None:
    one = image(FILES)
    reference = registry.push(one)
    log_in(docker, registry.host)
    challenge = {"WWW-Authenticate": f'Bearer realm="http://{other.host}/token",service="s"'}
    other.attack = lambda *_: token("stolen")
    registry.attack = lambda request, _: (
        (401, challenge, b"") if "/referrers/" in request.path and request.secret != "Bearer stolen" else None
    )
    allowed = access(replace(QUICK, private=frozenset({other.host})))
    with pytest.raises(NoSbomError):
        read(reference, access=allowed, is_attached=True)
    registry.attack = redirecting(f"http://{other.host}", "/referrers/")
    with pytest.raises(ImageError):
        read(reference, access=allowed, is_attached=True)
    assert (other.secrets(), len(other.asked)) == (set(), 2)


def test_credentials_of_another_host_are_not_shown(registry: Registry, other: Registry, docker: Path) -> None:
    registry.challenge, registry.secret = f'Basic realm="{other.host}"', BASIC
    log_in(docker, other.host)
    with pytest.raises(RegistryAccessError):
        read(registry.push(image(FILES)))
    assert (registry.secrets(), other.asked) == (set(), [])


def redirecting(to: str, what: str = "/blobs/", status: int = 307) -> Any:
    def attack(request: Request, _: BaseHTTPRequestHandler) -> Answer | None:
        return (status, {"Location": to + request.path}, b"") if what in request.path else None

    return attack


def test_malcontent_cve_2026_24845_a_redirect_takes_no_credentials_along(
    registry: Registry, other: Registry, docker: Path
) -> None:
    registry.secret, registry.challenge = BASIC, "Basic"
    one = image(FILES)
    other.push(one)
    log_in(docker, registry.host)
    registry.attack = redirecting(f"http://{other.host}")
    allowed = access(replace(QUICK, private=frozenset({other.host})))
    assert len(read(registry.push(one), access=allowed).components) == 2
    assert (registry.secrets(), other.secrets()) == ({BASIC}, set())
    assert len(other.asked) == 2


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


def test_a_realm_at_a_private_address_is_not_asked(registry: Registry, other: Registry) -> None:
    registry.challenge, registry.secret = f'Bearer realm="http://{other.host}/token"', "Bearer abc"
    with pytest.raises(AddressError):
        read(registry.push(image(FILES)), access=access())
    assert other.asked == []


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


@pytest.mark.parametrize("status", [429, 502, 503])
def test_a_busy_registry_is_asked_again(registry: Registry, status: int) -> None:
    answers = [(status, {"Retry-After": "0"}, b"later")]
    registry.attack = lambda *_: answers.pop() if answers else None
    assert len(read(registry.push(image(FILES)), access=access()).components) == 2


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


@pytest.mark.parametrize(
    "answer",
    [
        token("a\r\nX-Evil: 1"),
        token(""),
        token("ä"),
        (200, {}, b"{"),
        (200, {}, b"[" * 100_000),
        (500, {}, b""),
        (200, {}, b"x" * 2_000_000),
    ],
)
def test_tokens_that_are_none_are_refused(registry: Registry, answer: Answer) -> None:
    registry.attack = lambda request, _: answer if request.path.startswith("/token") else None
    registry.challenge, registry.secret = f'Bearer realm="http://{registry.host}/token"', "Bearer abc"
    with pytest.raises((RegistryError, LimitError)):
        read(registry.push(image(FILES)), access=access())


@pytest.mark.parametrize(
    "challenge",
    [
        "",
        "Digest realm=x",
        "Bearer",
        'Bearer realm="nonsense"',
        "Bearer " + "a=b," * 5000,
        'Bearer realm="' + "x" * 3000,
    ],
)
def test_challenges_that_nobody_can_meet_are_refused(registry: Registry, challenge: str) -> None:
    registry.attack = lambda *_: (401, {"WWW-Authenticate": challenge}, b"")
    with pytest.raises((RegistryAccessError, UrlError)):
        read(registry.push(image(FILES)), access=access())


def test_a_registry_that_refuses_every_token_is_given_up(registry: Registry) -> None:
    registry.attack = lambda request, _: (
        token("abc")
        if request.path.startswith("/token")
        else (401, {"WWW-Authenticate": f'Bearer realm="http://{registry.host}/token"'}, b"")
    )
    with pytest.raises(RegistryAccessError):
        read(registry.push(image(FILES)), access=access())
    assert len(registry.asked) < 6


def test_grype_cve_2025_65965_credentials_are_in_no_result(registry: Registry, docker: Path) -> None:
    registry.secret, registry.challenge = BASIC, "Basic"
    log_in(docker, registry.host)
    shown = repr(read(registry.push(image(FILES))))
    registry.secret = "Basic something-else"
    with pytest.raises(RegistryAccessError) as caught:
        read(f"{registry.host}/acme/app:1")
    shown += caught.value.message + caught.value.hint
    assert not any(secret in shown for secret in (PASSWORD, BASIC))


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
