"""A registry of others, filled by a tool of others, shows the image that a layout has."""

from __future__ import annotations

import socket
import subprocess
import time
from contextlib import closing
from typing import TYPE_CHECKING

import pytest

from tests.images.reader import read, read_all
from tests.images.samples import (
    APK,
    OS_RELEASE,
    File,
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
    folder = tmp_path_factory.mktemp("registry")
    with closing(socket.create_server(("127.0.0.1", 0))) as free:
        port = free.getsockname()[1]
    settings = folder / "config.yml"
    settings.write_text(SETTINGS.format(folder=folder / "data", port=port))
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
