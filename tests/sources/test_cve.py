"""The CVE list: all containers of a record, each field with who said so (sources.md CV, VU)."""

from __future__ import annotations

from typing import Any

import pytest

from navwarn.core.instant import parse_instant
from navwarn.core.record import Decision, Exploitation, Flag, Reference, VersionRange, Weakness
from navwarn.core.severity import Role, Scheme, Severity
from navwarn.sources.interface import UnusableError
from tests.sources.samples import V4, V31, cve, decoded, record

ADP = "CISA ADP Vulnrichment"


def english(text: str) -> list[dict[str, str]]:
    return [{"lang": "en", "value": text}]


def product(*versions: dict[str, Any], **changes: Any) -> dict[str, Any]:
    """A container with one affected product."""
    return {"affected": [{"vendor": "acme", "product": "sample", "versions": list(versions), **changes}]}


def test_a_normal_record() -> None:
    found = record(cve(cna={"title": "Sample flaw", "descriptions": english("It breaks.")}))
    assert (found.source, found.id, found.provider) == ("cve", "CVE-2024-10001", "acme")
    assert (found.title, found.description, found.flags) == ("Sample flaw", "It breaks.", ())
    assert found.published == parse_instant("2024-03-01T10:00:00Z")
    assert found.modified == parse_instant("2024-03-02T10:00:00Z")


def test_a_rejected_record_has_only_reasons() -> None:  # CV1
    found = record(
        cve(
            state="REJECTED",
            dateRejected="2024-03-03T00:00:00Z",
            cna={"rejectedReasons": english("Not a flaw.")},
        )
    )
    assert (found.is_void, found.flags, found.remark) == (True, (Flag.REJECTED,), "Not a flaw.")
    assert found.withdrawn_at == parse_instant("2024-03-03T00:00:00Z")
    assert record(cve(state="REJECTED", cna={})).withdrawn_at == parse_instant("2024-03-02T10:00:00Z")


def test_tags_given_twice_count_once() -> None:  # CV1
    tags = ["disputed", "disputed", "unsupported-when-assigned", "x_unknown"]
    found = record(cve(cna={"tags": tags}, adp=[{"title": ADP, "tags": ["disputed", *tags]}]))
    assert found.flags == (Flag.DISPUTED, Flag.UNSUPPORTED)


def test_times_without_a_zone_are_utc() -> None:  # IN4
    found = record(cve(datePublished="2024-03-01T10:00:00", dateUpdated="2024-03-01T10:00:00.5"))
    assert found.published == parse_instant("2024-03-01T10:00:00Z")
    assert found.modified == parse_instant("2024-03-01T10:00:00.5Z")


def test_without_an_update_the_publication_is_the_last_change() -> None:
    found = record(cve(dateUpdated="soon"))
    assert found.modified == found.published


def test_all_containers_speak_under_their_own_name() -> None:  # CV6
    found = record(
        cve(
            cna={
                "metrics": [{"cvssV4_0": {"vectorString": V4, "baseScore": 9.3}}],
                "problemTypes": [{"descriptions": [{"cweId": "CWE-79"}, {"description": "n/a"}]}],
                "references": [{"url": "https://acme.example/1", "tags": ["patch"]}],
            },
            adp=[
                {
                    "title": ADP,
                    "metrics": [{"cvssV3_1": {"vectorString": V31, "baseScore": 7.5}}],
                    "problemTypes": [{"descriptions": [{"description": "Improper care"}]}],
                },
                {
                    "title": "CVE Program Container",
                    "references": [{"url": "https://acme.example/1"}, {"url": "https://acme.example/2"}],
                },
                {"providerMetadata": {"shortName": "other"}, "metrics": [{}]},
                {},
            ],
        )
    )
    assert [(one.provider, one.role, one.scheme, one.severity) for one in found.scorings] == [
        ("acme", Role.ASSIGNER, Scheme.CVSS_V4, Severity.CRITICAL),
        (ADP, Role.PROGRAM, Scheme.CVSS_V31, Severity.HIGH),
    ]
    assert found.weaknesses == (Weakness("CWE-79", "acme"), Weakness("Improper care", ADP))
    assert found.references == (
        Reference("https://acme.example/1", ("patch",), "acme"),
        Reference("https://acme.example/2", (), "CVE Program Container"),
    )


def test_a_severity_may_be_a_word_and_a_vector_nonsense() -> None:
    metrics = [
        {"other": {"type": "Textual description of severity", "content": {"text": "Moderate"}}},
        {"other": {"type": "Red Hat severity rating", "content": {"value": "Important", "namespace": "x"}}},
        {"other": {"type": "else", "content": {"text": "whatever", "value": 3}}},
        {"cvssV3_1": {"vectorString": "CVSS:3.1/nonsense"}},
    ]
    found = record(cve(cna={"metrics": metrics}))
    assert [(one.scheme, one.severity) for one in found.scorings] == [
        (Scheme.WORD, Severity.MEDIUM),
        (Scheme.WORD, Severity.HIGH),
    ]


@pytest.mark.parametrize("words", [("None", "No", "Partial"), ("none", "no", "partial")])
def test_ssvc_in_either_case(words: tuple[str, str, str]) -> None:  # VU1, VU2
    options = [{"Exploitation": words[0]}, {"Automatable": words[1]}, {"Technical Impact": words[2]}, 3]
    content = {"timestamp": "2024-03-01T10:00:00.000000Z", "options": options}
    found = record(cve(adp=[{"title": ADP, "metrics": [{"other": {"type": "ssvc", "content": content}}]}]))
    at = parse_instant("2024-03-01T10:00:00Z")
    assert found.decision == Decision("none", "no", "partial", ADP, at)


def test_ssvc_without_options_is_a_decision_about_nothing() -> None:
    found = record(cve(adp=[{"title": ADP, "metrics": [{"other": {"type": "ssvc", "content": {}}}]}]))
    assert found.decision == Decision(provider=ADP)


def test_kev_in_a_container() -> None:  # VU1
    content = {"dateAdded": "2024-03-07", "reference": "https://acme.example/kev"}
    found = record(cve(adp=[{"title": ADP, "metrics": [{"other": {"type": "kev", "content": content}}]}]))
    assert found.exploitation == Exploitation(ADP, parse_instant("2024-03-07T00:00:00Z"))


@pytest.mark.parametrize(
    ("version", "expected"),
    [
        (
            {"version": "1.0", "lessThan": "1.2", "status": "affected", "versionType": "semver"},
            VersionRange("semver", "1.0", fixed="1.2"),
        ),
        (
            {"version": "0", "lessThanOrEqual": "1.2", "status": "unaffected"},
            VersionRange("", "0", last_affected="1.2", status="unaffected"),
        ),
        ({"version": "3", "lessThan": "*", "status": "affected"}, VersionRange("", "3")),
        (
            {"version": "4", "status": "unaffected"},
            VersionRange("", "4", last_affected="4", status="unaffected"),
        ),
        (
            {"version": "5", "status": "affected", "changes": [{"at": "5.3", "status": "unaffected"}]},
            VersionRange("", "5", changes=(("5.3", "unaffected"),)),
        ),
        ({"version": "6"}, VersionRange("", "6", last_affected="6", status="unknown")),
    ],
)
def test_version_ranges(version: dict[str, Any], expected: VersionRange) -> None:  # CV2
    (found,) = record(cve(cna=product(version))).affected
    assert (found.ranges, found.versions) == ((expected,), ())


def test_single_versions_and_where_they_come_from() -> None:
    versions = [{"version": "1.0", "status": "affected"}, {"version": "1.1", "status": "affected"}]
    more = {
        "packageName": "sample-lib",
        "collectionURL": "https://packages.example",
        "repo": "https://git.example/sample",
        "defaultStatus": "unaffected",
        "cpes": ["cpe:2.3:a:acme:sample:*:*:*:*:*:*:*:*"],
    }
    (found,) = record(cve(cna=product(*versions, **more))).affected
    assert (found.provider, found.vendor, found.product) == ("acme", "acme", "sample")
    assert (found.package, found.ecosystem, found.default) == (
        "sample-lib",
        "https://packages.example",
        "unaffected",
    )
    assert (found.versions, found.ranges, found.cpes) == (("1.0", "1.1"), (), tuple(more["cpes"]))


def test_cpes_of_format_5_1_are_hints_too() -> None:  # CV2
    match = {
        "criteria": "cpe:2.3:a:acme:sample:*:*:*:*:*:*:*:*",
        "vulnerable": True,
        "versionEndExcluding": "2.0",
    }
    found = record(cve(cna={"cpeApplicability": [{"nodes": [{"cpeMatch": [match]}]}]})).affected
    assert [(one.product, one.ranges) for one in found] == [("sample", (VersionRange("cpe", fixed="2.0"),))]


def test_another_language_is_better_than_none() -> None:
    texts = [{"lang": "de", "value": "Ein Fehler."}, {"lang": "fr", "value": "Un défaut."}]
    assert record(cve(cna={"descriptions": texts})).description == "Ein Fehler."
    both = [*texts, *english("A flaw."), {"lang": "en-US", "value": "A flaw."}]
    assert record(cve(cna={"descriptions": both})).description == "A flaw."


def test_a_record_of_more_than_half_a_megabyte() -> None:  # IN9
    versions = [{"version": f"1.{number}", "status": "affected"} for number in range(12_000)]
    value = cve(cna=product(*versions) | {"descriptions": english("x" * 250_000)})
    found = record(value)
    assert len(found.affected[0].versions) == 12_000
    assert len(found.description) == 200_000


def test_breaches_of_the_schema_cost_what_they_concern_and_nothing_else() -> None:  # IN5
    references = [{"url": "https://acme.example"}, {"tags": ["patch"]}, "https://acme.example/2"]
    found = decoded(cve(cna={"title": ["x"], "references": references, "descriptions": english("A flaw.")}))
    (only,) = found.records
    assert (only.title, only.description) == ("", "A flaw.")
    assert [one.url for one in only.references] == ["https://acme.example"]
    assert found.notes == (
        "/containers/cna/title: Expected `str`, got `array`",
        "/containers/cna/references/1 lacks a required key",
        "/containers/cna/references/2: Expected `object`, got `str`",
    )


@pytest.mark.parametrize("name", ["", "CVE-2024", "GHSA-2222-3333-4444", "CVE-2024-1<script>"])
def test_a_record_without_the_id_of_a_cve_is_unusable(name: str) -> None:
    with pytest.raises(UnusableError, match="where the id of a CVE belongs"):
        decoded(cve(cveId=name))


def test_an_id_in_lower_case_is_the_same() -> None:  # AG7
    assert record(cve(cveId="cve-2024-10001")).id == "CVE-2024-10001"


def test_control_characters_do_not_come_in() -> None:  # IN8
    found = record(cve(cna={"title": "a\x00b\x1b[31m", "descriptions": english("one\r\ntwo\x07\x00")}))
    assert (found.title, found.description) == ("ab[31m", "one\ntwo")
