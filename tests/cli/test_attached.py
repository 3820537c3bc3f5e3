"""Attached SBOMs on the command line: listed, read in place of the image, and every output says so."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any

import pytest

from tests.cli.pictures import NEW, OLD, picture
from tests.images import attachments as made
from tests.images.attachments import Blob, artifact, attach, attach_by_tag
from tests.images.loopback import Registry, serving
from tests.images.samples import digest, index

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from tests.cli.conftest import Navwarn

TOLD = "contents as an attached SBOM tells them (spdx-json by apko (0.14.5), sha256:"
UNVERIFIED = "no signature was verified"
_ORIGINS = {"libnghttp2-14": "nghttp2"}


def sbom(packages: tuple[str, ...]) -> Blob:
    """An SPDX document of what an image of the tests has, as it names origins."""
    listed = [words.split(" ") for words in packages]
    document = made.spdx(*[f"{name}@{version}" for name, version, *_ in listed])
    for package, (name, version, *_) in zip(document["packages"], listed, strict=True):
        origin = _ORIGINS.get(name, name)
        purl = f"pkg:apk/acme/{name}@{version}?arch=x86_64&origin={origin}"
        package["externalRefs"] = [{"referenceType": "purl", "referenceLocator": purl}]
    return Blob(json.dumps(document).encode())


@pytest.fixture
def registry() -> Iterator[Registry]:
    """A registry with an old and a new image, to each of which an SBOM is attached."""
    with serving(Registry(referrers={})) as one:
        for packages, tag in ((OLD, "old"), (NEW, "new")):
            image = picture(*packages)
            one.push(image, tag)
            told = artifact(sbom(packages), artifact_type=made.SPDX)
            attach(one, image.root, told, artifactType=made.SPDX)
        yield one


def place(registry: Registry, tag: str) -> str:
    return f"{registry.host}/acme/app:{tag}"


def test_the_findings_are_those_of_the_image_itself(navwarn: Navwarn, home: Path, registry: Registry) -> None:
    def found(*arguments: object) -> Any:
        (item,) = json.loads(navwarn("scan", *arguments, "-o", "json").stdout)["items"]
        return [(one["id"], one["package"]["name"]) for one in item["findings"]], item["image"]["attachment"]

    findings, attachment = found(place(registry, "old"), "--attached")
    itself, nothing = found(home / "old")
    assert (findings, nothing) == (itself, None)
    assert attachment == {
        "digest": digest(sbom(OLD).data),
        "subject": registry.tags["old"],
        "found_by": "referrers",
        "is_verified": False,
    }


@pytest.mark.parametrize("output", ["table", "json", "sarif", "cyclonedx", "markdown"])
def test_every_form_of_a_scan_says_whose_word_it_is(
    navwarn: Navwarn, home: Path, registry: Registry, output: str
) -> None:
    text = navwarn("scan", place(registry, "old"), "--attached", "-o", output).stdout
    assert (TOLD in text and UNVERIFIED in text) or '"is_verified": false' in text
    itself = navwarn("scan", home / "old", "-o", output).stdout
    assert UNVERIFIED not in itself


@pytest.mark.parametrize("output", ["table", "json", "spdx", "cyclonedx"])
def test_every_form_of_an_inventory_says_whose_word_it_is(
    navwarn: Navwarn, home: Path, registry: Registry, output: str
) -> None:
    result = navwarn("image", "inventory", place(registry, "old"), "--attached", "-o", output)
    text = result.stderr if output == "table" else result.stdout
    assert (TOLD in text and UNVERIFIED in text) or '"is_verified": false' in text
    assert "libnghttp2-14" in result.stdout
    assert UNVERIFIED not in "".join((navwarn("image", "inventory", home / "old", "-o", output)).stdout)


@pytest.mark.parametrize("options", [("-o", "table"), ("-o", "json"), ("-o", "markdown"), ("--compat",)])
def test_every_form_of_a_diff_says_whose_word_it_is(
    navwarn: Navwarn, home: Path, registry: Registry, options: tuple[str, ...]
) -> None:
    sides = place(registry, "old"), place(registry, "new")
    result = navwarn("diff", *sides, "--attached", *options)
    text = result.stderr if options == ("--compat",) else result.stdout
    assert text.count(TOLD) == 2
    assert text.count(UNVERIFIED) == 2
    assert "CVE-2023-44487" in result.stdout
    assert home


def test_an_image_is_tracked_by_what_an_attached_sbom_tells(
    navwarn: Navwarn, home: Path, registry: Registry
) -> None:
    result = navwarn("image", "add", place(registry, "old"), "--attached", "-o", "json")
    assert TOLD in result.stderr
    assert UNVERIFIED in result.stderr
    (told,) = json.loads(result.stdout)["items"]
    assert told["digest"] == registry.tags["old"]
    assert [tag["name"] for tag in told["tags"]] == [place(registry, "old")]
    itself = json.loads(navwarn("image", "add", home / "old.tar", "-o", "json").stdout)["items"][0]
    assert told["vulnerabilities"] == itself["vulnerabilities"]


def test_a_kept_sbom_is_compared_with_an_attached_one(
    navwarn: Navwarn, home: Path, registry: Registry
) -> None:
    (home / "old.spdx.json").write_bytes(sbom(OLD).data)
    text = navwarn("diff", home / "old.spdx.json", place(registry, "new"), "--attached").stdout
    assert "2 vulnerabilities gone, 0 new" in text
    assert f"second image: {TOLD}" in text
    assert "first image:" not in text


def test_where_none_is_attached_the_command_ends_with_one_sentence(
    navwarn: Navwarn, home: Path, registry: Registry
) -> None:
    registry.referrers = {}
    for command in (("scan",), ("image", "inventory"), ("image", "add")):
        error = navwarn(*command, place(registry, "old"), "--attached", expect=2).stderr
        assert "old (linux/amd64) has no SBOM attached that can be read" in error
        assert "[NW-IMAGE-SBOM]" in error
    assert "nothing can be attached" in navwarn("scan", home / "root", "--attached", expect=2).stderr


def test_what_is_attached_is_listed(navwarn: Navwarn, registry: Registry, home: Path) -> None:
    subject = registry.tags["old"]
    signature = Blob(b"{}", "application/vnd.dev.cosign.simplesigning.v1+json")
    attach_by_tag(registry, subject, "sig", artifact(signature))
    text = navwarn("image", "attachments", place(registry, "old")).stdout
    head, *rows = [" ".join(line.split()) for line in text.splitlines()]
    (manifest,) = (registry.referrers or {})[subject]
    assert head == "attached to kind type digest bytes found by"
    assert rows == [
        f"linux/amd64 sbom {made.SPDX} {manifest['digest']} {manifest['size']} referrers",
        f"linux/amd64 signature {signature.media_type} {digest(b'{}')} 2 cosign-sig",
    ]
    (item,) = json.loads(navwarn("image", "attachments", place(registry, "old"), "-o", "json").stdout)[
        "items"
    ]
    assert [(one["kind"], one["blobs"] is None) for one in item["attached"]] == [
        ("sbom", True),
        ("signature", False),
    ]
    assert item["attached"][1]["blobs"][0]["kind"] == "signature"
    assert (
        "nothing can be attached" in navwarn("image", "attachments", home / "old.cdx.json", expect=2).stderr
    )


def test_what_is_listed_can_be_fetched(navwarn: Navwarn, registry: Registry, home: Path) -> None:
    subject = registry.tags["old"]
    (manifest,) = (registry.referrers or {})[subject]
    other = Blob(json.dumps(made.cyclonedx("a@1")).encode(), made.CYCLONEDX)
    both = artifact(other, Blob(b"{}", made.DSSE))
    attach_by_tag(registry, subject, "att", both)
    command = ("image", "attachments", place(registry, "old"), "--fetch")
    assert navwarn(*command, manifest["digest"]).stdout == sbom(OLD).data.decode()
    navwarn(*command, digest(other.data), "--out", home / "chosen.json")
    assert (home / "chosen.json").read_bytes() == other.data
    several = navwarn(*command, both.root, expect=2).stderr
    assert "has 2 blobs, not one" in several
    assert digest(other.data) in several
    missing = navwarn(*command, "sha256:" + "0" * 64, expect=2).stderr
    assert "is attached to" in missing
    assert "[NW-IMAGE-MISSING]" in missing


def test_hosts_are_named_as_references_write_them(navwarn: Navwarn, registry: Registry) -> None:
    reference = place(registry, "old")
    for option in ("--insecure", "--allow-private", "--token-host"):
        error = navwarn("image", "inventory", reference, option, "https://a.example/", expect=2).stderr
        assert "is not a host, with its port" in error


def test_where_nothing_is_attached_that_is_said(navwarn: Navwarn, registry: Registry) -> None:
    registry.referrers = {}
    result = navwarn("image", "attachments", place(registry, "old"))
    assert (result.stdout, result.stderr.strip()) == ("", "nothing is attached")


def test_where_nothing_is_attached_to_one_of_several_platforms_it_is_named(
    navwarn: Navwarn, registry: Registry
) -> None:
    several = index((picture(*OLD), "linux/amd64"), (picture(*NEW), "linux/arm64"))
    registry.referrers = {}
    registry.push(several, "both")
    command = ("image", "attachments", place(registry, "both"))
    said = "nothing is attached to linux/amd64; --platform all looks at each platform"
    assert navwarn(*command).stderr.strip() == said
    assert navwarn(*command, "--platform", "all").stderr.strip() == "nothing is attached"


def test_what_tools_wrote_is_shown_as_text(navwarn: Navwarn, registry: Registry) -> None:
    subject, evil = registry.tags["old"], "evil\x1b[31m\n/sbom"
    registry.referrers = {}
    attach(registry, subject, artifact(Blob(b"{}", evil)), artifactType=evil, annotations={"a": evil})
    text = navwarn("image", "attachments", place(registry, "old")).stdout
    assert "\x1b" not in text
    assert len(text.splitlines()) == 2
