"""A registry of others, filled by a tool of others, shows the image that a layout has."""

from __future__ import annotations

import json
import socket
import subprocess
import time
from contextlib import closing, contextmanager
from typing import TYPE_CHECKING, Any
from urllib.request import Request, urlopen

import pytest

from navwarn.images.interface import NoSbomError, RegistryAccessError
from tests.images import attachments as made
from tests.images.attachments import Blob, artifact, dsse
from tests.images.reader import packages, read, read_all
from tests.images.samples import (
    APK,
    OCI_INDEX,
    OS_RELEASE,
    File,
    Image,
    digest,
    docker_files,
    image,
    layout_files,
    symlink,
    whiteout,
    write_layout,
    write_tar,
)

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

pytestmark = pytest.mark.needs("skopeo", "docker-registry")

SETTINGS = """version: 0.1
log: {{level: error}}
storage: {{filesystem: {{rootdirectory: {folder}}}}}
http: {{addr: "127.0.0.1:{port}"}}
"""
USERS = "me:$2b$12$zpij5kC/ijc47reYM2uK3eb5RJ0gSvz.hrNqoBzTQltTeCCxdJuUm"
"""The user ``me`` with the password ``secret``, as bcrypt keeps it."""

FILES = (
    File("usr/lib/os-release", OS_RELEASE),
    symlink("etc/os-release", "../usr/lib/os-release"),
    File("usr/lib/apk/db/installed", APK),
    symlink("lib", "usr/lib"),
    File("var/lib/dpkg/status", b"Package: a\nVersion: 1\n"),
)


@pytest.fixture(scope="module")
def host(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """Where the registry listens."""
    with registry_in(tmp_path_factory.mktemp("registry")) as host:
        yield host


@contextmanager
def registry_in(folder: Path, more: str = "") -> Iterator[str]:
    """Where a registry listens that keeps what it has in a folder; ``more`` are further settings."""
    with closing(socket.create_server(("127.0.0.1", 0))) as free:
        port = free.getsockname()[1]
    folder.mkdir(exist_ok=True)
    settings = folder / "config.yml"
    settings.write_text(SETTINGS.format(folder=folder / "data", port=port) + more)
    with subprocess.Popen(
        ["docker-registry", "serve", settings], stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL
    ) as server:
        try:
            wait_for(port)
            yield f"127.0.0.1:{port}"
        finally:
            server.terminate()


def wait_for(port: int) -> None:
    for _ in range(200):
        try:
            socket.create_connection(("127.0.0.1", port), timeout=1).close()
        except OSError:
            time.sleep(0.05)
        else:
            return
    raise TimeoutError


def copy(source: str, target: str) -> None:
    command = [
        "skopeo",
        "--insecure-policy",
        "copy",
        "-q",
        "--dest-tls-verify=false",
        "--src-tls-verify=false",
        source,
        target,
    ]
    subprocess.run(command, check=True, timeout=60)


def test_one_image_is_the_same_from_layout_archives_and_registry(host: str, tmp_path: Path) -> None:
    one = image(FILES, [whiteout("var/lib/dpkg/status")], config={"User": "1", "Cmd": ["x"]})
    layout = write_layout(tmp_path / "layout", one)
    copy(f"oci:{layout}:1", f"docker://{host}/acme/app:1")
    copy(f"docker://{host}/acme/app:1", f"docker-archive:{tmp_path}/docker.tar:acme/app:1")
    copy(f"docker://{host}/acme/app:1", f"oci-archive:{tmp_path}/oci.tar:1")
    copy(f"docker-archive:{tmp_path}/docker.tar", f"docker://{host}/acme/saved:1")
    copy(f"docker://{host}/acme/app:1", f"docker://{host}/acme/zstd:1")
    found = [
        read(reference)
        for reference in (
            layout,
            f"{host}/acme/app:1",
            f"{host}/acme/app@{one.root}",
            tmp_path / "docker.tar",
            tmp_path / "oci.tar",
            f"{host}/acme/saved:1",
            write_tar(tmp_path / "own-oci.tar", layout_files(one)),
            write_tar(tmp_path / "own-docker.tar", docker_files(one)),
        )
    ]
    packages = [
        [(each.purl, each.origin, each.locations) for each in inventory.components] for inventory in found
    ]
    assert packages == [packages[0]] * len(found)
    assert len(packages[0]) == 2
    assert {inventory.config for inventory in found} == {found[0].config}
    assert [inventory.source.digest for inventory in found[:3]] == [one.root] * 3
    assert read_all(f"{host}/acme/app:1", platform="all")[0].source.platform == "linux/amd64"


def push(host: str, one: Image, *names: str) -> None:
    """What tools do that attach something: blobs are uploaded, then manifests, under names or by digest."""
    base = f"http://{host}/v2/acme/attached"
    manifest = one.blobs[one.root]
    for name, data in one.blobs.items():
        if name != one.root:
            place = asked("POST", f"{base}/blobs/uploads/").headers["Location"]
            asked("PUT", f"{place}&digest={name}", data, "application/octet-stream")
    for name in names or (one.root,):
        asked("PUT", f"{base}/manifests/{name}", manifest, one.media_type)


def asked(method: str, url: str, data: bytes = b"", media_type: str = "") -> Any:
    headers = {"Content-Type": media_type} if media_type else {}
    return urlopen(Request(url, data=data, headers=headers, method=method), timeout=20)  # noqa: S310


def test_what_is_attached_in_a_registry_without_the_api_is_found_by_its_tags(host: str) -> None:
    one = image(FILES)
    push(host, one, "1")
    tag, place = one.root.replace(":", "-"), f"{host}/acme/attached:1"
    with pytest.raises(NoSbomError):
        read(place, is_attached=True)
    statement = dsse(made.statement(made.SPDX_PREDICATE, made.spdx("attested@1"), one.root))
    push(host, artifact(Blob(statement, made.DSSE, {"predicateType": made.SPDX_PREDICATE})), f"{tag}.att")
    assert packages(read(place, is_attached=True)) == ["attested 1"]
    sbom = artifact(Blob(json.dumps(made.cyclonedx("referred@1")).encode(), made.CYCLONEDX), subject=one)
    push(host, sbom)
    listed = {"schemaVersion": 2, "mediaType": OCI_INDEX}
    index = json.dumps(listed | {"manifests": [sbom.descriptor(artifactType=made.CYCLONEDX)]}).encode()
    push(host, Image({digest(index): index}, digest(index), OCI_INDEX), tag)
    found = read(place, is_attached=True)
    assert (packages(found), found.source.attachment and found.source.attachment.found_by) == (
        ["referred 1"],
        "fallback-tag",
    )


def test_what_other_tools_keep_after_a_login_is_shown(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (tmp_path / "users").write_text(USERS)
    kept = tmp_path / "auth.json"
    monkeypatch.setenv("DOCKER_CONFIG", str(tmp_path))
    layout = write_layout(tmp_path / "layout", image(FILES))
    settings = f"auth: {{htpasswd: {{realm: users, path: {tmp_path / 'users'}}}}}\n"
    with registry_in(tmp_path / "registry", settings) as host:
        monkeypatch.setenv("REGISTRY_AUTH_FILE", str(kept))  # the registry itself would take it for a setting
        with pytest.raises(RegistryAccessError):
            read(f"{host}/acme/app:1")
        log_in = ["skopeo", "login", "--tls-verify=false", "-u", "me", "--password-stdin", host]
        subprocess.run(log_in, input=b"secret", check=True, timeout=60, stdout=subprocess.DEVNULL)
        copy(f"oci:{layout}:1", f"docker://{host}/acme/app:1")
        assert len(read(f"docker://{host}/acme/app:1").components) == 3
        kept.write_text(kept.read_text().replace(host, f"{host}/other"))
        with pytest.raises(RegistryAccessError):
            read(f"{host}/acme/app:1")
