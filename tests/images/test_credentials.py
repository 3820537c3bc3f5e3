"""Credentials for registries: where they are found, and that its host alone sees each (peers.md A4)."""

from __future__ import annotations

import base64
import json
from typing import TYPE_CHECKING, Any

import pytest
from msgspec.structs import replace

from navwarn.errors import NavwarnError
from navwarn.images.credentials import credentials_for
from navwarn.images.interface import (
    ImageError,
    LimitError,
    NoSbomError,
    RegistryAccessError,
    RegistryError,
)
from navwarn.net.interface import AddressError, Policy
from tests.images.loopback import Answer, Registry, Request, token
from tests.images.reader import read
from tests.images.samples import image

if TYPE_CHECKING:
    from http.server import BaseHTTPRequestHandler
    from pathlib import Path

from tests.images.registries import BASIC, FILES, PASSWORD, QUICK, access, log_in, redirecting

pytestmark = pytest.mark.usefixtures("docker")


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
    registry.secret = "Basic another"
    with pytest.raises(RegistryAccessError) as caught:
        read(reference)
    assert "do not suffice" in caught.value.hint


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
        ({"auths": {"A.Example": {"auth": encoded("me:x")}}}, "a.example", ("me", "x")),
        ({"auths": {"a.example": {"username": "me", "password": "x"}}}, "a.example", ("me", "x")),
        ({"auths": {"a.example:5000": {"auth": encoded("me:x")}}}, "a.example", None),
        ({"auths": {"a.example/team": {"auth": encoded("me:x")}}}, "a.example", None),
        ({"auths": {"a.example": {"auth": "!!"}}}, "a.example", None),
        ({"auths": {"a.example": {}}}, "a.example", None),
        ({"auths": ["a.example"]}, "a.example", None),
        ({"auths": {"https://index.docker.io/v1/": {"auth": encoded("me:x")}}}, "docker.io", ("me", "x")),
        ({"auths": {"index.docker.io": {"auth": encoded("me:x")}}}, "docker.io", ("me", "x")),
        ({"auths": {"docker.io": {"auth": encoded("me:x")}}}, "docker.io", ("me", "x")),
        ({"auths": {"a.example/team": {"auth": encoded("me:x")}}}, "a.example/team/app", ("me", "x")),
        ({"auths": {"a.example/team": {"auth": encoded("me:x")}}}, "a.example/team", ("me", "x")),
        ({"auths": {"a.example/team": {"auth": encoded("me:x")}}}, "a.example/teams/app", None),
        ({"auths": {"b.example/a.example": {"auth": encoded("me:x")}}}, "a.example/app", None),
        ({"auths": {"https://a.example/team": {"auth": encoded("me:x")}}}, "a.example/team/app", None),
        (
            {"auths": {"a.example": {"auth": encoded("me:x")}, "a.example/b": {"auth": encoded("me:y")}}},
            "a.example/b/c",
            ("me", "y"),
        ),
        ({"auths": {"docker.io/library": {"auth": encoded("me:x")}}}, "docker.io/library/a", ("me", "x")),
        ({"auths": {"docker.io.evil.example": {"auth": encoded("me:x")}}}, "docker.io", None),
    ],
)
def test_credentials_are_those_of_exactly_this_host(
    docker: Path, settings: Any, host: str, expected: tuple[str, str] | None
) -> None:
    (docker / "config.json").write_text(json.dumps(settings))
    found = credentials_for(host, {"DOCKER_CONFIG": str(docker)})
    assert (None if found is None else (found.user, found.password)) == expected


@pytest.mark.parametrize(
    ("kept", "expected"),
    [
        ({"docker/config.json": "docker", "run/containers/auth.json": "podman"}, "docker"),
        ({"docker/config.json": "docker", "named.json": "named"}, "named"),
        ({"run/containers/auth.json": "podman", ".config/containers/auth.json": "old"}, "podman"),
        ({".config/containers/auth.json": "old"}, "old"),
        ({"xdg/containers/auth.json": "xdg"}, "xdg"),
        ({"run/auth.json": "elsewhere"}, None),
    ],
)
def test_credentials_of_podman_are_found_where_docker_has_none(
    tmp_path: Path, kept: dict[str, str], expected: str | None
) -> None:
    for name, user in kept.items():
        (tmp_path / name).parent.mkdir(parents=True, exist_ok=True)
        (tmp_path / name).write_text(json.dumps({"auths": {"a.example": {"auth": encoded(f"{user}:x")}}}))
    environ = {"HOME": str(tmp_path), "XDG_RUNTIME_DIR": str(tmp_path / "run")}
    environ |= {"DOCKER_CONFIG": str(tmp_path / "docker")}
    environ |= {"REGISTRY_AUTH_FILE": str(tmp_path / "named.json")} if "named.json" in kept else {}
    environ |= {"XDG_CONFIG_HOME": str(tmp_path / "xdg")} if "xdg/containers/auth.json" in kept else {}
    found = credentials_for("a.example/team/app", environ)
    assert (found and found.user) == expected


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


@pytest.mark.parametrize("answer", [token("anonymous"), (403, {}, b"")])
def test_who_does_not_suffice_is_told_whether_the_giver_of_tokens_saw_the_credentials(
    registry: Registry, other: Registry, docker: Path, answer: Answer
) -> None:
    other.attack = lambda request, _: token("abc") if request.secret == BASIC else answer
    registry.challenge = f'Bearer realm="http://{other.host}/token",service="s"'
    registry.secret = "Bearer abc"
    log_in(docker, registry.host)
    policy = Policy(private=frozenset({other.host}))
    reference = registry.push(image(FILES))
    with pytest.raises(RegistryAccessError) as caught:
        read(reference, access=access(policy))
    assert f"--token-host {other.host} allows it" in caught.value.hint
    allowed = access(policy, realms=frozenset({other.host}))
    assert len(read(reference, access=allowed).components) == 2
    log_in(docker, registry.host, auth=encoded("me:wrong"))
    with pytest.raises(RegistryAccessError) as caught:
        read(reference, access=allowed)
    assert "do not suffice" in caught.value.hint


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


@pytest.mark.parametrize("status", [401, 403])
def test_a_host_that_is_redirected_to_and_refuses_is_told_from_the_registry(
    registry: Registry, other: Registry, docker: Path, status: int
) -> None:
    other.attack = lambda *_: (status, {"WWW-Authenticate": "Basic"}, b"expired")
    registry.attack = redirecting(f"http://{other.host}")
    log_in(docker, registry.host)
    allowed = access(replace(QUICK, private=frozenset({other.host})))
    with pytest.raises(
        RegistryError, match=f"^{other.host}, to which {registry.host} redirects, .* {status}"
    ):
        read(registry.push(image(FILES)), access=allowed)
    assert (registry.secrets(), other.secrets(), len(other.asked)) == (set(), set(), 1)


def test_a_realm_at_a_private_address_is_not_asked(registry: Registry, other: Registry) -> None:
    registry.challenge, registry.secret = f'Bearer realm="http://{other.host}/token"', "Bearer abc"
    with pytest.raises(AddressError):
        read(registry.push(image(FILES)), access=access())
    assert other.asked == []


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
    with pytest.raises(RegistryError):
        read(registry.push(image(FILES)), access=access())


@pytest.mark.parametrize(
    "challenges",
    [
        ['Basic realm="x", {}'],
        ["{}, Basic"],
        ["Negotiate, {}"],
        ["Negotiate YWJj==, {}"],
        ['Basic realm="a \\"quoted\\" name, Bearer realm=x", {}'],
        ['Basic realm="x"', "{}"],
        ["{}", 'Basic realm="x"'],
    ],
)
def test_of_several_challenges_the_one_is_met_that_can_be(registry: Registry, challenges: list[str]) -> None:
    def attack(request: Request, handler: BaseHTTPRequestHandler) -> Answer | None:
        if request.path.startswith("/token") or request.secret:
            return token("abc") if request.path.startswith("/token") else None
        handler.send_response(401)
        for one in challenges:
            bearer = f'Bearer realm="http://{registry.host}/token", service="s"'
            handler.send_header("WWW-Authenticate", one.format(bearer))
        handler.send_header("Content-Length", "0")
        handler.end_headers()
        handler.close_connection = True
        return None

    registry.attack = attack
    assert len(read(registry.push(image(FILES)), access=access()).components) == 2
    assert registry.secrets() == {"Bearer abc"}


@pytest.mark.parametrize("realm", ["", 'realm="/token"', 'realm="ftp://a.example/"', "realm=nonsense"])
def test_a_realm_that_is_no_url_is_said(registry: Registry, realm: str) -> None:
    registry.challenge, registry.secret = f'Bearer {realm},service="s"', "Bearer abc"
    with pytest.raises(RegistryError, match=f"{registry.host} names no host that gives tokens"):
        read(registry.push(image(FILES)), access=access())


@pytest.mark.parametrize("more", [{"token": None}, {"token": ""}, {"expires_in": None}])
def test_a_token_may_be_called_an_access_token(registry: Registry, more: dict[str, object]) -> None:
    answer = json.dumps({"access_token": "abc", **more}).encode()
    registry.attack = lambda request, _: (200, {}, answer) if request.path.startswith("/token") else None
    registry.challenge, registry.secret = f'Bearer realm="http://{registry.host}/token"', "Bearer abc"
    assert len(read(registry.push(image(FILES)), access=access()).components) == 2


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
