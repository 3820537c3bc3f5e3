"""``navwarn scan --report``: what we say of each finding of every scanner, in every form."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any

import pytest

from tests.scanners import documents as made

if TYPE_CHECKING:
    from pathlib import Path

    from tests.cli.conftest import Navwarn

FIXED, SETTLED, UNSAID = "CVE-2022-37434", "CVE-2022-30065", "CVE-2020-0001"
ZLIB, BUSYBOX = "pkg:apk/acme/zlib@1.2.12-r0", "pkg:apk/acme/busybox@1.36.0-r0"
IMAGE = f"app@sha256:{'a' * 64}"
REQUESTS = "usr/lib/python3.12/site-packages/requests-2.25.0.dist-info/METADATA"


def grype() -> Any:
    return made.grype(
        made.match(FIXED, f"{ZLIB}?arch=x86_64"),
        made.match(SETTLED, f"{BUSYBOX}?arch=x86_64"),
        made.match(UNSAID, "pkg:pypi/requests@2.25.0"),
    )


def trivy() -> Any:
    def one(name: str, package: str, version: str, **more: Any) -> dict[str, Any]:
        named = {"VulnerabilityID": name, "PkgName": package, "InstalledVersion": version}
        return {**named, "Severity": "HIGH", "Status": "affected", **more}

    distro = [one(FIXED, "zlib", "1.2.12-r0"), one(SETTLED, "busybox", "1.36.0-r0")]
    language = [one(UNSAID, "requests", "2.25.0", PkgPath=REQUESTS)]
    return made.trivy(
        {"Target": "app (acme 1)", "Class": "os-pkgs", "Type": "wolfi", "Vulnerabilities": distro},
        {"Target": "Python", "Class": "lang-pkgs", "Type": "python-pkg", "Vulnerabilities": language},
    )


def grype_sarif(rule_of: str, text: str) -> Any:
    """Grype's SARIF: ``rule_of`` and ``text`` make the ids of rules and the messages of a version of it."""
    found = [
        (FIXED, "zlib", "1.2.12-r0", "apk", "lib/apk/db/installed"),
        (SETTLED, "busybox", "1.36.0-r0", "apk", "lib/apk/db/installed"),
        (UNSAID, "requests", "2.25.0", "python", REQUESTS),
    ]
    rules, results = [], []
    for name, package, version, kind, path in found:
        words = {"id": name, "name": package, "version": version, "kind": kind, "path": path}
        said = {"Severity": "high", "Package": package, "Version": version, "Type": kind, "Location": path}
        rule = made.grype_rule(rule_of.format(**words), **said)
        rule["help"]["text"] = rule["help"]["text"].replace(made.CVE, name)
        rules.append(rule)
        results.append(made.result(rule["id"], text.format(**words), uri=f"image/{path}", logical=f"/{path}"))
    return made.sarif("Grype", rules, results)


def trivy_sarif() -> Any:
    text = (
        "Package: {}\nInstalled Version: {}\nVulnerability {}\nSeverity: HIGH\nFixed Version: \nLink: [x](y)"
    )
    found = [
        (FIXED, "zlib", "1.2.12-r0", "OsPackageVulnerability", "app"),
        (SETTLED, "busybox", "1.36.0-r0", "OsPackageVulnerability", "app"),
        (UNSAID, "requests", "2.25.0", "LanguageSpecificPackageVulnerability", REQUESTS),
    ]
    rules = [{"id": name, "name": kind, "properties": {"tags": ["HIGH"]}} for name, _, _, kind, _ in found]
    results = [
        made.result(name, text.format(package, version, name), uri=uri)
        for name, package, version, _, uri in found
    ]
    return made.sarif("Trivy", rules, results, properties={"imageName": "app"})


def scout_sarif() -> Any:
    found = {FIXED: ZLIB, SETTLED: BUSYBOX, UNSAID: "pkg:pypi/requests@2.25.0"}
    rules = [
        {
            "id": name,
            "shortDescription": {"text": f"{name}: a flaw"},
            "properties": {"purls": [purl], "cvssV3_severity": "HIGH", "fixed_version": "not fixed"},
        }
        for name, purl in found.items()
    ]
    results = [made.result(name, f"Vulnerability : {name}", uri="/") for name in found]
    return made.sarif("docker scout", rules, results)


MESSAGES = (
    (
        "The path {path} reports {name} at version {version}  which would result in a vulnerable ({kind})"
        " package installed"
    ),
    "A high vulnerability in {kind} package: {name}, version {version} was found at: /{path}",
    "A high vulnerability in {kind} package: {name}, version {version} was found in image "
    + IMAGE
    + " at: /{path}",
)
REPORTS = {
    "grype": grype(),
    "trivy": trivy(),
    "grype-sarif-old": grype_sarif("ANCHOREVULN_app_{id}_{kind}_{name}_{version}", MESSAGES[0]),
    "grype-sarif": grype_sarif("{id}-{name}", MESSAGES[1]),
    "grype-sarif-new": grype_sarif("{id}-{name}", MESSAGES[2]),
    "trivy-sarif": trivy_sarif(),
    "scout-sarif": scout_sarif(),
}


@pytest.fixture(params=REPORTS)
def report(home: Path, request: pytest.FixtureRequest) -> Path:
    path = home / f"{request.param}.json"
    path.write_text(json.dumps(REPORTS[request.param]))
    return path


def test_json_tells_of_each_finding_what_we_say(navwarn: Navwarn, report: Path) -> None:
    text = navwarn("scan", "--report", report, "-D", "acme", "-o", "json").stdout
    (item,) = json.loads(text)["items"]
    found = {one["id"]: one for one in item["findings"]}
    assert set(found) == {FIXED, UNSAID}
    assert item["report"]["set_aside"] == 0
    assert (found[FIXED]["package"]["name"], found[FIXED]["package"]["type"]) == ("zlib", "apk")
    assert found[FIXED]["advisory"]["fixed_version"] == "1.2.12-r3"
    assert (found[UNSAID]["package"]["type"], found[UNSAID]["advisory"]) == ("pypi", None)
    (settled,) = item["subtracted"]
    assert (settled["id"], settled["rule"], settled["advisory"]["status"]) == (
        SETTLED,
        "not-affected",
        "not-affected",
    )


@pytest.mark.parametrize("output", ["table", "markdown", "cyclonedx"])
def test_every_form_answers_every_finding(navwarn: Navwarn, report: Path, output: str) -> None:
    text = navwarn("scan", "--report", report, "-D", "acme", "-o", output).stdout
    assert all(name in text for name in (FIXED, SETTLED, UNSAID))
    still = navwarn("scan", "--report", report, "-D", "acme", "-o", output, "--only-open").stdout
    assert SETTLED not in still
    if output == "cyclonedx":
        said = {
            one["id"]: one.get("analysis", {}).get("state") for one in json.loads(text)["vulnerabilities"]
        }
        assert said == {FIXED: "exploitable", SETTLED: "not_affected", UNSAID: None}
    else:
        assert "Fixed in 1.2.12-r3 since 2023-10-11" in text
        assert "Not affected since 2023-10-11" in text


def test_sarif_has_what_is_left_to_do(navwarn: Navwarn, report: Path) -> None:
    (run,) = json.loads(navwarn("scan", "--report", report, "-D", "acme", "-o", "sarif").stdout)["runs"]
    assert sorted(one["ruleId"] for one in run["results"]) == [UNSAID, FIXED]
    assert all(one["locations"] for one in run["results"])
    asked = ("scan", "--report", report, "-D", "acme", "-o", "sarif", "--subtracted")
    (run,) = json.loads(navwarn(*asked).stdout)["runs"]
    still = [one["ruleId"] for one in run["results"] if "suppressions" not in one]
    assert sorted(still) == [UNSAID, FIXED]
    assert len(run["results"]) == 3


def test_a_gate_counts_what_our_advisories_leave_open(navwarn: Navwarn, report: Path) -> None:
    refused = navwarn("scan", "--report", report, "-D", "acme", "--fail-on", "high", expect=1)
    assert "2 open findings of severity high or worse [NW-FAIL-ON]" in refused.stderr


@pytest.mark.parametrize("output", ["table", "json", "sarif", "cyclonedx", "markdown"])
def test_what_nobody_understood_of_a_report_is_told_in_every_form_and_closes_a_gate(
    navwarn: Navwarn, home: Path, output: str
) -> None:
    path = home / "half.json"
    path.write_text(json.dumps(made.grype("half", {})))
    told = "2 entries of the report not used; the first, /matches/0: "
    assert told in navwarn("scan", "--report", path, "-o", output).stdout
    closed = navwarn("scan", "--report", path, "-o", output, "--fail-on", "not-evaluated", expect=1)
    assert "something not read [NW-FAIL-ON]" in closed.stderr


def test_images_of_one_log_are_told_apart_and_make_no_bom(navwarn: Navwarn, home: Path) -> None:
    rules = [{"id": UNSAID, "name": "LanguageSpecificPackageVulnerability"}]
    found = [made.result(UNSAID, "Package: a\nInstalled Version: 1\nSeverity: HIGH")]
    runs = [
        run
        for name in ("app:1", "app:2")
        for run in made.sarif("Trivy", rules, found, properties={"imageName": name})["runs"]
    ]
    (home / "two.sarif").write_text(json.dumps({"version": "2.1.0", "runs": runs}))
    items = json.loads(navwarn("scan", "--report", home / "two.sarif", "-o", "json").stdout)["items"]
    assert [one["image"]["reference"] for one in items] == ["app:1", "app:2"]
    refused = navwarn("scan", "--report", home / "two.sarif", "-o", "cyclonedx", expect=2)
    assert "a BOM is of one image: the report is of several" in refused.stderr


def test_a_report_about_another_distribution_is_not_answered(navwarn: Navwarn, home: Path) -> None:
    """Its findings stay as they were reported: nobody here speaks for its packages."""
    other = made.grype(made.match(SETTLED, "pkg:deb/debian/busybox@1.36.0-r0?distro=debian-12"))
    other["distro"] = {"name": "debian", "version": "12"}
    (home / "debian.json").write_text(json.dumps(other))
    (item,) = json.loads(navwarn("scan", "--report", home / "debian.json", "-o", "json").stdout)["items"]
    assert [(one["id"], one["advisory"]) for one in item["findings"]] == [(SETTLED, None)]
    assert item["subtracted"] == []
    assert (item["evaluated"], item["not_evaluated"]) == (0, 1)
    assert item["silences"][0]["reason"] == "distribution-not-covered"


@pytest.mark.parametrize("encoding", ["utf-16", "utf-8-sig"])
def test_a_report_may_have_been_written_by_powershell(navwarn: Navwarn, home: Path, encoding: str) -> None:
    (home / "report.json").write_text(json.dumps(REPORTS["trivy"]), encoding=encoding)
    assert FIXED in navwarn("scan", "--report", home / "report.json", "-D", "acme").stdout
