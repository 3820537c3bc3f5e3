"""SBOMs as they come out of attestations, of other programs' answers and of PowerShell."""

from __future__ import annotations

import base64
import json
from typing import TYPE_CHECKING, Any

import pytest

from navwarn.images.interface import DamagedImageError, PlatformError
from navwarn.workflows.sbom import read_sbom
from tests.images.documents import package
from tests.images.reader import packages, read

if TYPE_CHECKING:
    from pathlib import Path

SBOM = {
    "spdxVersion": "SPDX-2.3",
    "creationInfo": {"creators": ["Tool: buildkit-v0.12"]},
    "packages": [package("a", "pkg:apk/wolfi/a@1-r0?upstream=b")],
}
STATEMENT = {
    "_type": "https://in-toto.io/Statement/v0.1",
    "predicateType": "https://spdx.dev/Document",
    "subject": [{"name": "app", "digest": {"sha256": "a" * 64}}],
    "predicate": SBOM,
}


def envelope(payload: bytes) -> dict[str, Any]:
    """A DSSE envelope, as ``cosign download attestation`` prints it."""
    text = base64.b64encode(payload).decode()
    return {"payloadType": "application/vnd.in-toto+json", "payload": text, "signatures": [{"sig": "x"}]}


SIGNED = envelope(json.dumps(STATEMENT).encode())
PADDED = base64.urlsafe_b64encode(json.dumps(STATEMENT).encode() + b" ").decode()
UNPADDED = SIGNED | {"payload": PADDED.rstrip("=")}
assert len(UNPADDED["payload"]) < len(PADDED)
BOM = {
    "bomFormat": "CycloneDX",
    "components": [{"type": "library", "name": "a", "purl": "pkg:apk/wolfi/a@1-r0"}],
}


@pytest.mark.parametrize(
    "document",
    [
        json.dumps(SBOM).encode("utf-16"),
        b"\xfe\xff" + json.dumps(SBOM).encode("utf-16-be"),
        json.dumps(STATEMENT).encode(),
        json.dumps(SIGNED).encode() + b"\n",
        json.dumps(SIGNED).encode("utf-16"),
        json.dumps(UNPADDED).encode(),
        json.dumps({"SPDX": SBOM}).encode(),
        json.dumps({"sbom": SBOM}).encode(),
        json.dumps(STATEMENT | {"predicateType": "https://cyclonedx.org/bom", "predicate": BOM}).encode(),
    ],
)
def test_an_sbom_is_read_whatever_is_around_it(document: bytes, tmp_path: Path) -> None:
    (tmp_path / "x.json").write_bytes(document)
    assert packages(read(tmp_path / "x.json")) == ["a 1-r0"]
    assert packages(read(f"sbom:{tmp_path / 'x.json'}")) == ["a 1-r0"]
    assert packages(read_sbom(document, max_bytes=100_000)) == ["a 1-r0"]


def test_an_sbom_may_name_the_words_of_envelopes(tmp_path: Path) -> None:
    (tmp_path / "x.json").write_text(
        json.dumps(SBOM | {"comment": {"payloadType": "x"}, "predicateType": "y"})
    )
    assert packages(read(tmp_path / "x.json")) == ["a 1-r0"]


@pytest.mark.parametrize(
    ("document", "why"),
    [
        (b"\xff\xfe{", "is no SBOM that can be read"),
        (b"\xff\xfe" + "{}".encode("utf-16-le"), "holds no SBOM of a format that can be read"),
        (json.dumps(SIGNED | {"payload": "!"}).encode(), "is no statement that can be read: it is no base64"),
        (json.dumps(SIGNED | {"payload": 7}).encode(), "is no SBOM that can be read"),
        (json.dumps(STATEMENT | {"predicate": {}}).encode(), "is no SBOM that can be read"),
        (
            json.dumps(envelope(json.dumps(envelope(json.dumps(SIGNED).encode())).encode())).encode(),
            "is no statement that can be read",
        ),
    ],
)
def test_what_holds_no_sbom_is_refused_in_one_sentence(document: bytes, why: str, tmp_path: Path) -> None:
    (tmp_path / "x.json").write_bytes(document)
    with pytest.raises(DamagedImageError, match=why):
        read(tmp_path / "x.json")


@pytest.mark.parametrize(
    ("document", "form"),
    [
        (b'<bom xmlns="http://cyclonedx.org/schema/bom/1.5"/>', "CycloneDX in XML"),
        (b"SPDXVersion: SPDX-2.3\n", "SPDX as tags and values"),
        (b'{"@context": "https://spdx.org/rdf/3.0.1/spdx-context.jsonld"}', "SPDX 3"),
    ],
)
def test_a_form_that_is_not_read_is_named(document: bytes, form: str, tmp_path: Path) -> None:
    (tmp_path / "x").write_bytes(document)
    with pytest.raises(DamagedImageError) as refused:
        read(tmp_path / "x")
    assert refused.value.hint == f"It is {form}: give the same as JSON of SPDX 2 or CycloneDX."


LONG = "the licences of everything in it " * 4000
SYFT = {"artifacts": [{"name": "a", "version": "1-r0", "type": "apk", "purl": "pkg:apk/wolfi/a@1-r0"}]}


@pytest.mark.parametrize("document", [SBOM, BOM, SYFT])
@pytest.mark.parametrize("start", ["", "\ufeff", "\n  "])
def test_json_has_no_order_by_which_an_sbom_is_known(
    document: dict[str, Any], start: str, tmp_path: Path
) -> None:
    whole = {"comment": {"text": LONG, "bomFormat": "", "spdxVersion": "", "artifacts": []}} | document
    data = (start + json.dumps(whole)).encode()
    (tmp_path / "x.json").write_bytes(data)
    assert packages(read(tmp_path / "x.json")) == ["a 1-r0"]
    assert packages(read_sbom(data, max_bytes=len(data))) == ["a 1-r0"]


@pytest.mark.parametrize("mark", [b"", b"\xef\xbb\xbf"])
@pytest.mark.parametrize(
    "document",
    [
        SBOM,
        BOM,
        {"artifacts": [{"name": "a", "version": "1-r0", "type": "apk", "purl": "pkg:apk/wolfi/a@1-r0"}]},
        STATEMENT,
    ],
)
def test_an_sbom_is_known_by_fields_that_come_last(
    document: dict[str, Any], mark: bytes, tmp_path: Path
) -> None:
    sorted_by_name = json.dumps({"aaa": "x" * 70_000, **document}).encode()
    (tmp_path / "x").write_bytes(mark + sorted_by_name)
    assert packages(read(tmp_path / "x")) == ["a 1-r0"]


def test_json_that_is_no_sbom_is_refused_however_long_it_is(tmp_path: Path) -> None:
    (tmp_path / "x.json").write_bytes(json.dumps({"matches": ["x" * 70_000]}).encode())
    with pytest.raises(DamagedImageError, match="holds no SBOM of a format that can be read"):
        read(tmp_path / "x.json")


def test_a_bom_that_is_asked_for_as_something_else_is_not_said_to_be_in_xml(tmp_path: Path) -> None:
    schema = {"$schema": "http://cyclonedx.org/schema/bom-1.6.schema.json"}
    (tmp_path / "x.json").write_bytes(json.dumps(schema | BOM).encode())
    with pytest.raises(DamagedImageError) as caught:
        read(f"docker-archive:{tmp_path / 'x.json'}")
    assert "XML" not in caught.value.hint


def test_of_sboms_for_several_platforms_one_is_read(tmp_path: Path) -> None:
    theirs = SBOM | {"packages": [package("b", "pkg:apk/wolfi/b@1-r0")]}
    both = {"linux/arm64": {"SPDX": theirs}, "linux/amd64": {"SPDX": SBOM}}
    (tmp_path / "x.json").write_bytes(json.dumps(both).encode())
    assert packages(read(tmp_path / "x.json")) == ["a 1-r0"]
    assert packages(read(tmp_path / "x.json", platform="linux/arm64/v8")) == ["b 1-r0"]
    with pytest.raises(PlatformError, match="has no image for linux/s390x"):
        read(tmp_path / "x.json", platform="linux/s390x")
    with pytest.raises(PlatformError, match="for several platforms"):
        read(tmp_path / "x.json", platform="all")
    (tmp_path / "x.json").write_bytes(json.dumps({"linux/s390x": {"SPDX": theirs}}).encode("utf-16"))
    assert packages(read(tmp_path / "x.json")) == ["b 1-r0"]
