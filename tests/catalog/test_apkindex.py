"""Package indexes: read whole, bounded, and with the place of every fault."""

from __future__ import annotations

import gzip
import io
import tarfile
from typing import TYPE_CHECKING

import pytest

from navwarn.catalog import source
from navwarn.catalog.apkindex import (
    Index,
    IndexEntry,
    highest_published,
    load_index,
    versions_by_package,
)
from navwarn.catalog.source import CatalogError, open_member
from navwarn.errors import ExternalError

if TYPE_CHECKING:
    from pathlib import Path

TEXT = b"""C:Q1abc=
P:zlib
V:1.3.1-r0
A:x86_64
T:compression
o:zlib

P:zlib-dev
V:1.3.1-r0
A:x86_64
o:zlib

P:bash
V:5.2-r1
A:noarch
"""
ENTRIES = (
    IndexEntry("zlib", "1.3.1-r0", "x86_64", "zlib"),
    IndexEntry("zlib-dev", "1.3.1-r0", "x86_64", "zlib"),
    IndexEntry("bash", "5.2-r1", "noarch", "bash"),
)


def archive(*members: tuple[str, bytes], is_ended: bool = True) -> bytes:
    """A tar archive; signatures are archives without an end, put before another one."""
    buffer = io.BytesIO()
    with tarfile.open(fileobj=buffer, mode="w") as tar:
        for name, content in members:
            info = tarfile.TarInfo(name)
            info.size = len(content)
            tar.addfile(info, io.BytesIO(content))
        end = tar.offset
    return buffer.getvalue() if is_ended else buffer.getvalue()[:end]


SIGNATURE = archive((".SIGN.RSA.key.rsa.pub", b"\x8f" * 512), is_ended=False)
SIGNED = gzip.compress(SIGNATURE) + gzip.compress(archive(("DESCRIPTION", b"main"), ("APKINDEX", TEXT)))


def write(tmp_path: Path, data: bytes, name: str = "APKINDEX") -> Path:
    path = tmp_path / name
    path.write_bytes(data)
    return path


@pytest.mark.parametrize(
    "data",
    [
        TEXT,
        TEXT.rstrip(b"\n"),
        b"\n\n" + TEXT.replace(b"\n\n", b"\n\n\n"),
        TEXT.replace(b"\n", b"\r\n"),
        gzip.compress(TEXT, mtime=0),
        archive(("APKINDEX", TEXT)),
        archive(("./APKINDEX", TEXT)),
        gzip.compress(archive(("APKINDEX", TEXT))),
        SIGNED,
        gzip.compress(archive((".SIGN.RSA.x", b"s"))) + gzip.compress(archive(("APKINDEX", TEXT))),
    ],
)
def test_an_index_is_the_same_however_it_is_packed(tmp_path: Path, data: bytes) -> None:
    assert load_index(write(tmp_path, data)).entries == ENTRIES


def test_an_empty_index_has_no_packages(tmp_path: Path) -> None:
    assert load_index(write(tmp_path, b"")).entries == ()


def test_architectures_are_those_with_packages_of_their_own(tmp_path: Path) -> None:
    assert load_index(write(tmp_path, TEXT)).architectures == {"x86_64"}


@pytest.mark.parametrize(
    ("data", "line", "reason"),
    [
        (b"P:a\nV:1-r0\n\nP:b\nA:x86_64\n", 4, "the package has no V: "),
        (b"\nV:1-r0\n", 2, "the package has no P: "),
        (b"T:neither\n", 1, "the package has no P: "),
        (b"P:a\nthis is no index\n", 2, "a package index has lines such as P:name"),
        (b"P:a\nV:1-r0\nP:b\n", 3, "the package has P: a second time"),
        (b"P:a\nV:\xff\n", 1, "the package's fields are not UTF-8 text"),
        (b"P:a\nV:1-r0\nT:" + b"x" * 5_000_000, 3, "a package index has lines such as P:name"),
    ],
)
def test_a_fault_is_named_with_file_and_line(tmp_path: Path, data: bytes, line: int, reason: str) -> None:
    path = write(tmp_path, data)
    with pytest.raises(CatalogError) as caught:
        load_index(path)
    assert caught.value.message.startswith(f"{path}:{line}: {reason}")


@pytest.mark.parametrize(
    ("data", "reason"),
    [
        (archive(("OTHER", TEXT)), "is an archive without APKINDEX"),
        (archive(("APKINDEX", TEXT))[:600], "ends in the middle of its content"),
        (archive(("OTHER", b"x" * 4000))[:1024], "is an archive without APKINDEX"),
        (archive(("APKINDEX", TEXT)).replace(b"00000000172", b"zzzzzzzzzzz", 1), "no readable size"),
        (gzip.compress(TEXT, mtime=0)[:-9], "cannot be decompressed to its end"),
        (gzip.compress(TEXT, mtime=0)[:20] + b"\0" * 40, "cannot be decompressed to its end"),
        (gzip.compress(TEXT, mtime=0) + b"\x1f\x8b\x00garbage", "cannot be decompressed to its end"),
    ],
)
def test_a_damaged_archive_is_a_sentence(tmp_path: Path, data: bytes, reason: str) -> None:
    assert len(TEXT) == int("172", 8), "the size in the header that one case damages"
    with pytest.raises(CatalogError, match=reason):
        load_index(write(tmp_path, data))


def test_a_link_called_like_the_index_is_not_followed(tmp_path: Path) -> None:
    buffer = io.BytesIO()
    with tarfile.open(fileobj=buffer, mode="w") as tar:
        link = tarfile.TarInfo("APKINDEX")
        link.type, link.linkname = tarfile.SYMTYPE, "/etc/passwd"
        tar.addfile(link)
    with pytest.raises(CatalogError, match="is an archive without APKINDEX"):
        load_index(write(tmp_path, buffer.getvalue()))


def test_a_bomb_is_not_read_to_its_end(tmp_path: Path) -> None:
    bomb = gzip.compress(b"P:a\nV:1-r0\n\n" * 3_000_000, 9)
    with pytest.raises(CatalogError, match="grows too large when decompressed"):
        load_index(write(tmp_path, bomb))


def test_an_archive_of_countless_members_is_given_up(tmp_path: Path) -> None:
    countless = [(f"{number}", b"") for number in range(source.MAX_MEMBERS)]
    with pytest.raises(CatalogError, match="is an archive without APKINDEX"):
        load_index(write(tmp_path, archive(*countless, ("APKINDEX", TEXT))))


def test_what_is_no_file_is_a_sentence(tmp_path: Path) -> None:
    for path in (tmp_path / "none", tmp_path, write(tmp_path, b"") / "below"):
        with pytest.raises(CatalogError, match="is not a file"):
            load_index(path)


def test_a_file_the_system_refuses_is_an_outside_failure() -> None:
    from pathlib import Path

    with (
        pytest.raises(ExternalError, match="cannot be read"),
        open_member(Path("/proc/self/mem"), "x") as file,
    ):
        file.read(1)


def index(*entries: tuple[str, str, str, str]) -> Index:
    from pathlib import Path

    return Index(Path("APKINDEX"), tuple(IndexEntry(*entry) for entry in entries))


def test_versions_are_those_of_all_indexes_by_own_name() -> None:
    first = index(("zlib", "1-r0", "x86_64", "zlib"), ("zlib-dev", "1-r0", "x86_64", "zlib"))
    second = index(("zlib", "1-r1", "aarch64", "zlib"))
    assert versions_by_package([first, second]) == {"zlib": {"1-r0", "1-r1"}, "zlib-dev": {"1-r0"}}


def test_the_highest_version_is_found_in_apk_order_and_under_the_origin_too() -> None:
    one = index(
        ("libz", "1-r9", "x86_64", "zlib"),
        ("libz", "1-r10", "x86_64", "zlib"),
        ("libz", "1-r2", "x86_64", "zlib"),
    )
    assert highest_published([one], ["x86_64"]) == {"x86_64": {"libz": "1-r10", "zlib": "1-r10"}}


def test_several_indexes_of_one_architecture_count_together() -> None:
    old, new = index(("a", "2-r0", "x86_64", "a")), index(("a", "1-r0", "x86_64", "a"))
    assert highest_published([old, new], ["x86_64"]) == {"x86_64": {"a": "2-r0"}}


def test_only_shipped_architectures_with_an_index_are_told() -> None:
    one = index(("a", "1-r0", "x86_64", "a"), ("a", "1-r0", "s390x", "a"))
    assert set(highest_published([one], ["aarch64", "x86_64"])) == {"x86_64"}


@pytest.mark.parametrize("anywhere", ["", "noarch", "all"])
def test_what_is_for_any_architecture_counts_for_each_of_its_index(anywhere: str) -> None:
    with_own = index(("a", "1-r0", "x86_64", "a"), ("b", "1-r0", anywhere, "b"))
    assert highest_published([with_own], ["x86_64", "aarch64"]) == {"x86_64": {"a": "1-r0", "b": "1-r0"}}
    alone = index(("b", "1-r0", anywhere, "b"))
    assert set(highest_published([alone], ["x86_64", "aarch64"])) == {"x86_64", "aarch64"}


REAL = {
    "alpine-3.16-APKINDEX.tar.gz": (4929, "x86_64"),
    "alpine-3.17-APKINDEX.tar.gz": (5004, "aarch64"),
    "rsa256-signed-APKINDEX.tar.gz": (1, "aarch64"),
    "small-aarch64-APKINDEX.tar.gz": (4, "aarch64"),
    "small-x86_64-APKINDEX.tar.gz": (4, "x86_64"),
}


@pytest.mark.parametrize("name", REAL)
def test_real_indexes_are_read_whole(test_data: Path, name: str) -> None:
    loaded = load_index(test_data / "catalog" / "apkindex" / name)
    assert (len(loaded.entries), loaded.architectures) == (REAL[name][0], frozenset({REAL[name][1]}))
