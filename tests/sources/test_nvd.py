"""NVD: states of analysis, scores by role, CPE configurations (sources.md NV)."""

from __future__ import annotations

from typing import Any

import pytest

from navwarn.core.instant import Instant, parse_instant
from navwarn.core.record import Analysis, Flag, Reference, VersionRange, Weakness
from navwarn.core.severity import Role, Scheme, Severity
from navwarn.sources.interface import UnusableError
from tests.sources.samples import V4, V31, decoded, formats, nvd, page, record

PUBLISHED = parse_instant("2024-03-01T10:15:00.123Z")
MODIFIED = parse_instant("2024-03-05T11:00:00Z")
SAMPLE = "cpe:2.3:a:acme:sample:*:*:*:*:*:*:*:*"
SYSTEM = "cpe:2.3:o:acme:system:2.0:-:*:*:*:*:*:*"


def metric(kind: str, source: str, vector: str = V31) -> dict[str, Any]:
    return {"source": source, "type": kind, "cvssData": {"vectorString": vector, "baseScore": 7.5}}


def match(criteria: str = SAMPLE, **changes: Any) -> dict[str, Any]:
    return {"vulnerable": True, "criteria": criteria} | changes


def affected(*matches: dict[str, Any]) -> Any:
    """What one node with these matches is a hint at."""
    return record(
        page(nvd(configurations=[{"nodes": [{"operator": "OR", "cpeMatch": list(matches)}]}]))
    ).affected


def test_a_normal_record_whose_times_have_no_zone() -> None:  # IN4
    found = record(page(nvd()))
    assert (found.source, found.id, found.description) == ("nvd", "CVE-2024-10001", "A flaw.")
    assert (found.published, found.modified) == (PUBLISHED, MODIFIED)
    assert found.provider == "security@acme.example"


def test_what_awaits_analysis_may_have_a_score_and_has_no_configurations() -> None:  # NV1
    found = record(
        page(
            nvd(
                vulnStatus="Awaiting Analysis",
                metrics={"cvssMetricV31": [metric("Secondary", "security@acme.example")]},
            )
        )
    )
    assert found.analysis == Analysis("Awaiting Analysis", PUBLISHED)
    assert [(one.severity, one.role) for one in found.scorings] == [(Severity.HIGH, Role.SECONDARY)]
    assert found.affected == ()


@pytest.mark.parametrize(
    ("state", "since"),
    [
        ("Received", PUBLISHED),
        ("Undergoing Analysis", PUBLISHED),
        ("Analyzed", MODIFIED),
        ("Modified", MODIFIED),
        ("Deferred", MODIFIED),
        ("Not Scheduled", MODIFIED),  # NV7
        ("Something Later", MODIFIED),
    ],
)
def test_every_state_is_kept_in_nvd_s_word(state: str, since: Instant) -> None:
    assert record(page(nvd(vulnStatus=state))).analysis == Analysis(state, since)


def test_a_record_without_a_state_has_none() -> None:
    assert record(page(nvd(vulnStatus=""))).analysis is None


def test_a_rejected_record_says_why() -> None:
    found = record(
        page(nvd(vulnStatus="Rejected", descriptions=[{"lang": "en", "value": "Rejected reason: x"}]))
    )
    assert (found.flags, found.remark, found.description) == ((Flag.REJECTED,), "Rejected reason: x", "")
    assert found.withdrawn_at == MODIFIED


def test_tags() -> None:  # NV3
    tags = [
        {"sourceIdentifier": "a", "tags": ["disputed"]},
        {"sourceIdentifier": "b", "tags": ["disputed", "x"]},
    ]
    assert record(page(nvd(cveTags=tags))).flags == (Flag.DISPUTED,)


def test_scores_of_every_version_with_their_role() -> None:  # NV3
    metrics = {
        "cvssMetricV40": [metric("Secondary", "security@acme.example", V4)],
        "cvssMetricV31": [metric("Primary", "nvd@nist.gov"), metric("Secondary", "security@acme.example")],
        "cvssMetricV30": [metric("Primary", "", V31.replace("3.1", "3.0"))],
        "cvssMetricV2": [
            metric("Primary", "nvd@nist.gov", "AV:N/AC:L/Au:N/C:P/I:P/A:P"),
            metric("", "", "?"),
        ],
    }
    assert [(one.scheme, one.role, one.provider) for one in record(page(nvd(metrics=metrics))).scorings] == [
        (Scheme.CVSS_V4, Role.SECONDARY, "security@acme.example"),
        (Scheme.CVSS_V31, Role.PRIMARY, "nvd@nist.gov"),
        (Scheme.CVSS_V31, Role.SECONDARY, "security@acme.example"),
        (Scheme.CVSS_V30, Role.PRIMARY, "nvd"),
        (Scheme.CVSS_V2, Role.PRIMARY, "nvd@nist.gov"),
    ]


def test_weaknesses_and_references() -> None:
    found = record(
        page(
            nvd(
                weaknesses=[
                    {
                        "source": "nvd@nist.gov",
                        "description": [
                            {"lang": "en", "value": "CWE-400"},
                            {"lang": "en", "value": "NVD-CWE-noinfo"},
                        ],
                    }
                ],
                references=[{"url": "https://acme.example", "source": "acme", "tags": ["Patch"]}],
            )
        )
    )
    assert found.weaknesses == (Weakness("CWE-400", "nvd@nist.gov"),)
    assert found.references == (Reference("https://acme.example", ("Patch",), "acme"),)


def test_in_an_and_the_other_nodes_are_what_it_runs_on() -> None:  # NV5
    nodes = [
        {"operator": "OR", "cpeMatch": [match(versionEndExcluding="2.0")]},
        {"operator": "OR", "cpeMatch": [match(SYSTEM, vulnerable=False)]},
    ]
    (found,) = record(page(nvd(configurations=[{"operator": "AND", "nodes": nodes}]))).affected
    assert (found.vendor, found.product, found.cpes) == ("acme", "sample", (SAMPLE,))
    assert found.ranges == (VersionRange("cpe", fixed="2.0"),)
    assert found.only_with == (SYSTEM,)


def test_configurations_are_alternatives_and_negated_ones_say_nothing() -> None:  # NV5
    configurations = [
        {"nodes": [{"cpeMatch": [match()]}]},
        {"nodes": [{"cpeMatch": [match(SYSTEM)]}, {"negate": True, "cpeMatch": [match("cpe:2.3:a:x:y")]}]},
        {"negate": True, "nodes": [{"cpeMatch": [match("cpe:2.3:a:x:z")]}]},
    ]
    found = record(page(nvd(configurations=configurations))).affected
    assert [(one.product, one.only_with) for one in found] == [("sample", ()), ("system", ())]


@pytest.mark.parametrize(
    ("bounds", "expected"),
    [
        (
            {"versionStartIncluding": "1.0", "versionEndIncluding": "1.9"},
            VersionRange("cpe", "1.0", last_affected="1.9"),
        ),
        (
            {"versionStartExcluding": "1.0", "versionEndExcluding": "2.0"},
            VersionRange("cpe", "1.0", fixed="2.0", introduced_excluded=True),
        ),
        ({}, VersionRange("cpe")),
    ],
)
def test_bounds(bounds: dict[str, str], expected: VersionRange) -> None:
    (found,) = affected(match(**bounds))
    assert found.ranges == (expected,)


@pytest.mark.parametrize(
    ("criteria", "expected"),
    [
        (
            r"cpe:2.3:a:acme:sam\:ple:1.0:rc1:*:*:*:*:*:*",
            VersionRange("cpe", "1.0 rc1", last_affected="1.0 rc1"),
        ),
        (r"cpe:2.3:a:acme:sam\:ple:1.0:-:*:*:*:*:*:*", VersionRange("cpe", "1.0", last_affected="1.0")),
        (r"cpe:2.3:h:acme:sam\:ple:-:*:*:*:*:*:*:*", VersionRange("cpe")),
    ],
)
def test_a_name_may_hold_the_version(criteria: str, expected: VersionRange) -> None:
    (found,) = affected(match(criteria))
    assert (found.product, found.ranges) == ("sam:ple", (expected,))


def test_several_ranges_of_a_product_are_one_hint() -> None:
    found = affected(match(versionEndExcluding="1.5"), match(versionEndExcluding="2.5"), match("nonsense"))
    assert [(one.product, len(one.ranges)) for one in found] == [("sample", 2), ("", 1)]


def test_records_outside_a_page() -> None:
    assert record({"cve": nvd()}) == record(nvd()) == record(page(nvd()))
    assert formats(page(nvd(), nvd(id="CVE-2024-10002"))) == ["nvd", "nvd"]


def test_a_record_of_something_else_is_unusable() -> None:
    with pytest.raises(UnusableError, match="where the id of a CVE belongs"):
        decoded(page(nvd(id="X-1")))


def test_a_record_without_descriptions() -> None:
    assert record(page(nvd(descriptions=[]))).description == ""
    assert record(page(nvd(descriptions=[{"lang": "es", "value": "Un fallo."}]))).description == "Un fallo."
