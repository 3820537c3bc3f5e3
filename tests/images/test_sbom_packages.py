"""Which packages SBOMs name: by URLs, without any, twice; and what of them is only guessed."""

from __future__ import annotations

import pytest

from tests.images.documents import artifact, cyclonedx, only, package, part, spdx, syft


def test_packages_without_a_purl_are_a_remark_and_what_is_no_package_is_none() -> None:
    found = spdx(package("a", versionInfo="1"), package("b", versionInfo="2"), package("c"), {"name": "d"})
    assert found.components == ()
    assert [(one.code, one.message) for one in found.remarks] == [
        ("missing-purl", "2 packages have no URL that says what it is, the first 'a@1'")
    ]
    found = cyclonedx(
        {"type": "library", "group": "@types", "name": "node", "version": "1", "purl": None},
        {"type": "file", "name": "/etc/passwd", "version": "1"},
        {"type": "application", "name": "app/package-lock.json"},
    )
    assert found.components == ()
    assert [(one.code, one.subject) for one in found.remarks] == [("missing-purl", "@types/node@1")]


def test_what_a_document_is_about_is_not_in_itself() -> None:
    root = {"spdxElementId": "SPDXRef-DOCUMENT", "relationshipType": "DESCRIBES"}
    related = [root | {"relatedSpdxElement": "SPDXRef-app"}]
    assert spdx(package("app", versionInfo="1"), relationships=related).remarks == ()
    for purpose in ("OPERATING-SYSTEM", "CONTAINER", "FILE", "SOURCE"):
        assert spdx(package("app", versionInfo="1", primaryPackagePurpose=purpose)).remarks == ()


def test_packages_of_a_distribution_that_syft_does_not_know_stay_packages_of_one() -> None:
    """Syft gives them no purl; whoever names the distribution wants them judged."""
    acquired = "acquired package info from APK DB: /lib/apk/db/installed"
    one = only(spdx(package("libssl3", versionInfo="3-r0", sourceInfo=acquired), tool="syft-1.18.1"))
    assert (one.type, one.name, one.version, one.is_origin_known) == ("apk", "libssl3", "3-r0", False)
    told = {"syft_package_type": "apk", "syft_metadata_originPackage": "openssl"}
    nameless = part("", **told) | {"name": "libssl3", "version": "3-r0"}
    for one in (
        only(cyclonedx(nameless)),
        only(syft(artifact("libssl3", "3-r0", "", originPackage="openssl") | {"type": "apk"})),
    ):
        assert (one.type, one.name, one.version) == ("apk", "libssl3", "3-r0")
        assert (one.origin, one.is_origin_known) == ("openssl", True)


def test_a_package_that_is_listed_twice_is_one_and_two_without_purls_are_two() -> None:
    """Syft lists the packages of each of two databases."""
    purl = "pkg:apk/wolfi/a@1-r0?arch=x86_64"
    one = only(syft(artifact("a", "1-r0", purl, "/lib/apk"), artifact("a", "1-r0", purl, "/usr/lib/apk")))
    assert one.locations == ("/lib/apk", "/usr/lib/apk")
    assert only(cyclonedx(part(purl), part(purl))).name == "a"
    assert only(spdx(package("a", purl), package("b", purl))).name == "a"
    turned = "pkg:apk/wolfi/a@1-r0?distro=wolfi-1&arch=x86_64"
    assert only(cyclonedx(part(f"{purl}&distro=wolfi-1"), part(turned))).purl == f"{purl}&distro=wolfi-1"
    wheels = [part("pkg:pypi/a@1", syft_location_0_path=path) for path in ("/a", "/b")]
    assert len(cyclonedx(*wheels).components) == 2
    nameless = [artifact(name, "1-r0", "") | {"type": "apk"} for name in "ab"]
    assert len(syft(*nameless).components) == 2


def test_the_group_of_a_java_archive_is_known_where_its_build_told_it() -> None:
    for purl, is_known in (
        ("pkg:maven/org.acme/app@1", True),
        ("pkg:maven/app/app@1", False),  # what Syft writes where nothing hints at a group
        ("pkg:maven/app@1", False),
        ("pkg:npm/app@1", True),
    ):
        for one in (
            only(spdx(package("app", purl))),
            only(cyclonedx(part(purl))),
            only(syft(artifact("app", "1", purl))),
        ):
            assert one.is_namespace_known is is_known
    hinted = artifact("app", "1", "pkg:maven/org.acme/app@1", manifest={"main": []})
    assert not only(syft(hinted)).is_namespace_known
    for name in ("pomProperties", "pomProject"):
        hinted["metadata"] = {"manifest": {}, name: {"groupId": "org.acme"}}
        assert only(syft(hinted)).is_namespace_known
    for group in ("commons-io", ""):
        named = {"manifest": {}, "pomProperties": {"groupId": group}}
        archive = artifact("commons-io", "1", "pkg:maven/commons-io/commons-io@1") | {"metadata": named}
        assert only(syft(archive)).is_namespace_known is bool(group)


def test_syft_names_the_main_module_of_a_go_program() -> None:
    commit = "v0.0.0-20230101000000-0123456789ab"
    main, used = (f"pkg:golang/example.com/{name}@{commit}" for name in ("app", "used"))
    told = {"syft_metadata_mainModule": "example.com/app"}
    documents = (
        syft(
            artifact("example.com/app", commit, main, mainModule="example.com/app"),
            artifact("example.com/used", commit, used, mainModule="example.com/app"),
        ),
        cyclonedx(
            part(main, **told) | {"name": "example.com/app"},
            part(used, **told) | {"name": "example.com/used"},
        ),
    )
    for found in documents:
        assert [(one.name, one.is_version_known) for one in found.components] == [
            ("app", False),
            ("used", True),
        ]


@pytest.mark.parametrize(
    ("purl", "version", "origin", "origin_version"),
    [
        ("pkg:rpm/fedora/bash@5.2-3.fc39?epoch=2", "2:5.2-3.fc39", "bash", "2:5.2-3.fc39"),
        ("pkg:rpm/fedora/bash@5.2-3.fc39?epoch=0", "5.2-3.fc39", "bash", "5.2-3.fc39"),
        ("pkg:deb/debian/vim@1%3A2?epoch=1", "1:2", "vim", "1:2"),
        ("pkg:apk/wolfi/a@1-r0?epoch=3", "1-r0", "a", "1-r0"),
        (
            "pkg:rpm/fedora/vim-minimal@9-1.fc39?epoch=2&upstream=vim-common-9-1.fc39.src.rpm",
            "2:9-1.fc39",
            "vim-common",
            "2:9-1.fc39",
        ),
        ("pkg:rpm/suse/libz1@1-1?upstream=zlib-1.2-9.nosrc.rpm", "1-1", "zlib", "1.2-9"),
    ],
)
def test_epochs_and_sources_of_rpm_stand_in_qualifiers(
    purl: str, version: str, origin: str, origin_version: str
) -> None:
    one = only(cyclonedx(part(purl)))
    assert (one.version, one.origin, one.origin_version) == (version, origin, origin_version)


def test_an_artifact_without_a_purl_is_kept_by_its_name() -> None:
    one = only(syft(artifact("busybox", "1.36.1", "", "/bin/busybox")))
    assert (one.type, one.name, one.version, one.purl) == ("generic", "busybox", "1.36.1", "")


def test_what_an_image_is_said_to_consist_of_is_in_it() -> None:
    inner = part("pkg:apk/wolfi/a@1-r0")
    found = cyclonedx(component={"type": "container", "name": "app", "components": [inner]})
    assert only(found).name == "a"


def test_fields_that_say_nothing_may_be_null() -> None:
    licenses = [{"license": {"id": None, "name": "Odd"}}, {"expression": None}, {"license": None}]
    one = part("pkg:apk/wolfi/a@1-r0") | {"licenses": licenses}
    assert only(cyclonedx(one)).licenses == ("Odd",)


def test_the_type_of_a_reference_may_be_written_as_a_url() -> None:
    one = package("a", "pkg:apk/wolfi/a@1-r0")
    one["externalRefs"][0]["referenceType"] = "http://spdx.org/rdf/references/purl"
    assert only(spdx(one)).name == "a"


def test_a_package_of_a_distribution_has_the_capitals_that_its_url_has_not() -> None:
    purl = "pkg:apk/alpine/r@4.3-r0?arch=x86_64"
    for one in (
        only(spdx(package("R", purl))),
        only(cyclonedx(part(purl) | {"name": "R"})),
        only(syft(artifact("R", "4.3-r0", purl))),
    ):
        assert (one.name, one.origin, one.purl) == ("R", "R", purl)
    assert only(spdx(package("other", purl))).name == "r"
