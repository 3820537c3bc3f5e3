"""The tar reader sees what the standard library's sees, and refuses what would make readers differ."""

from __future__ import annotations

import io
import tarfile
from typing import TYPE_CHECKING

import pytest
from hypothesis import given
from hypothesis import strategies as st

from navwarn.images.budget import Budget
from navwarn.images.entry import Entry, Kind, normalised
from navwarn.images.interface import DamagedImageError, LimitError
from navwarn.images.limit import Limits
from navwarn.images.tar import Tar
from tests.images.samples import File, directory, hard_link, symlink, tar

if TYPE_CHECKING:
    from collections.abc import Iterator

NAMES = st.lists(st.text("abcäß.-_ ", min_size=1, max_size=60), min_size=1, max_size=6).map("/".join)
FILES = st.builds(File, NAMES, st.binary(max_size=1200), mode=st.integers(0, 0o7777))
LINKS = st.builds(symlink, NAMES, NAMES) | st.builds(hard_link, NAMES, NAMES)
ENTRIES = st.lists(FILES | LINKS | st.builds(directory, NAMES), max_size=8)


def chunks(data: bytes, size: int) -> Iterator[bytes]:
    return (data[at : at + size] for at in range(0, len(data), size))


def entries(data: bytes, size: int = 1000, limits: Limits | None = None) -> list[tuple[Entry, bytes]]:
    """The entries of an archive that comes in chunks of a size, and the content of files."""
    reader = Tar(chunks(data, size), Budget(limits or Limits()), "an archive")
    return [(one, reader.content() if one.kind is Kind.FILE else b"") for one in reader]


def paths(data: bytes) -> list[str]:
    return [one.path for one, _ in entries(data)]


def by_the_standard_library(data: bytes) -> list[tuple[Entry, bytes]]:
    found = []
    kinds = {tarfile.DIRTYPE: Kind.DIRECTORY, tarfile.SYMTYPE: Kind.SYMLINK, tarfile.LNKTYPE: Kind.HARD_LINK}
    with tarfile.open(fileobj=io.BytesIO(data)) as archive:
        for one in archive:
            kind = kinds.get(one.type, Kind.FILE)
            path = normalised(one.name)
            link = normalised(one.linkname) or "" if kind is Kind.HARD_LINK else one.linkname
            content = archive.extractfile(one) if one.isreg() else None
            size = one.size if one.isreg() else 0
            if path is not None:
                entry = Entry(path, kind, size, one.mode, link)
                found.append((entry, content.read() if content else b""))
    return found


@given(ENTRIES, st.sampled_from((tarfile.PAX_FORMAT, tarfile.GNU_FORMAT)), st.integers(1, 3000))
def test_every_archive_of_the_standard_library_is_read_as_it_reads_it(
    files: list[File], form: int, size: int
) -> None:
    data = tar(files, form)
    assert entries(data, size) == by_the_standard_library(data)


@given(ENTRIES, st.integers(1, 3000))
def test_contents_that_nobody_reads_are_passed_over(files: list[File], size: int) -> None:
    data = tar(files)
    reader = Tar(chunks(data, size), Budget(Limits()), "an archive")
    assert list(reader) == [entry for entry, _ in by_the_standard_library(data)]


@given(ENTRIES.filter(bool), st.data())
def test_an_archive_that_ends_early_is_refused_or_ends_between_entries(
    files: list[File], choice: st.DataObject
) -> None:
    data = tar(files)
    whole = entries(data)
    cut = data[: choice.draw(st.integers(0, len(data) - 1))]
    try:
        found = entries(cut)
    except DamagedImageError:
        return
    assert found == whole[: len(found)]


@pytest.mark.parametrize(
    ("name", "path"),
    [
        ("etc/os-release", "/etc/os-release"),
        ("./etc/os-release", "/etc/os-release"),
        ("/etc//./os-release/", "/etc/os-release"),
        ("..data/x", "/..data/x"),
        ("../etc/passwd", None),
        ("etc/../../passwd", None),
        ("/..", None),
        ("./", None),
        ("", None),
        ("a\0b", None),
        ("a/" * 3000, None),
    ],
)
def test_names_become_absolute_paths_or_nothing(name: str, path: str | None) -> None:
    assert normalised(name) == path


def test_stereoscope_cve_2024_24579_a_name_that_climbs_out_is_passed_over_and_told() -> None:
    data = tar([File("../../etc/passwd", b"x"), File("a", b"1")])
    reader = Tar(chunks(data, 512), Budget(Limits()), "an archive")
    assert [one.path for one in reader] == ["/a"]
    assert [(one.code, "1 name was not read" in one.message) for one in reader.remarks] == [
        ("unsafe-name", True)
    ]


def test_the_root_itself_is_no_unsafe_name() -> None:
    reader = Tar(chunks(tar([directory("./"), directory("/")]), 512), Budget(Limits()), "an archive")
    assert (list(reader), reader.remarks) == ([], ())


def changed(data: bytes, at: int, value: bytes) -> bytes:
    """The archive with another value in its first header, which has its checksum."""
    header = bytearray(data[:512])
    header[at : at + len(value)] = value
    header[148:156] = b" " * 8
    header[148:156] = b"%06o\0 " % sum(header)
    return bytes(header) + data[512:]


PLAIN = tar([File("a", b"x" * 600), File("b", b"2")], tarfile.USTAR_FORMAT)


@pytest.mark.parametrize(
    "size",
    [
        b"\xff" * 12,
        b"\xff" + b"\0" * 11,
        b"-0000000777\0",
        b"0000000_777\0",
        b"0o000000777\0",
        b"99999999999\0",
    ],
)
def test_python_cve_2025_8194_an_impossible_size_is_refused(size: bytes) -> None:
    with pytest.raises(DamagedImageError, match="impossible size"):
        paths(changed(PLAIN, 124, size))


def test_a_size_larger_than_the_archive_is_refused() -> None:
    with pytest.raises(DamagedImageError, match="ends in the middle"):
        paths(changed(PLAIN, 124, b"\x80" + b"\0" * 3 + b"\x7f" * 8))


def test_a_number_after_leading_nulls_is_read_as_runtimes_read_it() -> None:
    assert paths(changed(PLAIN, 124, b"\0" * 7 + b"1130\0")) == ["/a", "/b"]


def test_a_wrong_checksum_is_refused() -> None:
    with pytest.raises(DamagedImageError, match="checksum"):
        paths(b"z" + PLAIN[1:])


def test_async_tar_cve_2025_62518_the_size_of_an_extension_counts_and_not_the_headers() -> None:
    inner = tar([File("etc/hidden", b"1")], tarfile.USTAR_FORMAT)[:1024]
    data = tar([File("a", inner, pax={"size": str(len(inner))}), File("b")])
    at = 1024  # the header of the file comes after that of its extension and the records
    lying = data[:at] + changed(data[at:], 124, b"00000000000\0")
    assert paths(lying) == ["/a", "/b"]


def test_a_link_has_no_content_whatever_its_size_says() -> None:
    data = tar([symlink("a", "b"), File("c", b"1")], tarfile.USTAR_FORMAT)
    assert paths(changed(data, 124, b"00000001000\0")) == ["/a", "/c"]


def test_a_pax_header_of_many_megabytes_is_refused_before_it_is_read() -> None:
    with pytest.raises(LimitError, match="tar header of more than"):
        paths(tar([File("a", pax={"comment": "x" * 2_000_000})]))


@pytest.mark.parametrize(
    "records",
    [b"x", b"99 path=a\n", b"0 path=a\n", b"-5 path=a\n", b"12345678901234567890 path=a\n", b" path=a\n"],
)
def test_records_of_an_extension_that_cannot_be_read_are_refused(records: bytes) -> None:
    header = bytearray(PLAIN[:512])
    header[156:157] = b"x"
    data = changed(bytes(header), 124, b"%011o\0" % len(records)) + records.ljust(512, b"\0") + PLAIN
    with pytest.raises(DamagedImageError, match="extended tar header"):
        paths(data)


def test_global_extensions_say_nothing() -> None:
    out = io.BytesIO()
    with tarfile.open(
        fileobj=out, mode="w", format=tarfile.PAX_FORMAT, pax_headers={"path": "evil"}
    ) as archive:
        archive.addfile(tarfile.TarInfo("a"))
    assert paths(out.getvalue()) == ["/a"]


def test_devices_and_pipes_are_other_things() -> None:
    data = tar(
        [
            File("null", kind=tarfile.CHRTYPE),
            File("pipe", kind=tarfile.FIFOTYPE),
            File("disk", kind=tarfile.BLKTYPE),
        ]
    )
    assert [one.kind for one, _ in entries(data)] == [Kind.OTHER] * 3


def test_a_label_is_passed_over_with_what_belongs_to_it() -> None:
    assert paths(changed(PLAIN, 156, b"V")) == ["/b"]


def test_the_sparse_files_of_old_gnu_tar_are_known_as_such_with_all_their_maps() -> None:
    header = bytearray(PLAIN[:512])
    header[156:157], header[482] = b"S", 1
    more = bytearray(512)
    more[504] = 1
    data = changed(bytes(header), 0, b"a") + bytes(more) + bytes(512) + PLAIN[512:]
    assert [(one.path, one.kind) for one, _ in entries(data)] == [("/a", Kind.SPARSE), ("/b", Kind.FILE)]


def test_the_sparse_files_of_pax_are_known_as_such_by_their_real_names() -> None:
    pax = {
        "GNU.sparse.major": "1",
        "GNU.sparse.minor": "0",
        "GNU.sparse.name": "etc/real",
        "GNU.sparse.realsize": "9",
    }
    data = tar([File("GNUSparseFile.0/real", b"1\n0\n", pax=pax)])
    assert [(one.path, one.kind) for one, _ in entries(data)] == [("/etc/real", Kind.SPARSE)]


def test_a_file_whose_name_ends_in_a_slash_is_a_directory_with_its_content_passed_over() -> None:
    data = changed(PLAIN, 0, b"d/")
    assert [(one.path, one.kind) for one, _ in entries(data)] == [("/d", Kind.DIRECTORY), ("/b", Kind.FILE)]


def test_names_that_are_not_utf8_can_be_shown() -> None:
    assert paths(changed(PLAIN, 0, b"\xff")) == ["/\\xff", "/b"]


def test_more_entries_or_names_than_may_be_are_refused() -> None:
    with pytest.raises(LimitError, match="more than 1 entries"):
        entries(PLAIN, limits=Limits(entries=1))
    with pytest.raises(LimitError, match="more than 3 bytes of names"):
        entries(PLAIN, limits=Limits(names=3))


def test_extensions_count_as_entries_so_that_they_cannot_go_on_for_ever() -> None:
    extension = tar([File("a", pax={"comment": "x"})])[:1024]
    with pytest.raises(LimitError, match="more than 10 entries"):
        entries(extension * 20, limits=Limits(entries=10))
