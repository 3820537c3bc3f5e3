"""One image gives one inventory however it is presented, and the presentation says which image is meant."""

from __future__ import annotations

import gzip
import io
import json
import os
import subprocess
import sys
from typing import TYPE_CHECKING, Any

import pytest
from msgspec.structs import replace

from navwarn.core.instant import parse_instant
from navwarn.core.inventory import ImageConfig, Inventory, SourceKind
from navwarn.images.interface import (
    DamagedImageError,
    ImageError,
    ImageReferenceError,
    LimitError,
    MissingImageError,
    PlatformError,
)
from navwarn.images.reference import RegistryReference, looks_like_file, parse_registry_reference
from tests.images.reader import codes, packages, read, read_all
from tests.images.samples import (
    APK,
    OS_RELEASE,
    File,
    directory,
    docker_files,
    image,
    index,
    layout_files,
    symlink,
    tar,
    whiteout,
    write_layout,
    write_root,
    write_tar,
)

if TYPE_CHECKING:
    from pathlib import Path

FILES = (
    directory("usr/lib"),
    symlink("lib", "usr/lib"),
    File("etc/os-release", OS_RELEASE),
    File("usr/lib/apk/db/installed", APK),
    File("tmp/x", b"1"),
)
CONFIG = {
    "User": "65532",
    "WorkingDir": "/app",
    "Entrypoint": ["/bin/app"],
    "Cmd": ["serve"],
    "Env": ["B=2", "A=1=1", "B=3"],
    "ExposedPorts": {"8080/tcp": {}, "53/udp": {}},
    "Volumes": {"/data": {}},
    "Labels": {"b": "2", "a": "1"},
    "StopSignal": "SIGTERM",
}


@pytest.mark.parametrize("how", ["gzip", "zstd", "none"])
def test_one_image_gives_one_inventory(tmp_path: Path, how: str) -> None:
    one = image(FILES, [whiteout("tmp/x")], how=how, config=CONFIG)
    found = [
        read(f"oci:{write_layout(tmp_path / 'layout', one)}"),
        read(f"oci-archive:{write_tar(tmp_path / 'oci.tar', layout_files(one))}"),
        read(f"docker-archive:{write_tar(tmp_path / 'docker.tar', docker_files(one))}"),
        read(f"dir:{write_root(tmp_path / 'root', FILES)}"),
    ]
    assert len({without_layers(each) for each in found}) == 1
    assert packages(found[0]) == ["libcrypto3 3.1.4-r1", "nghttp2 1.55.1-r0"]
    assert [each.config for each in found[:3]] == [found[0].config] * 3
    assert [each.source.digest for each in found] == [one.root, one.root, "", ""]


def without_layers(one: Inventory) -> Any:
    return one.distro, tuple(replace(component, layer="") for component in one.components), one.remarks


def test_without_a_prefix_the_kind_is_recognised(tmp_path: Path) -> None:
    one = image(FILES)
    database = tmp_path / "installed"
    database.write_bytes(APK)
    found = {
        read(write_layout(tmp_path / "layout", one)).source.kind: SourceKind.OCI_LAYOUT,
        read(write_tar(tmp_path / "o", layout_files(one))).source.kind: SourceKind.OCI_ARCHIVE,
        read(write_tar(tmp_path / "d", docker_files(one))).source.kind: SourceKind.DOCKER_ARCHIVE,
        read(
            write_tar(tmp_path / "both", docker_files(one) | layout_files(one))
        ).source.kind: SourceKind.DOCKER_ARCHIVE,
        read(write_root(tmp_path / "root", FILES)).source.kind: SourceKind.DIRECTORY,
        read(database).source.kind: SourceKind.APK_DATABASE,
    }
    assert all(kind is expected for kind, expected in found.items())


def test_an_archive_that_is_compressed_as_a_whole_is_read(tmp_path: Path) -> None:
    path = write_tar(tmp_path / "d.tar", docker_files(image(FILES)))
    packed = tmp_path / "d.tar.gz"
    packed.write_bytes(gzip.compress(path.read_bytes()))
    assert read(packed).components == read(path).components
    with pytest.raises(LimitError, match="more than 1000 bytes"):
        read(packed, spool=1000)


def test_standard_input_is_read_whatever_it_is(tmp_path: Path) -> None:
    path = write_tar(tmp_path / "d.tar", docker_files(image(FILES)))
    for data in (path.read_bytes(), gzip.compress(path.read_bytes()), APK):
        command = [sys.executable, "-m", "navwarn", "image", "inventory", "-", "-o", "json"]
        run = subprocess.run(command, input=data, capture_output=True, check=True, timeout=60)
        (item,) = json.loads(run.stdout)["items"]
        assert [one["name"] for one in item["components"]] == ["libcrypto3", "nghttp2"]
        assert item["source"]["reference"] == "-"


def test_standard_input_is_bounded(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("sys.stdin", io.TextIOWrapper(io.BytesIO(b"x" * 5000)))
    with pytest.raises(LimitError, match="standard input has more than 1000 bytes"):
        read("-", spool=1000)


def test_the_configuration_is_what_containers_start_with(tmp_path: Path) -> None:
    found = read(write_layout(tmp_path, image(FILES, config=CONFIG)))
    assert found.config == ImageConfig(
        user="65532",
        working_directory="/app",
        entrypoint=("/bin/app",),
        command=("serve",),
        environment=(("A", "1=1"), ("B", "3")),
        exposed_ports=("53/udp", "8080/tcp"),
        volumes=("/data",),
        labels=(("a", "1"), ("b", "2")),
        stop_signal="SIGTERM",
    )
    assert found.created == parse_instant("2023-10-11T12:00:00.123456Z")
    assert found.size == sum(one.size for one in found.layers)
    assert found.source.platform == "linux/amd64"


@pytest.mark.parametrize(
    ("wanted", "expected"),
    [
        ("", ["amd64"]),
        ("linux/amd64", ["amd64"]),
        ("linux/arm64", ["arm64"]),
        ("linux/arm64/v8", ["arm64"]),
        ("arm64", ["arm64"]),
        ("linux/aarch64", ["arm64"]),
        ("linux/arm", ["arm/v7"]),
        ("linux/arm/v6", ["arm/v6"]),
        ("all", ["amd64", "arm64", "arm/v6", "arm/v7"]),
    ],
)
def test_the_platform_is_chosen_from_the_index(tmp_path: Path, wanted: str, expected: list[str]) -> None:
    platforms = ("amd64", "arm64", "arm/v6", "arm/v7")
    images = [(image([*FILES, File("p", one.encode())]), f"linux/{one}") for one in platforms]
    every = index(*images)
    found = read_all(write_layout(tmp_path, every), platform=wanted)
    assert [one.source.platform for one in found] == [f"linux/{one}" for one in expected]
    assert {one.source.index_digest for one in found} == {every.root}


def test_attestations_are_no_platform_of_an_image(tmp_path: Path) -> None:
    one = index((image(FILES, architecture="arm64"), "linux/arm64"), (image(FILES), "unknown/unknown"))
    assert read(write_layout(tmp_path, one)).source.platform == "linux/arm64"


def test_a_platform_that_is_not_there_is_refused_and_the_others_named(tmp_path: Path) -> None:
    path = write_layout(tmp_path, index((image(FILES, architecture="arm64"), "linux/arm64")))
    with pytest.raises(PlatformError) as caught:
        read(path, platform="linux/s390x")
    assert caught.value.hint == "It has: linux/arm64."
    with pytest.raises(PlatformError, match="is no platform"):
        read(path, platform="linux//arm")


@pytest.mark.parametrize("kind", ["layout", "docker"])
def test_a_single_image_for_another_platform_is_refused(tmp_path: Path, kind: str) -> None:
    one = image(FILES, architecture="arm64")
    path = (
        write_layout(tmp_path / "l", one)
        if kind == "layout"
        else write_tar(tmp_path / "d", docker_files(one))
    )
    assert read(path).source.platform == "linux/arm64"
    assert read(path, platform="linux/arm64/v8").source.platform == "linux/arm64"
    with pytest.raises(PlatformError, match="has no image for linux/amd64"):
        read(path, platform="linux/amd64")


def test_an_image_is_chosen_by_name(tmp_path: Path) -> None:
    old, new = image(FILES), image([*FILES, File("new")])
    layout = write_layout(tmp_path / "layout", old, "1.0")
    both = [old.descriptor(annotations={"org.opencontainers.image.ref.name": "1.0"})]
    both += [new.descriptor(annotations={"org.opencontainers.image.ref.name": "registry.example/app:2"})]
    write_layout(layout, new)
    (layout / "index.json").write_text(json.dumps({"schemaVersion": 2, "manifests": both}))
    assert read(f"oci:{layout}:1.0").source.digest == old.root
    assert read(f"{layout}:registry.example/app:2").source.digest == new.root
    assert read(f"{layout}@{new.root}").source.digest == new.root
    with pytest.raises(MissingImageError) as caught:
        read(layout)
    assert caught.value.hint == "Name one of them after a colon: 1.0, registry.example/app:2."
    with pytest.raises(MissingImageError, match="has no image 3"):
        read(f"{layout}:3")


@pytest.mark.parametrize("name", [None, "app:1"])
def test_a_layout_may_list_one_image_for_several_platforms(name: str | None, tmp_path: Path) -> None:
    notes = {"org.opencontainers.image.ref.name": name} if name else {}
    ours, theirs = image(FILES), image(FILES, architecture="arm64")
    listed = [
        ours.descriptor(annotations=notes, platform={"os": "linux", "architecture": "amd64"}),
        theirs.descriptor(annotations=notes, platform={"os": "linux", "architecture": "arm64"}),
    ]
    write_layout(tmp_path, theirs)
    write_layout(tmp_path, ours)
    (tmp_path / "index.json").write_text(json.dumps({"schemaVersion": 2, "manifests": listed}))
    reference = f"{tmp_path}:{name}" if name else str(tmp_path)
    assert read(reference).source.digest == ours.root
    assert read(reference, platform="linux/arm64").source.digest == theirs.root
    with pytest.raises(PlatformError):
        read(reference, platform="linux/s390x")


@pytest.mark.parametrize(
    "more",
    [
        {"artifactType": "application/spdx+json"},
        {"annotations": {"vnd.docker.reference.type": "attestation-manifest"}},
    ],
)
def test_what_is_no_image_is_no_choice_in_a_layout(more: dict[str, Any], tmp_path: Path) -> None:
    one, other = image(FILES), image([File("sbom")])
    write_layout(tmp_path, other)
    write_layout(tmp_path, one)
    listed = [one.descriptor(), other.descriptor(**more)]
    (tmp_path / "index.json").write_text(json.dumps({"schemaVersion": 2, "manifests": listed}))
    assert read(tmp_path).source.digest == one.root


def test_two_images_of_one_name_are_a_choice(tmp_path: Path) -> None:
    one, other = image(FILES), image([File("x")])
    write_layout(tmp_path, other)
    write_layout(tmp_path, one)
    notes = {"org.opencontainers.image.ref.name": "1"}
    listed = [one.descriptor(annotations=notes), other.descriptor(annotations=notes)]
    (tmp_path / "index.json").write_text(json.dumps({"schemaVersion": 2, "manifests": listed}))
    with pytest.raises(MissingImageError, match="has 2 images 1"):
        read(f"{tmp_path}:1")


def test_an_image_of_a_docker_archive_is_chosen_by_name(tmp_path: Path) -> None:
    old, new = docker_files(image(FILES), "a/b:1"), docker_files(image([File("x")]), "a/b:2")
    manifest = json.dumps(json.loads(old["manifest.json"]) + json.loads(new["manifest.json"])).encode()
    path = write_tar(tmp_path / "d.tar", old | new | {"manifest.json": manifest})
    assert (read(f"{path}:a/b:1").source.tag, read(f"{path}:a/b:2").components) == ("1", ())
    with pytest.raises(MissingImageError, match="has 2 images"):
        read(path)


@pytest.mark.parametrize(
    ("name", "tag"), [("a/b:2", "2"), ("docker.io/a/b:1", "1"), ("c", "latest"), ("library/c", "latest")]
)
def test_a_docker_archive_tells_the_tag_that_was_asked_for(name: str, tag: str, tmp_path: Path) -> None:
    files = docker_files(image(FILES))
    manifest = json.loads(files["manifest.json"])
    manifest[0]["RepoTags"] = ["a/b:1", "a/b:2", "docker.io/library/c:latest"]
    path = write_tar(tmp_path / "d.tar", files | {"manifest.json": json.dumps(manifest).encode()})
    assert read(f"{path}:{name}").source.tag == tag
    with pytest.raises(MissingImageError, match=r"has no image a/b$"):
        read(f"{path}:a/b")


def test_a_docker_archive_may_hold_an_image_without_layers(tmp_path: Path) -> None:
    manifest = [{"Config": "c.json", "RepoTags": None, "Layers": None}]
    files = {"c.json": b'{"rootfs": {"type": "layers"}}', "manifest.json": json.dumps(manifest).encode()}
    assert read(write_tar(tmp_path / "d.tar", files)).layers == ()


def test_platforms_that_docker_did_not_save_are_not_missed(tmp_path: Path) -> None:
    ours, theirs = image(FILES, how="none"), image([File("x")], architecture="arm64")
    both = index((theirs, "linux/arm64"), (ours, "linux/amd64"))
    both.blobs = ours.blobs | {both.root: both.blobs[both.root]}
    path = write_tar(tmp_path / "d.tar", docker_files(ours) | layout_files(both))
    found = read(path).source
    assert (found.kind, found.digest, found.tag) == (SourceKind.DOCKER_ARCHIVE, ours.root, "1")


def test_layers_of_old_docker_archives_may_be_links_to_one_another(tmp_path: Path) -> None:
    files = docker_files(image(FILES, FILES))
    manifest = json.loads(files["manifest.json"])
    first = manifest[0]["Layers"][0]
    manifest[0]["Layers"][1] = "second/layer.tar"
    files["manifest.json"] = json.dumps(manifest).encode()
    path = tmp_path / "d.tar"
    path.write_bytes(
        tar([*(File(*one) for one in files.items()), symlink("second/layer.tar", f"../{first}")])
    )
    assert len(read(path).components) == 2


@pytest.mark.parametrize(
    ("files", "error", "words"),
    [
        ({"x": b"1"}, DamagedImageError, "there is no index.json in it"),
        ({"manifest.json": b"[]"}, MissingImageError, "has 0 images"),
        ({"manifest.json": b"{}"}, DamagedImageError, "cannot be read"),
        (
            {"manifest.json": b'[{"Config":"../../etc/passwd","Layers":[]}]'},
            DamagedImageError,
            "outside of it",
        ),
        (
            {"manifest.json": b'[{"Config":"c","Layers":["l"]}]', "c": b"{}"},
            DamagedImageError,
            "does not name the layers",
        ),
        ({"manifest.json": b'[{"Config":"c","Layers":[]}]'}, MissingImageError, "has no file c"),
    ],
)
def test_what_is_no_docker_archive_is_refused(
    tmp_path: Path, files: dict[str, bytes], error: type[ImageError], words: str
) -> None:
    with pytest.raises(error, match=words):
        read(write_tar(tmp_path / "d.tar", files))


def test_a_manifest_that_is_there_twice_is_not_believed(tmp_path: Path) -> None:
    files = [File(*one) for one in docker_files(image(FILES)).items()]
    path = tmp_path / "d.tar"
    path.write_bytes(tar([*files, File("manifest.json", b"[]")]))
    with pytest.raises(DamagedImageError, match=r"has manifest\.json twice"):
        read(path)


@pytest.mark.parametrize(
    ("reference", "error", "words"),
    [
        ("/no/such/file", MissingImageError, "there is no file"),
        ("./no.tar", MissingImageError, "there is no file"),
        ("no.tar", MissingImageError, "there is no file"),
        ("images/no.spdx.json", MissingImageError, "there is no file"),
        ("registry.example:99999/a", ImageReferenceError, "names no image"),
        ("registry.example:0/a", ImageReferenceError, "names no image"),
        ("oci:nowhere", MissingImageError, "there is no directory"),
        ("docker-archive:nowhere", MissingImageError, "there is no file"),
        ("No Image", ImageReferenceError, "names no image"),
        ("registry.example/UPPER", ImageReferenceError, "names no image"),
        ("a@sha256:12", ImageReferenceError, "names no image"),
        ("a/../b", ImageReferenceError, "names no image"),
        ("/dev/null", ImageError, "neither a regular file nor a directory"),
    ],
)
def test_what_is_not_there_is_said(reference: str, error: type[ImageError], words: str) -> None:
    with pytest.raises(error, match=words):
        read(reference)


def test_a_file_that_is_nothing_known_is_refused(tmp_path: Path) -> None:
    path = tmp_path / "x"
    for data in (b"", b"hello", b"\x7fELF", b"P:a\n"):
        path.write_bytes(data)
        with pytest.raises(DamagedImageError, match="no image, SBOM or database"):
            read(path)
    path.write_bytes(APK)
    for form in ("oci-archive", "docker-archive", "sbom"):
        with pytest.raises(DamagedImageError, match=f"is no {form}"):
            read(f"{form}:{path}")


D = "sha256:" + "a" * 64


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("cgr.dev/x/y:tag@" + D, RegistryReference("cgr.dev", "x/y", "tag", D)),
        ("localhost:5000/a", RegistryReference("localhost:5000", "a", "latest")),
        ("localhost/a:1", RegistryReference("localhost", "a", "1")),
        ("alpine", RegistryReference("docker.io", "library/alpine", "latest")),
        ("alpine:3.19", RegistryReference("docker.io", "library/alpine", "3.19")),
        ("a/b@" + D, RegistryReference("docker.io", "a/b", "", D)),
        ("[::1]:5000/a/b__c:X", RegistryReference("[::1]:5000", "a/b__c", "X")),
        ("//ghcr.io/a/b", RegistryReference("ghcr.io", "a/b", "latest")),
        ("Registry.Example:5000/a", RegistryReference("registry.example:5000", "a", "latest")),
        ("index.docker.io/alpine", RegistryReference("docker.io", "library/alpine", "latest")),
        ("registry-1.docker.io/a/b:1", RegistryReference("docker.io", "a/b", "1")),
        ("registry.example:65535/a", RegistryReference("registry.example:65535", "a", "latest")),
    ],
)
def test_references_to_registries(text: str, expected: RegistryReference) -> None:
    assert parse_registry_reference(text) == expected


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("app.tar", True),
        ("images/app.tar.gz", True),
        ("app.spdx.json", True),
        ("app.tar:1", False),
        ("app", False),
        ("registry.example/team/app.tar", False),
        ("localhost:5000/app.tar", False),
    ],
)
def test_what_is_called_as_files_are_is_not_asked_for_in_a_registry(text: str, expected: bool) -> None:
    assert looks_like_file(text) is expected


def test_a_directory_is_read_without_following_links_out_of_it(tmp_path: Path) -> None:
    secret = tmp_path / "secret"
    secret.write_bytes(APK)
    root = write_root(
        tmp_path / "root", [File("etc/os-release", OS_RELEASE), symlink("lib/apk/db/installed", str(secret))]
    )
    assert (read(root).components, codes(read(root))) == ((), [])


def test_what_a_running_system_shows_of_itself_is_not_walked(tmp_path: Path) -> None:
    root = write_root(tmp_path / "root", FILES)
    (root / "proc/self/lib/apk/db").mkdir(parents=True)
    for number in range(100):
        (root / f"proc/self/{number}").touch()
    assert len(read(root, entries=20).components) == 2


def test_names_that_are_not_utf_8_are_told_as_text_at_any_depth(tmp_path: Path) -> None:
    folder = os.fsencode(write_root(tmp_path / "root", FILES)) + b"/opt/\xff/\xfe/node_modules/a"
    os.makedirs(folder)  # noqa: PTH103  # a path of bytes
    with open(folder + b"/package.json", "w") as file:  # noqa: PTH123
        file.write('{"name": "a", "version": "1.0.0"}')
    (found,) = (one for one in read(tmp_path / "root").components if one.type == "npm")
    assert found.locations == (r"/opt/\xff/\xfe/node_modules/a/package.json",)


def test_a_copy_of_skopeos_is_not_taken_for_an_empty_root(tmp_path: Path) -> None:
    (tmp_path / "manifest.json").write_text("{}")
    (tmp_path / "version").write_text("1")
    assert read(tmp_path).components == ()
    (tmp_path / "version").write_text("Directory Transport Version: 1.1\n")
    for reference in (str(tmp_path), f"dir:{tmp_path}"):
        with pytest.raises(ImageError, match="is no root directory"):
            read(reference)


def test_an_image_may_have_no_layers(tmp_path: Path) -> None:
    one = image(layers=None)
    assert read(write_layout(tmp_path, one)).layers == ()
