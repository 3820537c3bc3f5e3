"""What Java archives say of themselves, of what was built into them, and of the archives within them."""

from __future__ import annotations

import random
import struct
import time
import zipfile

import pytest

from navwarn.images.cataloguers.java import Java
from navwarn.images.cataloguers.java_manifest import parse_manifest, split_file_name
from navwarn.images.cataloguers.zip_file import ZipError, ZipFile
from navwarn.images.interface import MemberFile, Reading
from tests.images.binaries import build, jar, manifest

MANIFEST = "META-INF/MANIFEST.MF"


def said(content: bytes, name: str) -> Reading:
    return Java().read(MemberFile(f"/opt/{name}", len(content), 0o644, content))


def purls(name: str, files: dict[str, bytes | str]) -> list[str]:
    reading = said(jar(files), name)
    assert not reading.remarks
    return [one.purl.removeprefix("pkg:maven/") for one in reading.components]


@pytest.mark.parametrize(
    ("name", "fields", "purl"),
    [
        ("plain-1.0.jar", {}, "plain/plain@1.0"),
        (
            "plain.jar",
            {"Implementation_Version": "3.4", "Implementation_Vendor_Id": "com.acme"},
            "com.acme/plain@3.4",
        ),
        ("plain.jar", {"Bundle_SymbolicName": "org.acme.x;singleton:=true"}, "org.acme.x/plain"),
        ("plain.jar", {"Main_Class": "org.acme.Main"}, "org.acme.Main/plain"),
        ("org.foo.bar-1.1.jar", {}, "bar/bar@1.1"),
        ("org.eclipse.osgi-1.1.jar", {}, "org.eclipse.osgi/org.eclipse.osgi@1.1"),
        ("log4j-1.2-api-2.17.0.jar", {}, "log4j/log4j@1.2-api-2.17.0"),
        ("my_tool_1.2.jar", {}, "my_tool/my_tool@1.2"),
        ("3d.jar", {"Bundle_Name": "Three", "Specification_Version": "7"}, "Three/Three@7"),
        (
            "git.hpi",
            {"Short_Name": "git", "Plugin_Version": "1.5", "Group_Id": "org.jenkins-ci"},
            "org.jenkins-ci/git@1.5",
        ),
        (
            "x-1.1.jar",
            {"Created_By": "Apache Maven Bundle Plugin", "Bundle_SymbolicName": "org.felix.framework"},
            "org.felix.framework/framework@1.1",
        ),
    ],
)
def test_an_archive_is_named_by_its_file_and_its_manifest(
    name: str, fields: dict[str, str], purl: str
) -> None:
    assert purls(name, {MANIFEST: manifest(**fields)}) == [purl]


def test_an_archive_without_a_manifest_is_named_by_its_file_if_that_has_a_version() -> None:
    assert purls("spring-core-5.3.17.jar", {"A.class": b""}) == ["spring-core/spring-core@5.3.17"]
    assert purls("classes.jar", {"A.class": b""}) == []
    only = build("org.g", "one", "1")
    assert purls("shaded-2.jar", {**only}) == ["org.g/one@1"]


@pytest.mark.parametrize(
    ("files", "is_known"),
    [
        ({MANIFEST: manifest(Implementation_Vendor_Id="org.acme")}, False),
        ({MANIFEST: manifest(), **build("", "app", "1.0")}, False),
        ({MANIFEST: manifest(), **build("org.acme", "app", "1.0")}, True),
        ({**build("org.acme", "app", "1.0")}, True),
        ({**build("", "app", "1.0")}, False),
    ],
)
def test_only_the_properties_of_a_build_tell_the_group(files: dict[str, bytes | str], is_known: bool) -> None:
    (one,) = said(jar(files), "app-1.0.jar").components
    assert (one.name, one.version, one.is_namespace_known) == ("app", "1.0", is_known)


def test_the_properties_of_a_build_say_best_what_an_archive_is() -> None:
    files: dict[str, bytes | str] = {MANIFEST: manifest(), **build("org.acme", "app-core", "2.0.1")}
    assert purls("app-core.jar", files) == ["org.acme/app-core@2.0.1"]
    assert purls("app-2.jar", files) == ["org.acme/app-core@2.0.1"]


def test_what_was_put_into_an_archive_is_found_beside_the_archive_itself() -> None:
    files: dict[str, bytes | str] = {
        MANIFEST: manifest(),
        **build("org.g", "one", "1"),
        **build("org.g", "two", "2"),
    }
    assert purls("shaded-2.0.jar", files) == ["shaded/shaded@2.0", "org.g/one@1", "org.g/two@2"]
    assert purls("two-9.jar", files) == ["org.g/two@2", "org.g/one@1"]


def test_two_builds_of_one_artifact_in_an_archive_are_two_packages() -> None:
    files: dict[str, bytes | str] = {
        MANIFEST: manifest(),
        **build("org.g", "one", "5"),
        **build("org.other", "one", "4"),
    }
    assert purls("one-5.jar", files) == ["org.g/one@5", "org.other/one@4"]


def test_an_archive_without_a_manifest_is_what_was_built_into_it() -> None:
    assert purls("x.jar", {**build("org.g", "one", "1")}) == ["org.g/one@1"]
    assert purls("x.jar", {"a.class": b""}) == []


@pytest.mark.parametrize("method", [zipfile.ZIP_STORED, zipfile.ZIP_DEFLATED])
def test_archives_within_archives_are_read(method: int) -> None:
    inner = jar({MANIFEST: manifest(), "deep/inner-3.jar": jar({MANIFEST: manifest()})}, method)
    content = jar({MANIFEST: manifest(), "WEB-INF/lib/in-1.0.jar": inner, "x.zip": b"not read"}, method)
    reading = said(content, "fat.war")
    assert [one.purl for one in reading.components] == [
        "pkg:maven/fat/fat",
        "pkg:maven/in/in@1.0",
        "pkg:maven/inner/inner@3",
    ]
    assert {one.locations for one in reading.components} == {("/opt/fat.war",)}


def test_an_archive_may_start_itself() -> None:
    content = b"#!/bin/sh\nexec java -jar $0\n" + jar({MANIFEST: manifest()})
    assert [one.name for one in said(content, "app-1.jar").components] == ["app"]


def test_large_archives_have_wide_directories() -> None:
    wide = widened(jar({MANIFEST: manifest(Main_Class="org.Main")}))
    assert [one.purl for one in said(wide, "app-1.jar").components] == ["pkg:maven/org.Main/app@1"]


def widened(content: bytes) -> bytes:
    """The archive with one member as ZIP64 writes it."""
    at = content.rindex(b"PK\x05\x06")
    size, offset = struct.unpack_from("<II", content, at + 12)
    row = bytearray(content[offset : offset + size])
    length, whole, start = (struct.unpack_from("<I", row, place)[0] for place in (20, 24, 42))
    for place in (20, 24, 42):
        row[place : place + 4] = b"\xff" * 4
    extra = struct.pack("<HH3Q", 1, 24, whole, length, start)
    row[30:32] = struct.pack("<H", len(extra))
    row += extra
    end = struct.pack("<4sQ2H2I4Q", b"PK\x06\x06", 44, 45, 45, 0, 0, 1, 1, len(row), offset)
    locator = struct.pack("<4sIQI", b"PK\x06\x07", 0, offset + len(row), 1)
    last = struct.pack("<4s4H2IH", b"PK\x05\x06", 0, 0, 0xFFFF, 0xFFFF, 0xFFFFFFFF, 0xFFFFFFFF, 0)
    return content[:offset] + bytes(row) + end + locator + last


@pytest.mark.parametrize(
    ("name", "parts"),
    [
        ("a-b-4.0.1.jar", ("a-b", "4.0.1")),
        ("my-http2-server-5.jar", ("my-http2-server", "5")),
        ("jetpack-build235-rc5.jar", ("jetpack", "build235-rc5")),
        ("x-1.0-SNAPSHOT.jar", ("x", "1.0-SNAPSHOT")),
        ("spring-r2dbc-5.3.jar", ("spring-r2dbc", "5.3")),
        ("x.jar", ("x", "")),
        ("-.jar", ("", "")),
        ("a" * 5000 + ".jar", ("a" * 500, "")),
    ],
)
def test_a_files_name_is_an_artifact_and_a_version(name: str, parts: tuple[str, str]) -> None:
    assert split_file_name(name) == parts


def test_a_manifest_has_sections_and_long_lines_go_on() -> None:
    found = parse_manifest(
        b"A: one\r\n two\r\n  three\r\nno field\r\n\r\n\r\n stray\r\nName: x\r\nB: 1\r\nA: 2\r\n"
    )
    assert found.main == {"A": "onetwo three"}
    assert found.others == ({"Name": "x", "B": "1", "A": "2"},)
    assert (found.value("A"), found.value("B"), found.value("C")) == ("onetwo three", "1", "")


@pytest.mark.parametrize(
    "content",
    [
        b"PK\x03\x04rubbish",
        b"",
        jar({MANIFEST: manifest()})[:-30],
        jar({MANIFEST: manifest()}).replace(b"PK\x01\x02", b"PK\x01\x03"),
        b"PK\x05\x06" + b"\xff" * 18,
    ],
)
def test_what_is_no_archive_is_a_remark(content: bytes) -> None:
    reading = said(content, "x.jar")
    assert (reading.components, [one.code for one in reading.remarks]) == ((), ["damaged-java"])


def test_a_damaged_archive_within_another_leaves_the_rest() -> None:
    reading = said(
        jar({MANIFEST: manifest(), "lib/bad.jar": b"bad", "lib/in-1.jar": jar({MANIFEST: manifest()})}),
        "x-1.jar",
    )
    assert [one.name for one in reading.components] == ["x", "in"]
    assert [one.subject for one in reading.remarks] == ["/opt/x-1.jar:lib/bad.jar"]


def test_archives_in_one_another_end_at_a_depth() -> None:
    content = jar({MANIFEST: manifest()})
    for _ in range(20):
        content = jar({"a-1.jar": content}, zipfile.ZIP_STORED)
    assert [one.code for one in said(content, "x.jar").remarks] == ["damaged-java"]


def test_a_member_that_is_a_bomb_is_not_inflated() -> None:
    reading = said(jar({MANIFEST: b"A: " + bytes(5_000_000)}), "x-1.jar")
    assert [one.code for one in reading.remarks] == ["damaged-java"]
    honest = bytearray(jar({MANIFEST: b"A: " + bytes(5_000_000)}))
    at = honest.rindex(b"PK\x01\x02")
    honest[at + 24 : at + 28] = struct.pack("<I", 10)  # it says that it is small
    assert [one.code for one in said(bytes(honest), "x-1.jar").remarks] == ["damaged-java"]


def test_python_cve_2024_0450_members_that_lie_over_one_another_are_read_within_a_budget() -> None:
    """Ten thousand members of one archive whose bytes are all the same ones: a quarter of a terabyte."""
    inner = jar({"x": bytes(24_000_000)}, zipfile.ZIP_STORED)
    content = jar({"a-1.jar": inner}, zipfile.ZIP_STORED)
    at = content.rindex(b"PK\x01\x02")
    row, end = content[at : content.rindex(b"PK\x05\x06")], content[content.rindex(b"PK\x05\x06") :]
    rows = row * 10_000
    whole = content[:at] + rows + end[:12] + struct.pack("<I", len(rows)) + end[16:]
    begin = time.process_time()
    reading = said(whole, "x.jar")
    assert time.process_time() - begin < 10
    assert 0 < len(reading.remarks) <= 100
    assert {one.message.partition(": ")[2] for one in reading.remarks} == {
        "there is more in it than is read of one archive"
    }


def test_archives_without_number_in_one_are_bounded() -> None:
    content = jar({f"{number}.jar": b"" for number in range(11_000)}, zipfile.ZIP_STORED)
    assert len(said(content, "x.jar").remarks) == 100


def test_a_manifest_whose_lines_never_end_is_bounded() -> None:
    reading = said(jar({MANIFEST: b"A: x\n" + b" " + b"y" * 200_000 + b"\n" + b" y\n" * 500_000}), "x-1.jar")
    assert [one.name for one in reading.components] == ["x"]
    assert (
        max(map(len, parse_manifest(b"A: x\n" + (b" " + b"y" * 60_000 + b"\n") * 50).main.values())) < 200_000
    )


def test_members_that_are_encrypted_or_compressed_otherwise_are_not_read() -> None:
    with pytest.raises(ZipError):
        first(changed(jar({"a": b"x"}), 8, b"\x01"))
    with pytest.raises(ZipError):
        first(changed(jar({"a": b"x"}), 10, b"\x0e"))
    with pytest.raises(ZipError):
        first(changed(jar({"a": b"x" * 99}), 20, b"\xff\xff\xff"))


def changed(content: bytes, place: int, new: bytes) -> bytes:
    """The archive with other bytes at a place of the last row of its directory."""
    at = content.rindex(b"PK\x01\x02") + place
    return content[:at] + new + content[at + len(new) :]


def first(content: bytes) -> bytes:
    archive = ZipFile(content)
    return archive.read(archive.members(lambda _: True)[0], 1000)


def test_members_are_read_whole_up_to_the_limit() -> None:
    assert first(jar({"a": b"x" * 1000})) == b"x" * 1000
    with pytest.raises(ZipError):
        first(jar({"a": b"x" * 1001}, zipfile.ZIP_STORED))


def test_any_damage_is_survived() -> None:
    rng = random.Random(5)
    whole = jar({MANIFEST: manifest(), **build("g", "a", "1"), "in-1.jar": jar({MANIFEST: manifest()})})
    for _ in range(500):
        damaged = bytearray(whole)
        for _ in range(rng.randrange(1, 6)):
            damaged[rng.randrange(len(damaged))] = rng.randrange(256)
        said(bytes(damaged), "x.jar")


@pytest.mark.parametrize("name", ["a.jar", "a.WAR", "a.ear", "a.par", "a.jpi", "a.hpi"])
def test_archives_are_told_by_their_names(name: str) -> None:
    assert Java().wants(f"/opt/{name}", 10, 0o644)
    assert not Java().wants(f"/opt/{name}.txt", 10, 0o644)
