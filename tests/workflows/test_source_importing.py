"""Source import: whole trees and archives, what is set aside, and the real records of others."""

from __future__ import annotations

import gzip
import json
import tarfile
from typing import TYPE_CHECKING, Any

import pytest

from navwarn.core.instant import Instant
from navwarn.core.record import Flag
from navwarn.core.severity import Severity
from navwarn.ledger import open_ledger
from navwarn.ledger.knowledge import Counts
from navwarn.sources.interface import SourceError
from navwarn.sources.limit import Limits
from navwarn.workflows import source_importing
from navwarn.workflows.source_importing import ImportReport, import_sources
from tests.ledger.making import START
from tests.sources.samples import cve, nvd, osv, page
from tests.sources.test_alpine import secdb
from tests.sources.test_priority import ENTRY, FILE, catalog

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from navwarn.ledger.interface import Ledger

ONE, GHSA = "CVE-2024-10001", "GHSA-2222-3333-4444"


@pytest.fixture
def ledger(tmp_path: Path) -> Iterator[Ledger]:
    with open_ledger(str(tmp_path / "ledger.db")) as opened:
        yield opened


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """A tree with a document of every source, one that is broken, and one of no source."""
    found = tmp_path / "sources"
    documents = {
        "cve.json": cve(),
        "nvd.json": page(nvd(), nvd(id="CVE-2024-10002"), nvd(id="X-1")),
        "osv.json": osv(),
        "kev.json": catalog(ENTRY),
        "secdb.json": secdb({"1-r0": ["CVE-2024-10003"]}),
        "index.json": {"modified": "2024-01-01"},
    }
    found.mkdir()
    for name, value in documents.items():
        (found / name).write_text(json.dumps(value))
    (found / "pysec.yaml").write_text(
        "id: PYSEC-2024-1\nmodified: 2024-01-01T00:00:00Z\naliases: [CVE-2024-10001]\n"
    )
    (found / "epss.csv").write_text(FILE + "CVE-2024-10001,0.5,0.9\nCVE-2024-10002,5,0.9\n")
    (found / "broken.json").write_text('{"id": ')
    return found


def read(ledger: Ledger, *paths: Path, now: Instant = START, **options: Any) -> ImportReport:
    return import_sources(ledger, paths, now=now, **options)


def counts(report: ImportReport) -> dict[str, Counts]:
    return {one.source: one.counts for one in report.sources}


@pytest.mark.parametrize("processes", [1, 2])
def test_a_tree_of_everything(ledger: Ledger, folder: Path, processes: int) -> None:
    report = read(ledger, folder, processes=processes)
    added = Counts(added=1)
    assert counts(report) == {
        "alpine:v3.99/main": added,
        "cve": added,
        "epss": Counts(added=1, set_aside=1),
        "ghsa": added,
        "kev": added,
        "nvd": Counts(added=2, set_aside=1),
        "pypa": added,
    }
    assert report.set_aside == 3
    assert [fault.place.rpartition("/")[2] for fault in report.unrecognised] == ["broken.json"]
    assert [place.rpartition("/")[2] for place in report.skipped] == ["index.json"]
    assert (report.skipped_count, report.broken, report.notes) == (1, (), ())
    found = ledger.vulnerability(ONE)
    assert found is not None
    assert found.aliases == (ONE, GHSA, "PYSEC-2024-1")
    assert (found.summary.epss_score, len(found.listings)) == (0.5, 1)
    (fault,) = ledger.source_faults("epss")
    assert fault.reason == "has '5' where a number from 0 to 1 belongs"
    assert ledger.check().passed


def test_importing_again_changes_nothing(ledger: Ledger, folder: Path) -> None:
    before = counts(read(ledger, folder))
    after = counts(read(ledger, folder, now=Instant(START + 1)))
    assert {one.added + one.changed for one in after.values()} == {0}
    assert {name: one.unchanged + one.set_aside for name, one in after.items()} == {
        name: one.read for name, one in before.items()
    }
    assert {one.imported_at for one in ledger.sources()} == {START + 1}


def test_an_archive_says_what_the_tree_says(ledger: Ledger, folder: Path, tmp_path: Path) -> None:
    with tarfile.open(tmp_path / "all.tar.gz", "w:gz") as archive:
        archive.add(folder, "sources")
    report = read(ledger, folder, tmp_path / "all.tar.gz")
    assert counts(report)["cve"] == Counts(added=1, unchanged=1)


def test_large_documents_are_taken_apart_and_batches_are_small(
    ledger: Ledger, folder: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    expected = counts(read(ledger, folder))
    for name, value in (("SPLIT_BYTES", 1), ("BATCH_ITEMS", 2), ("BATCH_BYTES", 500)):
        monkeypatch.setattr(source_importing, name, value)
    progress: list[int] = []
    with open_ledger(str(tmp_path / "other.db")) as other:
        report = read(other, folder, on_progress=progress.append)
        assert counts(report) == expected
        assert (len(report.unrecognised), report.skipped_count) == (1, 1)
        assert other.vulnerability(ONE) == ledger.vulnerability(ONE)
    assert progress == sorted(progress)
    assert len(progress) > 3


def test_what_is_too_large_or_damaged_is_reported(ledger: Ledger, folder: Path) -> None:
    (folder / "large.json").write_text(json.dumps(osv(details="x" * 5000)))
    (folder / "damaged.json.gz").write_bytes(gzip.compress(b"{}" * 500)[:-9])
    report = read(ledger, folder, limits=Limits(document=4000))
    assert [fault.place.rpartition("/")[2] for fault in report.unrecognised] == ["broken.json", "large.json"]
    assert [fault.place.rpartition("/")[2] for fault in report.broken] == ["damaged.json.gz"]


def test_breaches_of_a_schema_are_noted(ledger: Ledger, tmp_path: Path) -> None:
    (tmp_path / "one.json").write_text(json.dumps(osv(summary=["x"])))
    report = read(ledger, tmp_path / "one.json")
    assert report.notes == (f"{tmp_path}/one.json: /summary: Expected `str`, got `array`",)
    assert report.notes_count == 1


@pytest.mark.parametrize("name", ["letter.txt", "index.json"])
def test_where_nothing_is_of_a_source_nothing_is_imported(ledger: Ledger, tmp_path: Path, name: str) -> None:
    (tmp_path / name).write_text("{}")
    with pytest.raises(SourceError, match="holds nothing of a known source"):
        read(ledger, tmp_path / name)
    with pytest.raises(SourceError, match="nothing is of a known source"):
        read(ledger, tmp_path / name, tmp_path / name)
    assert ledger.sources() == []


def test_only_so_many_faults_are_told_one_by_one(
    ledger: Ledger, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(source_importing, "SHOWN", 2)
    (tmp_path / "epss.csv").write_text(FILE + "X-1,0,0\n" * 5)
    (report,) = read(ledger, tmp_path / "epss.csv").sources
    assert (report.counts, len(report.faults)) == (Counts(set_aside=5), 2)


def test_the_real_records_of_others(ledger: Ledger, test_data: Path) -> None:
    report = read(ledger, test_data / "sources")
    assert {name: (one.added, one.set_aside) for name, one in counts(report).items()} == {
        "alpine:edge/main": (2, 0),
        "alpine:v3.11/main": (7, 0),
        "alpine:v3.12/main": (1, 0),
        "cve": (3018, 0),
        "epss": (27, 0),
        "ghsa": (13, 0),
        "go": (4291, 0),
        "kev": (1404, 0),
        "nvd": (40, 0),
        "pypa": (2661, 0),
    }
    assert (report.unrecognised, report.broken, report.skipped_count) == ((), (), 0)
    check_real(ledger)


def check_real(ledger: Ledger) -> None:
    """Facts of the real records that a reader would look up."""
    rapid = ledger.vulnerability("GHSA-qppj-fm5r-hxr3")
    assert rapid is not None
    assert rapid.summary.id == "CVE-2023-44487"
    assert rapid.summary.exploited_at is not None
    assert [one.package for one in rapid.records[-1].affected] != []
    awaiting = ledger.vulnerabilities(["CVE-2023-5642"])["CVE-2023-5642"]
    assert awaiting.analysis is not None
    assert (awaiting.analysis.state, awaiting.severity) == ("Awaiting Analysis", Severity.CRITICAL)
    assert ledger.vulnerabilities(["CVE-2022-0094"])["CVE-2022-0094"].flags == (Flag.REJECTED,)
    assert Flag.DISPUTED in ledger.vulnerabilities(["CVE-2018-25081"])["CVE-2018-25081"].flags
    two = ledger.canonical_ids(["GO-2021-0265"])["GO-2021-0265"]
    assert two == ("CVE-2021-42248", "CVE-2021-42836")
    gone = ledger.vulnerability("GO-2022-0617")
    assert gone is not None
    assert (gone.summary.is_void, gone.aliases) == (True, ("GO-2022-0617",))
    assert ledger.search_vulnerabilities("44487")[0].id == "CVE-2023-44487"
    assert ledger.search_vulnerabilities("rapid reset")
