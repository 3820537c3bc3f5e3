"""Components: the names that records know them by, and which of them are of a distribution."""

from __future__ import annotations

import pytest

from navwarn.core.instant import Instant
from navwarn.core.inventory import (
    NO_DISTRIBUTION,
    Attachment,
    Component,
    Distro,
    ImageSource,
    Inventory,
    Remark,
    SourceKind,
    storable,
)


@pytest.mark.parametrize(
    ("component", "name", "is_distro"),
    [
        (Component("apk", "zlib", "1.3-r0", "acme"), "zlib", True),
        (Component("deb", "zlib1g", "1:1.2.13", "debian"), "zlib1g", True),
        (Component("golang", "net", "v0.7.0", "golang.org/x"), "golang.org/x/net", False),
        (
            Component("maven", "log4j-core", "2.17", "org.apache.logging"),
            "org.apache.logging:log4j-core",
            False,
        ),
        (Component("npm", "core", "7.0.0", "@babel"), "@babel/core", False),
        (Component("pypi", "jinja2", "3.1"), "jinja2", False),
    ],
)
def test_a_component_has_the_name_that_records_have(
    component: Component, name: str, *, is_distro: bool
) -> None:
    assert (component.full_name, component.is_distro) == (name, is_distro)


def test_a_source_says_whose_word_the_contents_are_where_an_attached_sbom_was_read() -> None:
    attachment = Attachment("sha256:ab", "sha256:cd", "cosign-att")
    source = ImageSource(SourceKind.SPDX, "app", attachment=attachment)
    words = "(spdx-json, sha256:ab, found by cosign-att); no signature was verified"
    assert source.evidence == f"contents as an attached SBOM tells them {words}"
    by_tool = ImageSource(SourceKind.SYFT, "app", tool="syft 1.18.1", attachment=attachment)
    assert "(syft-json by syft 1.18.1, sha256:ab" in by_tool.evidence
    assert ImageSource(SourceKind.SPDX, "app.spdx.json").evidence == ""


def test_that_nobody_knows_the_distribution_hides_nothing() -> None:
    assert Remark("rpm-database", "/var/lib/rpm", "not read").is_unread
    assert not Remark(NO_DISTRIBUTION, "/etc/os-release", "there is none").is_unread


def test_an_sbom_tells_what_nobody_read_from_the_image_itself() -> None:
    told = {kind for kind in SourceKind if kind.is_sbom}
    assert told == {SourceKind.SYFT, SourceKind.SPDX, SourceKind.CYCLONEDX}


@pytest.mark.parametrize(
    ("component", "is_installed"),
    [
        (Component("apk", "zlib", "1.3-r0"), True),
        (Component("oci", "app", "sha256:ab"), False),
        (Component("github", "os", "main", "wolfi-dev", "zlib.yaml"), False),
        (Component("github", "checkout", "v4", "actions", locations=("/ci.yml",)), True),
        (Component("github", "openssl", "3.5.0", "openssl"), False),
        (
            Component("generic", "zlib", "1.3", purl="pkg:generic/zlib@1.3?vcs_url=git%2Bhttps%3A%2F%2Fx"),
            False,
        ),
        (Component("generic", "busybox", "1.36", purl="pkg:generic/busybox@1.36"), True),
    ],
)
def test_sources_and_the_image_itself_are_not_installed(component: Component, *, is_installed: bool) -> None:
    assert component.is_installed is is_installed


def test_what_no_database_could_store_is_replaced_and_nothing_else() -> None:
    source = ImageSource(SourceKind.SYFT, "app", tag="1\0", platform="linux\0")
    held = Component("apk", "a\0b", "1\\u0000", "acme", locations=("/\0\0\\\0",), purl="pkg:apk/acme/a%00b@1")
    found = storable(Inventory(source, Distro("acme\0"), (held,), created=Instant(1)))
    assert (found.source.tag, found.source.platform) == ("1\ufffd", "linux\ufffd")
    assert found.distro == Distro("acme\ufffd")
    assert found.created == 1
    (component,) = found.components
    assert (component.name, component.version) == ("a\ufffdb", "1\\u0000")
    assert component.locations == ("/\ufffd\ufffd\\\ufffd",)
    assert storable(found) is not found, "it looks closer at what only looks so"
    assert storable(found) == found
    whole = Inventory(source=ImageSource(SourceKind.SYFT, "app"))
    assert storable(whole) is whole
