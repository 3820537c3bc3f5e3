"""Registries with TLS: certificates that are trusted and are not, and proxies on the way to them."""

from __future__ import annotations

import json
import socket
import socketserver
import ssl
import threading
from typing import TYPE_CHECKING, Any

import pytest
from msgspec.structs import replace

from navwarn.images.settings import HostAccess, RegistryAccess
from navwarn.net.interface import (
    AddressError,
    CertificateError,
    NetworkError,
    Policy,
    ProxyError,
    SlowError,
    UrlError,
)
from navwarn.net.proxy import proxy_of
from tests.images.loopback import Answer, Registry, serving, token
from tests.images.reader import read
from tests.images.samples import APK, OS_RELEASE, File, image, write_layout
from tests.net.certificates import HOST, write_certificate
from tests.net.proxying import Tunnels, proxying

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

pytestmark = pytest.mark.needs("openssl")

ONE = image((File("etc/os-release", OS_RELEASE), File("lib/apk/db/installed", APK)))
QUICK = Policy(connect=2, silence=1, answer=3, stream=3, attempts=2)
IMAGE = f"{HOST}/acme/app:1"


@pytest.fixture(scope="module")
def certificate(tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, Path]:
    return write_certificate(tmp_path_factory.mktemp("tls"))


@pytest.fixture
def registry(certificate: tuple[Path, Path]) -> Iterator[Registry]:
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.load_cert_chain(*certificate)
    with serving(Registry(), context) as one:
        one.push(ONE)
        yield one


@pytest.fixture
def proxy(registry: Registry) -> Iterator[Tunnels]:
    with proxying(Tunnels(registry.port)) as one:
        yield one


@pytest.fixture(autouse=True)
def names(monkeypatch: pytest.MonkeyPatch) -> dict[str, str]:
    """What names lead to on this machine: those that are not here are not known."""
    known: dict[str, str] = {}
    real = socket.getaddrinfo

    def look_up(host: str, *arguments: Any, **more: Any) -> Any:
        if host.endswith("example") and host not in known:
            raise socket.gaierror
        if host.startswith(("10.", "169.254.")):  # an address is its own answer
            return [(socket.AF_INET, socket.SOCK_STREAM, 6, "", (host, 0))]
        return real(known.get(host, host), *arguments, **more)

    monkeypatch.setattr(socket, "getaddrinfo", look_up)
    return known


def trusting(certificate: tuple[Path, Path], **more: Any) -> RegistryAccess:
    return RegistryAccess(replace(QUICK, ca_file=str(certificate[0]), **more), has_credentials=False)


def through(tunnels: Tunnels, certificate: tuple[Path, Path], user: str = "", **more: Any) -> RegistryAccess:
    variables = {"HTTPS_PROXY": f"http://{user}127.0.0.1:{tunnels.port}", **more}
    return trusting(certificate, proxy=proxy_of(variables))


def here(registry: Registry) -> Policy:
    """The policy by which a registry of this machine is asked by its other name."""
    return replace(QUICK, private=frozenset({f"{HOST}:{registry.port}"}))


def test_a_certificate_of_an_unknown_authority_is_refused(registry: Registry, names: dict[str, str]) -> None:
    names[HOST] = "127.0.0.1"
    access = RegistryAccess(here(registry), has_credentials=False)
    with pytest.raises(CertificateError, match="a certificate that is not trusted: self") as caught:
        read(f"{HOST}:{registry.port}/acme/app:1", access=access)
    assert "--ca-file" in caught.value.hint
    assert registry.asked == []


class Deaf(socketserver.BaseRequestHandler):
    """Answers as servers without TLS do."""

    def handle(self) -> None:
        self.request.recv(65536)
        self.request.sendall(b"HTTP/1.0 400 Bad Request\r\n\r\n")


def test_where_there_is_no_tls_it_is_said_how_to_ask_without(names: dict[str, str]) -> None:
    names[HOST] = "127.0.0.1"
    with socketserver.ThreadingTCPServer(("127.0.0.1", 0), Deaf) as server:
        threading.Thread(target=server.serve_forever, args=(0.02,), daemon=True).start()
        host = f"{HOST}:{server.server_address[1]}"
        access = RegistryAccess(replace(QUICK, private=frozenset({host})), has_credentials=False)
        with pytest.raises(NetworkError, match="cannot be reached over https") as caught:
            read(f"{host}/acme/app:1", access=access)
        server.shutdown()
    assert f"--insecure {host}" in caught.value.hint


def test_this_machine_is_asked_with_tls_where_certificates_are_configured_for_it(
    registry: Registry, certificate: tuple[Path, Path]
) -> None:
    host = f"localhost:{registry.port}"
    hosts = {host: HostAccess(ca_file=str(certificate[0]))}
    access = RegistryAccess(QUICK, hosts=hosts, has_credentials=False)
    assert len(read(f"{host}/acme/app:1", access=access).components) == 2
    plain = replace(access, policy=replace(QUICK, plain=frozenset({host})))
    with pytest.raises(NetworkError, match="http://"):
        read(f"{host}/acme/app:1", access=plain)


@pytest.mark.parametrize("how", ["option", "configuration", "variable"])
def test_a_private_authority_can_be_trusted(
    registry: Registry,
    certificate: tuple[Path, Path],
    names: dict[str, str],
    how: str,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    names[HOST] = "127.0.0.1"
    host, ca_file, policy = f"{HOST}:{registry.port}", str(certificate[0]), here(registry)
    access = RegistryAccess(policy, has_credentials=False)
    if how == "option":
        access = replace(access, policy=replace(policy, ca_file=ca_file))
    elif how == "configuration":
        access = replace(access, hosts={host: HostAccess(ca_file=ca_file)})
    else:
        monkeypatch.setenv("SSL_CERT_FILE", ca_file)
    assert len(read(f"{host}/acme/app:1", access=access).components) == 2


def test_a_trusted_certificate_of_another_host_is_refused(
    registry: Registry, certificate: tuple[Path, Path], names: dict[str, str]
) -> None:
    names["other.example"] = "127.0.0.1"
    host = f"other.example:{registry.port}"
    access = trusting(certificate, private=frozenset({host}))
    with pytest.raises(CertificateError, match="Hostname mismatch"):
        read(f"{host}/acme/app:1", access=access)


@pytest.mark.parametrize("whose", ["its own", "another's"])
def test_trivy_cve_2024_35192_a_token_host_sees_the_credentials_of_the_registry_it_is_configured_for(
    registry: Registry,
    certificate: tuple[Path, Path],
    names: dict[str, str],
    whose: str,
    monkeypatch: pytest.MonkeyPatch,
    tmp_path: Path,
) -> None:
    names[HOST] = "127.0.0.1"
    host, realm = f"{HOST}:{registry.port}", f"localhost:{registry.port}"
    registry.challenge, registry.secret = f'Bearer realm="https://{realm}/token"', "Bearer abc"
    registry.attack = lambda request, _: token("abc") if request.path.startswith("/token") else None
    (tmp_path / "config.json").write_text(json.dumps({"auths": {host: {"auth": "bWU6cGFzcw=="}}}))
    monkeypatch.setenv("DOCKER_CONFIG", str(tmp_path))
    of = host if whose == "its own" else "other.example"
    policy = replace(QUICK, ca_file=str(certificate[0]), private=frozenset({host, realm}))
    access = RegistryAccess(policy, hosts={of: HostAccess(frozenset({realm}))})
    assert len(read(f"{host}/acme/app:1", access=access).components) == 2
    assert registry.secrets() == {"Bearer abc"} | ({"Basic bWU6cGFzcw=="} if of == host else set())


def test_a_file_that_holds_no_certificates_is_refused(registry: Registry, tmp_path: Path) -> None:
    (tmp_path / "ca.pem").write_text("none")
    access = RegistryAccess(replace(here(registry), ca_file=str(tmp_path / "ca.pem")))
    with pytest.raises(CertificateError, match="is no file of certificates"):
        read(f"{HOST}:{registry.port}/acme/app:1", access=access)


def test_a_host_is_asked_through_a_tunnel_of_the_proxy(
    registry: Registry, proxy: Tunnels, certificate: tuple[Path, Path]
) -> None:
    found = read(IMAGE, access=through(proxy, certificate, user="me:s3cret@"))
    assert len(found.components) == 2
    assert set(proxy.targets) == {f"{HOST}:443"}
    assert all("Proxy-Authorization: Basic bWU6czNjcmV0" in head for head in proxy.heads)
    assert {one.headers["host"] for one in registry.asked} == {HOST}
    assert all("proxy-authorization" not in one.headers for one in registry.asked)


def test_the_proxy_is_the_one_that_the_environment_names(
    proxy: Tunnels, certificate: tuple[Path, Path], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("HTTPS_PROXY", f"http://127.0.0.1:{proxy.port}")
    assert len(read(IMAGE, access=trusting(certificate)).components) == 2
    assert set(proxy.targets) == {f"{HOST}:443"}


def test_a_proxy_may_be_asked_by_tls_itself(registry: Registry, certificate: tuple[Path, Path]) -> None:
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.load_cert_chain(*certificate)
    with proxying(Tunnels(registry.port), context) as tunnels:
        access = trusting(certificate, proxy=proxy_of({"HTTPS_PROXY": f"https://localhost:{tunnels.port}"}))
        assert len(read(IMAGE, access=access).components) == 2
        assert set(tunnels.targets) == {f"{HOST}:443"}


def test_a_proxy_that_cannot_be_used_matters_to_registries_alone(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("HTTPS_PROXY", "socks5://127.0.0.1:1")
    assert len(read(write_layout(tmp_path, ONE)).components) == 2
    with pytest.raises(UrlError, match="HTTPS_PROXY names no proxy"):
        read(IMAGE)


def test_the_proxy_cannot_answer_for_the_host(proxy: Tunnels, certificate: tuple[Path, Path]) -> None:
    with pytest.raises(CertificateError, match="Hostname mismatch"):
        read("other.example/acme/app:1", access=through(proxy, certificate))


def test_exempt_hosts_are_asked_without_it(
    registry: Registry, proxy: Tunnels, certificate: tuple[Path, Path], names: dict[str, str]
) -> None:
    names[HOST] = "127.0.0.1"
    host = f"{HOST}:{registry.port}"
    access = through(proxy, certificate, NO_PROXY=HOST)
    allowed = replace(access, policy=replace(access.policy, private=frozenset({host})))
    assert len(read(f"{host}/acme/app:1", access=allowed).components) == 2
    assert proxy.heads == []


def test_harbor_cve_2020_13788_a_host_known_to_be_private_is_not_asked_through_a_proxy_either(
    registry: Registry, proxy: Tunnels, certificate: tuple[Path, Path], names: dict[str, str]
) -> None:
    names[HOST] = "127.0.0.1"
    with pytest.raises(AddressError, match="private address"):
        read(IMAGE, access=through(proxy, certificate))
    with pytest.raises(AddressError, match="private address"):
        read("10.0.0.1/acme/app:1", access=through(proxy, certificate))
    assert (proxy.heads, registry.asked) == ([], [])
    access = through(proxy, certificate)
    allowed = replace(access, policy=replace(access.policy, private=frozenset({HOST})))
    assert len(read(IMAGE, access=allowed).components) == 2


def test_a_redirect_to_a_private_host_is_not_followed_through_a_proxy(
    registry: Registry, proxy: Tunnels, certificate: tuple[Path, Path]
) -> None:
    def attack(*_: Any) -> Answer | None:
        return 307, {"Location": "https://169.254.169.254/latest/meta-data"}, b""

    registry.attack = attack
    with pytest.raises(AddressError, match="private address"):
        read(IMAGE, access=through(proxy, certificate))
    assert set(proxy.targets) == {f"{HOST}:443"}


@pytest.mark.parametrize("status", ["407 Proxy Authentication Required", "403 a secret", "502 Bad Gateway"])
def test_a_proxy_that_refuses_is_told(proxy: Tunnels, certificate: tuple[Path, Path], status: str) -> None:
    proxy.status = status
    with pytest.raises(ProxyError, match=f"does not let us to {HOST}, with status {status[:3]}") as caught:
        read(IMAGE, access=through(proxy, certificate, user="me:s3cret@"))
    assert "secret" not in caught.value.message + caught.value.hint
    assert len(proxy.heads) == 1, "it is not asked again"


def test_a_proxy_that_is_not_there_is_told(certificate: tuple[Path, Path]) -> None:
    with socket.create_server(("127.0.0.1", 0)) as free:
        tunnels = Tunnels(0, port=free.getsockname()[1])
    with pytest.raises(NetworkError, match="cannot be reached through the proxy that HTTPS_PROXY names"):
        read(IMAGE, access=through(tunnels, certificate))


def test_a_proxy_that_says_nothing_is_given_up(certificate: tuple[Path, Path]) -> None:
    with socket.create_server(("127.0.0.1", 0)) as silent:
        tunnels = Tunnels(0, port=silent.getsockname()[1])
        with pytest.raises(SlowError):
            read(IMAGE, access=through(tunnels, certificate))
