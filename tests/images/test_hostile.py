"""Hostile images: bounded memory and time, one clear error, nothing written (peers.md A1 to A5, A12)."""

from __future__ import annotations

import gzip
import hashlib
import json
import os
import time
import tracemalloc
import zlib
from typing import TYPE_CHECKING, Any

import pytest
import zstandard

from navwarn.images import inflate
from navwarn.images.interface import DamagedImageError, DigestError, ImageError, LimitError
from tests.images.reader import codes, read
from tests.images.samples import (
    APK,
    OCI_CONFIG,
    OCI_INDEX,
    OCI_MANIFEST,
    OS_RELEASE,
    File,
    Image,
    described,
    digest,
    docker_files,
    hard_link,
    image,
    image_of,
    symlink,
    tar,
    write_layout,
    write_tar,
)

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

FILES = (File("etc/os-release", OS_RELEASE), File("lib/apk/db/installed", APK))
MIB = 1024 * 1024


@pytest.fixture(autouse=True)
def bounded() -> Iterator[None]:
    """Every attack here has to be over soon and may not take much memory."""
    tracemalloc.start()
    started = time.monotonic()
    yield
    assert tracemalloc.get_traced_memory()[1] < 64 * MIB
    assert time.monotonic() - started < 30
    tracemalloc.stop()


def with_layer(blob: bytes, **more: Any) -> Image:
    """An image with a layer whose blob is this, whatever it is."""
    config = json.dumps({"os": "linux", "architecture": "amd64", "config": {}}).encode()
    layer = described(digest(blob), len(blob), "application/vnd.oci.image.layer.v1.tar+gzip") | more
    manifest = {
        "schemaVersion": 2,
        "config": described(digest(config), len(config), OCI_CONFIG),
        "layers": [layer],
    }
    return with_manifest(manifest, config, blob)


def with_manifest(manifest: Any, *blobs: bytes) -> Image:
    data = manifest if isinstance(manifest, bytes) else json.dumps(manifest).encode()
    return Image({digest(one): one for one in (*blobs, data)}, digest(data), OCI_MANIFEST)


def test_claircore_cve_2021_3762_nothing_is_written_outside(tmp_path: Path) -> None:
    attack = [
        File("../../../../../../tmp/navwarn-escape", b"x"),
        symlink("out", "/"),
        File("out/tmp/navwarn-escape", b"x"),
        symlink("up", "../../../.."),
        File("up/tmp/navwarn-escape", b"x"),
        hard_link("hard", "../../../../etc/passwd"),
    ]
    layout = write_layout(tmp_path / "l", image(attack, FILES))
    before = set(tmp_path.iterdir())
    found = read(layout)
    assert set(tmp_path.iterdir()) == before
    assert not os.path.exists("/tmp/navwarn-escape")  # noqa: PTH110, S108
    assert (len(found.components), codes(found)) == (2, ["unsafe-name"])


def test_stereoscope_cve_2024_24579_a_link_to_a_file_of_the_machine_is_not_read(tmp_path: Path) -> None:
    secret = tmp_path / "secret"
    secret.write_bytes(APK)
    attack = [
        symlink("lib/apk/db/installed", str(secret)),
        symlink("etc/os-release", "../../../../../../etc/os-release"),
    ]
    found = read(write_layout(tmp_path / "l", image(attack)))
    assert (found.components, found.distro) == ((), None)


def test_containers_image_cve_2024_3727_what_is_no_digest_is_never_a_path(tmp_path: Path) -> None:
    secret = b'{"config": {}}'
    (tmp_path / "secret").write_bytes(secret)
    for name in ("sha256:../../../secret", "../../secret", "sha256:" + "g" * 64, "md5:" + "0" * 32, ""):
        descriptor = described(name, len(secret), OCI_CONFIG)
        layout = write_layout(
            tmp_path / "l", with_manifest({"schemaVersion": 2, "config": descriptor, "layers": []})
        )
        with pytest.raises(DamagedImageError, match="is no digest"):
            read(layout)


def test_containerd_cve_2021_41190_a_document_of_two_kinds_is_not_believed(tmp_path: Path) -> None:
    one = image(FILES)
    manifest = json.loads(one.blobs[one.root]) | {"manifests": [one.descriptor()]}
    with pytest.raises(DamagedImageError, match="an index and a manifest at once"):
        read(write_layout(tmp_path, with_manifest(manifest, *one.blobs.values())))


@pytest.mark.parametrize("what", ["manifest", "config", "layer"])
@pytest.mark.parametrize("how", ["other bytes", "more bytes", "fewer bytes"])
def test_a_blob_that_is_not_what_its_digest_says_is_refused(tmp_path: Path, what: str, how: str) -> None:
    one = image(FILES, how="none")
    manifest = json.loads(one.blobs[one.root])
    name = {
        "manifest": one.root,
        "config": manifest["config"]["digest"],
        "layer": manifest["layers"][0]["digest"],
    }[what]
    data = one.blobs[name]
    one.blobs[name] = {
        "other bytes": data[:-1] + b"\1",
        "more bytes": data + b"\0" * 512,
        "fewer bytes": data[:-1],
    }[how]
    with pytest.raises(DigestError):
        read(write_layout(tmp_path, one))


def test_a_layer_of_a_docker_archive_that_is_not_the_one_of_the_configuration_is_refused(
    tmp_path: Path,
) -> None:
    files = docker_files(image(FILES))
    layer = next(name for name in files if name.endswith("layer.tar"))
    files[layer] = tar([File("etc/os-release", b"ID=other\n")])
    with pytest.raises(DigestError, match="has the digest"):
        read(write_tar(tmp_path / "d.tar", files))


def test_a_configuration_that_is_not_the_one_its_name_says_is_refused(tmp_path: Path) -> None:
    files = docker_files(image(FILES))
    name = next(name for name in files if name.endswith(".json") and name != "manifest.json")
    files[name] += b" "
    with pytest.raises(DigestError, match="has the digest"):
        read(write_tar(tmp_path / "d.tar", files))


def zeros(count: int, packer: Any = None) -> bytes:
    """So many mebibytes of zeros as a gzip member, or packed otherwise, made without holding them."""
    packer = packer or zlib.compressobj(9, wbits=31)
    return b"".join([*(packer.compress(bytes(MIB)) for _ in range(count)), packer.flush()])


@pytest.mark.parametrize("library", ["isal", "zlib"])
@pytest.mark.parametrize("kind", ["gzip", "zstd", "many members"])
def test_trivy_go_2026_5983_a_bomb_ends_at_the_ratio(
    tmp_path: Path, kind: str, library: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    if library == "zlib":
        monkeypatch.setattr("navwarn.images.stream.new_member", inflate._zlib_member)
    match kind:
        case "gzip":
            blob = zeros(200)
        case "zstd":
            blob = zeros(200, zstandard.ZstdCompressor().compressobj())
        case _:
            blob = zeros(10) * 20
    head = tar([File("big", b"")])[:512]
    started = (
        gzip.compress(sized(head, 200 * MIB))
        if kind != "zstd"
        else zstandard.compress(sized(head, 200 * MIB))
    )
    with pytest.raises(LimitError, match="more than 200 times its size"):
        read(write_layout(tmp_path, with_layer(started + blob)), small=8 * MIB)


def sized(header: bytes, size: int) -> bytes:
    """A header that says so many bytes of content follow."""
    changed = bytearray(header)
    changed[124:136] = b"%011o\0" % size
    changed[148:156] = b" " * 8
    changed[148:156] = b"%06o\0 " % sum(changed)
    return bytes(changed)


def test_a_bomb_ends_at_the_total(tmp_path: Path) -> None:
    with pytest.raises(LimitError, match="more than 4194304 bytes when decompressed"):
        read(
            write_layout(
                tmp_path, with_layer(gzip.compress(sized(tar([File("a")])[:512], 90 * MIB)) + zeros(9))
            ),
            total=4 * MIB,
        )


def test_a_bomb_behind_the_end_of_the_archive_ends_as_well(tmp_path: Path) -> None:
    blob = gzip.compress(tar(FILES)) + zeros(60)
    with pytest.raises(LimitError, match="when decompressed"):
        read(write_layout(tmp_path, with_layer(blob)), small=8 * MIB)


def test_zstd_that_wants_a_window_of_gigabytes_is_refused(tmp_path: Path) -> None:
    parameters = zstandard.ZstdCompressionParameters(window_log=30, enable_ldm=False)
    packer = zstandard.ZstdCompressor(compression_params=parameters).compressobj()
    blob = packer.compress(tar(FILES)) + packer.flush()
    with pytest.raises(DamagedImageError, match="cannot be decompressed"):
        read(write_layout(tmp_path, with_layer(blob)))


@pytest.mark.parametrize("pack", [gzip.compress, zstandard.compress])
def test_a_layer_that_ends_early_is_refused(tmp_path: Path, pack: Any) -> None:
    blob = pack(tar([*FILES, File("random", os.urandom(5000))]))
    with pytest.raises(DamagedImageError):
        read(write_layout(tmp_path, with_layer(blob[: len(blob) // 2])))


@pytest.mark.parametrize("blob", [b"", b"\x1f\x8bjunk", b"\x28\xb5\x2f\xfdjunk", b"junk" * 500, bytes(100)])
def test_a_layer_that_is_no_archive_is_refused_or_empty(tmp_path: Path, blob: bytes) -> None:
    try:
        found = read(write_layout(tmp_path, with_layer(blob)))
    except DamagedImageError:
        return
    assert (found.components, blob.strip(b"\0")) == ((), b"")


def test_thousands_of_layers_are_refused(tmp_path: Path) -> None:
    with pytest.raises(LimitError, match="more than 512 layers"):
        read(write_layout(tmp_path, image_of([tar([File("a")])] * 2000)))
    with pytest.raises(LimitError, match="more than 512 layers"):
        read(write_tar(tmp_path / "d.tar", docker_files(image_of([tar([File("a")])] * 2000))))


def test_an_index_that_lists_thousands_of_images_is_refused(tmp_path: Path) -> None:
    one = image(FILES)
    data = json.dumps({"schemaVersion": 2, "manifests": [one.descriptor()] * 5000}).encode()
    with pytest.raises(LimitError, match="lists more than 200 images"):
        read(write_layout(tmp_path, Image({**one.blobs, digest(data): data}, digest(data), OCI_INDEX)))


def test_indexes_that_list_indexes_come_to_an_end(tmp_path: Path) -> None:
    one = image(FILES)
    for _ in range(8):
        data = json.dumps({"schemaVersion": 2, "manifests": [one.descriptor()] * 2}).encode()
        one = Image({**one.blobs, digest(data): data}, digest(data), OCI_INDEX)
    with pytest.raises(LimitError, match="more images in one another than are read"):
        read(write_layout(tmp_path, one))


@pytest.mark.parametrize(
    "data", [b"[" * 100_000, b'{"a":' * 100_000, b'{"config":' * 100_000 + b"1" + b"}" * 100_000]
)
def test_deep_json_is_refused(tmp_path: Path, data: bytes) -> None:
    with pytest.raises(DamagedImageError, match="cannot be read"):
        read(write_layout(tmp_path, with_manifest(data)))


def test_huge_json_is_refused_before_it_is_held(tmp_path: Path) -> None:
    with pytest.raises(LimitError, match="more than 4194304 bytes"):
        read(write_layout(tmp_path, with_manifest(b'{"a":"' + b"x" * 6 * MIB + b'"}')))


@pytest.mark.parametrize(
    "manifest",
    [
        b"\xff\xfe{}",
        b"null",
        b"{}",
        {"schemaVersion": 2, "config": {}, "layers": []},
        {"schemaVersion": 2, "config": described(digest(b""), -1, OCI_CONFIG), "layers": []},
        {"schemaVersion": 2, "manifests": [{"digest": 1, "size": 2}]},
        {"schemaVersion": 1, "fsLayers": []},
        {
            "schemaVersion": 2,
            "config": described(digest(b"{}"), 2, "application/vnd.cncf.helm.config.v1+json"),
            "layers": [],
        },
    ],
)
def test_documents_that_are_no_manifest_are_refused(tmp_path: Path, manifest: Any) -> None:
    with pytest.raises(ImageError):
        read(write_layout(tmp_path, with_manifest(manifest)))


def test_a_file_that_is_larger_than_files_that_are_read_is_told(tmp_path: Path) -> None:
    found = read(write_layout(tmp_path, image(FILES)), file=100)
    assert [(one.code, one.subject) for one in found.remarks] == [("large-file", "/lib/apk/db/installed")]


def test_a_sparse_database_is_told_and_not_read(tmp_path: Path) -> None:
    pax = {
        "GNU.sparse.major": "1",
        "GNU.sparse.minor": "0",
        "GNU.sparse.name": "lib/apk/db/installed",
        "GNU.sparse.realsize": "9999999999999",
    }
    found = read(write_layout(tmp_path, image([File("x", b"1\n0\n" + APK, pax=pax)])))
    assert (found.components, codes(found)) == ((), ["sparse-file"])


def test_an_image_that_takes_too_long_is_given_up(tmp_path: Path) -> None:
    with pytest.raises(LimitError, match="takes more than 0 seconds"):
        read(write_layout(tmp_path, image(FILES)), seconds=1e-9)


def test_a_hundred_thousand_links_in_a_chain_are_soon_over(tmp_path: Path) -> None:
    links = [symlink(f"l{number}", f"l{number + 1}/x") for number in range(5_000)]
    files = [File(f"l{number}/y{number}") for number in range(0, 5_000, 7)]
    assert read(write_layout(tmp_path, image(links, files))).components == ()


def test_a_pipe_in_a_layout_is_not_waited_for(tmp_path: Path) -> None:
    layout = write_layout(tmp_path, image(FILES))
    (layout / "index.json").unlink()
    os.mkfifo(layout / "index.json")
    with pytest.raises(DamagedImageError, match="no regular file"):
        read(f"oci:{layout}")


def test_the_digest_may_be_a_sha512(tmp_path: Path) -> None:
    one = image(FILES)
    manifest = json.loads(one.blobs[one.root])
    layer = manifest["layers"][0]
    blob = one.blobs.pop(layer["digest"])
    layer["digest"] = "sha512:" + hashlib.sha512(blob).hexdigest()
    again = with_manifest(manifest, *one.blobs.values())
    again.blobs[layer["digest"]] = blob
    assert len(read(write_layout(tmp_path, again)).components) == 2
