"""Other scanners' reports become findings (scanning.md SO2, image-diff.md KP4)."""

from __future__ import annotations

import gzip
import json
from typing import Any

import pytest

from navwarn.core.finding import MatchKind
from navwarn.core.instant import parse_instant
from navwarn.core.inventory import Component, Distro, SourceKind
from navwarn.core.severity import Severity
from navwarn.core.status import Exposure
from navwarn.scanners import interface, recognition
from navwarn.scanners.interface import Report, UnreadableReportError
from navwarn.scanners.recognition import read_reports
from tests.scanners.documents import CVE, GHSA, grype, grype_rule, match, result, sarif, trivy


def read_all(document: Any) -> list[Report]:
    return read_reports(json.dumps(document).encode(), "report.json")


def read(document: Any) -> Report:
    (report,) = read_all(document)
    return report


def components(report: Report) -> list[Component]:
    return [finding.component for finding in report.findings]


def test_grype_s_matches_are_findings_with_all_related_ids() -> None:
    fix = {"versions": ["0.10.2"], "state": "fixed"}
    report = read(grype(match(GHSA, "pkg:gem/uri@0.10.1", CVE, "CVE-2023-0001", "nonsense", GHSA, fix=fix)))
    (finding,) = report.findings
    assert (finding.vulnerability, finding.aliases) == (GHSA, (CVE, "CVE-2023-0001"))
    assert (finding.match, finding.exposure) == (MatchKind.REPORT, Exposure.VULNERABLE)
    assert (finding.severity, finding.fixed_in, finding.sources) == (Severity.HIGH, ("0.10.2",), ("grype",))
    assert finding.component == Component(
        "gem",
        "uri",
        "0.10.1",
        origin="uri",
        origin_version="0.10.1",
        purl="pkg:gem/uri@0.10.1",
        locations=("/a", "/b"),
        licenses=("MIT",),
        layer="sha256:l",
    )


def test_grype_says_what_it_scanned() -> None:
    report = read(grype())
    source = report.inventory.source
    assert (report.scanner, report.version) == ("grype", "0.61.1")
    assert (source.kind, source.reference) == (SourceKind.REPORT, "registry.example/ruby:3.0")
    assert (source.digest, source.platform, source.tool) == ("sha256:1", "linux/arm64", "grype 0.61.1")
    assert report.inventory.distro == Distro("wolfi", "20221118")


def test_grype_s_severity_comes_from_related_records_where_the_match_has_none() -> None:
    report = read(grype(match(GHSA, "pkg:gem/uri@1", CVE, severity="Unknown")))
    assert report.findings[0].severity is Severity.HIGH


@pytest.mark.parametrize(
    ("upstreams", "purl", "origin", "version"),
    [
        ([{"name": "openssl"}], "pkg:apk/wolfi/libssl3@3-r0?arch=x86_64", "openssl", "3-r0"),
        ([{"name": "nss", "version": "3.79"}], "pkg:rpm/rhel/nspr@4.34", "nss", "3.79"),
        ([], "pkg:apk/wolfi/libssl3@3-r0?upstream=openssl", "openssl", "3-r0"),
        ([], "pkg:apk/wolfi/libssl3@3-r0?origin=openssl", "openssl", "3-r0"),
        ([], "pkg:rpm/rhel/nspr@4.34?upstream=nss-3.79.0-17.el9_1.src.rpm", "nss", "3.79.0-17.el9_1"),
        ([], "pkg:deb/debian/libdb@5?upstream=db%401.0-3", "db", "1.0-3"),
        ([{"name": "x"}], "pkg:gem/uri@1", "uri", "1"),
    ],
)
def test_the_origin_comes_from_upstreams_or_from_the_purl(
    upstreams: list[Any], purl: str, origin: str, version: str
) -> None:
    one = match(CVE, purl)
    one["artifact"]["upstreams"] = upstreams
    (component,) = components(read(grype(one)))
    assert (component.origin, component.origin_version) == (origin, version)


@pytest.mark.parametrize(
    ("kind", "name", "expected"),
    [
        ("go-module", "golang.org/x/net", ("golang", "golang.org/x", "net")),
        ("java-archive", "log4j-core", ("maven", "", "log4j-core")),
        ("npm", "@babel/core", ("npm", "@babel", "core")),
        ("apk", "zlib", ("apk", "", "zlib")),
        ("", "zlib", ("generic", "", "zlib")),
    ],
)
def test_a_match_without_a_purl_goes_by_its_words(
    kind: str, name: str, expected: tuple[str, str, str]
) -> None:
    one = match(CVE, "")
    one["artifact"] |= {"type": kind, "name": name, "version": "1.0"}
    (component,) = components(read(grype(one)))
    assert (component.type, component.namespace, component.name) == expected
    assert component.version == "1.0"


VULNERABILITY = {
    "VulnerabilityID": "CVE-2019-1549",
    "PkgName": "libcrypto1.1",
    "InstalledVersion": "1.1.1c-r0",
    "FixedVersion": "1.1.1d-r0, 1.1.1e-r0",
    "Severity": "MEDIUM",
    "Title": "openssl: information disclosure",
    "PublishedDate": "2019-09-10T17:15:00Z",
    "DataSource": {"ID": "alpine"},
    "Layer": {"Digest": "sha256:l"},
    "PkgIdentifier": {"PURL": "pkg:apk/alpine/libcrypto1.1@1.1.1c-r0?arch=x86_64&distro=3.10.2"},
}
ALPINE = {"Target": "app.tar (alpine 3.10.2)", "Class": "os-pkgs", "Type": "alpine"}


def test_trivy_s_vulnerabilities_are_findings() -> None:
    report = read(trivy({**ALPINE, "Vulnerabilities": [VULNERABILITY]}))
    (finding,) = report.findings
    assert (finding.vulnerability, finding.severity) == ("CVE-2019-1549", Severity.MEDIUM)
    assert finding.fixed_in == ("1.1.1d-r0", "1.1.1e-r0")
    assert (finding.sources, finding.title) == (("trivy:alpine",), "openssl: information disclosure")
    assert finding.disclosed_at == parse_instant("2019-09-10T17:15:00Z")
    component = finding.component
    assert (component.type, component.name, component.version) == ("apk", "libcrypto1.1", "1.1.1c-r0")
    assert (component.architecture, component.layer, component.is_origin_known) == (
        "x86_64",
        "sha256:l",
        False,
    )
    assert report.inventory.distro == Distro("alpine", "3.10.2")
    source = report.inventory.source
    assert (source.reference, source.digest, source.platform) == ("app.tar", "sha256:2", "linux/amd64")


def test_trivy_tells_the_source_of_a_package_where_it_lists_all() -> None:
    source = {"SrcName": "db", "SrcVersion": "1.0", "SrcRelease": "3", "SrcEpoch": 1}
    packages = [{"Name": "libdb", "Version": "5.3", "Release": "2", **source}]
    one = {"VulnerabilityID": CVE, "PkgName": "libdb", "InstalledVersion": "5.3-2"}
    report = read(trivy({"Type": "debian", "Packages": packages, "Vulnerabilities": [one]}))
    (component,) = components(report)
    assert (component.type, component.origin, component.origin_version) == ("deb", "db", "1:1.0-3")
    assert component.is_origin_known


def test_trivy_takes_the_origin_from_a_purl_that_has_one() -> None:
    purl = {"PURL": "pkg:apk/wolfi/libssl3@3-r0?origin=openssl"}
    one = {"VulnerabilityID": CVE, "PkgName": "libssl3", "InstalledVersion": "3-r0", "PkgIdentifier": purl}
    (component,) = components(read(trivy({"Type": "wolfi", "Vulnerabilities": [one]})))
    assert (component.origin, component.is_origin_known) == ("openssl", True)


@pytest.mark.parametrize(
    ("kind", "name", "path", "expected"),
    [
        ("gobinary", "stdlib", "usr/bin/app", ("golang", "", "stdlib", ("/usr/bin/app",))),
        ("python-pkg", "requests", "", ("pypi", "", "requests", ())),
        ("node-pkg", "@babel/core", "", ("npm", "@babel", "core", ())),
        ("jar", "org.apache:log4j", "app.jar", ("maven", "org.apache", "log4j", ("/app.jar",))),
        ("new-kind", "x", "", ("generic", "", "x", ())),
        ("new-kind", "x", "a/x-1.dist-info/METADATA", ("pypi", "", "x", ("/a/x-1.dist-info/METADATA",))),
    ],
)
def test_trivy_s_language_packages_go_by_the_kind_of_the_result(
    kind: str, name: str, path: str, expected: tuple[str, str, str, tuple[str, ...]]
) -> None:
    one = {"VulnerabilityID": CVE, "PkgName": name, "InstalledVersion": "v1", "PkgPath": path}
    (component,) = components(read(trivy({"Target": "t", "Type": kind, "Vulnerabilities": [one]})))
    assert (component.type, component.namespace, component.name, component.locations) == expected


def test_trivy_s_old_reports_are_bare_lists() -> None:
    report = read([{**ALPINE, "Vulnerabilities": [VULNERABILITY]}, {"Target": "x", "Vulnerabilities": None}])
    assert [one.vulnerability for one in report.findings] == ["CVE-2019-1549"]
    assert report.inventory.source.reference == "report.json"


OLD = (
    "The path lib/a.gemspec reports {} at version {}  "
    "which is a vulnerable ({}) package installed in the container"
)
NEW = "A high vulnerability in {2} package: {0}, version {1} was found in image app:1 at: /lib/a.gemspec"


@pytest.mark.parametrize("text", [OLD, NEW, NEW.replace(" in image app:1", "")])
@pytest.mark.parametrize(
    "rule_id", [f"{CVE}-uri", f"ANCHOREVULN_{CVE}_gem_uri_0.10.1", f"ANCHOREVULN_app:1_{CVE}_gem_uri_0.10.1"]
)
def test_grype_s_sarif_is_read_with_every_rule_id_and_message(text: str, rule_id: str) -> None:
    rule = grype_rule(
        rule_id,
        **{"Severity": "high", "Fix Version": "0.10.2,0.11.1", "Data Namespace": "github:language:ruby"},
    )
    document = sarif(
        "Grype", [rule], [result(rule_id, text.format("uri", "0.10.1", "gem"), logical="/lib/a.gemspec")]
    )
    (finding,) = read(document).findings
    assert (finding.vulnerability, finding.severity) == (CVE, Severity.HIGH)
    assert finding.fixed_in == ("0.10.2", "0.11.1")
    assert finding.sources == ("github:language:ruby",)
    component = finding.component
    assert (component.type, component.name, component.version) == ("gem", "uri", "0.10.1")
    assert component.locations == ("/lib/a.gemspec",)


@pytest.mark.parametrize(
    ("rule_id", "expected"),
    [
        (f"{CVE}-uri", CVE),
        (f"{GHSA}-golang.org/x/net", GHSA),
        (f"ANCHOREVULN_registry.example/app:1_{GHSA}_gem_uri_0.10.1", GHSA),
        ("ELSA-2023-1405-openssl", "ELSA-2023-1405"),
    ],
)
def test_the_id_stands_in_the_rule_s_name_where_it_has_no_help(rule_id: str, expected: str) -> None:
    text = NEW.format("uri", "0.10.1", "gem")
    (finding,) = read(sarif("grype", [{"id": rule_id}], [result(rule_id, text)])).findings
    assert (finding.vulnerability, finding.sources) == (expected, ("grype",))
    assert finding.severity is Severity.HIGH, "as the message says"


def test_grype_s_sarif_names_the_image_and_its_digest() -> None:
    document = sarif(
        "Anchore Grype Scan", [], [result(f"{CVE}-uri", NEW.format("a", "1", "gem"), logical="/x")]
    )
    source = read(document).inventory.source
    assert (source.reference, source.digest) == ("app:1", f"sha256:{'a' * 64}")
    older = sarif("grype", [], [result(f"{CVE}-uri", OLD.format("a", "1", "gem"), logical="/x")])
    assert read(older).inventory.source.reference == "app"


def test_grype_s_newer_rules_list_purls() -> None:
    purls = [
        "pkg:apk/wolfi/libssl3@3.0-r0?arch=x86_64&upstream=openssl",
        "pkg:golang/golang.org/x/net@v0.7.0",
    ]
    rule = {"id": f"{CVE}-libssl3", "properties": {"purls": purls}}
    results = [
        result(f"{CVE}-libssl3", NEW.format("libssl3", "3.0-r0", "apk")),
        result(f"{CVE}-libssl3", NEW.format("golang.org/x/net", "v0.7.0", "go-module")),
        result(f"{CVE}-libssl3", NEW.format("libssl3", "2.0-r0", "apk")),
    ]
    ssl, net, odd = components(read(sarif("grype", [rule], results)))
    assert (ssl.namespace, ssl.origin, ssl.is_origin_known) == ("wolfi", "openssl", True)
    assert (net.namespace, net.purl) == ("golang.org/x", purls[1])
    assert (odd.version, odd.is_origin_known, odd.purl) == ("2.0-r0", False, "")


def test_grype_s_sarif_falls_back_on_the_help() -> None:
    rule = grype_rule(f"{CVE}-uri", Package="uri", Version="0.10.1", Type="gem")
    (component,) = components(read(sarif("grype", [rule], [result(f"{CVE}-uri", "odd", uri="image/lib/a")])))
    assert (component.type, component.name, component.version) == ("gem", "uri", "0.10.1")
    assert component.locations == ("/lib/a",)
    (bare,) = components(read(sarif("grype", [rule], [result(f"{CVE}-uri", "odd")])))
    assert bare.locations == ()


MESSAGE = (
    "Package: {}\nInstalled Version: {}\nVulnerability CVE-2019-1549\nSeverity: MEDIUM\n"
    "Fixed Version: {}\nLink: [x](https://x)"
)


@pytest.mark.parametrize(
    ("version", "kind"), [("1.1.1c-r0", "apk"), ("1.2-3.el9_1", "rpm"), ("1:1.2.11+b1", "deb")]
)
def test_trivy_s_sarif_has_distro_packages_by_the_form_of_the_version(version: str, kind: str) -> None:
    rule = {
        "id": "CVE-2019-1549",
        "name": "OsPackageVulnerability",
        "shortDescription": {"text": "disclosure"},
    }
    text = MESSAGE.format("libssl1.1", version, "")
    document = sarif("Trivy", [rule], [result("CVE-2019-1549", text, uri="library/app")], properties={
        "imageName": "app:1", "repoDigests": ["registry.example/app@sha256:3"]})  # fmt: skip
    report = read(document)
    (finding,) = report.findings
    assert (finding.severity, finding.fixed_in, finding.title) == (Severity.MEDIUM, (), "disclosure")
    component = finding.component
    assert (component.type, component.version, component.is_origin_known) == (kind, version, False)
    assert (report.inventory.source.reference, report.inventory.source.digest) == ("app:1", "sha256:3")
    assert report.inventory.distro is None


@pytest.mark.parametrize(
    ("name", "uri", "expected"),
    [
        ("requests", "Python", ("pypi", "", "requests", ())),
        ("x", "usr/lib/x-1.dist-info/METADATA", ("pypi", "", "x", ("/usr/lib/x-1.dist-info/METADATA",))),
        ("@babel/core", "app/node_modules/@babel/core/package.json",
         ("npm", "@babel", "core", ("/app/node_modules/@babel/core/package.json",))),
        ("golang.org/x/net", "usr/bin/app", ("golang", "golang.org/x", "net", ("/usr/bin/app",))),
        ("org.apache:log4j", "app.jar", ("maven", "org.apache", "log4j", ("/app.jar",))),
        ("org.apache:log4j", "somewhere", ("maven", "org.apache", "log4j", ())),
        ("something", "somewhere", ("generic", "", "something", ())),
    ],
)  # fmt: skip
def test_trivy_s_sarif_has_language_packages_by_where_they_lie(
    name: str, uri: str, expected: tuple[str, str, str, tuple[str, ...]]
) -> None:
    rule = {
        "id": "CVE-2019-1549",
        "name": "LanguageSpecificPackageVulnerability",
        "shortDescription": {"text": "CVE-2019-1549"},
    }
    text = MESSAGE.format(name, "1.0", "1.1")
    (finding,) = read(sarif("Trivy", [rule], [result("CVE-2019-1549", text, uri=uri)])).findings
    component = finding.component
    assert (component.type, component.namespace, component.name, component.locations) == expected
    assert (finding.fixed_in, finding.title) == (("1.1",), "")


def test_trivy_s_other_results_are_no_vulnerabilities() -> None:
    rule = {"id": "aws-access-key-id", "name": "Secret"}
    report = read(sarif("Trivy", [rule], [result("aws-access-key-id", "Artifact: x")]))
    assert (report.findings, report.set_aside_count) == ((), 0)


PURL = "pkg:deb/debian/glibc@2.36-9?os_distro=bookworm&os_name=debian&os_version=12"


@pytest.mark.parametrize(
    ("properties", "text"),
    [
        ({"purls": [PURL]}, ""),
        ({"purl": PURL}, ""),
        ({}, f"Vulnerability: CVE-2019-9192\nPackage : {PURL}\nAffected range : >=2"),
    ],
)
def test_docker_scout_lists_packages_in_three_ways(properties: dict[str, Any], text: str) -> None:
    said = {"cvssV3_severity": "LOW", "fixed_version": "not fixed", **properties}
    rule = {
        "id": "CVE-2019-9192",
        "properties": said,
        "shortDescription": {"text": "CVE-2019-9192: Uncontrolled Recursion"},
    }
    report = read(sarif("docker scout", [rule], [result("CVE-2019-9192", text)]))
    (finding,) = report.findings
    assert (finding.severity, finding.fixed_in, finding.title) == (Severity.LOW, (), "Uncontrolled Recursion")
    assert (finding.component.type, finding.component.version) == ("deb", "2.36-9")
    assert report.inventory.distro == (Distro("debian", "12") if properties else None)


def test_docker_scout_s_rules_count_where_it_writes_no_results() -> None:
    said = {
        "purls": ["pkg:gem/uri@1", "pkg:gem/uri@2"],
        "cvssV3_severity": "UNSPECIFIED",
        "tags": ["HIGH"],
        "fixed_version": "3",
    }
    rules = [{"id": CVE, "properties": said}, {"id": GHSA, "properties": {"purls": ["pkg:gem/rack@1"]}}]
    report = read(sarif("docker scout", rules, [result(GHSA, "")]))
    assert [(one.vulnerability, one.component.version) for one in report.findings] == [
        (GHSA, "1"),
        (CVE, "1"),
        (CVE, "2"),
    ]
    assert report.findings[1].severity is Severity.HIGH
    assert report.findings[1].fixed_in == ("3",)


def test_results_find_their_rule_by_place_too() -> None:
    rule = {"id": "other", "properties": {"purls": ["pkg:gem/uri@1"]}}
    named = {**result(CVE, ""), "ruleIndex": 0}
    results = [named, {**named, "ruleIndex": -1}, {**named, "ruleIndex": 7}]
    report = read(sarif("docker scout", [rule], results))
    assert (report.findings[0].vulnerability, report.findings[0].component.name) == (CVE, "uri")
    assert [one.place for one in report.set_aside] == ["/runs/0/results/1", "/runs/0/results/2"]


def test_runs_of_other_tools_are_left_out() -> None:
    both = sarif("docker scout", [{"id": CVE, "properties": {"purls": ["pkg:gem/uri@1"]}}], [])
    other = sarif("somebody", [{"id": GHSA}], [result(GHSA, "x")])["runs"]
    report = read({**both, "runs": both["runs"] + other})
    assert [one.vulnerability for one in report.findings] == [CVE]


@pytest.mark.parametrize(
    ("document", "place", "reason"),
    [
        (grype("nonsense"), "/matches/0", "has '' where the id of a vulnerability belongs"),
        (grype(match("not an id", "pkg:gem/a@1")), "/matches/0", "has 'not an id' where the id"),
        (grype(match(CVE, "nonsense")), "/matches/0", "has 'nonsense' where a package URL belongs"),
        (
            grype({"vulnerability": {"id": CVE}, "artifact": None}),
            "/matches/0",
            "does not name the package",
        ),
        (
            trivy({**ALPINE, "Vulnerabilities": [None]}),
            "/Results/0/Vulnerabilities/0",
            "has '' where the id of a vulnerability belongs",
        ),
        (
            sarif("grype", [{"id": "odd"}], [result("odd", "x")]),
            "/runs/0/results/0",
            "has the rule 'odd', which names no vulnerability",
        ),
        (
            sarif("Trivy", [{"id": CVE, "name": "OsPackageVulnerability"}], [result(CVE, "odd")]),
            "/runs/0/results/0",
            "has a message that does not name the package",
        ),
        (
            sarif("docker scout", [{"id": CVE}], []),
            "/runs/0/tool/driver/rules/0",
            "names no package",
        ),
    ],
)
def test_a_bad_entry_is_set_aside_with_its_place_and_the_reason(
    document: Any, place: str, reason: str
) -> None:
    report = read(document)
    (one,) = report.set_aside
    assert (one.place, report.set_aside_count, report.findings) == (place, 1, ())
    assert one.reason.startswith(reason)


def test_only_so_many_findings_and_faults_are_kept(monkeypatch: pytest.MonkeyPatch) -> None:
    from navwarn.scanners import collecting

    monkeypatch.setattr(collecting, "MAX_FINDINGS", 2)
    monkeypatch.setattr(collecting, "MAX_SET_ASIDE", 1)
    good = match(CVE, "pkg:gem/a@1")
    report = read(grype("bad", good, good, good, good))
    assert (len(report.findings), len(report.set_aside), report.set_aside_count) == (2, 1, 3)


@pytest.mark.parametrize(
    ("data", "message"),
    [
        (b"", "is no JSON"),
        (b"{", "is no JSON"),
        (b'"text"', "is JSON, but no report"),
        (b"{}", "is JSON, but no report of a scanner we know"),
        (b"[1]", "is JSON, but no report of a scanner we know"),
        (b'{"matches": []}', "is JSON, but no report of a scanner we know"),
        (b"\xff\xfe", "is no JSON"),
        (b"[" * 100_000, "is nested too deeply"),
        (json.dumps(sarif("semgrep", [], [])).encode(), "is SARIF by 'semgrep'"),
    ],
)
def test_what_is_no_report_is_refused_in_one_sentence(data: bytes, message: str) -> None:
    with pytest.raises(UnreadableReportError, match=message) as caught:
        read_reports(data, "x.json")
    assert caught.value.message.startswith("x.json ")
    assert caught.value.code == "NW-REPORT"


def test_a_report_is_recognised_by_what_it_is() -> None:
    plain = read_reports(json.dumps(grype()).encode(), "x.json")
    assert read_reports(b"\xef\xbb\xbf" + json.dumps(grype()).encode(), "x.json") == plain
    assert read_reports(json.dumps({**grype(), "descriptor": None}).encode(), "x.json")


def trivy_run(image: str, *packages: str) -> dict[str, Any]:
    """A run of Trivy's that found one vulnerability in each of these packages."""
    rules = [{"id": CVE, "name": "LanguageSpecificPackageVulnerability"}]
    found = [result(CVE, f"Package: {name}\nInstalled Version: 1.0\nSeverity: HIGH") for name in packages]
    (run,) = sarif("Trivy", rules, found, properties={"imageName": image})["runs"]
    return dict(run)


def test_a_log_of_several_runs_is_a_report_for_each_image_and_scanner() -> None:
    (grype_run,) = sarif("Grype", [grype_rule(f"{CVE}-uri", Package="uri", Version="1")], [])["runs"]
    runs = [trivy_run("app:1", "a"), trivy_run("app:2", "b"), grype_run, trivy_run("app:1", "c")]
    reports = read_all({"version": "2.1.0", "runs": runs})
    assert [
        (one.scanner, one.inventory.source.reference, [component.name for component in components(one)])
        for one in reports
    ] == [("trivy", "app:1", ["a", "c"]), ("trivy", "app:2", ["b"]), ("grype", "report.json", [])]


def test_runs_of_tools_that_nobody_knows_are_set_aside_wherever_they_stand() -> None:
    (strange,) = sarif("CodeQL", [], [])["runs"]
    bad = trivy_run("app:1", "")
    for runs, place in (([strange, bad], "/runs/0"), ([bad, strange], "/runs/1")):
        (report,) = read_all({"version": "2.1.0", "runs": [*runs]})
        strange_one, other = sorted(report.set_aside, key=lambda one: "CodeQL" not in one.reason)
        assert (strange_one.place, report.set_aside_count) == (place, 2)
        assert strange_one.reason == "is by 'CodeQL', a tool whose results we cannot read"
        assert other.place == f"/runs/{runs.index(bad)}/results/0"


def test_a_report_may_be_compressed(monkeypatch: pytest.MonkeyPatch) -> None:
    packed = gzip.compress(json.dumps(grype()).encode())
    assert read_reports(packed, "x.json.gz") == read_reports(json.dumps(grype()).encode(), "x.json.gz")
    for damaged in (packed[:-9], packed[:20] + b"\xff" * 30, packed[:2]):
        with pytest.raises(UnreadableReportError, match="is compressed with gzip, and damaged"):
            read_reports(damaged, "x.json.gz")
    monkeypatch.setattr(recognition, "MAX_BYTES", 1000)
    with pytest.raises(UnreadableReportError, match="longer than 1000 bytes"):
        read_reports(gzip.compress(b" " * 2000), "x.json.gz")


def test_a_report_that_is_too_long_is_refused_unread(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(recognition, "MAX_BYTES", 10)
    with pytest.raises(UnreadableReportError, match="longer than 10 bytes"):
        read_reports(b" " * 11, "x.json")
    assert interface.MAX_BYTES > 10


def test_a_log_of_more_runs_than_are_read_is_refused() -> None:
    run = trivy_run("app:1", "Package: a")
    assert read_all({"version": "2.1.0", "runs": [run] * 500})
    with pytest.raises(UnreadableReportError, match="has more than 500 runs"):
        read_all({"version": "2.1.0", "runs": [run] * 501})


def test_hostile_texts_are_made_fit_to_be_shown_and_cut() -> None:
    one = match(CVE, "pkg:gem/a@1")
    one["artifact"]["locations"] = [{"path": "/\x1b[31m" + "x" * 9000}]
    (component,) = components(read(grype(one)))
    assert component.locations[0].startswith("/\ufffd[31mxxx")
    assert len(component.locations[0]) == 4096


def test_a_grype_report_of_a_folder_names_the_folder() -> None:
    document = grype()
    document["source"] = {"type": "directory", "target": "/srv/app"}
    document["distro"] = {"name": "", "version": ""}
    report = read(document)
    assert (report.inventory.source.reference, report.inventory.distro) == ("/srv/app", None)


def test_json_that_is_no_schema_at_all_never_breaks_a_reader() -> None:
    odd: list[Any] = [None, 7, "x", [], {}, [[]], {"id": []}, {"vulnerability": {"id": 9}}]
    for document in (
        grype(*odd),
        trivy(*odd),
        *(sarif(name, odd, odd) for name in ("grype", "Trivy", "docker scout")),
    ):
        assert read(document).findings == ()
