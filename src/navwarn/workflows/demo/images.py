"""The images of the demonstration: two releases of a Go toolchain, as `docker save` would write them.

The same bytes are written each time, so that digests in the documentation hold.
"""

from __future__ import annotations

import io
import tarfile
from hashlib import sha256
from typing import TYPE_CHECKING

from msgspec import Struct

from navwarn.core import canonical
from navwarn.core.instant import SECOND, Instant, format_instant, parse_instant

if TYPE_CHECKING:
    from collections.abc import Mapping

REPOSITORY = "registry.harbor.example/go"

_OS_RELEASE = 'ID=harbor\nNAME="Harbor Linux"\nPRETTY_NAME="Harbor Linux"\nVERSION_ID="20230901"\n'
_SHARED = (
    ("busybox", "1.36.1-r2", ""),
    ("ca-certificates-bundle", "20230506-r1", "ca-certificates"),
    ("libgcc", "13.2.0-r3", "gcc"),
    ("zlib", "1.3-r1", ""),
)


class DemoImage(Struct, frozen=True):
    """One image: its tag, when it was made, and its packages as name, version and, if another, origin."""

    tag: str
    created: Instant
    packages: tuple[tuple[str, str, str], ...]

    @property
    def file_name(self) -> str:
        """What its archive is called."""
        return f"go-{self.tag}.tar"

    @property
    def name(self) -> str:
        """What people call it."""
        return f"{REPOSITORY}:{self.tag}"


IMAGES = (
    DemoImage(
        "1.21.2",
        parse_instant("2023-10-06T08:12:40Z"),
        (*_SHARED, ("glibc", "2.37-r0", ""), ("libnghttp2-14", "1.56.0-r0", "nghttp2")),
    ),
    DemoImage(
        "1.21.5",
        parse_instant("2023-12-06T07:55:03Z"),
        (*_SHARED, ("glibc", "2.37-r1", ""), ("libnghttp2-14", "1.57.0-r0", "nghttp2")),
    ),
)
"""The old image and the new one."""


def archive(image: DemoImage) -> bytes:
    """The image as an archive of docker's."""
    layer = _tar(_files(image), image.created)
    configuration = canonical.encode(_configuration(image, layer))
    config = f"{sha256(configuration).hexdigest()}.json"
    place = f"{sha256(layer).hexdigest()}/layer.tar"
    manifest = canonical.encode([{"Config": config, "RepoTags": [image.name], "Layers": [place]}])
    return _tar({place: layer, config: configuration, "manifest.json": manifest}, image.created)


def _files(image: DemoImage) -> dict[str, bytes]:
    """What a container of the image sees."""
    packages = sorted(image.packages)
    return {
        "etc/os-release": _OS_RELEASE.encode(),
        "lib/apk/db/installed": "\n".join(_installed(*package) for package in packages).encode(),
        "usr/local/go/VERSION": f"go{image.tag}\n".encode(),
    }


def _installed(name: str, version: str, origin: str) -> str:
    return f"P:{name}\nV:{version}\nA:x86_64\nL:MIT\no:{origin or name}\n"


def _configuration(image: DemoImage, layer: bytes) -> dict[str, object]:
    environment = ["PATH=/usr/local/go/bin:/usr/bin:/bin", f"GOLANG_VERSION={image.tag}"]
    return {
        "architecture": "amd64",
        "os": "linux",
        "created": format_instant(image.created),
        "config": {"User": "65532", "WorkingDir": "/work", "Env": environment, "Entrypoint": ["go"]},
        "rootfs": {"type": "layers", "diff_ids": [f"sha256:{sha256(layer).hexdigest()}"]},
    }


def _tar(files: Mapping[str, bytes], moment: Instant) -> bytes:
    """The files as an archive, all of one time and of nobody."""
    out = io.BytesIO()
    with tarfile.open(fileobj=out, mode="w", format=tarfile.USTAR_FORMAT) as written:
        for name, data in files.items():
            info = tarfile.TarInfo(name)
            info.size, info.mtime = len(data), moment // SECOND
            written.addfile(info, io.BytesIO(data))
    return out.getvalue()
