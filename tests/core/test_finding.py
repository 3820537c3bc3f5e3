"""Inventories and findings: what their derived answers are."""

from __future__ import annotations

from itertools import permutations

import pytest
from msgspec.structs import replace

from navwarn.core.finding import (
    Evaluation,
    Finding,
    IndexIdentity,
    MatchKind,
    Silence,
    SilenceReason,
)
from navwarn.core.inventory import Component, ImageSource, SourceKind, component_order
from navwarn.core.status import Exposure


def test_packages_of_distributions_are_told_from_those_of_languages() -> None:
    assert Component("apk", "zlib", "1.3-r0").is_distro
    assert not Component("golang", "net", "v0.7.0", "golang.org/x").is_distro


def test_components_sort_by_type_namespace_name_and_version() -> None:
    ordered = [
        Component("apk", "zlib", "1.3-r0", "wolfi"),
        Component("golang", "net", "v0.7.0", "golang.org/x"),
        Component("golang", "net", "v0.8.0", "golang.org/x"),
        Component("golang", "text", "v0.1.0", "golang.org/x"),
        Component("npm", "a", "1"),
    ]
    assert all(sorted(some, key=component_order) == ordered for some in permutations(ordered))


def test_a_finding_goes_by_the_ids_of_the_records_it_rests_on_too() -> None:
    package = Component("golang", "net", "v0.7.0", "golang.org/x")
    found = Finding("CVE-2024-0001", ("GHSA-2222-3333-4444",), package, MatchKind.DIRECT, Exposure.VULNERABLE)
    assert found.grounds == {"CVE-2024-0001", "GHSA-2222-3333-4444"}
    recorded = replace(found, sources=("go/GO-2024-0001", "navwarn"))
    assert recorded.grounds == found.grounds | {"GO-2024-0001"}


@pytest.mark.parametrize(
    ("exposure", "is_open"),
    [(Exposure.VULNERABLE, True), (Exposure.UNKNOWN, True), (Exposure.NOT_VULNERABLE, False)],
)
def test_a_finding_is_open_unless_the_package_is_known_not_to_be_vulnerable(
    exposure: Exposure, is_open: bool
) -> None:
    finding = Finding("CVE-2024-0001", (), Component("apk", "zlib", "1.3-r0"), MatchKind.ORIGIN, exposure)
    assert finding.is_open is is_open


def test_a_component_that_two_reasons_leave_unjudged_counts_once() -> None:
    one, other = Component("deb", "zlib1g", "1:1.2"), Component("deb", "bash", "5.2")
    evaluation = Evaluation(
        ImageSource(SourceKind.DOCKER_ARCHIVE, "app.tar"),
        IndexIdentity(0, ""),
        silences=(
            Silence(SilenceReason.DISTRIBUTION_NOT_COVERED, "debian", (one, other)),
            Silence(SilenceReason.ORIGIN_UNKNOWN, "debian", (one,)),
        ),
    )
    assert evaluation.not_evaluated == 2
    assert evaluation.is_blind
    assert not replace(evaluation, evaluated=1).is_blind
    assert not replace(evaluation, silences=()).is_blind


def test_what_can_change_about_a_finding_is_told_in_words() -> None:
    finding = Finding(
        "CVE-2024-0001", (), Component("apk", "zlib", "1.3-r0"), MatchKind.ORIGIN, Exposure.NOT_VULNERABLE
    )
    assert finding.words == {
        "severity": "Unknown",
        "exposure": "not vulnerable",
        "status": "no advisory",
        "fixed-in": "no fix",
    }
