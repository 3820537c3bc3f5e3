"""Language components, and packages of other distributions, against upstream records (SE, SG10, AG2)."""

from __future__ import annotations

import pytest
from msgspec.structs import replace

from navwarn.core.finding import MatchKind, SilenceReason
from navwarn.core.inventory import Component, Distro
from navwarn.core.record import Affected, Flag, Record, VersionRange
from navwarn.core.severity import Severity
from navwarn.core.status import Exposure
from navwarn.matching.evaluation import evaluate
from tests.matching.making import apk, found, image, index_of, judge, known, record, stated

CVE, GHSA = "CVE-2024-0001", "GHSA-2222-3333-4444"


@pytest.mark.parametrize(
    ("component", "ecosystem", "package", "fixed"),
    [
        (Component("golang", "net", "v0.7.0", "golang.org/x"), "Go", "golang.org/x/net", "0.17.0"),
        (
            Component("golang", "net", "v0.0.0-20220722155237-a158d28d115b", "golang.org/x"),
            "Go",
            "golang.org/x/net",
            "0.0.0-20220906165146-f3363e06e74c",
        ),
        (Component("golang", "stdlib", "go1.20.7"), "Go", "stdlib", "1.20.8"),
        (Component("golang", "stdlib", "go1.21rc2"), "Go", "stdlib", "1.21.0-rc.3"),
        (Component("golang", "stdlib", "go1.22.5 (Acme 1.22.5-1)"), "Go", "stdlib", "1.22.6"),
        (
            Component("golang", "docker", "v20.10.7+incompatible", "github.com/Docker"),
            "Go",
            "github.com/docker/docker",
            "20.10.9+incompatible",
        ),
        (Component("pypi", "Jinja_2.x", "3.1.2"), "PyPI", "jinja-2-x", "3.1.3"),
        (Component("npm", "core", "7.23.1", "@babel"), "npm", "@babel/core", "7.23.2"),
        (Component("maven", "log4j-core", "2.14.1", "org.apache.logging.log4j"), "Maven",
         "org.apache.logging.log4j:log4j-core", "2.15.0"),
        (Component("gem", "nokogiri", "1.15.3-x86_64-linux"), "RubyGems", "nokogiri", "1.15.4"),
        (Component("cargo", "rustls_webpki", "0.100.1"), "crates.io", "rustls-webpki", "0.100.2"),
    ],
)  # fmt: skip
def test_every_ecosystem_compares_names_and_versions_its_own_way(
    component: Component, ecosystem: str, package: str, fixed: str
) -> None:
    (finding,) = judge(component, record(f"{GHSA} {CVE}", ecosystem, package, ("0", fixed))).findings
    assert (finding.vulnerability, finding.aliases) == (CVE, (GHSA,))
    assert (finding.match, finding.exposure, finding.fixed_in) == (
        MatchKind.RECORD,
        Exposure.VULNERABLE,
        (fixed,),
    )
    assert finding.sources == (f"ghsa/{GHSA}",)


def test_a_gem_s_platform_is_no_prerelease() -> None:
    gem = Component("gem", "nokogiri", "1.15.4-x86_64-linux")
    assert not judge(gem, record(GHSA, "RubyGems", "nokogiri", ("0", "1.15.4"))).findings


@pytest.mark.parametrize(
    ("name", "ecosystem"), [("Left-Pad", "npm"), ("left.pad", "RubyGems"), ("left-pad", "PyPI")]
)
def test_names_that_an_ecosystem_tells_apart_do_not_match(name: str, ecosystem: str) -> None:
    component = Component("npm", "left-pad", "1.0.0")
    assert not judge(component, record(GHSA, ecosystem, name, ("0", "2"))).findings


RANGES = [
    (VersionRange("SEMVER", "0", "1.5.0"), "1.4.9", True),
    (VersionRange("SEMVER", "0", "1.5.0"), "1.5.0", False),
    (VersionRange("ECOSYSTEM", "1.2.0", "1.5.0"), "1.1.9", False),
    (VersionRange("ECOSYSTEM", "1.2.0", "1.5.0"), "1.2.0", True),
    (VersionRange("ECOSYSTEM", "1.2.0", introduced_excluded=True), "1.2.0", False),
    (VersionRange("ECOSYSTEM", "1.2.0", introduced_excluded=True), "1.2.1", True),
    (VersionRange("ECOSYSTEM", "1.2.0", last_affected="1.4.0"), "1.4.0", True),
    (VersionRange("ECOSYSTEM", "1.2.0", last_affected="1.4.0"), "1.4.1", False),
    (VersionRange("ECOSYSTEM", "1.2.0", "1.3.0", last_affected="1.4.0"), "1.3.5", False),
    (VersionRange("ECOSYSTEM", ""), "0.0.1", True),
    (VersionRange("ECOSYSTEM", "0", status="unaffected"), "1.0.0", False),
    (VersionRange("ECOSYSTEM", "0", changes=(("1.4.0", "unaffected"),)), "1.3.0", True),
    (VersionRange("ECOSYSTEM", "0", changes=(("1.4.0", "unaffected"),)), "1.4.0", False),
    (VersionRange("ECOSYSTEM", "0", changes=(("1.6.0", "affected"), ("1.4.0", "unaffected"))), "1.7.0", True),
    (VersionRange("GIT", "0", "1.5.0"), "1.0.0", False),
]


@pytest.mark.parametrize(("span", "version", "is_found"), RANGES)
def test_ranges_hold_what_lies_between_their_ends(
    span: VersionRange, version: str, *, is_found: bool
) -> None:
    result = judge(Component("npm", "a", version), record(GHSA, "npm", "a", span))
    assert bool(result.findings) is is_found
    assert result.evaluated == 1


@pytest.mark.parametrize(
    ("version", "listed", "is_found"),
    [
        ("1.0", ("1.0",), True),
        ("1.0", ("1.0.0",), True),
        ("1.1", ("1.0", "not a version"), False),
        ("1.0", (), False),
    ],
)
def test_a_list_of_versions_counts_in_any_spelling(
    version: str, listed: tuple[str, ...], *, is_found: bool
) -> None:
    result = judge(Component("pypi", "a", version), record(GHSA, "PyPI", "a", versions=listed))
    assert bool(result.findings) is is_found


def test_several_versions_of_a_package_are_judged_by_the_same_records() -> None:
    components = [Component("pypi", "a", version) for version in ("1.0", "1.1", "1.2")]
    result = judge(components, record(GHSA, "PyPI", "a", versions=("1.0.0", "1.2.0")))
    assert [finding.component.version for finding in result.findings] == ["1.0", "1.2"]


def test_a_version_that_only_a_list_holds_is_fixed_by_every_later_fix() -> None:
    listed = record(GHSA, "PyPI", "a", ("1.2", "1.5"), ("1.7", "1.8"), versions=("1.6",))
    (finding,) = judge(Component("pypi", "a", "1.6"), listed).findings
    assert finding.fixed_in == ("1.8",)


@pytest.mark.parametrize("flag", [Flag.WITHDRAWN, Flag.REJECTED])
def test_withdrawn_and_rejected_records_never_match(flag: Flag) -> None:
    assert not judge(
        Component("npm", "a", "1.0.0"), record(GHSA, "npm", "a", ("0", ""), flags=(flag,))
    ).findings


def test_records_of_one_vulnerability_are_one_finding_with_the_worst_severity() -> None:
    component = Component("golang", "net", "v0.7.0", "golang.org/x")
    result = judge(
        component,
        record(f"GO-2024-0001 {GHSA}", "Go", "golang.org/x/net", ("0", "0.17.0"), source="go", title="t"),
        record(f"{GHSA} {CVE}", "Go", "golang.org/x/net", ("0", "0.16.0"), severity=Severity.HIGH, title="u"),
        record(CVE, "Go", "golang.org/x/text", ("0", "")),
        known(f"{CVE} {GHSA} GO-2024-0001", Severity.MEDIUM),
    )
    (finding,) = result.findings
    assert (finding.vulnerability, finding.aliases) == (CVE, (GHSA, "GO-2024-0001"))
    assert (finding.severity, finding.title) == (Severity.HIGH, "u")
    assert finding.fixed_in == ("0.16.0", "0.17.0")
    assert finding.sources == (f"ghsa/{GHSA}", "go/GO-2024-0001")


CORE = record(f"{GHSA} {CVE}", "Maven", "org.springframework:core", ("5.0", "5.3.18"))


@pytest.mark.parametrize(
    "component",
    [
        Component("maven", "core", "5.3.17", "core", is_namespace_known=False),
        Component("maven", "core", "5.3.17", "org.spring", is_namespace_known=False),
        Component("maven", "core", "5.3.17"),
    ],
)
def test_an_artifact_whose_group_is_guessed_is_the_only_one_of_its_name_that_records_know(
    component: Component,
) -> None:
    """Few archives name their group: Trivy looks for them by their artifact too."""
    other = record("CVE-2024-0009", "Maven", "org.springframework:web", ("5.0", "5.3.18"))
    assert found(judge(component, CORE, other)) == [CVE]
    assert found(judge(replace(component, version="5.3.18"), CORE)) == []
    clean = judge(component, other)
    assert (clean.findings, clean.silences, clean.evaluated) == ((), (), 1)


def test_an_artifact_whose_group_is_told_is_no_other_one() -> None:
    assert found(judge(Component("maven", "core", "5.3.17", "com.acme"), CORE)) == []
    assert found(judge(Component("maven", "core", "5.3.17", "org.springframework"), CORE)) == [CVE]


def test_of_several_groups_the_guessed_one_counts_where_records_know_it_else_nobody_can_tell() -> None:
    other = record("CVE-2024-0009", "Maven", "com.acme:core", ("0", "9"))
    guessed = Component("maven", "core", "5.3.17", "com.acme", is_namespace_known=False)
    assert found(judge(guessed, CORE, other)) == ["CVE-2024-0009"]
    doubtful = judge(replace(guessed, namespace="core"), CORE, other)
    (silence,) = doubtful.silences
    assert (silence.reason, silence.subject) == (SilenceReason.NAME_INCOMPLETE, "Maven")
    assert (doubtful.findings, doubtful.not_evaluated) == ((), 1)
    later = judge(replace(guessed, namespace="core", version="10"), CORE, other)
    assert (later.silences, later.evaluated) == ((), 1)


def test_a_record_with_two_cves_makes_two_findings() -> None:
    two = record(f"{GHSA} {CVE} CVE-2024-0002", "npm", "a", ("0", "2"))
    result = judge(Component("npm", "a", "1.0.0"), two)
    assert [(one.vulnerability, one.aliases) for one in result.findings] == [
        (CVE, (GHSA,)),
        ("CVE-2024-0002", (GHSA,)),
    ]


def test_a_record_may_name_a_package_several_times() -> None:
    twice = Record(
        "ghsa",
        GHSA,
        affected=(
            Affected("ghsa", "npm", "a", ranges=(VersionRange("SEMVER", "0", "1.0.0"),)),
            Affected("ghsa", "npm", "a", ranges=(VersionRange("SEMVER", "2.0.0", "2.5.0"),)),
            Affected("ghsa", vendor="somebody", product="a"),
        ),
    )
    assert found(judge(Component("npm", "a", "2.1.0"), twice)) == [GHSA]
    assert found(judge(Component("npm", "a", "1.5.0"), twice)) == []


def test_a_record_that_bounds_by_no_version_is_named() -> None:
    odd = record(GHSA, "npm", "a", ("0", "everything"))
    result = judge(Component("npm", "a", "1.0.0"), odd)
    (silence,) = result.silences
    assert (silence.reason, silence.subject) == (SilenceReason.RECORD_UNREADABLE, f"ghsa/{GHSA}")
    assert (result.evaluated, result.not_evaluated) == (0, 1)


def test_a_bound_that_cannot_be_read_does_not_matter_where_another_record_says_enough() -> None:
    odd, clear = record(f"{GHSA} {CVE}", "npm", "a", ("0", "x")), record(CVE, "npm", "a", ("0", "2"))
    result = judge(Component("npm", "a", "1.0.0"), odd, clear)
    assert (found(result), result.silences) == ([CVE], ())


ALPINE = frozenset({"alpine:v3.20"})


@pytest.mark.parametrize(("version", "is_found"), [("1.2.11-r0", True), ("1.2.12-r0", False)])
def test_packages_of_distributions_that_are_not_ours_go_by_their_records(
    version: str, *, is_found: bool
) -> None:
    component = Component("apk", "libz", version, "alpine", origin="zlib")
    about = record(
        CVE, "Alpine:v3.20", "zlib", VersionRange("apk", "0", "1.2.12-r0"), source="alpine:v3.20/main"
    )
    inventory = image(component, distro=Distro("alpine", "3.20.1"))
    result = evaluate(inventory, index_of(about, ecosystems=ALPINE))
    assert bool(result.findings) is is_found
    assert (result.evaluated, result.index.distributions) == (1, ())


def test_a_distribution_s_publication_is_about_the_vulnerabilities_upstream_of_it() -> None:
    component = Component("deb", "libssl3", "3.0.1-1", "debian", origin="openssl")
    about = record(
        "DSA-1-1", "Debian:12", "openssl", ("0", "3.0.2-1"), source="osv", upstream=(CVE, "CVE-2024-0002")
    )
    index = index_of(about, ecosystems=frozenset({"debian:12"}))
    result = evaluate(image(component, distro=Distro("debian", "12")), index)
    assert [(one.vulnerability, one.aliases) for one in result.findings] == [
        (CVE, ("DSA-1-1",)),
        ("CVE-2024-0002", ("DSA-1-1",)),
    ]


def test_records_about_our_own_distribution_do_not_judge_its_packages() -> None:
    about = record(CVE, "acme", "zlib", ("0", "9"))
    assert not judge(apk("zlib", "1-r0"), about, stated("zlib", "CVE-2024-0002", fixed="0")).findings
