"""Databases of distro packages: what they say, who owns what, and what could not be read is told."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from hypothesis import given
from hypothesis import strategies as st
from packageurl import PackageURL

from navwarn.core.inventory import Component, Distro, Owner, Ownership
from navwarn.images.cataloguers.apk import is_installed, read_installed
from navwarn.images.cataloguers.dpkg import Dpkg
from navwarn.images.cataloguers.os_release import OsRelease
from navwarn.images.interface import MemberFile, OwnedFiles, Reading
from navwarn.images.ownership import with_ownership
from navwarn.images.purl import write_purl
from tests.images.reader import codes, packages, read, said
from tests.images.samples import APK, OS_RELEASE, File, image, symlink, write_layout, write_root

if TYPE_CHECKING:
    from pathlib import Path

    from navwarn.images.interface import Cataloguer

STATUS = b"""Package: libc6
Status: install ok installed
Architecture: amd64
Multi-Arch: same
Source: glibc
Version: 2.36-9+deb12u4
Description: GNU C Library
 Version: not this one
 .
 and more

Package: libdb5.3
Status: install ok installed
Source: db5.3 (5.3.28+dfsg2-1)
Version: 5.3.28+dfsg2-1+b1
Architecture: amd64

Package: gone
Status: deinstall ok config-files
Version: 1
Architecture: amd64

Package: held
Status: hold ok half-configured
Version: 2:1.0~rc1-1
Architecture: all"""
DEBIAN = b'PRETTY_NAME="Debian GNU/Linux 12 (bookworm)"\nVERSION_ID="12"\nID=debian\n'


def read_file(cataloguer: Cataloguer, path: str, data: bytes) -> Reading:
    assert cataloguer.wants(path, len(data), 0o644)
    return cataloguer.read(MemberFile(path, len(data), 0o644, data))


def test_apk_packages_have_origin_architecture_licence_and_files() -> None:
    reading = read_installed(APK, "/lib/apk/db/installed")
    assert [(one.name, one.origin, one.origin_version, one.licenses) for one in reading.components] == [
        ("libcrypto3", "openssl", "3.1.4-r1", ("Apache-2.0",)),
        ("nghttp2", "nghttp2", "1.55.1-r0", ()),
    ]
    folder = "/usr/lib/python3.12/site-packages/jinja2.dist-info"
    assert [files.paths for files in reading.owned] == [
        {"/usr/lib/libcrypto.so.3"},
        {f"{folder}/METADATA", f"{folder}/RECORD"},
    ]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        (b"P:a\nV:1", ["a 1"]),
        (b"P:a\nV:1\n\n\n\nP:b\nV:2\n", ["a 1", "b 2"]),
        (b"P:a\r\nV:1\r\n\r\nP:b\r\nV:2", ["a 1", "b 2"]),
        ("P:ä\nV:1\nm:Ünal <x@y>\n".encode(), ["ä 1"]),
        (b"P:\xff\nV:1\n", ["\\xff 1"]),
        (b"C:Q1\nP:a\nC:Q1\nV:1\nF:\nR:x\nZ:Q1\nR:y\nZ:Q1\n", ["a 1"]),
        (b"P:.build-deps\nV:20240101.000000\n", [".build-deps 20240101.000000"]),
        (b"", []),
    ],
)
def test_apk_databases_with_their_oddities_are_read(text: bytes, expected: list[str]) -> None:
    reading = read_installed(text, "/x")
    assert ([f"{one.name} {one.version}" for one in reading.components], reading.remarks) == (expected, ())


def test_files_in_the_root_are_owned_as_well() -> None:
    assert read_installed(b"P:a\nV:1\nF:\nR:x\nF:etc/\nR:y\n", "/x").owned[0].paths == {"/x", "/etc/y"}


def test_distroless_keeps_a_package_under_another_name(tmp_path: Path) -> None:
    """``base-files`` lies in ``base``, and the list of its files beside it."""
    folder, tool = "var/lib/dpkg/status.d", "usr/lib/python3/a.dist-info/METADATA"
    files = [
        File(f"{folder}/base", b"Package: base-files\nVersion: 12.4\nArchitecture: amd64\n"),
        File(f"{folder}/base.md5sums", f"{'d' * 32}  {tool}\n".encode()),
        File(tool, b"Name: a\nVersion: 1\n"),
    ]
    found = {one.name: one for one in read(write_layout(tmp_path, image(files))).components}
    assert found["a"].ownership is Ownership.OWNED
    assert found["a"].owner == Owner("deb", "base-files", "12.4", "base-files")


def test_packages_without_name_or_version_are_told(tmp_path: Path) -> None:
    files = [File("etc/os-release", OS_RELEASE), File("lib/apk/db/installed", APK + b"\nP:a\n\nV:1\n")]
    found = read(write_layout(tmp_path, image(files)))
    assert (len(found.components), codes(found)) == (2, ["damaged-apk"])
    assert "2 packages without name or version were not read" in found.remarks[0].message
    (one,) = said(Dpkg(), b"Package: a\n", "/var/lib/dpkg/status").remarks
    assert one.message == "/var/lib/dpkg/status: 1 package without name or version was not read"


def test_dpkg_packages_have_source_and_source_version() -> None:
    reading = read_file(Dpkg(), "/var/lib/dpkg/status", STATUS)
    assert [(one.name, one.version, one.origin, one.origin_version) for one in reading.components] == [
        ("libc6", "2.36-9+deb12u4", "glibc", "2.36-9+deb12u4"),
        ("libdb5.3", "5.3.28+dfsg2-1+b1", "db5.3", "5.3.28+dfsg2-1"),
        ("held", "2:1.0~rc1-1", "held", "2:1.0~rc1-1"),
    ]


def test_a_debian_image_has_its_packages_with_purls_and_owners(tmp_path: Path) -> None:
    files = [
        File("usr/lib/os-release", DEBIAN),
        symlink("etc/os-release", "../usr/lib/os-release"),
        File("var/lib/dpkg/status", STATUS),
        File("var/lib/dpkg/info/libc6:amd64.list", b"/.\n/lib/x86_64-linux-gnu/libc.so.6\n"),
        File("var/lib/dpkg/info/libc6:amd64.md5sums", b"d" * 32 + b"  usr/share/doc/libc6\n"),
    ]
    found = read(write_layout(tmp_path, image(files)))
    assert found.distro == Distro("debian", "12", (), "Debian GNU/Linux 12 (bookworm)")
    assert [one.purl for one in found.components] == [
        "pkg:deb/debian/held@2:1.0~rc1-1?arch=all&distro=debian-12",
        "pkg:deb/debian/libc6@2.36-9%2Bdeb12u4?arch=amd64&distro=debian-12&upstream=glibc",
        "pkg:deb/debian/libdb5.3@5.3.28%2Bdfsg2-1%2Bb1?arch=amd64&distro=debian-12&upstream=db5.3%405.3.28%2Bdfsg2-1",
    ]
    assert found.remarks == ()


def test_a_status_for_each_package_is_read_also_behind_a_link(tmp_path: Path) -> None:
    files = [
        File("etc/os-release", DEBIAN),
        File("data/status.d/base", b"Package: base-files\nVersion: 12\nArchitecture: amd64\n"),
        File("data/status.d/base.md5sums", b"d" * 32 + b"  etc/debian_version\n"),
        symlink("var/lib/dpkg", "../../data"),
    ]
    found = read(write_layout(tmp_path, image(files)))
    assert packages(found) == ["base-files 12"]
    assert found.components[0].locations == ("/var/lib/dpkg/status.d/base",)


def test_the_lists_of_dpkg_name_what_a_package_owns() -> None:
    listed = read_file(Dpkg(), "/var/lib/dpkg/info/libc6:amd64.list", b"/.\n/lib\n/lib/a\nx\n")
    summed = read_file(
        Dpkg(), "/var/lib/dpkg/info/zlib1g.md5sums", b"0" * 32 + b"  usr/a b\n" + b"0" * 32 + b"  ./c\n\n"
    )
    assert listed.owned == (OwnedFiles("deb", "libc6", "amd64", frozenset({"/.", "/lib", "/lib/a"})),)
    assert summed.owned == (OwnedFiles("deb", "zlib1g", "", frozenset({"/usr/a b", "/c"})),)


@pytest.mark.parametrize(
    ("path", "code"),
    [
        ("var/lib/rpm/Packages", "rpm-database"),
        ("usr/lib/sysimage/rpm/rpmdb.sqlite", "rpm-database"),
        ("var/lib/rpm/Packages.db", "rpm-database"),
        ("var/lib/rpmmanifest/container-manifest-2", "rpm-database"),
        ("var/lib/chisel/manifest.wall", "chisel-database"),
        ("var/lib/pacman/local/ALPM_DB_VERSION", "pacman-database"),
        ("usr/lib/opkg/status", "opkg-database"),
        ("nix/var/nix/db/db.sqlite", "nix-database"),
    ],
)
def test_other_databases_are_not_read_and_nobody_takes_that_for_clean(
    tmp_path: Path, path: str, code: str
) -> None:
    module = File("opt/a/package.json", b'{"name": "a", "version": "1"}')
    found = read(write_root(tmp_path, [File(path, b"x"), File("etc/os-release", b"ID=fedora\n"), module]))
    assert (codes(found), found.components[0].ownership) == ([code], Ownership.UNKNOWN)


def test_packages_of_an_unknown_distribution_are_told(tmp_path: Path) -> None:
    found = read(write_root(tmp_path, [File("lib/apk/db/installed", APK)]))
    assert (found.distro, codes(found)) == (None, ["no-distribution"])


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        (OS_RELEASE, Distro("wolfi", "20230201", (), "Wolfi")),
        (
            b'ID=\'rocky\'\nID_LIKE="rhel centos fedora"\nVERSION_ID="9.3"\n',
            Distro("rocky", "9.3", ("rhel", "centos", "fedora")),
        ),
        (b'# ID=no\n  ID="a\\"b" \nJUNK\n', Distro('a"b')),
        (b"VERSION_ID=1\n", Distro("linux", "1")),
        (b'ID="open\n', Distro('"open')),
        (b"ID=\xff\n", Distro("\ufffd")),
        (b"\n# nothing\n", None),
    ],
)
def test_os_release_is_read_as_a_shell_reads_it(text: bytes, expected: Distro | None) -> None:
    assert read_file(OsRelease(), "/etc/os-release", text).distro == expected


def test_os_release_in_etc_counts_more(tmp_path: Path) -> None:
    files = [File("etc/os-release", b"ID=first\n"), File("usr/lib/os-release", b"ID=second\n")]
    found = read(write_root(tmp_path, files))
    assert found.distro == Distro("first")


def test_a_file_is_known_as_a_database_of_apk_by_its_first_package() -> None:
    assert is_installed(APK)
    assert not is_installed(b"Package: a\nVersion: 1\n")
    assert not is_installed(b"P:a\n\nV:1\n")


APKS = [Component("apk", name, "1-r0", architecture="x86_64", origin="o") for name in ("a", "b")]
GEM = Component("gem", "uri", "1", locations=("/usr/lib/uri.gemspec", "/usr/lib/uri.rb"))


def owner_of(*paths: tuple[str, ...], **settings: object) -> tuple[Ownership, str]:
    """Who owns the gem where the packages a, b own these paths."""
    owned = [OwnedFiles("apk", "ab"[at], "x86_64", frozenset(some)) for at, some in enumerate(paths)]
    found = with_ownership([*APKS, GEM], owned, **settings)[-1]  # type: ignore[arg-type]
    return found.ownership, found.owner.name if found.owner else ""


@pytest.mark.parametrize(
    ("paths", "expected"),
    [
        ((GEM.locations,), (Ownership.OWNED, "a")),
        (((), (*GEM.locations, "/x")), (Ownership.OWNED, "b")),
        ((GEM.locations[:1], GEM.locations[1:]), (Ownership.UNOWNED, "")),
        ((GEM.locations[:1],), (Ownership.UNOWNED, "")),
        ((), (Ownership.UNOWNED, "")),
        ((GEM.locations, GEM.locations), (Ownership.OWNED, "a")),
    ],
)
def test_a_component_is_owned_by_the_package_that_has_all_its_evidence(
    paths: tuple[tuple[str, ...], ...], expected: tuple[Ownership, str]
) -> None:
    assert owner_of(*paths) == expected


def test_paths_are_compared_where_links_lead_to() -> None:
    merged = ("/lib/uri.gemspec", "/lib/uri.rb")
    assert owner_of(merged) == (Ownership.UNOWNED, "")
    assert owner_of(
        merged,
        canonical=lambda path: path.replace("/lib", "/usr/lib", 1) if path.startswith("/lib") else path,
    ) == (Ownership.OWNED, "a")


def test_where_files_of_packages_are_not_known_nothing_is_called_unowned() -> None:
    assert owner_of(is_complete=False) == (Ownership.UNKNOWN, "")
    assert owner_of(GEM.locations, is_complete=False) == (Ownership.OWNED, "a")


def test_an_owner_has_the_origin_of_its_package() -> None:
    found = with_ownership([*APKS, GEM], [OwnedFiles("apk", "b", "", frozenset(GEM.locations))])
    assert found[-1].owner == Owner("apk", "b", "1-r0", "o")
    assert found[0] == APKS[0]


def test_files_of_a_package_that_is_not_installed_own_nothing() -> None:
    found = with_ownership([GEM], [OwnedFiles("apk", "z", "", frozenset(GEM.locations))])
    assert found[0].ownership is Ownership.UNOWNED


PARTS = st.text("abXZ019-._~+@%# é?&=", min_size=1, max_size=8)


@given(PARTS, PARTS, PARTS, PARTS)
def test_purls_are_written_as_the_library_of_the_field_writes_them(
    namespace: str, name: str, version: str, value: str
) -> None:
    parts = [f"a{part}b" for part in (namespace, name, version, value)]
    expected = PackageURL("generic", parts[0], parts[1], parts[2], {"arch": parts[3]}, "s p/q").to_string()
    found = write_purl(
        "generic",
        parts[1],
        parts[2],
        namespace=parts[0],
        qualifiers={"arch": parts[3], "empty": ""},
        subpath="s p/q",
    )
    assert found == expected


def test_a_purl_may_have_a_name_alone() -> None:
    assert write_purl("apk", "a") == "pkg:apk/a"
