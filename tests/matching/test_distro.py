"""Packages of our distributions against our statements (scanning.md SB1, SB2, SG3-SG5)."""

from __future__ import annotations

import pytest

from navwarn.core.distribution import Distribution
from navwarn.core.event import Event, EventType
from navwarn.core.finding import MatchKind, SubtractionRule
from navwarn.core.instant import Instant
from navwarn.core.inventory import Component, Distro
from navwarn.core.severity import Severity
from navwarn.core.status import Exposure, Status
from navwarn.matching.evaluation import TooManyFindingsError, evaluate
from navwarn.matching.index import Index
from navwarn.matching.interface import Knowledge
from tests.matching.making import ACME, IDENTITY, NOW, apk, found, image, index_of, judge, known, stated

CVE = "CVE-2024-0001"


@pytest.mark.parametrize(
    ("installed", "is_found"),
    [
        ("1.2.2-r9", True),
        ("1.2.3-r9", True),
        ("1.2.3-r10", False),
        ("1.2.3-r11", False),
        ("1.2.3_rc1-r0", True),
    ],
)
def test_a_package_is_vulnerable_below_the_fixed_version_only(installed: str, *, is_found: bool) -> None:
    result = judge(apk("zlib", installed), stated("zlib", CVE, fixed="1.2.3-r10"))
    assert (found(result) == [CVE]) is is_found
    if is_found:
        (finding,) = result.findings
        assert (finding.exposure, finding.fixed_in) == (Exposure.VULNERABLE, ("1.2.3-r10",))
        assert finding.statement is not None
        assert finding.statement.status is Status.FIXED
    else:
        (one,) = result.subtracted
        assert (one.rule, one.finding.fixed_in) == (SubtractionRule.FIXED, ("1.2.3-r10",))
        assert one.finding.exposure is Exposure.NOT_VULNERABLE


def test_no_more_is_found_than_somebody_is_to_be_told() -> None:
    index = index_of(stated("zlib", CVE, fixed="1.2.3-r10"))
    held = image(apk("zlib", "1.2.3-r9"), apk("zlib", "1.2.3-r10"))
    assert evaluate(held, index, most=2) == evaluate(held, index), "one finding, and one that is answered"
    with pytest.raises(TooManyFindingsError, match="more than 1 findings"):
        evaluate(held, index, most=1)


@pytest.mark.parametrize(
    ("status", "exposure"),
    [
        (Status.UNDER_INVESTIGATION, Exposure.UNKNOWN),
        (Status.AFFECTED, Exposure.VULNERABLE),
        (Status.PENDING_UPSTREAM_FIX, Exposure.VULNERABLE),
        (Status.FIX_NOT_PLANNED, Exposure.VULNERABLE),
        (Status.ANALYSIS_NOT_PLANNED, Exposure.UNKNOWN),
    ],
)
def test_a_status_without_a_version_holds_for_every_version(status: Status, exposure: Exposure) -> None:
    (finding,) = judge(apk("zlib", "99-r0"), stated("zlib", CVE, status)).findings
    assert (finding.exposure, finding.fixed_in) == (exposure, ())


@pytest.mark.parametrize(
    ("status", "fixed"), [(Status.NOT_AFFECTED, ""), (Status.FIXED, "0")], ids=["not-affected", "zero"]
)
def test_a_package_that_never_was_affected_has_no_finding(status: Status, fixed: str) -> None:
    result = judge(apk("zlib", "1.0-r0"), stated("zlib", CVE, status, fixed, reason="mismatch"))
    assert not result.findings
    (one,) = result.subtracted
    assert (one.rule, one.statement.reason) == (SubtractionRule.NOT_AFFECTED, "mismatch")


def test_a_withdrawn_advisory_says_nothing() -> None:
    result = judge(apk("zlib", "1.0-r0"), stated("zlib", CVE, Status.WITHDRAWN))
    assert (result.findings, result.subtracted) == ((), ())


@pytest.mark.parametrize("fixed", ["", "no version"])
def test_a_fix_that_nobody_can_place_leaves_the_exposure_unknown(fixed: str) -> None:
    semver = Distribution("sem", "Sem", "SEM", "pkg:apk/sem", version_scheme="semver", os_ids=("sem",))
    said = [stated("zlib", CVE, fixed=fixed, distribution="sem")]
    index = Index(Knowledge(IDENTITY, {"sem": semver}, frozenset({"sem"}), said))
    (finding,) = evaluate(image(apk("zlib", "1.0.0"), distro=Distro("sem")), index).findings
    assert finding.exposure is Exposure.UNKNOWN


def test_packages_are_looked_up_by_their_origin_and_by_their_own_name() -> None:
    components = [apk("libssl3", "3.0.7-r1", "openssl"), apk("openssl", "3.0.7-r1")]
    result = judge(
        components,
        stated("openssl", CVE, fixed="3.0.8-r0"),
        stated("libssl3", "CVE-2024-0002", fixed="3.0.9-r0"),
    )
    assert [(one.component.name, one.vulnerability, one.match) for one in result.findings] == [
        ("libssl3", CVE, MatchKind.ORIGIN),
        ("libssl3", "CVE-2024-0002", MatchKind.DIRECT),
        ("openssl", CVE, MatchKind.DIRECT),
    ]


def test_the_origin_s_version_decides_where_the_package_has_another() -> None:
    library = Component(
        "deb", "libdb", "5.3+b2", "deblike", origin="db", origin_version="1.0-3", architecture="amd64"
    )
    index = index_of(
        stated("db", CVE, fixed="1.0-4", distribution="deblike"),
        stated("db", "CVE-2024-0002", fixed="1.0-3", distribution="deblike"),
        stated("libdb", "CVE-2024-0003", fixed="6", distribution="deblike"),
        stated("libdb", "CVE-2024-0004", fixed="5.0", distribution="deblike"),
    )
    result = evaluate(image(library, distro=Distro("deblike")), index)
    assert found(result) == [CVE, "CVE-2024-0003"]
    assert len(result.subtracted) == 2


def test_advisories_of_one_vulnerability_are_one_finding_and_what_is_open_wins() -> None:
    result = judge(
        apk("zlib", "1.3-r0"),
        stated("zlib", CVE, fixed="1.2-r0", since=1),
        stated("zlib", "GHSA-2222-3333-4444", fixed="1.5-r0", since=2),
        stated("zlib", "GHSA-2222-3333-5555", fixed="1.4-r0", since=3),
        known(f"{CVE} GHSA-2222-3333-4444 GHSA-2222-3333-5555", Severity.HIGH, title="Overflow"),
    )
    (finding,) = result.findings
    assert (finding.vulnerability, finding.severity, finding.title) == (CVE, Severity.HIGH, "Overflow")
    assert finding.aliases == ("GHSA-2222-3333-4444", "GHSA-2222-3333-5555")
    assert finding.fixed_in == ("1.4-r0", "1.5-r0")
    assert finding.statement is not None
    assert finding.statement.aliases == ("GHSA-2222-3333-5555",)
    assert [one.aliases for one in finding.other_statements] == [("GHSA-2222-3333-4444",), (CVE,)]
    assert not result.subtracted


def test_a_vulnerable_statement_leads_one_under_investigation() -> None:
    result = judge(
        apk("zlib", "1.3-r0"),
        stated("zlib", CVE, Status.AFFECTED, since=1),
        stated("zlib", f"{CVE} GHSA-2222-3333-4444", Status.UNDER_INVESTIGATION, since=5),
    )
    assert result.findings[0].exposure is Exposure.VULNERABLE


def test_what_all_advisories_settle_is_subtracted_once() -> None:
    result = judge(
        apk("zlib", "1.3-r0"),
        stated("zlib", CVE, fixed="1.2-r0", since=1),
        stated("zlib", f"GHSA-2222-3333-4444 {CVE}", Status.NOT_AFFECTED, since=2),
    )
    (one,) = result.subtracted
    assert one.rule is SubtractionRule.NOT_AFFECTED
    assert [other.fixed_version for other in one.finding.other_statements] == ["1.2-r0"]
    assert not result.findings


def test_an_advisory_about_two_vulnerabilities_makes_two_findings() -> None:
    result = judge(apk("zlib", "1.0-r0"), stated("zlib", f"{CVE} CVE-2024-0002", fixed="1.1-r0"))
    assert found(result) == [CVE, "CVE-2024-0002"]


def test_an_advisory_without_aliases_goes_by_its_own_id() -> None:
    result = judge(apk("zlib", "1.0-r0"), stated("zlib", "", fixed="1.1-r0", advisory="ACME-2222-3333-4444"))
    assert found(result) == ["ACME-2222-3333-4444"]


def test_the_nearest_distribution_speaks_for_a_vulnerability_in_a_package() -> None:
    index = index_of(
        stated("zlib", CVE, fixed="9-r0"),
        stated("zlib", "CVE-2024-0002", fixed="9-r0"),
        stated("zlib", f"{CVE} GHSA-2222-3333-4444", Status.NOT_AFFECTED, distribution="harbor"),
    )
    result = evaluate(image(apk("zlib", "1.0-r0"), distro=Distro("harbor")), index)
    assert found(result) == ["CVE-2024-0002"]
    assert [one.statement.distribution for one in result.subtracted] == ["harbor"]
    assert result.index.distributions == ("harbor", "acme")
    assert found(evaluate(image(apk("zlib", "1.0-r0")), index)) == [CVE, "CVE-2024-0002"]


def _event(day: int, kind: EventType, fixed: str = "", *architectures: str) -> Event:
    data = {"fixed-version": fixed} if fixed else {"note": "so"}
    extension = {"architectures": list(architectures)} if architectures else {}
    return Event(Instant(NOW + day), kind, data, extension=extension)


@pytest.mark.parametrize(
    ("architecture", "platform", "version", "is_found"),
    [
        ("x86_64", "", "1.0-r2", False),
        ("aarch64", "", "1.0-r2", True),
        ("aarch64", "", "1.0-r8", False),
        ("noarch", "linux/arm64", "1.0-r2", True),
        ("noarch", "linux/amd64", "1.0-r2", False),
        ("", "", "1.0-r2", True),
    ],
)
def test_each_architecture_has_its_own_fix(
    architecture: str, platform: str, version: str, *, is_found: bool
) -> None:
    events = (
        _event(1, EventType.DETECTION),
        _event(2, EventType.FIXED, "1.0-r1", "x86_64"),
        _event(3, EventType.FIXED, "1.0-r8", "aarch64"),
    )
    index = index_of(stated("zlib", CVE, Status.FIXED, "1.0-r8", split=events))
    component = apk("zlib", version, architecture=architecture)
    result = evaluate(image(component, platform=platform), index)
    assert (found(result) == [CVE]) is is_found


def test_where_every_event_is_about_other_architectures_nothing_is_known_yet() -> None:
    events = (_event(2, EventType.FIXED, "1.0-r1", "x86_64"), _event(5, EventType.FIXED, "1.0-r2", "x86_64"))
    component = apk("zlib", "1.0-r9", architecture="aarch64")
    (finding,) = judge(component, stated("zlib", CVE, fixed="1.0-r2", split=events)).findings
    assert finding.exposure is Exposure.UNKNOWN
    assert finding.statement is not None
    assert (finding.statement.status, finding.statement.since) == (Status.UNDER_INVESTIGATION, NOW + 2)


def test_findings_carry_what_is_known_of_the_vulnerability() -> None:
    facts = known(CVE, Severity.CRITICAL, exploited_at=Instant(NOW + 1), disclosed_at=NOW)
    (finding,) = judge(apk("zlib", "1.0-r0"), stated("zlib", CVE, fixed="2-r0"), facts).findings
    assert (finding.severity, finding.exploited_at, finding.disclosed_at) == (
        Severity.CRITICAL,
        NOW + 1,
        NOW,
    )


def test_a_distribution_judges_every_image_when_it_is_named() -> None:
    index = index_of(stated("zlib", CVE, fixed="9-r0"))
    inventory = image(apk("zlib", "1-r0"), distro=Distro("somebody-else"))
    assert found(evaluate(inventory, index, distribution="acme")) == [CVE]
    assert ACME.name in evaluate(inventory, index, distribution="acme").index.distributions


def test_packages_of_one_origin_and_architecture_share_what_is_said_about_it() -> None:
    one = index_of(stated("openssl", CVE, fixed="9-r0"))
    shelves = [one.shelf(("acme",), "openssl", name, "x86_64") for name in ("libssl3", "libcrypto3")]
    assert shelves[0] is shelves[1]
