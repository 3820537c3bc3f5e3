"""Components of languages in whole images: all their evidence, and the distro package that owns it (SB4)."""

from __future__ import annotations

from typing import TYPE_CHECKING

from navwarn.core.inventory import Ownership
from tests.images.binaries import go_program, jar, manifest, rust_program
from tests.images.reader import codes, read
from tests.images.samples import (
    OS_RELEASE,
    File,
    docker_files,
    image,
    symlink,
    whiteout,
    write_tar,
)

if TYPE_CHECKING:
    from pathlib import Path

    from navwarn.core.inventory import Component

SITE = "usr/lib/python3.12/site-packages"
METADATA = b"Metadata-Version: 2.1\nName: Jinja2\nVersion: 3.1.2\n"


def owned_by_apk(*paths: str) -> File:
    """A database of packages with one that owns these files."""
    lines = [f"F:{path.rpartition('/')[0]}\nR:{path.rpartition('/')[2]}\n" for path in paths]
    head = "P:py3-jinja2\nV:3.1.2-r0\nA:x86_64\no:py3-jinja2-src\n"
    return File("lib/apk/db/installed", (head + "".join(lines) + "\n").encode())


def found(tmp_path: Path, *layers: list[File]) -> dict[str, Component]:
    path = write_tar(tmp_path / "image.tar", docker_files(image(*layers, how="none")))
    return {one.full_name: one for one in read(path).components}


def test_evidence_is_what_of_a_distribution_the_image_still_has(tmp_path: Path) -> None:
    folder = f"{SITE}/Jinja2-3.1.2.dist-info"
    names = ("METADATA", "RECORD", "top_level.txt", "INSTALLER")
    files = [File(f"{folder}/{name}", METADATA) for name in names]
    (one,) = found(tmp_path, files).values()
    assert one.locations == tuple(f"/{folder}/{name}" for name in names[:3])
    (one,) = found(tmp_path, files, [whiteout(f"{folder}/RECORD")]).values()
    assert one.locations == tuple(f"/{folder}/{name}" for name in ("METADATA", "top_level.txt"))


def test_a_component_is_owned_only_where_all_its_evidence_is(tmp_path: Path) -> None:
    folder = f"{SITE}/Jinja2-3.1.2.dist-info"
    evidence = [f"{folder}/METADATA", f"{folder}/RECORD"]
    files = [File("etc/os-release", OS_RELEASE), *(File(path, METADATA) for path in evidence)]
    one = found(tmp_path, [*files, owned_by_apk(*evidence)])["jinja2"]
    assert one.ownership is Ownership.OWNED
    assert one.owner is not None
    assert (one.owner.name, one.owner.origin) == ("py3-jinja2", "py3-jinja2-src")
    one = found(tmp_path, [*files, owned_by_apk(evidence[0])])["jinja2"]
    assert (one.ownership, one.owner) == (Ownership.UNOWNED, None)


def test_evidence_beside_a_link_lies_beside_the_link(tmp_path: Path) -> None:
    folder = f"{SITE}/Jinja2-3.1.2.dist-info"
    files = [
        File("store/abc", METADATA),
        symlink(f"{folder}/METADATA", "/store/abc"),
        File(f"{folder}/RECORD", b""),
    ]
    (one,) = found(tmp_path, files).values()
    assert one.locations == (f"/{folder}/METADATA", f"/{folder}/RECORD")


def test_each_language_is_found_in_one_image(tmp_path: Path) -> None:
    files = [
        File("usr/bin/app", go_program(), mode=0o755),
        File(
            "usr/bin/rusty", rust_program({"packages": [{"name": "serde", "version": "1.0.1"}]}), mode=0o755
        ),
        File("app/node_modules/@babel/core/package.json", b'{"name": "@babel/core", "version": "7.0.0"}'),
        File("app/package-lock.json", b'{"packages": {"node_modules/lodash": {"version": "1.0.0"}}}'),
        File("opt/in-1.0.jar", jar({"META-INF/MANIFEST.MF": manifest()})),
        File("gems/specifications/rake-13.gemspec", b'  s.name = "rake"\n  s.version = "13"\n'),
        File(f"{SITE}/a-1.egg-info", METADATA),
    ]
    names = set(found(tmp_path, files))
    assert {"serde", "@babel/core", "in:in", "rake", "jinja2", "golang.org/x/net"} <= names
    assert not any("lodash" in name for name in names)


def test_damaged_evidence_is_named_and_leaves_the_rest(tmp_path: Path) -> None:
    files = [File("a/x.jar", b"rubbish"), File("a/in-1.jar", jar({"META-INF/MANIFEST.MF": manifest()}))]
    inventory = read(write_tar(tmp_path / "image.tar", docker_files(image(files, how="none"))))
    assert [one.name for one in inventory.components] == ["in"]
    assert codes(inventory) == ["damaged-java"]
