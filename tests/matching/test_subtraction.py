"""What our statements about the owning package answer of a component's matches (scanning.md SB4, SG9)."""

from __future__ import annotations

import pytest

from navwarn.core.finding import SubtractionRule
from navwarn.core.inventory import Component, Distro, Owner, Ownership
from navwarn.core.status import Exposure, Status
from navwarn.matching.evaluation import evaluate
from tests.matching.making import apk, found, image, index_of, judge, owned, record, stated

CVE, GHSA = "CVE-2024-0001", "GHSA-2222-3333-4444"
APP = apk("app-server", "1.4-r0", "app")
MODULE = owned("golang", "net", "v0.7.0", APP, "golang.org/x")
RECORD = record(f"{GHSA} {CVE}", "Go", "golang.org/x/net", ("0", "0.17.0"))


@pytest.mark.parametrize(
    ("status", "fixed", "rule"),
    [
        (Status.NOT_AFFECTED, "", SubtractionRule.OWNER_NOT_AFFECTED),
        (Status.FIXED, "0", SubtractionRule.OWNER_NOT_AFFECTED),
        (Status.FIXED, "1.4-r0", SubtractionRule.OWNER_FIXED),
        (Status.FIXED, "1.3-r9", SubtractionRule.OWNER_FIXED),
    ],
)
@pytest.mark.parametrize("alias", [CVE, GHSA])
@pytest.mark.parametrize("package", ["app", "app-server"])
def test_what_the_owner_s_advisory_settles_is_subtracted_with_the_rule(
    status: Status, fixed: str, rule: SubtractionRule, alias: str, package: str
) -> None:
    result = judge(MODULE, RECORD, stated(package, alias, status, fixed))
    assert not result.findings
    (one,) = result.subtracted
    assert (one.rule, one.finding.vulnerability, one.finding.component) == (rule, CVE, MODULE)
    assert one.finding.sources == (f"ghsa/{GHSA}",)
    assert one.finding.exposure is Exposure.NOT_VULNERABLE


@pytest.mark.parametrize(
    ("status", "fixed", "exposure"),
    [
        (Status.FIXED, "1.4-r1", Exposure.VULNERABLE),
        (Status.AFFECTED, "", Exposure.VULNERABLE),
        (Status.UNDER_INVESTIGATION, "", Exposure.UNKNOWN),
        (Status.FIX_NOT_PLANNED, "", Exposure.VULNERABLE),
    ],
)
def test_what_the_owner_s_advisory_leaves_open_stays_and_carries_the_statement(
    status: Status, fixed: str, exposure: Exposure
) -> None:
    (finding,) = judge(MODULE, RECORD, stated("app", CVE, status, fixed)).findings
    assert (finding.exposure, finding.component, finding.fixed_in) == (exposure, MODULE, ("0.17.0",))
    assert finding.statement is not None
    assert finding.statement.status is status


def test_an_advisory_about_another_vulnerability_or_a_withdrawn_one_answers_nothing() -> None:
    result = judge(
        MODULE,
        RECORD,
        stated("app", "CVE-2024-0002", Status.NOT_AFFECTED),
        stated("app", CVE, Status.WITHDRAWN),
    )
    (finding,) = result.findings
    assert finding.statement is None


@pytest.mark.parametrize("ownership", [Ownership.UNOWNED, Ownership.UNKNOWN])
def test_what_nobody_owns_is_kept_and_says_so(ownership: Ownership) -> None:
    owner = Owner("apk", "app", "1.4-r0", "app")
    module = Component("golang", "net", "v0.7.0", "golang.org/x", ownership=ownership, owner=owner)
    (finding,) = judge(module, RECORD, stated("app", CVE, Status.NOT_AFFECTED)).findings
    assert finding.component.ownership is ownership


def test_an_owner_without_an_origin_is_its_own() -> None:
    owner = Owner("apk", "app", "1.4-r0", "")
    module = Component("golang", "net", "v0.7.0", "golang.org/x", ownership=Ownership.OWNED, owner=owner)
    assert judge(module, RECORD, stated("app", CVE, Status.NOT_AFFECTED)).subtracted


def test_the_owner_of_a_distribution_that_is_not_ours_answers_nothing() -> None:
    index = index_of(RECORD, stated("app", CVE, Status.NOT_AFFECTED))
    assert found(evaluate(image(MODULE, distro=Distro("alpine", "3.20")), index)) == [CVE]


def test_a_component_without_matches_does_not_ask_for_its_owner() -> None:
    result = judge(MODULE, stated("app", CVE, Status.NOT_AFFECTED))
    assert (result.findings, result.subtracted, result.evaluated) == ((), (), 1)
