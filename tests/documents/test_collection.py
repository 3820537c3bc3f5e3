"""Rules about documents side by side, about aliases, and warnings (documents.md C1-C3, A1, A2, 7.5)."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from navwarn.core.alias import AliasTable
from navwarn.core.event import Event
from navwarn.core.instant import parse_instant
from navwarn.documents.decode import decode
from navwarn.documents.document import AdvisoryDocument, Document
from navwarn.documents.fault import Level
from navwarn.documents.rules import (
    Member,
    check_aliases,
    check_document,
    check_habits,
    check_ids,
    check_names,
    check_split,
    statements,
)
from navwarn.documents.rules.place import labels_at
from tests.documents.samples import GOOD, source_of, warnings_of

if TYPE_CHECKING:
    from collections.abc import Iterable
    from pathlib import Path

    from navwarn.documents.fault import Fault

DETECTION = Event(parse_instant("2024-05-01T00:00:00Z"), "true-positive-determination")


def advisory(identifier: str, *aliases: str) -> AdvisoryDocument:
    return AdvisoryDocument(identifier, aliases, (DETECTION,))


def member(package: str, *advisories: AdvisoryDocument, name: str = "") -> Member:
    return Member(name or f"{package}.advisories.yaml", Document("2.0.2", package, advisories))


def places(faults: Iterable[Fault]) -> list[tuple[str, str, str]]:
    return [(fault.rule, fault.file, fault.pointer) for fault in faults]


def test_files_named_after_their_packages_are_in_order() -> None:
    assert list(check_names([member("a"), member("b"), member("c-1.2_x")])) == []


@pytest.mark.parametrize(
    "name", ["b.advisories.yaml", "a.yaml", "a-0.15.advisories.yaml", "A.advisories.yaml"]
)
def test_a_file_not_named_after_its_package_is_a_fault_of_the_package_name(name: str) -> None:
    (fault,) = check_names([member("a", name=name)])
    assert places([fault]) == [("C1", name, "/package/name")]
    assert "'a.advisories.yaml'" in fault.message


def test_two_documents_of_one_package_are_a_fault_of_the_later_one() -> None:
    found = list(check_names([member("a"), member("a", name="b.yaml")]))
    assert places(found) == [("C1", "b.yaml", "/package/name"), ("C3", "b.yaml", "/package/name")]
    assert "a.advisories.yaml" in found[1].message


def test_documents_without_a_package_name_are_left_to_their_own_rule() -> None:
    assert list(check_names([member("", name="x.yaml"), member("", name="y.yaml")])) == []


SHARED = [
    member("a", advisory("CGA-2222-2222-2222")),
    member("b", advisory("CGA-2222-2222-2222"), advisory("")),
    member("c", advisory("CGA-2222-2222-2222"), advisory("CGA-2222-2222-2222"), advisory("")),
]


def test_an_id_of_an_earlier_document_is_a_fault_that_lists_the_earlier_files() -> None:
    found = list(check_ids(SHARED))
    assert places(found) == [
        ("C2", "b.advisories.yaml", "/advisories/0/id"),
        ("C2", "c.advisories.yaml", "/advisories/0/id"),
    ]
    assert "a.advisories.yaml, b.advisories.yaml:" in found[1].message


def test_of_many_earlier_files_some_are_named() -> None:
    many = [member(name, advisory("CGA-2222-2222-2222")) for name in "abcdef"]
    *_, last = check_ids(many)
    assert "a.advisories.yaml, b.advisories.yaml, c.advisories.yaml and 2 more" in last.message


def test_with_chosen_packages_only_these_are_faulted_but_against_all_others() -> None:
    (fault,) = check_ids(SHARED, {"a"})
    assert places([fault]) == [("C2", "a.advisories.yaml", "/advisories/0/id")]
    assert "b.advisories.yaml, c.advisories.yaml" in fault.message
    assert list(check_ids(SHARED[:1], {"a"})) == []


TABLE = AliasTable.from_mapping(
    {"CVE-2024-0001": ["GHSA-2222-2222-2222", "GHSA-3333-3333-3333"], "GO-2024-0001": ["GHSA-2222-2222-2222"]}
)


@pytest.mark.parametrize(
    ("aliases", "expected"),
    [
        (("CVE-2024-0001", "GHSA-2222-2222-2222", "GHSA-3333-3333-3333"), []),
        (("CVE-2024-0001", "GHSA-2222-2222-2222"), [("A1", "/advisories/0/aliases/0")]),
        (("CVE-2024-0001",), [("A1", "/advisories/0/aliases/0"), ("A1", "/advisories/0/aliases/0")]),
        (("GO-2024-0001", "GHSA-3333-3333-3333"), [("A2", "/advisories/0/aliases/1")]),
        (("GHSA-2222-2222-2222", "GHSA-3333-3333-3333"), [("A2", "/advisories/0/aliases/0")]),
        (("GO-2024-0001",), []),
        (("CVE-2024-0002", "GHSA-4444-4444-4444"), []),
        ((), []),
    ],
)
def test_known_partners_must_be_listed(aliases: tuple[str, ...], expected: list[tuple[str, str]]) -> None:
    document = member("a", advisory("CGA-2222-2222-2222", *aliases)).document
    assert [(fault.rule, fault.pointer) for fault in check_aliases(document, TABLE)] == expected


def split(*advisories: AdvisoryDocument, known: AliasTable) -> list[tuple[str, str]]:
    found = list(check_split(member("a", *advisories).document, known))
    assert all(fault.rule == "W6" and fault.level is Level.WARNING for fault in found)
    return [(fault.pointer, fault.message) for fault in found]


def test_one_vulnerability_in_two_advisories_is_seen_by_what_other_documents_say() -> None:
    elsewhere = member("b", advisory("x", "CVE-2024-0001", "GHSA-2222-2222-2222", "odd"))
    known = AliasTable(statements([elsewhere.document]))
    one, other = advisory("A", "GHSA-2222-2222-2222"), advisory("B", "CVE-2024-0001")
    assert split(one, other, known=known) == [
        (
            "/advisories/1/aliases/0",
            "CVE-2024-0001 is the same vulnerability as GHSA-2222-2222-2222 of A: merge the two",
        )
    ]
    assert split(one, other, known=AliasTable()) == []
    assert split(advisory("A", "CVE-2024-0001", "GHSA-2222-2222-2222"), known=known) == []


def test_an_alias_that_both_advisories_list_is_not_reported_as_split_too() -> None:
    known = AliasTable([("CVE-2024-0001", "GHSA-2222-2222-2222")])
    one, other = advisory("A", "CVE-2024-0001", "GHSA-2222-2222-2222"), advisory("B", "CVE-2024-0001")
    assert split(one, other, known=known) == []


def test_an_advisory_with_absurdly_many_ids_states_nothing_about_them() -> None:
    ids = [f"CVE-2024-{number:04}" for number in range(21)]
    assert list(statements([member("a", advisory("A", *ids)).document])) == []
    assert len(list(statements([member("a", advisory("A", *ids[1:])).document]))) == 190


STORY = """\
schema-version: 2.0.2
package:
  name: zlib
advisories:
  - id: CGA-2222-3333-4444
    aliases: [CVE-2024-0001]
    events:
"""


def story(*events: str) -> list[tuple[str, int]]:
    """The warnings about a story told as ``day type`` in the order of the file, with their events from 1."""
    lines = ""
    for event in events:
        day, _, rest = event.partition(" ")
        lines += f"    - {{timestamp: 2024-05-{day}T00:00:00Z, type: {rest}}}\n"
    return [(rule, line - 7) for rule, line in warnings_of(STORY + lines)]


TP, FP, FIXED, WONT, PENDING = (
    "true-positive-determination",
    "false-positive-determination, data: {type: inline-mitigations-exist}",
    "fixed, data: {fixed-version: 1-r0}",
    "fix-not-planned, data: {note: No.}",
    "pending-upstream-fix, data: {note: Soon.}",
)


@pytest.mark.parametrize(
    ("events", "expected"),
    [
        ([f"01 {TP}", f"02 {PENDING}", f"03 {FIXED}"], []),
        ([f"02 {TP}", f"01 {PENDING}"], [("W2", 2)]),
        ([f"01 {TP}", f"01 {TP}"], [("W3", 2)]),
        ([f"01 {TP}", f"02 {FIXED}", f"01 {TP}"], [("W3", 3), ("W2", 3)]),
        ([f"01 {TP}", f"02 {TP}"], [("W4", 2)]),
        ([f"01 {TP}", f"02 {TP}", f"03 {FIXED}", f"04 {FIXED}"], [("W4", 2), ("W4", 4)]),
        ([f"01 {WONT}", f"02 {WONT}", f"03 {WONT}", f"04 {TP}"], [("W4", 2), ("W9", 4)]),
        ([f"03 {TP}", f"01 {TP}"], [("W4", 1), ("W2", 2)]),
        ([f"01 {FP}", f"02 {TP}"], [("W5", 2)]),
        ([f"01 {FP}", f"02 {FP}"], [("W4", 2)]),
        ([f"01 {FP}", f"02 {TP}, x-navwarn: {{reason: Seen again.}}"], []),
        ([f"01 {FIXED}", f"02 {TP}"], [("W9", 2)]),
        ([f"01 {FIXED}", f"02 {PENDING}"], [("W9", 2)]),
        ([f"01 {FIXED}", f"02 {FP}"], []),
    ],
)  # fmt: skip
def test_stories_that_people_should_look_at(events: list[str], expected: list[tuple[str, int]]) -> None:
    assert sorted(story(*events)) == sorted(expected)


def test_advisories_out_of_order_are_one_warning_at_the_first() -> None:
    text = GOOD.replace("CGA-5555-6666-7777", "CGA-2222-2222-2222").replace(
        "CGA-8888-9999-cccc", "CGA-2222-2222-2223"
    )
    assert warnings_of(text) == [("W1", 31)]
    assert warnings_of(text.replace("CGA-2222-2222-2223", "CGA-2222-2222-2221")) == [("W1", 31)]


def test_an_advisory_without_a_cve_is_a_warning() -> None:
    assert warnings_of(GOOD.replace("CVE-2024-0002", "GHSA-5555-5555-5555")) == [("W8", 32)]
    assert warnings_of(GOOD.replace("    aliases:\n      - CVE-2024-0003\n", "")) == [("W8", 52)]


@pytest.mark.parametrize(
    ("path", "labels"),
    [
        ((), ("zlib",)),
        (("package",), ("zlib",)),
        (("advisories",), ("zlib",)),
        (("advisories", 0, "id"), ("zlib", "CGA-2222-3333-4444")),
        (("advisories", 1, "events", 0, "type"), ("zlib", "advisory 2", "event 1")),
    ],
)
def test_places_have_names_that_people_know(path: tuple[str | int, ...], labels: tuple[str, ...]) -> None:
    document = member("zlib", advisory("CGA-2222-3333-4444"), advisory("")).document
    assert labels_at(document, path) == labels


def test_no_real_document_breaks_a_rule(test_data: Path) -> None:
    members = []
    for path in sorted(test_data.glob("wolfi-advisories/*.yaml")):
        root = source_of(path.read_text("utf-8")).root
        assert root is not None
        document, faults = decode(root)
        assert document is not None
        assert faults == []
        members.append(Member(path.name, document))
    now = parse_instant("2025-05-08T00:00:00Z")
    assert [fault for item in members for fault in check_document(item.document, now=now)] == []
    assert [*check_names(members), *check_ids(members)] == []
    assert all(fault.level is Level.WARNING for item in members for fault in check_habits(item.document))
