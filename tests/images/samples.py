"""Images made by the tests: layers, layouts and archives, written with the standard library alone."""

from __future__ import annotations

import gzip
import hashlib
import io
import json
import tarfile
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

import zstandard

if TYPE_CHECKING:
    from collections.abc import Sequence
    from pathlib import Path

OCI_MANIFEST = "application/vnd.oci.image.manifest.v1+json"
OCI_INDEX = "application/vnd.oci.image.index.v1+json"
OCI_CONFIG = "application/vnd.oci.image.config.v1+json"
OCI_LAYER = "application/vnd.oci.image.layer.v1.tar"

OS_RELEASE = b'ID=wolfi\nNAME="Wolfi"\nPRETTY_NAME="Wolfi"\nVERSION_ID="20230201"\n'
APK = b"""C:Q1pFxkhUtBn0Ho7lFvFmN8nPqG8s8=
P:libcrypto3
V:3.1.4-r1
A:x86_64
S:1
T:a library
L:Apache-2.0
o:openssl
F:usr
F:usr/lib
R:libcrypto.so.3
a:0:0:755
Z:Q1pFxkhUtBn0Ho7lFvFmN8nPqG8s8=

P:nghttp2
V:1.55.1-r0
A:x86_64
o:nghttp2
F:usr/lib/python3.12/site-packages/jinja2.dist-info
R:METADATA
R:RECORD
"""


@dataclass(frozen=True)
class File:
    """One entry of a layer; ``data`` of a link is where it points."""

    name: str
    data: bytes = b""
    kind: bytes = tarfile.REGTYPE
    mode: int = 0o644
    pax: dict[str, str] = field(default_factory=dict)


def directory(name: str) -> File:
    return File(name, kind=tarfile.DIRTYPE, mode=0o755)


def symlink(name: str, target: str) -> File:
    return File(name, target.encode(), tarfile.SYMTYPE, 0o777)


def hard_link(name: str, target: str) -> File:
    return File(name, target.encode(), tarfile.LNKTYPE)


def whiteout(name: str) -> File:
    parent, _, last = name.rpartition("/")
    return File(f"{parent}/.wh.{last}".lstrip("/"))


def tar(files: Sequence[File], form: int = tarfile.PAX_FORMAT) -> bytes:
    out = io.BytesIO()
    with tarfile.open(fileobj=out, mode="w", format=form) as archive:
        for one in files:
            info = tarfile.TarInfo(one.name)
            info.type, info.mode, info.pax_headers = one.kind, one.mode, one.pax
            if one.kind in {tarfile.SYMTYPE, tarfile.LNKTYPE}:
                info.linkname = one.data.decode()
                archive.addfile(info)
            else:
                info.size = len(one.data)
                archive.addfile(info, io.BytesIO(one.data))
    return out.getvalue()


def digest(data: bytes) -> str:
    return "sha256:" + hashlib.sha256(data).hexdigest()


def compressed(data: bytes, how: str) -> bytes:
    match how:
        case "gzip":
            return gzip.compress(data, 6, mtime=0)
        case "zstd":
            return zstandard.compress(data)
        case _:
            return data


@dataclass
class Image:
    """An image: its blobs by digest, and the digest of what a tag would name."""

    blobs: dict[str, bytes]
    root: str
    media_type: str
    layers: list[bytes] = field(default_factory=list)
    config: bytes = b""

    def descriptor(self, **more: Any) -> dict[str, Any]:
        return described(self.root, len(self.blobs[self.root]), self.media_type) | more


def described(name: str, size: int, media_type: str) -> dict[str, Any]:
    return {"mediaType": media_type, "digest": name, "size": size}


def image(
    *layers: Sequence[File],
    how: str = "gzip",
    architecture: str = "amd64",
    variant: str = "",
    config: dict[str, Any] | None = None,
    **more: Any,
) -> Image:
    """An image of these layers, from the base up."""
    return image_of([tar(one) for one in layers], how, architecture, variant, config or {}, **more)


def image_of(
    tars: Sequence[bytes],
    how: str = "gzip",
    architecture: str = "amd64",
    variant: str = "",
    config: dict[str, Any] | None = None,
    **more: Any,
) -> Image:
    blobs: dict[str, bytes] = {}
    entries = []
    for one in tars:
        blob = compressed(one, how)
        blobs[digest(blob)] = blob
        suffix = "" if how == "none" else f"+{how}"
        entries.append(described(digest(blob), len(blob), OCI_LAYER + suffix))
    configuration = {
        "architecture": architecture,
        "os": "linux",
        "created": "2023-10-11T12:00:00.123456789Z",
        "config": config or {},
        "rootfs": {"type": "layers", "diff_ids": [digest(one) for one in tars]},
    }
    if variant:
        configuration["variant"] = variant
    data = json.dumps(configuration).encode()
    blobs[digest(data)] = data
    manifest = {
        "schemaVersion": 2,
        "mediaType": OCI_MANIFEST,
        "config": described(digest(data), len(data), OCI_CONFIG),
        "layers": entries,
        **more,
    }
    root = json.dumps(manifest).encode()
    blobs[digest(root)] = root
    return Image(blobs, digest(root), OCI_MANIFEST, list(tars), data)


def index(*images: tuple[Image, str]) -> Image:
    """An index of images for platforms such as ``linux/arm/v7``."""
    blobs: dict[str, bytes] = {}
    manifests = []
    for one, platform in images:
        blobs |= one.blobs
        os, architecture, *variant = platform.split("/")
        named = {"os": os, "architecture": architecture} | ({"variant": variant[0]} if variant else {})
        manifests.append(one.descriptor(platform=named))
    data = json.dumps({"schemaVersion": 2, "mediaType": OCI_INDEX, "manifests": manifests}).encode()
    blobs[digest(data)] = data
    return Image(blobs, digest(data), OCI_INDEX)


def layout_files(one: Image, tag: str = "1") -> dict[str, bytes]:
    """The files of an OCI layout by name."""
    root = one.descriptor(annotations={"org.opencontainers.image.ref.name": tag})
    return {
        "oci-layout": b'{"imageLayoutVersion": "1.0.0"}',
        "index.json": json.dumps({"schemaVersion": 2, "manifests": [root]}).encode(),
        **{f"blobs/{name.replace(':', '/')}": data for name, data in one.blobs.items()},
    }


def docker_files(one: Image, tag: str = "acme/app:1", how: str = "none") -> dict[str, bytes]:
    """The files of a docker archive by name; ``how`` its layers are compressed."""
    names = [f"{digest(data).removeprefix('sha256:')}/layer.tar" for data in one.layers]
    config = digest(one.config).removeprefix("sha256:") + ".json"
    manifest = [{"Config": config, "RepoTags": [tag], "Layers": names}]
    return {
        **{name: compressed(data, how) for name, data in zip(names, one.layers, strict=True)},
        config: one.config,
        "manifest.json": json.dumps(manifest).encode(),
    }


def write_layout(path: Path, one: Image, tag: str = "1") -> Path:
    for name, data in layout_files(one, tag).items():
        (path / name).parent.mkdir(parents=True, exist_ok=True)
        (path / name).write_bytes(data)
    return path


def write_tar(path: Path, files: dict[str, bytes]) -> Path:
    path.write_bytes(tar([File(name, data) for name, data in files.items()]))
    return path


def write_root(path: Path, files: Sequence[File]) -> Path:
    """A directory with the files, as a container would see them."""
    for one in files:
        place = path / one.name.lstrip("/")
        place.parent.mkdir(parents=True, exist_ok=True)
        if one.kind == tarfile.DIRTYPE:
            place.mkdir(exist_ok=True)
        elif one.kind == tarfile.SYMTYPE:
            place.symlink_to(one.data.decode())
        else:
            place.write_bytes(one.data)
    return path
