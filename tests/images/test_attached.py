"""The SBOM attached to an image is read in place of its layers, whichever tool attached it, or nothing is."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any

import pytest

from navwarn.core.inventory import Attachment, SourceKind
from navwarn.images.interface import DamagedImageError, NoSbomError
from tests.images import attachments as made
from tests.images.attachments import Blob, artifact, attach, attach_by_tag, dsse, statement
from tests.images.reader import codes, packages, read, read_all
from tests.images.samples import (
    File,
    Image,
    digest,
    image,
    index,
    layout_files,
    write_layout,
    write_root,
    write_tar,
)

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator
    from pathlib import Path

    from tests.images.loopback import Registry

from tests.images.attaching import ATTESTED, FILES, ONE, attached, attested, holding, of_cosign, spdx


@pytest.fixture
def registry() -> Iterator[Registry]:
    with holding() as one:
        yield one


def dated(predicate: Any) -> bytes:
    return statement("cosign.sigstore.dev/attestation/v1", {"Data": predicate, "Timestamp": "2021"}, ONE.root)


WAYS: dict[str, Callable[[Registry], object]] = {
    "oras, by type": lambda r: attach(
        r, ONE.root, artifact(Blob(spdx()), artifact_type=made.SPDX), artifactType=made.SPDX
    ),
    "oras, JSON of a type": lambda r: attach(
        r,
        ONE.root,
        artifact(Blob(spdx(), "application/json"), artifact_type=made.SPDX),
        artifactType=made.SPDX,
    ),
    "oras, called an SBOM": lambda r: attach(
        r,
        ONE.root,
        artifact(Blob(spdx(), "application/json"), artifact_type="sbom/example"),
        artifactType="sbom/example",
    ),
    "oras, CycloneDX": lambda r: attach(
        r,
        ONE.root,
        artifact(Blob(json.dumps(made.cyclonedx("told@1-r0")).encode(), made.CYCLONEDX)),
        artifactType=made.CYCLONEDX,
    ),
    "syft": lambda r: attach(
        r,
        ONE.root,
        artifact(Blob(json.dumps(made.syft("told@1-r0")).encode(), made.SYFT)),
        artifactType=made.SYFT,
    ),
    "a type with a parameter": lambda r: attach(
        r, ONE.root, artifact(Blob(spdx(), "application/spdx+json; version=2.3"))
    ),
    "no type in the list": lambda r: attach(r, ONE.root, artifact(Blob(spdx()))),
    "cosign attach sbom": lambda r: attach_by_tag(
        r, ONE.root, "sbom", artifact(Blob(spdx(), "text/spdx+json"))
    ),
    "cosign attest": lambda r: attach_by_tag(r, ONE.root, "att", artifact(of_cosign())),
    "cosign attest, URL-safe": lambda r: attach_by_tag(
        r,
        ONE.root,
        "att",
        artifact(
            Blob(
                dsse(statement(made.SPDX_PREDICATE, made.spdx("told@1-r0", comment="??>>"), ONE.root))
                .replace(b"+", b"-")
                .replace(b"application/vnd.in-toto-json", b"application/vnd.in-toto+json"),
                made.DSSE,
                ATTESTED,
            )
        ),
    ),
    "cosign attest, CycloneDX": lambda r: attach_by_tag(
        r,
        ONE.root,
        "att",
        artifact(
            Blob(
                dsse(statement(made.CYCLONEDX_PREDICATE, made.cyclonedx("told@1-r0"), ONE.root)),
                made.DSSE,
                {"predicateType": made.CYCLONEDX_PREDICATE},
            )
        ),
    ),
    "cosign 1, an object": lambda r: attach_by_tag(
        r, ONE.root, "att", artifact(Blob(dsse(dated(made.spdx("told@1-r0"))), made.DSSE))
    ),
    "cosign 1, a text": lambda r: attach_by_tag(
        r, ONE.root, "att", artifact(Blob(dsse(dated(spdx().decode())), made.DSSE))
    ),
    "cosign 3, a bundle": lambda r: attach(
        r,
        ONE.root,
        artifact(Blob(made.bundle(attested()), made.BUNDLE), artifact_type=made.BUNDLE),
        artifactType=made.BUNDLE,
        annotations={"dev.sigstore.bundle.predicateType": made.SPDX_PREDICATE},
    ),
    "a bundle of which nothing is said": lambda r: attach(
        r,
        ONE.root,
        artifact(Blob(made.bundle(attested()), made.BUNDLE), artifact_type=made.BUNDLE),
        artifactType=made.BUNDLE,
    ),
}


@pytest.mark.parametrize("has_api", [True, False], ids=["api", "tag"])
@pytest.mark.parametrize("way", WAYS)
def test_an_sbom_is_read_however_it_was_attached(registry: Registry, way: str, has_api: bool) -> None:
    if not has_api:
        registry.referrers = None
    WAYS[way](registry)
    assert attached(registry) == ["told 1-r0"]


def test_all_but_the_contents_is_the_image_and_no_layer_is_read(registry: Registry) -> None:
    attach_by_tag(registry, ONE.root, "att", artifact(of_cosign()))
    found, whole = read(f"{registry.host}/acme/app:1", is_attached=True), read(f"{registry.host}/acme/app:1")
    source = found.source
    assert (source.kind, source.tool, source.platform) == (SourceKind.SPDX, "apko (0.14.5)", "linux/amd64")
    assert (source.digest, source.repository, source.tag) == (ONE.root, f"{registry.host}/acme/app", "1")
    assert source.attachment == Attachment(digest(of_cosign().data), ONE.root, "cosign-att")
    assert source.evidence == (
        f"contents as an attached SBOM tells them (spdx-json by apko (0.14.5), {digest(of_cosign().data)},"
        " found by cosign-att); no signature was verified"
    )
    assert (found.config, found.layers, found.size, found.created) == (
        whole.config,
        whole.layers,
        whole.size,
        whole.created,
    )
    assert (whole.source.attachment, whole.source.evidence) == (None, "")
    layer = whole.layers[0].digest
    assert sum(layer in each.path for each in registry.asked) == 1, "for the whole image only"


def test_of_what_a_builder_attests_the_first_is_of_the_image_and_others_are_of_its_stages(
    registry: Registry,
) -> None:
    note = {"in-toto.io/predicate-type": made.SPDX_PREDICATE}
    told = [Blob(attested(name), made.IN_TOTO, note) for name in ("image@1", "stage@1")]
    registry.push(made.with_attestations(ONE, "linux/amd64", *told))
    assert attached(registry) == ["image 1"]


@pytest.mark.parametrize("presentation", ["registry", "layout", "archive"])
def test_what_builders_put_into_the_index_is_read_for_its_platform(
    registry: Registry, tmp_path: Path, presentation: str
) -> None:
    note = "in-toto.io/predicate-type"
    provenance = Blob(statement(made.PROVENANCE, {}, ONE.root), made.IN_TOTO, {note: made.PROVENANCE})
    told = Blob(attested(), made.IN_TOTO, {note: made.SPDX_PREDICATE})
    built = made.with_attestations(ONE, "linux/amd64", provenance, told)
    reference: Any = registry.push(built)
    if presentation == "layout":
        reference = write_layout(tmp_path / "layout", built)
    elif presentation == "archive":
        reference = write_tar(tmp_path / "a.tar", layout_files(built))
    found = read(reference, is_attached=True)
    assert packages(found) == ["told 1-r0"]
    assert found.source.attachment == Attachment(digest(told.data), ONE.root, "index")
    assert (found.source.index_digest, found.source.platform) == (built.root, "linux/amd64")


def test_what_a_layout_lists_beside_the_image_is_read(tmp_path: Path) -> None:
    other = image([File("b")])
    sboms = [artifact(Blob(spdx(name)), subject=of) for name, of in (("a@1", other), ("b@1", ONE))]
    layout = write_layout(tmp_path / "layout", ONE)
    listed = json.loads((layout / "index.json").read_text())
    for sbom in sboms:
        listed["manifests"].append(sbom.descriptor(artifactType=made.SPDX))
        for name, data in sbom.blobs.items():
            (layout / "blobs" / name.replace(":", "/")).write_bytes(data)
    (layout / "index.json").write_text(json.dumps(listed))
    found = read(f"oci:{layout}:1", is_attached=True)
    assert (packages(found), found.source.attachment and found.source.attachment.found_by) == (
        ["b 1"],
        "subject",
    )


def test_each_platform_has_its_own(registry: Registry) -> None:
    arm = image(FILES, architecture="arm64")
    registry.push(index((ONE, "linux/amd64"), (arm, "linux/arm64")))
    for one, name in ((ONE, "amd@1"), (arm, "arm@1")):
        attach(registry, one.root, artifact(Blob(spdx(name))), artifactType=made.SPDX)
    found = read_all(f"{registry.host}/acme/app:1", is_attached=True, platform="all")
    assert [(packages(each), each.source.platform) for each in found] == [
        (["amd 1"], "linux/amd64"),
        (["arm 1"], "linux/arm64"),
    ]
    assert attached(registry, platform="linux/arm64") == ["arm 1"]


def test_what_is_attached_to_the_index_may_be_about_another_platform(registry: Registry) -> None:
    whole = index((ONE, "linux/amd64"), (image(FILES, architecture="arm64"), "linux/arm64"))
    registry.push(whole)
    attach(registry, whole.root, artifact(Blob(spdx())), artifactType=made.SPDX)
    found = read(f"{registry.host}/acme/app:1", is_attached=True)
    assert (packages(found), codes(found)) == (["told 1-r0"], ["sbom-of-index"])
    assert "another platform than linux/amd64" in found.remarks[0].message
    attach(registry, ONE.root, artifact(Blob(spdx("own@1"))), artifactType=made.SPDX)
    found = read(f"{registry.host}/acme/app:1", is_attached=True)
    assert (packages(found), codes(found)) == (["own 1"], [])


def test_an_index_of_one_image_is_that_image(registry: Registry) -> None:
    built = made.with_attestations(ONE, "linux/amd64", Blob(b"{}", made.IN_TOTO))
    registry.push(built)
    of_index = dsse(statement(made.SPDX_PREDICATE, made.spdx("told@1-r0"), built.root))
    attach_by_tag(registry, built.root, "att", artifact(Blob(of_index, made.DSSE, ATTESTED)))
    found = read(f"{registry.host}/acme/app:1", is_attached=True, platform="linux/amd64")
    assert (packages(found), codes(found)) == (["told 1-r0"], [])


def test_an_sbom_of_the_index_that_names_the_image_is_about_it(registry: Registry) -> None:
    whole = index((ONE, "linux/amd64"), (image(FILES, architecture="arm64"), "linux/arm64"))
    registry.push(whole)
    container = {"primaryPackagePurpose": "CONTAINER", "name": "image", "versionInfo": ONE.root}
    document = made.spdx("told@1-r0")
    document["packages"].append(container)
    attach(registry, whole.root, artifact(Blob(json.dumps(document).encode())), artifactType=made.SPDX)
    assert codes(read(f"{registry.host}/acme/app:1", is_attached=True)) == []


def test_of_several_the_one_is_read_that_says_most_and_of_those_the_newest(registry: Registry) -> None:
    created = "org.opencontainers.image.created"
    for name, moment in (("b@1", "2024-05-01T00:00:00Z"), ("a@1", "2024-01-01T00:00:00Z")):
        sbom = artifact(Blob(spdx(name)), artifact_type=made.SPDX)
        attach(registry, ONE.root, sbom, artifactType=made.SPDX, annotations={created: moment})
    assert attached(registry) == ["b 1"]
    cyclonedx = Blob(json.dumps(made.cyclonedx("c@1")).encode(), made.CYCLONEDX)
    attach(registry, ONE.root, artifact(cyclonedx), artifactType=made.CYCLONEDX)
    assert attached(registry) == ["c 1"]
    syft = Blob(json.dumps(made.syft("s@1")).encode(), made.SYFT)
    attach(registry, ONE.root, artifact(syft), artifactType=made.SYFT)
    assert attached(registry) == ["s 1"]


def test_one_that_names_nothing_is_believed_where_no_other_names_anything(registry: Registry) -> None:
    vex = Blob(json.dumps(made.cyclonedx() | {"vulnerabilities": []}).encode(), made.CYCLONEDX)
    attach(registry, ONE.root, artifact(vex), artifactType=made.CYCLONEDX)
    assert attached(registry) == []
    attach(registry, ONE.root, artifact(Blob(spdx())), artifactType=made.SPDX)
    assert attached(registry) == ["told 1-r0"]


def test_the_last_of_what_cosign_adds_is_the_newest(registry: Registry) -> None:
    blobs = [
        of_cosign("a@1"),
        of_cosign("b@1"),
        Blob(dsse(attested("c@1")), made.DSSE, {"predicateType": "x"}),
    ]
    attach_by_tag(registry, ONE.root, "att", artifact(*blobs))
    assert attached(registry) == ["b 1"]


def test_signatures_and_provenance_beside_it_are_not_fetched(registry: Registry) -> None:
    others = [
        artifact(Blob(b"%d" % number), artifact_type="application/vnd.cncf.notary.signature")
        for number in range(3)
    ]
    for other in others:
        attach(registry, ONE.root, other, artifactType="application/vnd.cncf.notary.signature")
    attach(registry, ONE.root, artifact(Blob(spdx())), artifactType=made.SPDX)
    attach_by_tag(
        registry, ONE.root, "sig", artifact(Blob(b"{}", "application/vnd.dev.cosign.simplesigning.v1+json"))
    )
    assert attached(registry) == ["told 1-r0"]
    asked = " ".join(each.path for each in registry.asked)
    assert not any(other.root in asked for other in others)


def test_where_none_is_attached_that_is_said(registry: Registry) -> None:
    with pytest.raises(NoSbomError, match="has no SBOM attached that can be read") as caught:
        attached(registry)
    assert (caught.value.code, caught.value.exit_status) == ("NW-IMAGE-SBOM", 2)
    assert "navwarn image attachments" in caught.value.hint
    provenance = Blob(statement(made.PROVENANCE, {}, ONE.root), made.IN_TOTO)
    attach(registry, ONE.root, artifact(provenance))
    with pytest.raises(NoSbomError):
        attached(registry)
    attach_by_tag(registry, ONE.root, "sbom", artifact(Blob(b"SPDXVersion: SPDX-2.3", "text/spdx")))
    with pytest.raises(NoSbomError, match="but one as text/spdx, which is not read"):
        attached(registry)


def test_to_what_is_no_image_nothing_can_be_attached(tmp_path: Path) -> None:
    root = write_root(tmp_path / "root", FILES)
    for reference in (root, f"apk:{root}/lib/apk/db/installed"):
        with pytest.raises(NoSbomError, match="nothing can be attached to"):
            read(reference, is_attached=True)
    (tmp_path / "sbom.json").write_bytes(spdx())
    assert packages(read(tmp_path / "sbom.json", is_attached=True)) == ["told 1-r0"], "it is one already"


@pytest.mark.parametrize("wrap", [lambda data: data, dsse, made.bundle], ids=["bare", "dsse", "bundle"])
def test_a_statement_in_a_file_is_an_sbom(tmp_path: Path, wrap: Callable[[bytes], bytes]) -> None:
    (tmp_path / "attestation.json").write_bytes(wrap(attested()))
    found = read(tmp_path / "attestation.json")
    assert (packages(found), found.source.kind) == (["told 1-r0"], SourceKind.SPDX)


def test_of_statements_one_to_a_line_the_last_sbom_is_read(tmp_path: Path) -> None:
    lines = [dsse(attested("a@1")), dsse(attested("b@1")), dsse(statement(made.PROVENANCE, {}, ONE.root))]
    (tmp_path / "x").write_bytes(b"\n".join([*lines, b""]))
    assert packages(read(tmp_path / "x")) == ["b 1"]
    (tmp_path / "x").write_bytes(b"\n".join([lines[2], lines[2]]))
    with pytest.raises(DamagedImageError, match=f"states '{made.PROVENANCE}', which is no SBOM"):
        read(tmp_path / "x")
    (tmp_path / "x").write_bytes(json.dumps(json.loads(attested("c@1")), indent=1).encode())
    assert packages(read(tmp_path / "x")) == ["c 1"], "many lines, and one document"


def test_an_envelope_is_known_by_its_payload_where_that_comes_first(tmp_path: Path) -> None:
    many = statement(made.SPDX_PREDICATE, made.spdx(*[f"p{n}@1" for n in range(2000)]), ONE.root)
    envelope = json.loads(dsse(many))
    data = {"payload": envelope["payload"], "payloadType": envelope["payloadType"]}
    (tmp_path / "attestation.json").write_text(json.dumps(data))
    assert len(read(tmp_path / "attestation.json").components) == 2000


def test_an_attestation_of_docker_for_another_image_of_the_index_is_not_read(registry: Registry) -> None:
    arm = image(FILES, architecture="arm64")
    note = {"in-toto.io/predicate-type": made.SPDX_PREDICATE}
    built = made.with_attestations(arm, "linux/arm64", Blob(attested(about=arm.root), made.IN_TOTO, note))
    listed = json.loads(built.blobs[built.root])
    listed["manifests"].insert(0, ONE.descriptor(platform={"os": "linux", "architecture": "amd64"}))
    data = json.dumps(listed).encode()
    registry.push(Image(built.blobs | ONE.blobs | {digest(data): data}, digest(data), built.media_type))
    with pytest.raises(NoSbomError):
        attached(registry)
    assert attached(registry, platform="linux/arm64") == ["told 1-r0"]
