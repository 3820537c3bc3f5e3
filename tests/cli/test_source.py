"""``navwarn source`` and ``package``, and ``lookup`` with what sources say."""

from __future__ import annotations

import io
import json
from typing import TYPE_CHECKING, Any

import pytest

from navwarn.cli.progress import Progress
from tests.cli.samples import ZLIB, tree
from tests.sources.samples import V31, cve, nvd, osv, page
from tests.sources.test_priority import ENTRY, FILE, catalog

if TYPE_CHECKING:
    from pathlib import Path

    from tests.cli.conftest import Navwarn

ONE, GHSA = "CVE-2024-10001", "GHSA-2222-3333-4444"
NVD_NOTICE = "This product uses data from the NVD API but is not endorsed or certified by the NVD."


def write(folder: Path, **documents: Any) -> Path:
    folder.mkdir(exist_ok=True)
    for name, value in documents.items():
        text = value if isinstance(value, str) else json.dumps(value)
        (folder / f"{name}.json").write_text(text)
    return folder


@pytest.fixture
def informed(navwarn: Navwarn, tmp_path: Path) -> Navwarn:
    """The program, with a ledger that knows a vulnerability from several sources."""
    metrics = [{"cvssV3_1": {"vectorString": V31, "baseScore": 7.5}}]
    folder = write(
        tmp_path / "upstream",
        cve=cve(cna={"title": "Sample flaw", "metrics": metrics, "providerMetadata": {"shortName": "acme"}}),
        nvd=page(nvd(vulnStatus="Awaiting Analysis"), nvd(id="CVE-2024-10002", vulnStatus="Rejected")),
        osv=osv(),
        withdrawn=osv(id="GHSA-2222-3333-5555", withdrawn="2024-04-01T00:00:00Z"),
        two=osv(id="GO-2024-0001", aliases=[ONE, "CVE-2024-10003"]),
        kev=catalog(ENTRY),
        epss=FILE + f"{ONE},0.5,0.9",
    )
    navwarn("source", "import", folder)
    return navwarn


def test_an_import_says_what_became_of_the_records(navwarn: Navwarn, tmp_path: Path) -> None:
    folder = write(tmp_path / "upstream", cve=cve(), bad=cve(cveId="X-1"), broken="{", other={"x": 1})
    write(folder, odd=osv(summary=["x"]))
    result = navwarn("source", "import", folder)
    assert [line.split() for line in result.stdout.splitlines()] == [
        ["Source", "Read", "New", "Changed", "Unchanged", "Older", "Set", "aside"],
        ["cve", "2", "1", "0", "0", "0", "1"],
        ["ghsa", "1", "1", "0", "0", "0", "0"],
    ]
    assert f"set aside: {folder}/bad.json: has 'X-1' where the id of a CVE belongs" in result.stderr
    assert f"set aside: {folder}/broken.json: is no JSON" in result.stderr
    assert "1 breach of a schema passed over" in result.stderr
    assert "1 file is of no source and left out" in result.stderr


def test_what_was_set_aside_fails_only_where_that_was_asked_for(navwarn: Navwarn, tmp_path: Path) -> None:
    folder = write(tmp_path / "upstream", cve=cve(), bad=cve(cveId="X-1"))
    navwarn("source", "import", folder)
    navwarn("source", "import", "--strict", folder, expect=1)
    (folder / "bad.json").unlink()
    navwarn("source", "import", "--strict", folder)


def test_an_archive_that_is_not_read_to_its_end_fails(navwarn: Navwarn, tmp_path: Path) -> None:
    folder = write(tmp_path / "upstream", cve=cve())
    (folder / "damaged.zip").write_bytes(b"PK\x03\x04 and no more")
    result = navwarn("source", "import", folder, expect=1)
    assert f"not read to its end: {folder}/damaged.zip: is damaged" in result.stderr
    assert "cve" in result.stdout


def test_long_lists_of_faults_are_cut(navwarn: Navwarn, tmp_path: Path) -> None:
    rows = "".join(f"X-{number},0,0\n" for number in range(25))
    (tmp_path / "epss.csv").write_text(FILE + rows)
    assert "… and 5 more (-o json)" in navwarn("source", "import", tmp_path / "epss.csv").stderr
    told = json.loads(navwarn("source", "import", tmp_path / "epss.csv", "-o", "json").stdout)
    assert len(told["items"][0]["faults"]) == 25


def test_where_nothing_is_of_a_source_the_input_is_wrong(navwarn: Navwarn, tmp_path: Path) -> None:
    (tmp_path / "x.json").write_text("{}")
    assert "[NW-SOURCE]" in navwarn("source", "import", tmp_path / "x.json", expect=2).stderr
    assert "[NW-SOURCE]" in navwarn("source", "import", tmp_path / "missing", expect=2).stderr


def test_sources_are_listed_with_their_notices(informed: Navwarn) -> None:  # sources.md LN
    listed = informed("source", "list").stdout
    assert [line.split()[0] for line in listed.splitlines()[:7]] == [
        *("Source", "cve", "epss", "ghsa", "go", "kev", "nvd"),
    ]
    assert NVD_NOTICE in listed
    items = json.loads(informed("source", "list", "-o", "json").stdout)["items"]
    assert {item["name"]: item["records"] for item in items}["ghsa"] == 2


@pytest.mark.parametrize(
    ("identifier", "headline"),
    [
        (ONE, f"{ONE} · known, High 7.5 by acme; no advisory names it"),
        (GHSA.lower(), f"{ONE} · known, High 7.5 by acme; no advisory names it"),
        ("CVE-2024-10002", "CVE-2024-10002 · rejected upstream; no advisory names it"),
        ("GHSA-2222-3333-5555", "GHSA-2222-3333-5555 · withdrawn upstream; no advisory names it"),
        ("CVE-2024-10003", "CVE-2024-10003 · known; no advisory names it"),
        ("GO-2024-0001", "GO-2024-0001 · known, High 7.5 by acme; no advisory names it"),
        (
            "CVE-1999-0001",
            "CVE-1999-0001 · not known yet: no advisory names it, nor does any source; last imports: ",
        ),
    ],
)
def test_a_lookup_answers_from_the_sources(informed: Navwarn, identifier: str, headline: str) -> None:
    assert informed("lookup", identifier).stdout.startswith(headline)


def test_a_lookup_tells_the_facts(informed: Navwarn) -> None:
    assert informed("lookup", ONE).stdout.splitlines()[1:] == [
        "also known as GHSA-2222-3333-4444, GO-2024-0001",
        "Sample flaw",
        f"severity: High 7.5 {V31} by acme",
        "known to be exploited: listed 2024-03-07",
        "EPSS: 0.50000, percentile 0.90000",
        "NVD: Awaiting Analysis since 2024-03-01",
        "disclosed: 2024-03-01",
        "no longer among its ids: GHSA-2222-3333-5555 (withdrawn)",
        "said by: cve CVE-2024-10001, nvd CVE-2024-10001, ghsa GHSA-2222-3333-4444, go GO-2024-0001",
    ]
    assert "the id also names CVE-2024-10003" in informed("lookup", "GO-2024-0001").stdout


def test_an_advisory_is_found_by_an_alias_that_only_a_source_knows(informed: Navwarn, tmp_path: Path) -> None:
    informed("import", tree(tmp_path / "tree", zlib=ZLIB.replace("CVE-2024-0002", ONE)))
    assert informed("lookup", GHSA).stdout.startswith(f"{ONE} · Not affected in 1 package")
    found = json.loads(informed("lookup", GHSA, "-o", "json").stdout)
    assert (found["answer"], found["upstream"]["id"]) == ("advisory", ONE)


INDEX = """\
P:zlib
V:1.3.1-r0
A:x86_64
t:1700000000

P:zlib-dev
o:zlib
V:1.3.1-r0
A:x86_64
t:0
"""


def test_published_versions_are_imported_listed_and_shown(navwarn: Navwarn, tmp_path: Path) -> None:
    (tmp_path / "APKINDEX").write_text(INDEX)
    (tmp_path / "newer").write_text(INDEX.replace("1.3.1-r0", "1.3.1-r10").replace("A:x86_64", "A:noarch"))
    first = navwarn("package", "import", tmp_path / "APKINDEX").stdout
    assert first.splitlines()[1].split()[1:] == ["x86_64", "2", "2"]
    again = navwarn("package", "import", tmp_path / "APKINDEX", tmp_path / "newer").stdout
    assert [line.split()[-1] for line in again.splitlines()[1:]] == ["0", "2"]
    assert navwarn("package", "list").stdout.splitlines()[1].split() == ["zlib", "1.3.1-r10", "2", "2"]
    rows = [line.split() for line in navwarn("package", "show", "zlib").stdout.splitlines()[1:]]
    assert [(row[0], row[1], row[2], row[-2:]) for row in rows] == [
        ("1.3.1-r10", "noarch", "2023-11-14T22:13:20Z", ["zlib,", "zlib-dev"]),
        ("1.3.1-r0", "x86_64", "2023-11-14T22:13:20Z", ["zlib,", "zlib-dev"]),
    ]


def test_a_package_nobody_publishes_leads_to_its_origin(navwarn: Navwarn, tmp_path: Path) -> None:
    (tmp_path / "APKINDEX").write_text(INDEX)
    navwarn("package", "import", tmp_path / "APKINDEX")
    assert "It is built from zlib." in navwarn("package", "show", "zlib-dev", expect=2).stderr
    assert "Import a package index" in navwarn("package", "show", "curl", expect=2).stderr


def test_an_index_that_is_none_changes_nothing(navwarn: Navwarn, tmp_path: Path) -> None:
    (tmp_path / "APKINDEX").write_text(INDEX)
    (tmp_path / "letter").write_text("Dear Ann")
    refusal = navwarn("package", "import", tmp_path / "APKINDEX", tmp_path / "letter", expect=2).stderr
    assert "[NW-CATALOG]" in refusal
    assert navwarn("package", "list").stdout.splitlines()[1:] == []


def test_an_import_that_is_stopped_keeps_what_it_has(
    navwarn: Navwarn, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def stop(_: Progress, records: int) -> None:
        assert records == 1
        raise KeyboardInterrupt

    folder = write(tmp_path / "upstream", cve=cve())
    with monkeypatch.context() as patched:
        patched.setattr(Progress, "show", stop)
        assert "what was read so far is recorded" in navwarn("source", "import", folder, expect=130).stderr
    assert navwarn("lookup", ONE).stdout.startswith(f"{ONE} · known")
    assert navwarn("source", "import", folder).stdout.split()[-4:] == ["0", "1", "0", "0"]


def test_progress_is_one_line_that_is_gone_at_the_end(monkeypatch: pytest.MonkeyPatch) -> None:
    written = io.StringIO()
    monkeypatch.setattr("sys.stderr", written)
    with Progress("{:,} records".format, is_shown=True) as progress:
        progress.show(1000)
        progress.show(2000)
    with Progress(str, is_shown=False) as progress:
        progress.show(3000)
    assert written.getvalue() == "\r1,000 records\r\x1b[K"
