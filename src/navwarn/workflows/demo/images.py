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
from navwarn.workflows.demo.program import go_program

if TYPE_CHECKING:
    from collections.abc import Mapping

REPOSITORY = "registry.harbor.example/go"

_OS_RELEASE = 'ID=harbor\nNAME="Harbor Linux"\nPRETTY_NAME="Harbor Linux"\nVERSION_ID="20230901"\n'
_SHARED = (
    ("ca-certificates-bundle", "20230506-r1", "ca-certificates"),
    ("libgcc", "13.2.0-r3", "gcc"),
)
_BUILD = ("build\t-compiler=gc", "build\tCGO_ENABLED=0", "build\tGOARCH=amd64", "build\tGOOS=linux", "")
_GLIBC = ("glibc", "ld-linux", "libcrypt1")


class Program(Struct, frozen=True):
    """A Go program beside the toolchain: its module, and those of Go's own that are built in."""

    module: str
    version: str
    bundled: tuple[str, ...]

    @property
    def information(self) -> str:
        """Its build information."""
        lines = [f"path\t{self.module}", f"mod\t{self.module}\t{self.version}"]
        for one in self.bundled:
            name, version = one.split()
            lines.append(f"dep\tgolang.org/x/{name}\t{version}")
        return "\n".join([*lines, *_BUILD])


class DemoImage(Struct, frozen=True):
    """One image: its tag, which is Go's release, when it was made, its packages, and a program beside them.

    Packages are name, version and origin.
    """

    tag: str
    created: Instant
    packages: tuple[tuple[str, str, str], ...]
    program: Program

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
        (
            *_SHARED,
            *((name, "2.38-r2", "glibc") for name in _GLIBC),
            ("libnghttp2-14", "1.56.0-r0", "nghttp2"),
            ("wget", "1.21.4-r0", "wget"),
            ("zlib", "1.3-r0", "zlib"),
        ),
        Program("golang.org/x/tools/gopls", "v0.13.2", ("mod v0.12.0", "sync v0.3.0", "sys v0.12.0")),
    ),
    DemoImage(
        "1.21.5",
        parse_instant("2023-12-06T07:55:03Z"),
        (
            *_SHARED,
            *((name, "2.38-r5", "glibc") for name in _GLIBC),
            ("libnghttp2-14", "1.57.0-r0", "nghttp2"),
            ("zlib", "1.3-r1", "zlib"),
        ),
        Program("golang.org/x/tools/gopls", "v0.14.2", ("mod v0.14.0", "sync v0.4.0", "sys v0.14.0")),
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
    packages, toolchain = sorted(image.packages), f"go{image.tag}"
    return {
        "etc/os-release": _OS_RELEASE.encode(),
        "lib/apk/db/installed": "\n".join(_installed(*package) for package in packages).encode(),
        "usr/local/go/VERSION": f"go{image.tag}\n".encode(),
        "usr/local/go/bin/go": go_program(toolchain, "\n".join(("path\tcmd/go", *_BUILD))),
        "usr/local/go/bin/gofmt": go_program(toolchain, "\n".join(("path\tcmd/gofmt", *_BUILD))),
        "usr/local/bin/gopls": go_program(toolchain, image.program.information),
    }


def _installed(name: str, version: str, origin: str) -> str:
    return f"P:{name}\nV:{version}\nA:x86_64\nL:MIT\no:{origin}\n"


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
            info.mode = 0o755 if "bin/" in name else 0o644
            written.addfile(info, io.BytesIO(data))
    return out.getvalue()
