"""All OSV records in one file."""

from __future__ import annotations

from io import BytesIO
from zipfile import ZipFile

from navwarn.feeds.osv.publication import Record
from navwarn.workflows.record_archive import RecordArchive
from tests.feeds.making import day


def test_the_same_records_make_the_same_archive_whenever_it_is_made() -> None:
    """feeds.md G2, section 2.5."""
    records = [Record(name, day(1), f"{{}} {name}".encode()) for name in ("NW-a", "NW-b")]

    def made() -> bytes:
        archive = RecordArchive()
        for record in records:
            archive.add(record)
        return archive.data()

    with ZipFile(BytesIO(made())) as members:
        assert members.namelist() == ["NW-a.json", "NW-b.json"]
        assert members.read("NW-b.json") == b"{} NW-b"
        assert {member.date_time[0] for member in members.infolist()} == {1980}
    assert made() == made()
