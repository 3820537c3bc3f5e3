"""Each rule about a single document finds what is planted against it, in its line, and nothing else does."""

from __future__ import annotations

import pytest

from navwarn.core.instant import HOUR
from navwarn.documents.decode import decode
from navwarn.documents.document import AdvisoryDocument, Document
from navwarn.documents.fault import Fault, Level
from navwarn.documents.rules import check_document, understood
from navwarn.documents.rules.order import settled
from tests.documents.samples import GOOD, NOW, errors_of, faults_of, planted, source_of, warnings_of

EVENTS = GOOD[GOOD.rindex("events:") :]
ADVISORIES = GOOD[GOOD.index("advisories:") :]

PLANTED = [
    # rule, line, what stands in a good document, what stands there instead
    ("D1", 1, "schema-version: 2.0.2", "schema-version: [2.0.2]"),
    ("D1", 3, "package:\n  name: zlib", "package: zlib"),
    ("D1", 5, "  name: zlib\n", "  name: zlib\n  colour: red\n"),
    ("D1", 6, ADVISORIES, "advisories: none\n"),
    ("D1", 9, "      - CVE-2024-0001\n", "      - {cve: CVE-2024-0001}\n"),
    ("D1", 12, "2024-05-01T10:00:00Z", "'2024-05-01T10:00:00Z'"),
    ("D1", 12, "2024-05-01T10:00:00Z", "2024-05-01"),
    ("D1", 12, "2024-05-01T10:00:00Z", "2024-05-01 10:00:00Z"),
    ("D1", 12, "2024-05-01T10:00:00Z", "[]"),
    ("D1", 18, "5042e56392177725", "[5042]"),
    ("D1", 26, "true-positive-determination", "true-positive-determination\n        data: yes"),
    ("D1", 30, "fixed-version: 1.3.1-r10", "fixed-version: 1.3.1-r10\n          note: by hand"),
    ("D1", 47, "|\n            Only the tests use it.\n\n            See upstream.", "[]"),
    ("D2", 1, "schema-version: 2.0.2", "schema-version: two"),
    ("D2", 1, "schema-version: 2.0.2", "schema-version: 2.0.2.1"),
    ("D3", 1, "schema-version: 2.0.2", "schema-version: 2.0.3"),
    ("D3", 1, "schema-version: 2.0.2", "schema-version: 2.1"),
    ("D3", 1, "schema-version: 2.0.2", 'schema-version: "3"'),
    ("D4", 1, "schema-version: 2.0.2", 'schema-version: "1"'),
    ("D4", 1, "schema-version: 2.0.2", "schema-version:"),
    ("D4", 3, "schema-version: 2.0.2", ""),
    ("D5", 4, "name: zlib", "name: ''"),
    ("D5", 1, "package:\n  name: zlib\n\n", ""),
    ("D6", 6, ADVISORIES, "advisories: []\n"),
    ("D6", 1, ADVISORIES, ""),
    ("D7", 31, "id: CGA-5555-6666-7777", "id: CGA-2222-3333-4444"),
    ("D8", 33, "      - CVE-2024-0002\n", "      - CVE-2024-0001\n"),
    ("D9", 7, "id: CGA-2222-3333-4444", "id: CVE-2024-0009"),
    ("D9", 7, "id: CGA-2222-3333-4444", "id: CGA-2222-3333-aaaa"),
    ("D9", 7, "id: CGA-2222-3333-4444\n    aliases:", "aliases:"),
    ("D10", 10, "GHSA-2222-3333-4444", "CVE-2024-0001"),
    ("D11", 9, "CVE-2024-0001", "CVE-2024-001"),
    ("D11", 9, "CVE-2024-0001", "cve-2024-0001"),
    ("D11", 9, "CVE-2024-0001", "CGA-gggg-gggg-gggg"),
    ("D11", 9, "- CVE-2024-0001", "-"),
    ("D13", 55, EVENTS, "events: []\n"),
    ("D13", 52, f"    {EVENTS}", ""),
    ("D14", 12, "2024-05-01T10:00:00Z", "0001-01-01T00:00:00Z"),
    ("D14", 12, "2024-05-01T10:00:00Z", "null"),
    ("D14", 12, "timestamp: 2024-05-01T10:00:00Z\n        ", ""),
    ("D15", 26, "2024-05-03T08:30:00Z", "2024-06-01T02:00:01Z"),
    ("D16", 25, "true-positive-determination", "true-positive"),
    ("D16", 24, "        type: true-positive-determination\n", ""),
    ("D17", 26, "\n        data:\n          fixed-version: 1.3.1-r10", ""),
    ("D17", 28, "data:\n          fixed-version: 1.3.1-r10", "data: 1.3.1-r10"),
    ("D18", 59, "type: manual", "type: clairvoyance"),
    ("D18", 58, "          type: manual", "          {}"),
    ("D18", 60, "type: manual", "type: manual\n          data: {}"),
    ("D18", 58, "type: manual", "type: nvdapi"),
    ("D18", 16, "type: scan/v1", "type: nvdapi"),
    ("D18", 40, "type: nvdapi", "type: scan/v1"),
    ("D19", 41, "cpe:2.3:a:*:zlib:*:*:*:*:*:*:*:*", "cpe:2.3:a:zlib"),
    ("D19", 42, "cpeFound: cpe:/a:zlib:zlib:1.3", "cpeFound: ''"),
    ("D19", 40, "\n            cpeFound: cpe:/a:zlib:zlib:1.3", ""),
    ("D20", 19, "componentName: zlib", "componentName: ''"),
    ("D20", 23, "scanner: grype", "scanner:"),
    ("D20", 16, "            componentType: apk\n", ""),
    ("D21", 29, "1.3.1-r10", "1.3.1"),
    ("D21", 29, "1.3.1-r10", "1.0-r1-r2-r3"),
    ("D21", 29, "1.3.1-r10", "''"),
    ("D22", 46, "vulnerable-code-not-included-in-package", "just-because"),
    ("D22", 45, "          type: vulnerable-code-not-included-in-package\n", ""),
    ("D23", 63, "'Waiting: upstream knows.'", "''"),
    ("D23", 62, "          note: 'Waiting: upstream knows.'", "          {}"),
]  # fmt: skip


def test_a_good_document_has_no_fault() -> None:
    assert faults_of(GOOD) == []


def test_a_true_positive_may_have_a_note() -> None:
    text = "type: true-positive-determination"
    assert faults_of(planted(text, f"{text}\n        data: {{note: Seen.}}")) == []
    assert faults_of(planted(text, f"{text}\n        data: {{}}")) == []


@pytest.mark.parametrize(("rule", "line", "old", "new"), PLANTED)
def test_a_planted_fault_is_found_in_its_line_and_drags_no_other_with_it(
    rule: str, line: int, old: str, new: str
) -> None:
    assert errors_of(planted(old, new)) == [(rule, line)]


def test_every_fault_of_a_document_is_reported_at_once_also_beside_a_duplicate_id() -> None:
    text = planted("id: CGA-5555-6666-7777", "id: CGA-2222-3333-4444")
    text = planted("1.3.1-r10", "1.3.1", text)
    text = planted("'Waiting: upstream knows.'", "''", text)
    text = planted("schema-version: 2.0.2", "schema-version: two", text)
    assert errors_of(text) == [("D2", 1), ("D21", 29), ("D7", 31), ("D23", 63)]


def test_an_alias_that_is_another_advisorys_id_is_no_alias_at_all() -> None:
    text = planted("CVE-2024-0002", "CGA-8888-9999-cccc")
    assert errors_of(text) == [("D8", 33), ("D11", 33)]


def test_an_alias_that_is_the_own_id_breaks_two_rules() -> None:
    text = planted("CVE-2024-0003", "CGA-8888-9999-cccc")
    assert errors_of(text) == [("D12", 54), ("D11", 54)]


def test_an_alias_shared_by_three_advisories_is_a_fault_of_the_later_two() -> None:
    text = planted("CVE-2024-0002", "CVE-2024-0001")
    assert errors_of(planted("CVE-2024-0003", "CVE-2024-0001", text)) == [("D8", 33), ("D8", 54)]


@pytest.mark.parametrize(
    ("alias", "level"),
    [
        ("RUSTSEC-2024-0001", Level.WARNING),
        ("GO-2024-12345", Level.WARNING),
        ("GO-2024-123", Level.ERROR),
        ("bug 17", Level.ERROR),
    ],
)
def test_ids_of_other_families_are_for_people_to_judge(alias: str, level: Level) -> None:
    found = faults_of(planted("GHSA-2222-3333-4444", alias))
    assert [(fault.rule, fault.level) for fault in found] == [("D11", level)]


def test_another_scanner_is_a_warning() -> None:
    assert warnings_of(planted("scanner: grype", "scanner: trivy")) == [("D20", 23)]
    assert errors_of(planted("scanner: grype", "scanner: trivy")) == []


def test_a_timestamp_may_be_two_hours_ahead_and_no_more() -> None:
    document = decode(source_of(GOOD).root)[0]  # type: ignore[arg-type]
    assert document is not None
    latest = max(event.timestamp for advisory in document.advisories for event in advisory.events)

    def rules(now: int) -> list[str]:
        return [fault.rule for fault in check_document(document, now=now)]  # type: ignore[arg-type]

    assert rules(latest - 2 * HOUR) == []
    assert rules(latest - 2 * HOUR - 1) == ["D15"]


def test_only_configured_prefixes_and_cga_may_begin_an_id() -> None:
    document = decode(source_of(planted("CGA-5555-6666-7777", "ACME-5555-6666-7777")).root)[0]  # type: ignore[arg-type]
    assert document is not None

    def found(prefixes: set[str]) -> list[str]:
        return [fault.message for fault in check_document(document, now=NOW, prefixes=frozenset(prefixes))]

    assert check_document(document, now=NOW) == []
    assert found({"ACME"}) == []
    assert found({"NW"}) == [
        "advisory ids do not begin with ACME in this distribution, but with CGA, NW",
    ]


def test_another_version_scheme_judges_fixed_versions_itself() -> None:
    document = decode(source_of(GOOD).root)[0]  # type: ignore[arg-type]
    assert document is not None
    faults = check_document(document, now=NOW, explain_version=lambda text: f"{text} is no number")
    assert [(fault.rule, fault.message) for fault in faults] == [
        ("D21", "fixed-version: 1.3.1-r10 is no number")
    ]


def test_with_the_nodes_at_hand_the_rules_give_lines() -> None:
    root = source_of(planted("1.3.1-r10", "1.3.1")).root
    assert root is not None
    document = decode(root)[0]
    assert document is not None
    (with_line,) = check_document(document, root, now=NOW)
    (without,) = check_document(document, now=NOW)
    assert (with_line.line, without.line) == (29, 0)
    assert with_line.labels == ("zlib", "CGA-2222-3333-4444", "event 3")
    assert with_line.pointer == "/advisories/0/events/2/data/fixed-version"


def test_values_that_were_never_a_file_are_judged_too() -> None:
    document = Document("", "", (AdvisoryDocument("", ("",), ()), AdvisoryDocument("", (), ())))
    rules = [fault.rule for fault in check_document(document, now=NOW)]
    assert rules == ["D4", "D5", "D9", "D11", "D13", "D9", "D13"]
    assert check_document(document, now=NOW)[2].labels == ("", "advisory 1")


def test_faults_of_a_line_that_could_not_be_read_are_not_repeated_by_other_rules() -> None:
    assert errors_of(planted("name: zlib", "name: &x zlib")) == [("D1", 4)]
    assert errors_of(planted("name: zlib", "name: *x")) == [("D1", 4)]


def test_a_known_cve_that_is_missing_is_not_warned_of_again() -> None:
    found = faults_of(planted("- CVE-2024-0003", "- GHSA-5555-5555-5555"))
    (warning,) = found
    assert (warning.rule, warning.line) == ("W8", 53)
    known = type(warning)("A2", "", ("advisories", 2, "aliases", 0), 54)
    assert settled([warning, known]) == [known]


def test_what_is_said_about_an_unread_place_is_left_out() -> None:
    unread = [Fault("D1", "must be a text", ("advisories", 0, "events")), Fault("D1", "is not YAML")]
    below = Fault("D13", "has no event", ("advisories", 0, "events"))
    deeper = Fault("D16", "has no type", ("advisories", 0, "events", 2, "type"))
    beside = Fault("D9", "is no id", ("advisories", 0, "id"))
    assert list(understood([below, beside, deeper], unread)) == [beside]
    assert list(understood([below, beside], unread[1:])) == [below, beside]
