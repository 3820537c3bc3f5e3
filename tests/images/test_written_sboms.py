"""The SBOMs that we write: valid, the same bytes for the same image, and read again as what they were."""

from __future__ import annotations

import json
import re
import subprocess
import sys
from typing import TYPE_CHECKING, Any

import jsonschema_rs
import pytest
from hypothesis import given
from hypothesis import strategies as st
from msgspec.structs import replace

from navwarn.core.instant import parse_instant
from navwarn.core.inventory import (
    Component,
    Distro,
    ImageSource,
    Inventory,
    Owner,
    Ownership,
    SourceKind,
    component_order,
)
from navwarn.images.limit import Limits
from navwarn.images.purl import write_purl
from navwarn.images.sboms.cyclonedx import CycloneDx
from navwarn.images.sboms.spdx import Spdx
from navwarn.images.sboms.write_cyclonedx import to_cyclonedx
from navwarn.images.sboms.write_spdx import to_spdx
from tests.images import spdx_schema
from tests.images.cyclonedx_schema import require_valid
from tests.images.reader import read
from tests.images.samples import APK, OS_RELEASE, File, image, index, write_layout, write_root
from tools.groups import GROUPS

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    from navwarn.core.instant import Instant
    from navwarn.images.interface import SbomReader

    Writer = Callable[[Inventory, str, Instant], dict[str, Any]]

NOW = parse_instant("2024-05-06T07:08:09Z")
FORMATS: list[tuple[Writer, SbomReader]] = [(to_spdx, Spdx()), (to_cyclonedx, CycloneDx())]


def distro_package(name: str, version: str, origin: str = "", **more: Any) -> Component:
    purl = write_purl(
        "apk", name, version, namespace="wolfi", qualifiers={"arch": "x86_64", "upstream": origin}
    )
    return Component(
        type="apk",
        name=name,
        version=version,
        namespace="wolfi",
        architecture="x86_64",
        origin=origin or name,
        origin_version=version,
        purl=purl,
        locations=("/usr/lib/apk/db/installed",),
        **more,
    )


def library(kind: str, name: str, namespace: str = "", subpath: str = "", **more: Any) -> Component:
    purl = write_purl(kind, name, "1.0", namespace=namespace, subpath=subpath)
    return Component(kind, name, "1.0", namespace=namespace, subpath=subpath, purl=purl, **more)


COMPONENTS = (
    distro_package("libcrypto3", "3.1.4-r1", "openssl", licenses=("Apache-2.0",)),
    distro_package("tool", "1-r0", licenses=("MIT AND (BSD-2-Clause OR ISC)",)),
    distro_package("old", "1-r0", other_purls=("pkg:generic/old@1", "pkg:github/acme/old@abc")),
    replace(distro_package("private", "1-r0"), is_origin_known=False),
    library("golang", "b", "github.com/a", "v2", locations=("/usr/bin/app, /odd", '/usr/bin/tool\n"x"')),
    library("npm", "core", "@babel", licenses=("MIT", "Apache 2")),
    library("maven", "core", "org.acme", licenses=("The (odd licence",)),
    library("maven", "guessed", "org.acme", is_namespace_known=False),
    library("maven", "commons-io", "commons-io"),
    library("maven", "unknown", "unknown", is_namespace_known=False),
    library("golang", "app", "example.com", is_version_known=False),
    library("pypi", "jinja2", ownership=Ownership.OWNED, owner=Owner("apk", "tool", "1-r0", "tool")),
    Component("generic", "busybox", "", locations=("/bin/busybox",)),
)
INVENTORY = Inventory(
    ImageSource(SourceKind.DOCKER_ARCHIVE, "app.tar", digest="sha256:" + "a" * 64),
    Distro("wolfi", "20230201"),
    tuple(sorted(COMPONENTS, key=component_order)),
)


def again(inventory: Inventory, write: Writer, reader: SbomReader) -> Inventory:
    data = json.dumps(write(inventory, "1.0", NOW)).encode()
    assert reader.recognises(data)
    return reader.read(data, "x.json", Limits())


@pytest.mark.parametrize(("write", "reader"), FORMATS)
def test_what_is_written_is_read_as_what_it_was(write: Writer, reader: SbomReader) -> None:
    found = again(INVENTORY, write, reader)
    expected = [
        replace(one, ownership=Ownership.UNKNOWN, owner=None, licenses=())
        for one in INVENTORY.components
        if one.purl
    ]
    assert [replace(one, licenses=()) for one in found.components] == expected
    assert (found.distro, found.remarks) == (INVENTORY.distro, ())
    assert (found.source.digest, found.source.tool) == (INVENTORY.source.digest, found.source.tool)
    assert found.source.tool.startswith("navwarn")


def test_licences_are_kept_as_far_as_the_format_has_room_for_them() -> None:
    def licenses(found: Inventory) -> dict[str, tuple[str, ...]]:
        return {one.full_name: one.licenses for one in found.components if one.licenses}

    one = {"libcrypto3": ("Apache-2.0",), "tool": ("MIT AND (BSD-2-Clause OR ISC)",)}
    assert licenses(again(INVENTORY, to_spdx, Spdx())) == one
    more = {"@babel/core": ("MIT", "Apache 2"), "org.acme:core": ("The (odd licence",)}
    assert licenses(again(INVENTORY, to_cyclonedx, CycloneDx())) == one | more


@pytest.mark.parametrize(("write", "reader"), FORMATS)
def test_an_image_of_nothing_is_a_document_too(write: Writer, reader: SbomReader) -> None:
    found = again(Inventory(ImageSource(SourceKind.DIRECTORY, "")), write, reader)
    assert (found.components, found.distro, found.source.digest) == ((), None, "")


@pytest.mark.parametrize("write", [to_spdx, to_cyclonedx])
def test_the_same_image_is_the_same_document(write: Writer) -> None:
    assert write(INVENTORY, "1.0", NOW) == write(INVENTORY, "1.0", NOW)
    other = replace(INVENTORY, components=INVENTORY.components[1:])
    assert ids(write(INVENTORY, "1.0", NOW)) != ids(write(other, "1.0", NOW))


def ids(document: dict[str, Any]) -> str:
    found = document.get("documentNamespace") or document["serialNumber"]
    assert re.fullmatch(r"urn:uuid:[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}", found)
    return str(found)


def test_an_spdx_document_holds_together() -> None:
    document = to_spdx(INVENTORY, "1.0", NOW)
    names = [one["SPDXID"] for one in document["packages"]]
    assert len(set(names)) == len(names) == len(INVENTORY.components) + 2
    assert all(re.fullmatch(r"SPDXRef-[A-Za-z0-9.-]+", name) for name in names)
    for one in document["relationships"]:
        assert {one["spdxElementId"], one["relatedSpdxElement"]} <= {*names, "SPDXRef-DOCUMENT"}
    owner = next(one["SPDXID"] for one in document["packages"] if one["name"] == "tool")
    owned = next(one["SPDXID"] for one in document["packages"] if one["name"] == "jinja2")
    relation = {"spdxElementId": owner, "relationshipType": "CONTAINS", "relatedSpdxElement": owned}
    assert relation in document["relationships"]
    required = {"SPDXID", "name", "downloadLocation", "filesAnalyzed"}
    assert all(required <= set(one) for one in document["packages"])
    assert document["creationInfo"] == {"created": "2024-05-06T07:08:09Z", "creators": ["Tool: navwarn-1.0"]}


def test_an_spdx_document_keeps_to_the_schema() -> None:
    spdx_schema.require_valid(to_spdx(INVENTORY, "1.0", NOW))
    with pytest.raises(jsonschema_rs.ValidationError):
        spdx_schema.require_valid(to_spdx(INVENTORY, "1.0", NOW) | {"packages": [{"name": 1}]})


TEXT = st.text(st.characters(exclude_categories=["Cs"]), min_size=1, max_size=20)


@given(st.lists(st.tuples(TEXT, TEXT, TEXT), max_size=5), TEXT.filter(lambda text: text != "none"))
def test_any_text_in_an_image_survives(parts: list[tuple[str, str, str]], reference: str) -> None:
    components = [
        Component("npm", name, version, locations=(f"/{path}",), licenses=(path,))
        for name, version, path in parts
    ]
    inventory = Inventory(ImageSource(SourceKind.DIRECTORY, reference), Distro(reference), tuple(components))
    for write, reader in FORMATS:
        found = again(inventory, write, reader)
        assert found.distro == Distro(reference)


@pytest.mark.needs("syft")
def test_a_cyclonedx_document_keeps_to_the_schema() -> None:
    require_valid(to_cyclonedx(INVENTORY, "1.0", NOW))
    with pytest.raises(jsonschema_rs.ValidationError):
        require_valid(to_cyclonedx(INVENTORY, "1.0", NOW) | {"components": [{"name": 1}]})


@pytest.mark.needs("syft")
@pytest.mark.parametrize("write", [to_spdx, to_cyclonedx])
def test_syft_reads_what_we_write(write: Writer, tmp_path: Path) -> None:
    path = tmp_path / "ours.json"
    path.write_text(json.dumps(write(INVENTORY, "1.0", NOW)))
    program = GROUPS["syft"].program()
    ran = subprocess.run(
        [program, "convert", str(path), "-o", "syft-json"], check=True, capture_output=True, timeout=120
    )
    found = {one["purl"].partition("?")[0] for one in json.loads(ran.stdout)["artifacts"]}
    assert {one.purl.partition("?")[0] for one in INVENTORY.components if one.is_distro} <= found


@pytest.mark.parametrize("output", ["spdx", "cyclonedx"])
def test_the_command_writes_them(output: str, tmp_path: Path) -> None:
    files = [File("etc/os-release", OS_RELEASE), File("lib/apk/db/installed", APK)]
    root = write_root(tmp_path / "root", files)
    ran = navwarn(root, output)
    assert (ran.returncode, ran.stderr) == (0, "")
    (tmp_path / "x.json").write_text(ran.stdout)
    facts = [
        [(one.purl, one.origin, one.locations) for one in read(place).components]
        for place in (root, tmp_path / "x.json")
    ]
    assert facts[0] == facts[1] != []


@pytest.mark.parametrize("output", ["spdx", "cyclonedx"])
def test_a_document_is_of_one_platform(output: str, tmp_path: Path) -> None:
    both = index((image([]), "linux/amd64"), (image([], architecture="arm64"), "linux/arm64"))
    layout = write_layout(tmp_path / "layout", both)
    ran = navwarn(layout, output, "--platform", "all")
    assert (ran.returncode, ran.stdout) == (2, "")
    assert "an SBOM is of one image: choose its --platform" in ran.stderr


def navwarn(place: Path, output: str, *more: str) -> subprocess.CompletedProcess[str]:
    command = [sys.executable, "-m", "navwarn", "image", "inventory", str(place), "-o", output, *more]
    return subprocess.run(command, check=False, capture_output=True, text=True, timeout=120)
