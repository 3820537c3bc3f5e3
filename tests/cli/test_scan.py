"""``navwarn scan``: the same findings however an image is presented, in every form, and gates that hold."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any

import pytest

from tests.cli.pictures import OLD, OPEN, installed
from tests.images.cyclonedx_schema import require_valid
from tests.images.samples import File, image, write_layout
from tests.scanners import documents as reports

if TYPE_CHECKING:
    from pathlib import Path

    from tests.cli.conftest import Navwarn

FORMS = (
    "old",
    "old.tar",
    "oci:old:1",
    "docker-archive:old.tar:registry.example/app:1",
    "root",
    "old.cdx.json",
)
NGHTTP2 = "CVE-2023-44487"


def scanned(navwarn: Navwarn, *arguments: object, expect: int = 0) -> Any:
    """What a scan of one platform found, as JSON."""
    (item,) = json.loads(navwarn("scan", *arguments, "-o", "json", expect=expect).stdout)["items"]
    return item


def ids(item: Any) -> list[str]:
    return [one["id"] for one in item["findings"]]


def rows(text: str) -> list[list[str]]:
    """The cells of the rows of a table that begin with a CVE."""
    return [line.split() for line in text.splitlines() if line.startswith("CVE-")]


def test_one_image_has_the_same_findings_however_it_is_presented(navwarn: Navwarn, home: Path) -> None:
    found = [scanned(navwarn, form) for form in FORMS]
    found.append(scanned(navwarn, "installed", "-D", "acme"))
    assert home
    assert ids(found[0]) == OPEN
    for one in found[1:]:
        assert [(two["id"], two["package"]["name"], two["fixed_in"]) for two in one["findings"]] == [
            (two["id"], two["package"]["name"], two["fixed_in"]) for two in found[0]["findings"]
        ]
        assert [two["id"] for two in one["subtracted"]] == ["CVE-2022-30065"]
        assert (one["evaluated"], one["not_evaluated"], one["silences"]) == (3, 0, [])


def test_the_table_tells_package_origin_fix_status_and_place(navwarn: Navwarn, home: Path) -> None:
    text = navwarn("scan", home / "old").stdout
    assert f"{home / 'old'} (linux/amd64): 4 findings (1 Critical, 1 High, 2 Unknown); 1 settled" in text
    assert rows(text)[0] == (
        f"{NGHTTP2} Critical libnghttp2-14 (nghttp2) 1.56.0-r0 1.57.0-r0"
        " Fixed in 1.57.0-r0 since 2023-10-11 /lib/apk/db/installed"
    ).split(" ")
    assert [row[0] for row in rows(text)] == OPEN


def test_one_long_name_does_not_stretch_every_row(navwarn: Navwarn, home: Path) -> None:
    packages = installed(f"{'a' * 3000} 1.56.0-r0 nghttp2", "zlib 1.2.12-r0")
    write_layout(home / "long", image((File("lib/apk/db/installed", packages),)))
    lines = navwarn("scan", "-D", "acme", home / "long").stdout.splitlines()
    (long,) = [line for line in lines if len(line) > 300]
    assert f"{'a' * 3000} (nghttp2)  1.56.0-r0" in long, "whole, so that it can be copied"


def test_what_is_settled_is_shown_when_asked_for_and_left_out_when_only_what_is_open_is(
    navwarn: Navwarn, home: Path
) -> None:
    shown = navwarn("scan", home / "old", "--subtracted").stdout
    assert [row[0] for row in rows(shown)] == [*OPEN, "CVE-2022-30065"]
    assert "Not affected since 2023-10-11 (not-affected)" in shown
    log = json.loads(navwarn("scan", home / "old", "--subtracted", "-o", "sarif").stdout)
    told = [one["ruleId"] for one in log["runs"][0]["results"] if "suppressions" in one]
    assert told == ["CVE-2022-30065"]
    still = navwarn("scan", home / "old", "--only-open")
    assert "; 1 settled" in shown
    assert "; 1 settled" not in still.stdout
    assert scanned(navwarn, home / "old", "--only-open")["subtracted"] == []


def test_a_distribution_that_is_named_is_not_asked_for_again(navwarn: Navwarn, home: Path) -> None:
    result = navwarn("scan", "-D", "acme", home / "installed")
    assert "os-release" not in result.stdout + result.stderr
    assert "not evaluated" not in result.stdout


@pytest.mark.parametrize("output", ["table", "json", "sarif", "cyclonedx", "markdown"])
@pytest.mark.parametrize(
    ("what", "number"), [("debian", "1 package not evaluated"), ("installed", "3 packages not evaluated")]
)
def test_what_nobody_has_data_for_is_not_clean(
    navwarn: Navwarn, home: Path, output: str, what: str, number: str
) -> None:
    text = navwarn("scan", home / what, "-o", output).stdout
    assert number in text
    assert "o findings" not in text
    assert "0 vulnerabilities" not in text


@pytest.mark.parametrize(
    ("word", "counted", "warned"),
    [
        ("critical", "1 open finding of severity critical or worse", True),
        ("high", "2 open findings of severity high or worse", True),
        ("medium", "2 open findings of severity medium or worse", True),
        ("low", "2 open findings of severity low or worse", True),
        ("negligible", "2 open findings of severity negligible or worse", True),
        ("unknown", "4 open findings", False),
    ],
)
def test_a_gate_closes_with_the_report_written(
    navwarn: Navwarn, home: Path, word: str, counted: str, *, warned: bool
) -> None:
    result = navwarn("scan", home / "old", "--fail-on", word, "--out", home / "report.txt", expect=1)
    assert f"navwarn: {counted} [NW-FAIL-ON]" in result.stderr
    assert [row[0] for row in rows((home / "report.txt").read_text())] == OPEN
    assert ("2 open findings of unknown severity did not count" in result.stderr) is warned


def test_an_unknown_severity_neither_passes_nor_fails_without_a_word(navwarn: Navwarn, home: Path) -> None:
    write_layout(home / "dim", image((File("lib/apk/db/installed", installed("zlib 1.3-r0")),)))
    dim = ("scan", "-D", "acme", home / "dim", "--fail-on")
    passed = navwarn(*dim, "high")
    assert "2 open findings of unknown severity did not count; --fail-on unknown counts" in passed.stderr
    navwarn(*dim, "unknown", expect=1)
    both = navwarn(*dim, "high", "--fail-on", "unknown", expect=1)
    assert "did not count" not in both.stderr


@pytest.mark.parametrize("ecosystem", ["Ubuntu:22.04:LTS", "Ubuntu:22.04"])
def test_another_distribution_is_judged_by_records_however_they_write_it(
    navwarn: Navwarn, home: Path, ecosystem: str
) -> None:
    affected = {
        "package": {"ecosystem": ecosystem, "name": "zlib"},
        "ranges": [{"type": "ECOSYSTEM", "events": [{"introduced": "0"}, {"fixed": "1:1.2.13-2"}]}],
    }
    record = {"schema_version": "1.7.0", "id": "UBUNTU-CVE-2023-1", "modified": "2023-10-01T00:00:00Z"}
    (home / "osv.json").write_text(json.dumps({**record, "affected": [affected]}))
    navwarn("source", "import", home / "osv.json")
    status = b"Package: zlib1g\nStatus: install ok installed\nSource: zlib\nVersion: 1:1.2.13-1\n"
    system = File("etc/os-release", b'ID=ubuntu\nVERSION_ID="22.04"\n')
    write_layout(home / "ubuntu", image((system, File("var/lib/dpkg/status", status))))
    found = scanned(navwarn, home / "ubuntu")
    assert (ids(found), found["not_evaluated"]) == (["UBUNTU-CVE-2023-1"], 0)
    assert found["findings"][0]["fixed_in"] == ["1:1.2.13-2"]


def test_a_gate_can_ask_that_everything_was_evaluated(navwarn: Navwarn, home: Path) -> None:
    closed = navwarn("scan", home / "debian", "--fail-on", "not-evaluated", expect=1)
    assert "1 package not evaluated [NW-FAIL-ON]" in closed.stderr
    navwarn("scan", home / "debian", "--fail-on", "high")
    navwarn("scan", home / "old", "--fail-on", "not-evaluated")
    write_layout(home / "rpm", image((File("var/lib/rpm/Packages", b"x"),)))
    unread = navwarn("scan", home / "rpm", "--fail-on", "not-evaluated", expect=1)
    assert "something not read" in unread.stderr


def test_a_gate_counts_the_findings_of_all_platforms(navwarn: Navwarn, home: Path) -> None:
    closed = navwarn("scan", home / "many-old", "--platform", "all", "--fail-on", "high", expect=1)
    assert "3 open findings of severity high or worse [NW-FAIL-ON]" in closed.stderr
    new = navwarn(
        "diff", home / "many-new", home / "many-old", "--platform", "all", "--fail-on", "high", expect=1
    )
    assert "3 new findings of severity high or worse [NW-FAIL-ON]" in new.stderr


def test_a_gate_does_not_count_what_is_settled(navwarn: Navwarn, home: Path) -> None:
    write_layout(home / "calm", image((File("lib/apk/db/installed", installed("busybox 1.36.0-r0")),)))
    calm = navwarn("scan", "-D", "acme", home / "calm", "--fail-on", "unknown")
    assert "no findings; 1 settled by our advisories; 1 package evaluated" in calm.stdout


def test_a_scan_can_ask_what_was_true_then(navwarn: Navwarn, home: Path) -> None:
    before = navwarn("scan", home / "old", "--as-of", "2023-10-01")
    assert "nothing was evaluated; 3 packages not evaluated" in before.stdout
    assert ids(scanned(navwarn, home / "old", "--known-at", "4")) == [NGHTTP2]


def test_sarif_has_what_code_hosts_require(navwarn: Navwarn, home: Path) -> None:
    log = json.loads(navwarn("scan", home / "old", "-o", "sarif").stdout)
    assert (log["version"], log["$schema"]) == ("2.1.0", "https://json.schemastore.org/sarif-2.1.0.json")
    (run,) = log["runs"]
    assert "automationDetails" not in run, "who uploads it chooses"
    rules = run["tool"]["driver"]["rules"]
    assert run["tool"]["driver"]["name"] == "navwarn"
    assert [rule["id"] for rule in rules] == OPEN
    assert [rule["properties"].get("security-severity") for rule in rules[:2]] == ["9.5", "8.0"]
    for result in run["results"]:
        assert rules[result["ruleIndex"]]["id"] == result["ruleId"]
        assert result["message"]["text"]
        (place,) = result["locations"]
        assert place["physicalLocation"]["artifactLocation"]["uri"] == "lib/apk/db/installed"
    assert [one["level"] for one in run["results"]] == ["error", "error", "warning", "warning"]


def test_sarif_of_all_platforms_is_one_log_and_a_bom_is_of_one_image(navwarn: Navwarn, home: Path) -> None:
    log = json.loads(navwarn("scan", home / "many-old", "--platform", "all", "-o", "sarif").stdout)
    assert [len(run["results"]) for run in log["runs"]] == [4, 3]
    assert [run["automationDetails"]["id"] for run in log["runs"]] == [
        "navwarn/linux/amd64/",
        "navwarn/linux/arm64/",
    ]
    refused = navwarn("scan", home / "many-old", "--platform", "all", "-o", "cyclonedx", expect=2)
    assert "choose its --platform" in refused.stderr


@pytest.mark.needs("syft")
def test_cyclonedx_says_what_the_image_contains_what_is_affected_and_what_we_say(
    navwarn: Navwarn, home: Path
) -> None:
    bom = json.loads(navwarn("scan", home / "old", "-o", "cyclonedx").stdout)
    require_valid(bom)
    contents = json.loads(navwarn("image", "inventory", home / "old", "-o", "cyclonedx").stdout)
    assert bom["components"] == contents["components"]
    assert bom["serialNumber"] != contents["serialNumber"]
    assert (bom["bomFormat"], bom["specVersion"]) == ("CycloneDX", "1.6")
    parts = {one["bom-ref"]: one for one in bom["components"]}
    said = {one["id"]: one for one in bom["vulnerabilities"]}
    assert set(said) == set(OPEN)
    for one in said.values():
        for affected in one["affects"]:
            assert affected["ref"] in parts
    assert parts[said[NGHTTP2]["affects"][0]["ref"]]["name"] == "libnghttp2-14"
    assert (said[NGHTTP2]["analysis"]["state"], said[NGHTTP2]["analysis"]["response"]) == (
        "exploitable",
        ["update"],
    )


@pytest.mark.needs("syft")
def test_a_version_that_is_too_long_for_a_bom_is_cut(navwarn: Navwarn, home: Path) -> None:
    database = installed(f"libnghttp2-14 1.56.{'1' * 2000}-r0 nghttp2")
    write_layout(home / "long", image((File("lib/apk/db/installed", database),)))
    bom = json.loads(navwarn("scan", "-D", "acme", home / "long", "-o", "cyclonedx").stdout)
    require_valid(bom)
    assert [one["id"] for one in bom["vulnerabilities"]] == [NGHTTP2]


def test_markdown_is_a_section_for_a_comment(navwarn: Navwarn, home: Path) -> None:
    text = navwarn("scan", home / "old", "-o", "markdown").stdout
    assert text.startswith(f"## `{home / 'old'}`\n")
    assert "4 findings (1 Critical, 1 High, 2 Unknown); 1 settled by our advisories; 3 packages" in text
    assert f"| `{NGHTTP2}` | Critical | `libnghttp2-14 (nghttp2)` | `1.56.0-r0` | `1.57.0-r0` |" in text


def test_all_platforms_are_scanned_each_by_itself(navwarn: Navwarn, home: Path) -> None:
    text = navwarn("scan", home / "many-old", "--platform", "all").stdout
    assert "(linux/amd64): 4 findings" in text
    assert "(linux/arm64): 3 findings" in text
    found = json.loads(navwarn("scan", home / "many-old", "--platform", "linux/arm64", "-o", "json").stdout)
    assert [one["image"]["platform"] for one in found["items"]] == ["linux/arm64"]


def test_hostile_names_are_text(navwarn: Navwarn, home: Path) -> None:
    name = "zlib\x1b[31m|`<b>\u202e"
    bad = installed(f"{name} 1.2.12-r0 zlib")
    write_layout(home / "bad", image((File("lib/apk/db/installed", bad),)))
    text = navwarn("scan", "-D", "acme", home / "bad").stdout
    assert "\x1b" not in text
    assert "\u202e" not in text
    assert len(rows(text)) == 3
    markdown = navwarn("scan", "-D", "acme", home / "bad", "-o", "markdown").stdout
    assert "\x1b" not in markdown
    assert all(line.count(" | ") == 7 for line in markdown.splitlines() if line.startswith("| `CVE"))


GRYPE = reports.grype(
    reports.match("CVE-2022-37434", "pkg:apk/acme/zlib@1.2.12-r0?arch=x86_64"),
    reports.match("CVE-2022-30065", "pkg:apk/acme/busybox@1.36.0-r0?arch=x86_64"),
    reports.match("CVE-2020-0001", "pkg:gem/uri@0.12.0"),
)
TRIVY = reports.trivy(
    {
        "Target": "app.tar (alpine 3.10.2)",
        "Class": "os-pkgs",
        "Type": "alpine",
        "Vulnerabilities": [
            {
                "VulnerabilityID": "CVE-2022-37434",
                "PkgName": "zlib",
                "PkgIdentifier": {"PURL": "pkg:apk/acme/zlib@1.2.12-r0?arch=x86_64"},
                "InstalledVersion": "1.2.12-r0",
                "Severity": "HIGH",
            },
            {
                "VulnerabilityID": "CVE-2022-30065",
                "PkgName": "busybox",
                "PkgIdentifier": {"PURL": "pkg:apk/acme/busybox@1.36.0-r0?arch=x86_64"},
                "InstalledVersion": "1.36.0-r0",
                "Severity": "MEDIUM",
            },
        ],
    }
)


@pytest.mark.parametrize(("report", "scanner"), [(GRYPE, "grype"), (TRIVY, "trivy")])
def test_another_scanner_s_findings_get_what_we_say_of_each(
    navwarn: Navwarn, home: Path, report: Any, scanner: str
) -> None:
    (home / "report.json").write_text(json.dumps(report))
    item = scanned(navwarn, "--report", home / "report.json", "-D", "acme")
    said = {one["id"]: one for one in item["findings"]}
    assert item["report"]["scanner"] == scanner
    assert said["CVE-2022-37434"]["advisory"]["status"] == "fixed"
    assert [one["id"] for one in item["subtracted"]] == ["CVE-2022-30065"]
    text = navwarn("scan", "--report", home / "report.json", "-D", "acme").stdout
    assert "Fixed in 1.2.12-r3 since 2023-10-11" in text
    assert "Not affected since 2023-10-11" in text, "what is settled answers a finding of the report"


def test_a_report_comes_from_standard_input_too(
    navwarn: Navwarn, home: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (home / "report.json").write_text(json.dumps(GRYPE))
    with (home / "report.json").open() as file:
        monkeypatch.setattr("sys.stdin", file)
        assert "CVE-2020-0001" in navwarn("scan", "--report", "-", "-D", "acme").stdout


def test_an_image_or_a_report_is_wanted_and_not_both(navwarn: Navwarn, home: Path) -> None:
    for arguments in ((), (home / "old", "--report", home / "nvd.json")):
        refused = navwarn("scan", *arguments, expect=2)
        assert "give an image to scan, or another scanner's result" in refused.stderr
    missing = navwarn("scan", "--report", home / "none.json", expect=2)
    assert "none.json' does not exist. [NW-USAGE]" in missing.stderr
    odd = navwarn("scan", "--report", home / "nvd.json", expect=2)
    assert "nvd.json" in odd.stderr


@pytest.mark.parametrize("option", [("--attached",), ("--platform", "linux/arm64")])
def test_what_chooses_among_the_contents_of_an_image_chooses_nothing_in_a_report(
    navwarn: Navwarn, home: Path, option: tuple[str, ...]
) -> None:
    (home / "report.json").write_text(json.dumps(GRYPE))
    refused = navwarn("scan", "--report", home / "report.json", *option, expect=2)
    assert "--attached and --platform choose what is read of an image" in refused.stderr


def test_a_scan_reads_the_ledger_and_makes_none(navwarn: Navwarn, tmp_path: Path) -> None:
    write_layout(tmp_path / "old", image((File("lib/apk/db/installed", installed(*OLD)),)))
    assert "NW-DB-MISSING" in navwarn("scan", tmp_path / "old", expect=2).stderr
    assert not (tmp_path / "ledger.sqlite").exists()
