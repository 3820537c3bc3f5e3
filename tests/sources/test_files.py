"""Files, trees and archives: every document once, and bombs do not go off (peers.md A1–A3)."""

from __future__ import annotations

import gzip
import io
import os
import tarfile
import zipfile
from typing import TYPE_CHECKING

import pytest

from navwarn.sources.files import Files, total_bytes
from navwarn.sources.interface import SourceError
from navwarn.sources.limit import Limits
from navwarn.sources.tar import BLOCK

if TYPE_CHECKING:
    from collections.abc import Iterable
    from pathlib import Path

MEMBERS = {"one.json": b'{"one": 1}', "below/two.json": b'{"two": 2}'}
SMALL = Limits(document=2000, total=100_000, members=10, ratio=20, small=5000)


def tar_of(members: Iterable[tuple[str, bytes]], format_: int = tarfile.PAX_FORMAT) -> bytes:
    target = io.BytesIO()
    with tarfile.open(fileobj=target, mode="w", format=format_) as archive:
        for name, data in members:
            info = tarfile.TarInfo(name)
            info.size = len(data)
            archive.addfile(info, io.BytesIO(data))
    return target.getvalue()


def zip_of(members: Iterable[tuple[str, bytes]], method: int = zipfile.ZIP_DEFLATED) -> bytes:
    target = io.BytesIO()
    with zipfile.ZipFile(target, "w", method) as archive:
        for name, data in members:
            archive.writestr(name, data)
    return target.getvalue()


TAR, ZIP = tar_of(MEMBERS.items()), zip_of(MEMBERS.items())
ARCHIVES = {
    "all.tar": TAR,
    "all.tar.gz": gzip.compress(TAR),
    "all.tgz": gzip.compress(TAR),
    "all.zip": ZIP,
    "zip.zip": zip_of([("inner.zip", ZIP)], zipfile.ZIP_STORED),
    "tar.zip": zip_of([("inner.tar.gz", gzip.compress(TAR))]),
    "zip.tar": tar_of([("inner.zip", ZIP)]),
    "without-a-name": gzip.compress(TAR),
}


def read(path: Path, limits: Limits | None = None) -> tuple[Files, list[bytes]]:
    files = Files(limits)
    return files, [document.data for document in files.documents([path])]


def broken(path: Path, data: bytes, limits: Limits | None = None) -> str:
    """Why an archive with these bytes is not read to its end."""
    path.write_bytes(data)
    files, _ = read(path, limits)
    (fault,) = files.broken
    assert fault.place.startswith(str(path))
    return fault.reason


@pytest.mark.parametrize("name", ARCHIVES)
def test_documents_come_out_of_whatever_they_lie_in(tmp_path: Path, name: str) -> None:
    (tmp_path / name).write_bytes(ARCHIVES[name])
    files, found = read(tmp_path / name)
    assert found == list(MEMBERS.values())
    assert files.broken == files.too_large == []


def test_a_file_may_be_compressed_by_itself(tmp_path: Path) -> None:
    (tmp_path / "scores.csv.gz").write_bytes(gzip.compress(b"cve,epss"))
    assert read(tmp_path / "scores.csv.gz")[1] == [b"cve,epss"]


def test_a_tree_is_read_in_order_without_links_and_hidden_files(tmp_path: Path) -> None:
    for name in ("b/2.json", "b/1.yaml", "a/3.json", "a/README.md", ".git/4.json", "a/.5.json", "0.csv"):
        (tmp_path / name).parent.mkdir(exist_ok=True)
        (tmp_path / name).write_text(name)
    (tmp_path / "link.json").symlink_to(tmp_path / "0.csv")
    (tmp_path / "c").symlink_to(tmp_path / "a")
    os.mkfifo(tmp_path / "pipe.json")
    assert read(tmp_path)[1] == [b"0.csv", b"a/3.json", b"b/1.yaml", b"b/2.json"]


def test_a_file_that_is_named_is_read_whatever_its_name(tmp_path: Path) -> None:
    (tmp_path / "records").write_bytes(b"{}")
    assert read(tmp_path / "records")[1] == [b"{}"]


@pytest.mark.parametrize("name", ["missing", "pipe"])
def test_what_is_neither_file_nor_directory_is_refused(tmp_path: Path, name: str) -> None:
    os.mkfifo(tmp_path / "pipe")
    (tmp_path / "one.json").write_bytes(b"{}")
    documents = Files().documents([tmp_path / "one.json", tmp_path / name])
    with pytest.raises(SourceError, match="neither a file nor a directory") as refusal:
        next(documents)
    assert (refusal.value.code, refusal.value.exit_status) == ("NW-SOURCE", 2)


def test_links_and_devices_in_an_archive_are_passed_over(tmp_path: Path) -> None:
    target = io.BytesIO()
    with tarfile.open(fileobj=target, mode="w") as archive:
        for name, kind in (
            ("a.json", tarfile.SYMTYPE),
            ("b.json", tarfile.LNKTYPE),
            ("c.json", tarfile.CHRTYPE),
        ):
            info = tarfile.TarInfo(name)
            info.type, info.linkname = kind, "/etc/passwd"
            archive.addfile(info)
        info = tarfile.TarInfo("../../d.json")
        info.size = 2
        archive.addfile(info, io.BytesIO(b"{}"))
    (tmp_path / "all.tar").write_bytes(target.getvalue())
    assert read(tmp_path / "all.tar")[1] == [b"{}"]
    link = zipfile.ZipInfo("link.json")
    link.external_attr = 0o120777 << 16
    with zipfile.ZipFile(tmp_path / "all.zip", "w") as zipped:
        zipped.writestr(link, "/etc/passwd")
        zipped.writestr("folder/", "")
        zipped.writestr("../x.json", "{}")
    assert read(tmp_path / "all.zip")[1] == [b"{}"]


@pytest.mark.parametrize("format_", [tarfile.USTAR_FORMAT, tarfile.GNU_FORMAT, tarfile.PAX_FORMAT])
def test_long_names_are_read_in_every_dialect(tmp_path: Path, format_: int) -> None:
    name = "/".join(["folder" * 5] * 4) + "/record.json"
    (tmp_path / "all.tar").write_bytes(tar_of([(name, b"{}"), ("short.json", b"[]")], format_))
    files = Files()
    places = [document.place for document in files.documents([tmp_path / "all.tar"])]
    assert places == [f"{tmp_path}/all.tar: {name}", f"{tmp_path}/all.tar: short.json"]


def test_an_extended_header_about_something_else_changes_no_name(tmp_path: Path) -> None:
    target = io.BytesIO()
    with tarfile.open(fileobj=target, mode="w", format=tarfile.PAX_FORMAT) as archive:
        info = tarfile.TarInfo("record.json")
        info.size, info.pax_headers = 2, {"comment": "a path=x"}
        archive.addfile(info, io.BytesIO(b"{}"))
    (tmp_path / "all.tar").write_bytes(target.getvalue())
    assert [one.place for one in Files().documents([tmp_path / "all.tar"])] == [
        f"{tmp_path}/all.tar: record.json"
    ]


def test_a_document_beyond_measure_is_set_aside_and_the_next_is_read(tmp_path: Path) -> None:
    members = [("large.json", b"x" * 2001), ("small.json", b"{}")]
    for name, data in (("all.tar", tar_of(members)), ("all.zip", zip_of(members, zipfile.ZIP_STORED))):
        (tmp_path / name).write_bytes(data)
        files, found = read(tmp_path / name, SMALL)
        assert found == [b"{}"]
        assert [fault.reason for fault in files.too_large] == ["has more than 2000 bytes"]
    (tmp_path / "large.json").write_bytes(b"x" * 2001)
    assert read(tmp_path / "large.json", SMALL)[0].too_large


@pytest.mark.parametrize("end", [10, BLOCK + 5, 2 * BLOCK + 5])
def test_an_archive_that_ends_too_early_gives_what_it_has(tmp_path: Path, end: int) -> None:
    members = [("one.json", b"1" * 600), ("two.json", b"2" * 600)]
    data = tar_of(members, tarfile.USTAR_FORMAT)[: 3 * BLOCK + end]
    assert "middle" in broken(tmp_path / "all.tar", data)
    assert read(tmp_path / "all.tar")[1] == [b"1" * 600]


def test_a_compressed_archive_that_ends_too_early_is_damaged(tmp_path: Path) -> None:
    members = [("one.json", os.urandom(900))]
    assert "damaged" in broken(tmp_path / "all.tar.gz", gzip.compress(tar_of(members))[:-40])
    assert "damaged" in broken(tmp_path / "all.zip", zip_of(members)[:-20])


def test_a_member_too_large_at_the_end_of_an_archive_that_ends_too_early(tmp_path: Path) -> None:
    data = tar_of([("large.json", b"x" * 5000)], tarfile.USTAR_FORMAT)[: 3 * BLOCK]
    assert "middle" in broken(tmp_path / "all.tar", data, SMALL)


def test_a_size_that_is_no_number_is_damage(tmp_path: Path) -> None:
    header = bytearray(tar_of([("one.json", b"{}")], tarfile.USTAR_FORMAT)[:BLOCK])
    header[124:136] = b"twelve bytes"
    header[148:156] = b"%06o\0 " % (sum(header[:148]) + 8 * 32 + sum(header[156:]))
    assert "no readable number" in broken(tmp_path / "all.tar", bytes(header))


def test_a_size_may_be_a_binary_number(tmp_path: Path) -> None:
    data = bytearray(tar_of([("one.json", b"{}")], tarfile.USTAR_FORMAT))
    data[124:136] = b"\x80" + (2).to_bytes(11, "big")
    data[148:156] = b"%06o\0 " % (sum(data[:148]) + 8 * 32 + sum(data[156:BLOCK]))
    (tmp_path / "all.tar").write_bytes(data)
    assert read(tmp_path / "all.tar")[1] == [b"{}"]


@pytest.mark.parametrize("record", [b"12 path", b"x path=y\n", b"3 ", b"99999999 path=y\n"])
def test_an_extended_header_of_nonsense_changes_no_name(tmp_path: Path, record: bytes) -> None:
    extended = tarfile.TarInfo("extended")
    extended.type, extended.size = b"x", len(record)
    data = extended.tobuf(tarfile.USTAR_FORMAT) + record.ljust(BLOCK, b"\0")
    (tmp_path / "all.tar").write_bytes(data + tar_of([("one.json", b"{}")], tarfile.USTAR_FORMAT))
    assert [one.place for one in Files().documents([tmp_path / "all.tar"])] == [
        f"{tmp_path}/all.tar: one.json"
    ]


def test_a_header_that_is_damaged_ends_the_archive(tmp_path: Path) -> None:
    data = bytearray(tar_of([("one.json", b"{}"), ("two.json", b"{}")], tarfile.USTAR_FORMAT))
    data[2 * BLOCK + 130] ^= 1
    path = tmp_path / "all.tar"
    assert "checksum" in broken(path, bytes(data))
    assert read(path)[1] == [b"{}"]


def test_an_encrypted_member_is_reported_and_the_next_is_read(tmp_path: Path) -> None:
    data = bytearray(zip_of(MEMBERS.items(), zipfile.ZIP_STORED))
    data[data.index(b"PK\x01\x02") + 8] |= 1
    (tmp_path / "all.zip").write_bytes(data)
    files, found = read(tmp_path / "all.zip")
    assert found == [MEMBERS["below/two.json"]]
    assert [fault.reason for fault in files.broken] == ["is encrypted"]


def test_a_bomb_does_not_go_off(tmp_path: Path) -> None:
    zeros = b"0" * 90_000
    assert "more than 20 times" in broken(tmp_path / "all.gz", gzip.compress(zeros), SMALL)
    assert "more than 20 times" in broken(tmp_path / "all.zip", zip_of([("zeros.json", zeros)]), SMALL)
    noise = os.urandom(1500)
    many = [(f"{number}.json", noise) for number in range(11)]
    assert "more than 10 members" in broken(tmp_path / "all.tar", tar_of(many), SMALL)
    assert "more than 10 members" in broken(tmp_path / "many.zip", zip_of(many), SMALL)
    little = Limits(total=5000, small=100_000)
    assert "more than 5000 bytes" in broken(tmp_path / "total.tgz", gzip.compress(tar_of(many)), little)
    assert "more than 5000 bytes" in broken(tmp_path / "total.zip", zip_of(many), little)


def test_archives_lie_in_one_another_only_so_deep(tmp_path: Path) -> None:
    data = ZIP
    for _ in range(3):
        data = zip_of([("inner.zip", data)], zipfile.ZIP_STORED)
    assert "too many levels" in broken(tmp_path / "deep.zip", data)
    deep = tar_of([("a.tar.gz", gzip.compress(tar_of([("b.zip", zip_of([("c.zip", ZIP)]))])))])
    assert "too many levels" in broken(tmp_path / "deep.tar", deep, Limits(depth=2))


def test_a_file_that_cannot_be_read_stops_nothing(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (tmp_path / "a.json").write_bytes(b"{}")
    (tmp_path / "b").mkdir()

    def refuse(_: object) -> object:
        raise PermissionError(13, "Permission denied")

    with monkeypatch.context() as patched:
        patched.setattr("navwarn.sources.files.os.fstat", refuse)
        files, found = read(tmp_path)
    assert found == []
    assert [fault.reason for fault in files.broken] == ["cannot be read: Permission denied"]
    monkeypatch.setattr("navwarn.sources.files.os.scandir", refuse)
    assert [fault.reason for fault in read(tmp_path)[0].broken] == ["cannot be read: Permission denied"]


def test_what_is_no_record_by_its_name_is_not_read_out_of_archives(tmp_path: Path) -> None:
    members = [("README.md", b"x"), ("one.json", b"{}")]
    for name, data in (("all.tar", tar_of(members)), ("all.zip", zip_of(members))):
        (tmp_path / name).write_bytes(data)
        assert read(tmp_path / name)[1] == [b"{}"]


def test_the_size_of_everything_is_known_before(tmp_path: Path) -> None:
    (tmp_path / "a").write_bytes(b"12")
    (tmp_path / "b").mkdir()
    (tmp_path / "b" / "c").write_bytes(b"345")
    assert total_bytes([tmp_path, tmp_path / "a", tmp_path / "missing"]) == 7
