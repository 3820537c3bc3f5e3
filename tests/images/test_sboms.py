"""What readers take from SBOMs: origins, distributions, evidence; and that hostile ones are refused."""

from __future__ import annotations

import base64
import json
from typing import TYPE_CHECKING, Any

import pytest

from navwarn.core.inventory import Distro, Owner, Ownership
from navwarn.images.interface import PlatformError
from navwarn.images.sboms.part import distro_of, read_purl
from tests.images.documents import (
    DEEP,
    DIGEST,
    RECIPE,
    artifact,
    cyclonedx,
    only,
    package,
    part,
    spdx,
    syft,
)
from tests.images.reader import read

if TYPE_CHECKING:
    from pathlib import Path


def test_an_spdx_package_with_several_purls_is_the_package_of_the_distribution() -> None:
    apk, source = "pkg:apk/wolfi/ld-linux@2.39-r6?arch=x86_64", "pkg:generic/glibc@2.39"
    one = only(spdx(package("ld-linux", source, RECIPE, apk, licenseDeclared="LGPL-2.1-or-later")))
    assert (one.type, one.name, one.version, one.architecture) == ("apk", "ld-linux", "2.39-r6", "x86_64")
    assert (one.origin, one.origin_version, one.is_origin_known) == ("glibc", "2.39-r6", True)
    assert (one.purl, one.other_purls) == (apk, (source, RECIPE))
    assert one.licenses == ("LGPL-2.1-or-later",)
    assert one.ownership is Ownership.UNKNOWN


@pytest.mark.parametrize("kind", ["DESCRIBED_BY", "GENERATED_FROM"])
def test_an_origin_may_be_named_by_a_related_build_definition(kind: str) -> None:
    related = {
        "spdxElementId": "SPDXRef-ld-linux",
        "relationshipType": kind,
        "relatedSpdxElement": "SPDXRef-glibc.yaml",
    }
    found = spdx(
        package("ld-linux", "pkg:apk/wolfi/ld-linux@2.39-r6"),
        package("glibc.yaml", RECIPE),
        relationships=[related],
    )
    assert [(one.name, one.origin) for one in found.components if one.is_distro] == [("ld-linux", "glibc")]


def test_a_build_definition_without_a_name_names_no_origin() -> None:
    one = only(spdx(package("app", "pkg:apk/wolfi/app@1-r0", "pkg:github/acme/app@abc#.melange.yaml")))
    assert (one.origin, one.is_origin_known) == ("app", False)


@pytest.mark.parametrize(
    ("purl", "origin", "version"),
    [
        ("pkg:apk/wolfi/libssl3@3.1-r0?upstream=openssl", "openssl", "3.1-r0"),
        ("pkg:apk/wolfi/libssl3@3.1-r0?origin=openssl", "openssl", "3.1-r0"),
        ("pkg:deb/debian/libc6@2.36-9%2Bb1?upstream=glibc%402.36-9", "glibc", "2.36-9"),
    ],
)
def test_an_origin_may_stand_in_the_purl(purl: str, origin: str, version: str) -> None:
    for one in (
        only(spdx(package("x", purl))),
        only(cyclonedx(part(purl))),
        only(syft(artifact("x", "", purl))),
    ):
        assert (one.origin, one.origin_version, one.is_origin_known) == (origin, version, True)


@pytest.mark.parametrize(
    ("tool", "is_known"), [("syft-1.18.1", True), ("trivy-0.59", True), ("apko (1)", False), ("x", False)]
)
def test_only_tools_that_name_other_origins_say_by_silence_that_there_is_none(
    tool: str, is_known: bool
) -> None:
    one = only(spdx(package("zlib", "pkg:apk/wolfi/zlib@1-r0"), tool=tool))
    assert (one.origin, one.is_origin_known) == ("zlib", is_known)
    name, _, version = tool.partition("-")
    tools = {"components": [{"type": "application", "name": name, "version": version}]}
    one = only(cyclonedx(part("pkg:apk/wolfi/zlib@1-r0"), tools=tools))
    assert (one.origin, one.is_origin_known) == ("zlib", is_known)


def test_trivy_names_the_source_in_a_sentence() -> None:
    told = "built package from: openssl 3.1.4-r1"
    one = only(spdx(package("libssl3", "pkg:apk/wolfi/libssl3@3.1.4-r2", sourceInfo=told), tool="trivy-0.59"))
    assert (one.origin, one.origin_version) == ("openssl", "3.1.4-r1")


def test_trivy_and_syft_name_the_source_in_properties() -> None:
    trivy = {
        "aquasecurity_trivy_SrcName": "glibc",
        "aquasecurity_trivy_SrcVersion": "2.36",
        "aquasecurity_trivy_SrcRelease": "9",
    }
    one = only(cyclonedx(part("pkg:deb/debian/libc6@2.36-9", **trivy)))
    assert (one.origin, one.origin_version) == ("glibc", "2.36-9")
    one = only(cyclonedx(part("pkg:deb/debian/libc6@2.36-9", aquasecurity_trivy_SrcEpoch="1", **trivy)))
    assert (one.origin, one.origin_version) == ("glibc", "1:2.36-9")
    one = only(cyclonedx(part("pkg:apk/wolfi/libssl3@1-r0", syft_metadata_originPackage="openssl")))
    assert (one.origin, one.origin_version) == ("openssl", "1-r0")
    source = {"syft_metadata_source": "glibc", "syft_metadata_sourceVersion": "2.36-8"}
    one = only(cyclonedx(part("pkg:deb/debian/libc6@2.36-9", **source)))
    assert (one.origin, one.origin_version) == ("glibc", "2.36-8")


@pytest.mark.parametrize(
    ("purls", "distro"),
    [
        (["pkg:apk/wolfi/a@1?distro=wolfi-20230201"], Distro("wolfi", "20230201")),
        (["pkg:apk/wolfi/a@1?distro=20230201"], Distro("wolfi", "20230201")),
        (["pkg:apk/alpine/a@1?distro=alpine-3.19.1"], Distro("alpine", "3.19.1")),
        (["pkg:apk/wolfi/a@1"], Distro("wolfi")),
        (["pkg:apk/unknown/a@1", "pkg:apk/wolfi/b@1", "pkg:apk/wolfi/c@1"], Distro("wolfi")),
        (["pkg:apk/unknown/a@1?distro=wolfi"], Distro("wolfi")),
        (["pkg:deb/debian/a@1?distro=bookworm"], Distro("debian", "bookworm")),
        (["pkg:deb/debian/a@1?distro=debian"], Distro("debian")),
        (["pkg:deb/a@1?distro=ubuntu-22.04"], Distro("ubuntu", "22.04")),
        (["pkg:rpm/opensuse/a@1?distro=opensuse-leap-15.5"], Distro("opensuse-leap", "15.5")),
        (["pkg:apk/a@1", "pkg:pypi/b@1"], None),
        ([], None),
        (
            ["pkg:deb/debian/apt@2.6.1?os_distro=bookworm&os_name=debian&os_version=12"],
            Distro("debian", "12"),
        ),
        (["pkg:apk/alpine/musl@1?os_version=3.19"], Distro("alpine", "3.19")),
    ],
)
def test_the_distribution_is_the_one_that_most_packages_name(purls: list[str], distro: Distro | None) -> None:
    read_ones = [purl for purl in map(read_purl, purls) if purl is not None]
    assert distro_of(read_ones) == distro


def test_a_component_for_the_operating_system_says_best_what_it_is() -> None:
    system = package("wolfi", versionInfo="20230201", primaryPackagePurpose="OPERATING-SYSTEM")
    assert spdx(system, package("a", "pkg:apk/unknown/a@1")).distro == Distro("wolfi", "20230201")
    unknown = package("none", primaryPackagePurpose="OPERATING-SYSTEM")  # Trivy's word
    assert spdx(unknown, package("a", "pkg:apk/wolfi/a@1")).distro == Distro("wolfi")
    unknown = {"type": "operating-system", "name": "none"}
    assert cyclonedx(unknown, part("pkg:apk/wolfi/a@1")).distro == Distro("wolfi")
    system = {"type": "operating-system", "name": "alpine", "version": "3.19.1"}
    assert cyclonedx(system, part("pkg:apk/unknown/a@1")).distro == Distro("alpine", "3.19.1")


def test_the_digest_of_the_image_is_found() -> None:
    purl = "pkg:oci/app@sha256%3A" + "a" * 64
    assert spdx(package("image", purl, primaryPackagePurpose="CONTAINER")).source.digest == DIGEST
    assert (
        spdx(package("image", primaryPackagePurpose="CONTAINER", versionInfo=DIGEST)).source.digest == DIGEST
    )
    assert spdx(package("image", primaryPackagePurpose="CONTAINER", versionInfo="1")).source.digest == ""
    assert cyclonedx(component={"name": "app", "version": DIGEST}).source.digest == DIGEST
    assert cyclonedx(component={"name": "app", "purl": purl}).source.digest == DIGEST
    told = [{"name": "aquasecurity:trivy:RepoDigest", "value": f"app@{DIGEST}"}]
    assert cyclonedx(component={"name": "app", "properties": told}).source.digest == DIGEST


def test_packages_of_one_id_or_of_none_are_several() -> None:
    one, two = package("a", "pkg:apk/wolfi/a@1"), package("a", "pkg:apk/wolfi/b@1")
    assert [one.name for one in spdx(one, two).components] == ["a", "b"]
    del one["SPDXID"], two["SPDXID"]
    assert [one.name for one in spdx(one, two).components] == ["a", "b"]


@pytest.mark.parametrize("purl", ["", "pkg:", "apk/wolfi/a@1", "pkg:apk", "pkg:apk/" + "a" * 5000])
def test_a_purl_that_cannot_be_read_is_a_remark_and_leaves_the_rest(purl: str) -> None:
    good = "pkg:apk/wolfi/a@1"
    for found in (
        spdx(package("a", good), package("b", purl)),
        cyclonedx(part(good), part(purl or "x")),
        syft(artifact("a", "1", good), artifact("b", "1", purl or "x")),
    ):
        assert [one.name for one in found.components] == ["a"]
        assert [one.code for one in found.remarks] == ["unreadable-purl"]


def test_versions_keep_their_case_and_names_their_scope() -> None:
    purl = "pkg:golang/github.com/containerd/stargz-snapshotter@v0.14.3-RC1#estargz"
    for one in (
        only(spdx(package("x", purl))),
        only(cyclonedx(part(purl))),
        only(syft(artifact("x", "", purl))),
    ):
        assert (one.version, one.subpath) == ("v0.14.3-RC1", "estargz")
        assert one.full_name == "github.com/containerd/stargz-snapshotter/estargz"


def test_old_npm_packages_keep_the_capitals_that_purls_lose() -> None:
    purl = "pkg:npm/jsonstream@1.3.5"
    trivys = {"aquasecurity:trivy:PkgID": "JSONStream@1.3.5"}
    for one in (
        only(syft(artifact("JSONStream", "1.3.5", purl))),
        only(cyclonedx(part(purl, **trivys))),
        only(spdx(package("jsonstream", purl, annotations=[{"comment": "PkgID: JSONStream@1.3.5"}]))),
    ):
        assert one.name == "JSONStream"
    assert only(cyclonedx(part("pkg:npm/other@1", **trivys))).name == "other"
    one = only(syft(artifact("@babel/core", "7.0.0", "pkg:npm/%40babel/core@7.0.0")))
    assert (one.namespace, one.name) == ("@babel", "core")


def test_cyclonedx_says_where_evidence_lies_in_three_ways() -> None:
    one = part("pkg:pypi/a@1", syft_location_0_path="/a/METADATA", aquasecurity_trivy_FilePath="b/METADATA")
    one["evidence"] = {"occurrences": [{"location": "/c"}, {"location": ""}]}
    assert only(cyclonedx(one)).locations == ("/a/METADATA", "/b/METADATA", "/c")


def test_components_within_components_count_and_licences_have_three_forms() -> None:
    licenses = [{"license": {"id": "MIT"}}, {"license": {"name": "Mine"}}, {"expression": "A OR B"}, {}]
    inner = part("pkg:pypi/b@1") | {"licenses": licenses}
    for _ in range(100):
        inner = {"type": "application", "name": "group", "components": [inner]}
    one = only(cyclonedx(inner))
    assert (one.name, one.licenses) == ("b", ("MIT", "Mine", "A OR B"))


@pytest.mark.parametrize(
    "tools",
    [
        [{"vendor": "acme", "name": "trivy", "version": "1"}],
        {"components": [{"name": "trivy", "version": "1"}]},
    ],
)
def test_the_tool_is_named_in_either_form(tools: object) -> None:
    assert cyclonedx(tools=tools).source.tool == "trivy 1"


def test_syft_json_says_who_owns_what() -> None:
    files = [{"path": "/usr/bin/tool"}, {"path": "/usr/bin"}]
    apk = artifact(
        "tool", "1-r0", "pkg:apk/wolfi/tool@1-r0?upstream=src", "/lib/apk/db/installed", files=files
    )
    owned = artifact("net", "v1", "pkg:golang/golang.org/x/net@v1", "/usr/bin/tool")
    free = artifact("sys", "v1", "pkg:golang/golang.org/x/sys@v1", "/usr/bin/other")
    found = {one.name: one for one in syft(apk, owned, free).components}
    assert (found["net"].ownership, found["net"].owner) == (
        Ownership.OWNED,
        Owner("apk", "tool", "1-r0", "src"),
    )
    assert (found["sys"].ownership, found["sys"].owner) == (Ownership.UNOWNED, None)
    assert (found["sys"].locations, found["sys"].layer) == (("/usr/bin/other",), "sha256:layer")


@pytest.mark.parametrize(("tool", "is_known"), [("syft", True), ("", True), ("docker-scout", False)])
def test_what_others_write_as_syft_does_may_leave_origins_out(tool: str, is_known: bool) -> None:
    found = only(syft(artifact("libz", "1", "pkg:deb/debian/libz@1"), descriptor={"name": tool}))
    assert (found.origin, found.is_origin_known) == ("libz", is_known)


def test_syft_json_without_the_files_of_a_package_does_not_know_who_owns_what() -> None:
    apk = artifact("tool", "1-r0", "pkg:apk/wolfi/tool@1-r0")
    found = {one.name: one for one in syft(apk, artifact("net", "v1", "pkg:golang/net@v1", "/x")).components}
    assert found["net"].ownership is Ownership.UNKNOWN


def test_syft_json_of_other_types_may_have_other_metadata() -> None:
    odd = artifact("a", "1", "pkg:pypi/a@1", "/x", files=[{"path": 7}], source=["x"])
    assert only(syft(odd)).name == "a"


def test_syft_json_describes_the_image() -> None:
    configuration = {
        "architecture": "arm64",
        "os": "linux",
        "created": "2023-10-11T12:00:00Z",
        "config": {"User": "65532"},
    }
    image = {
        "repoDigests": [f"acme/app@{DIGEST}"],
        "manifestDigest": "sha256:" + "b" * 64,
        "layers": [{"digest": "sha256:c", "size": 7, "mediaType": "x"}, {"digest": "sha256:d", "size": 5}],
        "config": base64.b64encode(json.dumps(configuration).encode()).decode(),
    }
    distro = {"id": "wolfi", "versionID": "20230201", "idLike": ["alpine"], "prettyName": "Wolfi"}
    found = syft(source={"type": "image", "metadata": image}, distro=distro)
    assert (found.source.digest, found.source.platform) == (DIGEST, "linux/arm64")
    assert found.distro == Distro("wolfi", "20230201", ("alpine",), "Wolfi")
    assert found.size == 12
    assert [layer.diff_id for layer in found.layers] == ["sha256:c", "sha256:d"]
    assert found.config is not None
    assert found.config.user == "65532"
    assert found.created is not None


@pytest.mark.parametrize(
    "source",
    [
        {"type": "directory", "metadata": {"path": "/x"}},
        {"type": "image", "metadata": {"config": 7}},
        {"type": "image", "metadata": {"config": "not base64!"}},
        {"type": "image", "metadata": {"config": base64.b64encode(b'{"config": 3}').decode()}},
        {"type": "image", "metadata": None},
        {"type": "image", "metadata": {"x": DEEP}},
        {},
    ],
)
def test_syft_json_may_not_describe_it(source: dict[str, Any]) -> None:
    found = syft(source=source)
    assert (found.config, found.layers, found.size, found.source.digest) == (None, (), None, "")


def test_an_sbom_that_says_its_platform_is_of_no_other(tmp_path: Path) -> None:
    source = {"type": "image", "metadata": {"os": "linux", "architecture": "amd64"}}
    document = {"artifacts": [], "descriptor": {"name": "syft"}, "source": source}
    (tmp_path / "syft.json").write_text(json.dumps(document))
    for wanted in ("", "linux/amd64", "x86_64", "all"):
        assert read(tmp_path / "syft.json", platform=wanted).source.platform == "linux/amd64"
    with pytest.raises(PlatformError, match="has no image for linux/arm64") as refused:
        read(tmp_path / "syft.json", platform="linux/arm64")
    assert refused.value.hint == "It is for linux/amd64."
    (tmp_path / "silent.json").write_text(json.dumps({**document, "source": {}}))
    assert read(tmp_path / "silent.json", platform="linux/arm64").source.platform == ""


def test_the_first_versions_of_syfts_format_are_read() -> None:
    target = {"userInput": "app:1", "manifestDigest": DIGEST, "layers": [{"digest": "sha256:b", "size": 5}]}
    distro = {"name": "debian", "version": "10", "idLike": "debian other"}
    found = syft(distro=distro, source={"type": "image", "target": target})
    assert found.distro == Distro("debian", "10", ("debian", "other"))
    assert (found.source.digest, found.size) == (DIGEST, 5)
    assert syft(distro={"name": "", "version": "", "idLike": ""}, source=None).distro is None


def test_only_packages_of_a_distribution_are_of_an_architecture() -> None:
    one = artifact("golang.org/x/net", "v0.7.0", "pkg:golang/golang.org/x/net@v0.7.0", architecture="amd64")
    assert only(syft(one)).architecture == ""
    assert only(syft(artifact("a", "1-r0", "pkg:apk/wolfi/a@1-r0", architecture="x86_64"))).architecture


@pytest.mark.parametrize("version", ["1.20.7", "v1.20.7", "go1.20.7"])
def test_the_version_of_go_itself_has_no_prefix(version: str) -> None:
    assert only(cyclonedx(part(f"pkg:golang/stdlib@{version}"))).version == "1.20.7"
    assert only(cyclonedx(part(f"pkg:golang/acme.example/stdlib@{version}"))).version == version


@pytest.mark.parametrize("purpose", ["OPERATING-SYSTEM", "OPERATING_SYSTEM"])
def test_the_distribution_may_be_written_as_the_text_or_the_schema_of_spdx_has_it(purpose: str) -> None:
    system = package("wolfi", versionInfo="20230201", primaryPackagePurpose=purpose)
    assert spdx(system, package("a", "pkg:apk/a@1-r0")).distro == Distro("wolfi", "20230201")


@pytest.mark.parametrize(
    "purl",
    [
        "pkg:golang/github.com/a/b@v2.1.0#v2/sub",
        "pkg:golang/github.com/a/b/v2/sub@v2.1.0",
        "pkg:golang/github.com%2Fa%2Fb%2Fv2%2Fsub@v2.1.0",
    ],
)
def test_a_go_module_is_the_same_however_its_url_is_divided(purl: str) -> None:
    one = only(cyclonedx(part(purl)))
    assert (one.namespace, one.name, one.subpath) == ("github.com/a", "b", "v2/sub")
    assert one.full_name == "github.com/a/b/v2/sub"


def test_a_go_module_has_the_capitals_that_its_url_has_not() -> None:
    one = only(
        spdx(package("github.com/Azure/go-autorest", "pkg:golang/github.com/azure/go-autorest@v14.2.0"))
    )
    assert one.full_name == "github.com/Azure/go-autorest"
    assert only(cyclonedx(part("pkg:golang/github.com/azure/go-autorest@v1"))).namespace == "github.com/azure"


def test_the_path_of_a_package_is_not_that_of_its_module() -> None:
    assert (
        only(cyclonedx(part("pkg:golang/gopkg.in/yaml.v2@v2.4.0#internal"))).full_name == "gopkg.in/yaml.v2"
    )
    assert only(cyclonedx(part("pkg:golang/stdlib@1.20#net/http"))).full_name == "stdlib"
