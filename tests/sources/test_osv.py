"""OSV: GitHub, Go, PyPA and others, as JSON and as YAML (sources.md GH, GO, OS)."""

from __future__ import annotations

from typing import Any

import pytest

from navwarn.core.instant import parse_instant
from navwarn.core.record import Flag, Import, Reference, VersionRange, Weakness
from navwarn.core.severity import Role, Scheme, Severity
from navwarn.sources import osv as reader
from navwarn.sources import osv_yaml
from navwarn.sources.interface import Piece, UnusableError
from tests.sources.samples import V4, V31, decoded, osv, record

GO_IMPORTS = {
    "imports": [
        {"path": "net/http", "symbols": ["Serve", "Server.Serve"], "goos": ["linux"]},
        {"path": "net/http/internal"},
    ]
}


def entry(
    *events: dict[str, str], name: str = "sample", ecosystem: str = "npm", **changes: Any
) -> dict[str, Any]:
    """An affected entry with one range."""
    ranges = [{"type": "SEMVER", "events": list(events)}]
    return {"package": {"name": name, "ecosystem": ecosystem}, "ranges": ranges} | changes


def ranges_of(*events: dict[str, str], **changes: Any) -> tuple[VersionRange, ...]:
    (found,) = record(osv(affected=[entry(*events, **changes)])).affected
    return found.ranges


def test_a_normal_record() -> None:
    references = [{"type": "ADVISORY", "url": "https://acme.example"}, {"url": " "}]
    specific = {"cwe_ids": ["CWE-79"], "severity": "MODERATE", "github_reviewed": True}
    found = record(osv(references=references, database_specific=specific))
    assert (found.source, found.id, found.aliases) == ("ghsa", "GHSA-2222-3333-4444", ("CVE-2024-10001",))
    assert (found.title, found.description) == ("Sample flaw in sample", "Much could go wrong.")
    assert found.published == parse_instant("2024-03-03T10:00:00Z")
    assert found.modified == parse_instant("2024-03-04T10:00:00Z")
    assert found.references == (Reference("https://acme.example", ("ADVISORY",), "ghsa"),)
    assert found.weaknesses == (Weakness("CWE-79", "ghsa"),)
    assert found.is_reviewed is True


@pytest.mark.parametrize(
    ("name", "source"),
    [
        ("GHSA-2222-3333-4444", "ghsa"),
        ("GO-2024-0001", "go"),
        ("PYSEC-2024-1", "pypa"),
        ("RUSTSEC-2024-0001", "rustsec"),
        ("MAL-2024-1", "osv"),
        ("CVE-2024-10001", "osv"),
    ],
)
def test_the_id_tells_whose_record_it_is(name: str, source: str) -> None:
    assert record(osv(id=name, aliases=[])).source == source


def test_a_withdrawn_record() -> None:
    found = record(osv(withdrawn="2024-04-01T00:00:00Z"))
    assert (found.is_void, found.flags) == (True, (Flag.WITHDRAWN,))
    assert found.withdrawn_at == parse_instant("2024-04-01T00:00:00Z")


def test_related_and_upstream_are_no_aliases() -> None:  # AG3, OS3
    found = record(osv(related=["CVE-2024-2"], upstream=["CVE-2024-3", "GHSA-2222-3333-4444"]))
    assert (found.aliases, found.related, found.upstream) == (
        ("CVE-2024-10001",),
        ("CVE-2024-2",),
        ("CVE-2024-3",),
    )


def test_aliases_are_written_as_their_family_writes_them_and_once() -> None:  # AG7
    aliases = [
        "cve-2024-10001",
        "CVE-2024-10001",
        "ghsa-2222-3333-4444",
        " ",
        "not an id",
        "GHSA-2222-3333-GGGG",
    ]
    assert record(osv(aliases=aliases)).aliases == ("CVE-2024-10001", "GHSA-2222-3333-gggg")


def test_so_many_aliases_are_not_believed() -> None:
    with pytest.raises(UnusableError, match="has 201 aliases"):
        decoded(osv(aliases=[f"CVE-2024-{number}" for number in range(10_000, 10_201)]))


def test_severities_by_vector_and_by_word() -> None:  # GH4
    severity = [
        {"type": "CVSS_V3", "score": V31},
        {"type": "CVSS_V4", "score": V4},
        {"type": "CVSS_V3", "score": "?"},
    ]
    affected = [entry(severity=[{"type": "Ubuntu", "score": "low"}, {"type": "Other", "score": "?"}])]
    found = record(osv(severity=severity, affected=affected, database_specific={"severity": "MODERATE"}))
    assert [(one.scheme, one.severity) for one in found.scorings] == [
        (Scheme.CVSS_V31, Severity.HIGH),
        (Scheme.CVSS_V4, Severity.CRITICAL),
        (Scheme.WORD, Severity.LOW),
        (Scheme.WORD, Severity.MEDIUM),
    ]
    assert {one.role for one in found.scorings} == {Role.DATABASE}
    assert {one.provider for one in found.scorings} == {"GitHub advisories"}


def test_a_package_that_comes_twice_keeps_all_its_ranges() -> None:  # GH3
    one = entry({"introduced": "0"}, {"fixed": "1.2"}, versions=["1.0"])
    two = entry({"introduced": "2.0"}, {"fixed": "2.3"}, versions=["2.0", "1.0"])
    found = record(osv(affected=[one, entry(name="other"), two])).affected
    assert [(hint.package, hint.versions) for hint in found] == [("sample", ("1.0", "2.0")), ("other", ())]
    assert found[0].ranges == (
        VersionRange("SEMVER", "0", fixed="1.2"),
        VersionRange("SEMVER", "2.0", fixed="2.3"),
    )


@pytest.mark.parametrize(
    ("events", "spans"),
    [
        (({"introduced": "0"}, {"fixed": "1"}, {"introduced": "2"}), [("0", "1", ""), ("2", "", "")]),
        (({"introduced": "0"}, {"last_affected": "1"}), [("0", "", "1")]),
        (({"introduced": "0"}, {"limit": "3"}), [("0", "3", "")]),
        (({"introduced": "0"}, {"limit": "*"}), [("0", "", "")]),
        (({"introduced": "0"}, {"fixed": "1"}, {"limit": "*"}), [("0", "1", "")]),
        (({"introduced": "0"}, {"introduced": "1"}, {}), [("0", "", ""), ("1", "", "")]),
        (({"fixed": "1"},), [("", "1", "")]),
        ((), []),
        (
            ({"fixed": "10"}, {"introduced": "2"}, {"fixed": "1"}, {"introduced": "0"}),
            [("0", "1", ""), ("2", "10", "")],
        ),
        (
            ({"introduced": "2"}, {"introduced": "0"}, {"last_affected": "1"}),
            [("0", "", "1"), ("2", "", "")],
        ),
        (
            ({"introduced": "0"}, {"fixed": "3"}, {"introduced": "2"}, {"fixed": "1"}),
            [("0", "1", ""), ("2", "3", "")],
        ),
        (({"fixed": "odd"}, {"introduced": "1"}), [("", "odd", ""), ("1", "", "")]),
    ],
)
def test_events_make_spans(events: tuple[dict[str, str], ...], spans: list[tuple[str, str, str]]) -> None:
    found = ranges_of(*events)
    assert [(one.introduced, one.fixed, one.last_affected) for one in found] == spans


def test_events_of_what_nobody_can_order_stay_as_they_are() -> None:
    events = ({"fixed": "10"}, {"introduced": "2"})
    spans = [("", "10"), ("2", "")]
    assert [(one.introduced, one.fixed) for one in ranges_of(*events, ecosystem="Hackage")] == spans
    git = [{"type": "GIT", "repo": "https://x", "events": list(events)}]
    assert [(one.introduced, one.fixed) for one in ranges_of(ranges=git)] == spans


@pytest.mark.parametrize(
    ("said", "fixed", "last"),
    [("<= 1.9", "", "1.9"), ("< 2.0", "2.0", ""), ("something", "", ""), ("", "", "")],
)
def test_github_says_the_end_of_an_open_span_beside_it(said: str, fixed: str, last: str) -> None:
    hint = {"last_known_affected_version_range": said}
    (found,) = ranges_of({"introduced": "0"}, database_specific=hint)
    assert (found.fixed, found.last_affected) == (fixed, last)


def test_git_ranges_name_their_repository() -> None:
    git = [
        {"type": "GIT", "repo": "https://git.example/x", "events": [{"introduced": "0"}, {"fixed": "abc"}]}
    ]
    (found,) = record(osv(affected=[{"ranges": git}])).affected
    assert found.ranges == (VersionRange("GIT", "0", fixed="abc", repository="https://git.example/x"),)


def test_go_says_which_symbols_of_which_packages() -> None:  # GO1
    affected = [
        entry(
            {"introduced": "0"},
            {"fixed": "1.20.10"},
            name="stdlib",
            ecosystem="Go",
            ecosystem_specific=GO_IMPORTS,
        )
    ]
    found = record(
        osv(id="GO-2024-0001", affected=affected, database_specific={"review_status": "UNREVIEWED"})
    )
    assert (found.source, found.affected[0].package, found.is_reviewed) == ("go", "stdlib", False)
    assert found.affected[0].imports == (
        Import("net/http", ("Serve", "Server.Serve"), ("linux",)),
        Import("net/http/internal"),
    )
    assert found.affected[0].ranges == (VersionRange("SEMVER", "0", fixed="1.20.10"),)


def test_an_ecosystem_nobody_registered_is_kept() -> None:  # IN5
    (found,) = record(osv(affected=[entry(ecosystem="purl-type:swift")])).affected
    assert found.ecosystem == "purl-type:swift"


def test_a_go_id_of_five_digits_is_noted() -> None:  # GO3
    found = decoded(osv(id="GO-2024-10000"))
    assert found.records[0].id == "GO-2024-10000"
    assert found.notes == ("/id: has more digits than schema version 2 of documents allows",)


@pytest.mark.parametrize("name", ["", "no id", "1", "x" * 201])
def test_a_record_without_an_id_is_unusable(name: str) -> None:
    with pytest.raises(UnusableError, match="where an id belongs"):
        decoded(osv(id=name))


YAML = b"""\
id: PYSEC-2024-1
modified: 2024-03-04T10:00:00.5Z
details: |
  Much could
  go wrong.
affected:
- package: {name: sample, ecosystem: PyPI}
  ranges:
  - type: ECOSYSTEM
    events:
    - introduced: 0
    - fixed: 1.10
  versions: [1.0, 1.1, "1.9"]
aliases:
- CVE-2024-10001
- GHSA-2222-3333-4444
"""


def test_yaml_is_taken_as_the_text_it_is() -> None:
    found = record(YAML)
    assert (found.source, found.id) == ("pypa", "PYSEC-2024-1")
    assert found.aliases == ("CVE-2024-10001", "GHSA-2222-3333-4444")
    assert found.modified == parse_instant("2024-03-04T10:00:00.5Z")
    assert found.description == "Much could\ngo wrong."
    assert found.affected[0].ranges == (VersionRange("ECOSYSTEM", "0", fixed="1.10"),)
    assert found.affected[0].versions == ("1.0", "1.1", "1.9")


@pytest.mark.parametrize(
    ("data", "reason"),
    [
        (b"id: &a x\naliases: [*a]", "uses the anchor 'a' again"),
        (b"id: x\n" + b"- " * 100_000, "is no YAML"),
        (b"id: " + b"[" * 100_000, "is nested too deeply"),
        (b"- " * 100_000 + b"x", "is nested too deeply"),
        (b"id: 'x", "is no YAML: line 1"),
        (b"id: \x00", "is no YAML"),
        (b"id: \xff", "is no YAML"),
        (b"", "has not the shape of a record"),
        (b"- id: x", "has not the shape of a record"),
        (b"{[a]: b}", "has not the shape of a record"),
        (b"x" * (osv_yaml.MAX_BYTES + 1), "bytes of YAML"),
    ],
)
def test_yaml_that_is_no_record_is_unusable(data: bytes, reason: str) -> None:
    with pytest.raises(UnusableError, match=reason):
        osv_yaml.decode(Piece("osv-yaml", "sample", data))


def test_only_the_first_document_counts() -> None:
    found = osv_yaml.decode(Piece("osv-yaml", "sample", b"id: X-1\n---\nid: X-2\n"))
    assert [one.id for one in found.records] == ["X-1"]


def test_the_shape_of_values_does_not_matter_to_those_beside_them() -> None:
    found = reader.decode_value({"id": "X-1", "summary": 3.5, "aliases": ["CVE-2024-1", 7], "details": None})
    assert (found.records[0].title, found.records[0].aliases) == ("3.5", ("CVE-2024-1",))
