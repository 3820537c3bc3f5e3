"""Two collections compared, and the rules about what became of a base (documents.md B1-B7, W7, Q2-Q4)."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from msgspec.structs import replace

from navwarn.core.event import Event
from navwarn.core.instant import parse_instant
from navwarn.documents.compare import compare
from navwarn.documents.document import AdvisoryDocument, Document
from navwarn.documents.rules import Member
from navwarn.documents.rules.base import Shipped, check_comparison

if TYPE_CHECKING:
    from collections.abc import Sequence

    from navwarn.documents.compare import Comparison
    from navwarn.documents.fault import Fault

NOW = parse_instant("2023-11-11T00:00:00Z")
NOTHING = Shipped()


def on(day: str, kind: str = "true-positive-determination", version: str = "") -> Event:
    data = {"fixed-version": version} if version else None
    return Event(parse_instant(f"{day}T00:00:00Z"), kind, data)


def fixed(version: str) -> Event:
    return on("2023-11-10", "fixed", version)


OLD, OLDER, NEW = on("1970-01-02"), on("1970-01-01"), on("2023-11-11")
ONE = AdvisoryDocument("CGA-2222-2222-2222", ("CVE-2023-0001", "GHSA-2222-2222-2222"), (OLDER, OLD))
OTHER = AdvisoryDocument("CGA-3333-3333-3333", ("CVE-2023-0002",), (NEW,))


def member(package: str, *advisories: AdvisoryDocument, schema_version: str = "2") -> Member:
    return Member(f"{package}.advisories.yaml", Document(schema_version, package, advisories))


BASE = [member("kaf", OTHER), member("ko", ONE)]


def difference(old: Sequence[Member], new: Sequence[Member]) -> Comparison:
    comparison = compare(old, new)
    mirrored = compare(new, old)
    assert comparison.added == mirrored.removed
    assert comparison.removed == mirrored.added
    assert len(comparison.modified) == len(mirrored.modified)
    return comparison


def faults(old: Sequence[Member], new: Sequence[Member], shipped: Shipped = NOTHING) -> list[Fault]:
    return list(check_comparison(difference(old, new), shipped, now=NOW))


def rules(
    old: Sequence[Member], new: Sequence[Member], shipped: Shipped = NOTHING
) -> list[tuple[str, str, str]]:
    return [(fault.rule, fault.file, fault.pointer) for fault in faults(old, new, shipped)]


def changed(**fields: object) -> list[Member]:
    return [member("ko", replace(ONE, **fields))]


KO = BASE[1:]


def test_the_same_collection_has_no_difference_and_breaks_no_rule() -> None:
    assert difference(BASE, BASE[::-1]) == compare([], [])
    assert rules(BASE, BASE[::-1]) == []


@pytest.mark.parametrize(
    "new",
    [
        [member("ko", ONE, schema_version="2.0.2")],
        changed(events=(OLD, OLDER)),
        changed(aliases=ONE.aliases[::-1]),
        changed(extra={"colour": "red"}),
        [member("ko", replace(ONE, events=tuple(replace(e, extension={"a": "b"}) for e in ONE.events)))],
    ],
)
def test_order_version_and_fields_apart_from_events_and_aliases_are_no_difference(new: list[Member]) -> None:
    assert difference(KO, new) == compare([], [])


def test_an_added_document_is_one_and_its_events_must_be_recent() -> None:
    assert difference(KO, BASE).added == (BASE[0],)
    assert rules(KO, BASE) == []
    assert rules(BASE[:1], BASE) == [
        ("B4", "ko.advisories.yaml", "/advisories/0/events/0/timestamp"),
        ("B4", "ko.advisories.yaml", "/advisories/0/events/1/timestamp"),
    ]


def test_a_removed_or_renamed_document_is_named_by_the_file_it_had() -> None:
    assert difference(BASE, KO).removed == (BASE[0],)
    (fault,) = faults(BASE, KO)
    assert (fault.rule, fault.file, fault.line, fault.labels) == ("B1", "kaf.advisories.yaml", 0, ("kaf",))
    assert rules(BASE, [member("kaffee", OTHER), *KO]) == [("B1", "kaf.advisories.yaml", "")]


def test_an_added_advisory_is_one_and_its_events_must_be_recent() -> None:
    (change,) = difference(KO, [member("ko", OTHER, ONE)]).modified
    assert (change.added, change.removed, change.modified) == ((0,), (), ())
    assert rules(KO, [member("ko", OTHER, ONE)]) == []
    late = replace(OTHER, events=(NEW, OLD))
    assert rules(KO, [member("ko", late, ONE)]) == [
        ("B4", "ko.advisories.yaml", "/advisories/0/events/1/timestamp")
    ]


def test_a_removed_advisory_is_named() -> None:
    base = [member("ko", ONE, OTHER)]
    (change,) = difference(base, KO).modified
    assert change.removed == (OTHER,)
    (fault,) = faults(base, KO)
    assert (fault.rule, fault.pointer, fault.labels) == ("B2", "/advisories", ("ko", OTHER.id))


def test_an_added_event_is_one_and_must_be_recent() -> None:
    new = changed(events=(*ONE.events, NEW))
    (change,) = difference(KO, new).modified
    (modified,) = change.modified
    assert (modified.index, modified.added, modified.removed) == (0, (2,), ())
    assert rules(KO, new) == []
    assert rules(KO, changed(events=(on("1999-01-01"), *ONE.events))) == [
        ("B4", "ko.advisories.yaml", "/advisories/0/events/0/timestamp")
    ]


@pytest.mark.parametrize(
    ("day", "found"), [("2023-10-13", []), ("2023-10-12", ["B4"]), ("2023-10-11", ["B4"])]
)
def test_thirty_days_are_the_limit(day: str, found: list[str]) -> None:
    assert [fault.rule for fault in faults(KO, changed(events=(*ONE.events, on(day))))] == found


def test_a_removed_event_is_named_at_its_advisory() -> None:
    new = changed(events=(OLD,))
    (change,) = difference(KO, new).modified
    assert change.modified[0].removed == (OLDER,)
    (fault,) = faults(KO, new)
    assert (fault.rule, fault.pointer, fault.labels) == ("B3", "/advisories/0", ("ko", ONE.id))
    assert fault.message == (
        "events were removed: '1970-01-01T00:00:00Z true-positive-determination';"
        " put them back and add new ones"
    )


def test_an_edited_event_is_one_removed_and_one_added() -> None:
    (fault,) = faults(KO, changed(events=(OLDER, NEW)))
    assert fault.rule == "B3"
    assert fault.message.startswith("events were modified or removed: '1970-01-02T00:00:00Z ")


def test_of_many_removed_events_some_are_named() -> None:
    base = changed(events=tuple(on(f"2000-01-0{day}") for day in range(1, 7)))
    (fault,) = faults(base, changed(events=(on("2000-01-01"),)))
    assert fault.message.count("true-positive") == 3
    assert "and 2 more" in fault.message


def test_exact_duplicates_come_and_go_without_breaking_a_rule() -> None:
    twice = changed(events=(*ONE.events, OLD))
    (change,) = difference(KO, twice).modified
    assert change.modified[0].added == (2,)
    (change,) = difference(twice, KO).modified
    assert change.modified[0].removed == (OLD,)
    assert rules(KO, twice) == []
    assert rules(twice, KO) == []


def test_a_removed_alias_is_a_warning_and_an_added_one_nothing() -> None:
    (change,) = difference(KO, changed(aliases=("CVE-2023-0001", "CVE-2023-0009"))).modified
    assert change.modified[0].added_aliases == ("CVE-2023-0009",)
    assert change.modified[0].removed_aliases == ("GHSA-2222-2222-2222",)
    (fault,) = faults(KO, changed(aliases=("CVE-2023-0001", "CVE-2023-0009")))
    assert (fault.rule, fault.level, fault.pointer) == ("W7", "warning", "/advisories/0/aliases")


def test_twins_of_one_id_are_compared_each_with_its_own() -> None:
    twins = [member("ko", ONE, OTHER, replace(ONE, events=(NEW,)))]
    assert difference(twins, twins) == compare([], [])
    (change,) = difference(KO, twins).modified
    assert change.added == (1, 2)


def test_of_two_documents_of_one_package_the_first_is_compared() -> None:
    assert difference(KO, [*KO, Member("x.yaml", Document("2", "ko", ()))]) == compare([], [])


INDEX = {"x86_64": {"ko": frozenset({"1.0-r10", "1.1-r0"})}, "aarch64": {"ko": frozenset({"1.0-r10"})}}


@pytest.mark.parametrize(
    ("version", "indexes", "found"),
    [
        ("1.0-r10", INDEX, ""),
        ("1.1-r0", INDEX, "the index of aarch64 has no version '1.1-r0' of 'ko'"),
        ("1.0-r1", INDEX, "the index of x86_64, aarch64 has no version '1.0-r1' of 'ko'"),
        ("1.1-r0", {"x86_64": INDEX["x86_64"]}, ""),
        (
            "9-r9",
            INDEX | {"riscv64": {"mo": frozenset({"9-r9"})}},
            (
                "the package 'ko' is not in the index of riscv64;"
                " the index of x86_64, aarch64 has no version '9-r9' of 'ko'"
            ),
        ),
        ("9-r9", {}, ""),
    ],
)
def test_the_version_of_an_added_fix_must_be_in_every_index(
    version: str, indexes: dict[str, dict[str, frozenset[str]]], found: str
) -> None:
    shipped = Shipped(indexes)
    messages = [fault.message for fault in faults(KO, changed(events=(*ONE.events, fixed(version))), shipped)]
    assert messages == ([found] if found else [])


def test_fixes_in_new_advisories_and_documents_are_looked_up_and_old_ones_not() -> None:
    broken = replace(OTHER, events=(fixed("9-r9"),))
    shipped = Shipped(INDEX)
    place = "/events/0/data/fixed-version"
    assert rules(KO, [member("ko", ONE, broken)], shipped) == [
        ("B5", "ko.advisories.yaml", f"/advisories/1{place}")
    ]
    assert rules(KO, [*KO, member("mo", broken)], shipped) == [
        ("B5", "mo.advisories.yaml", f"/advisories/0{place}")
    ]
    base = [member("ko", broken)]
    assert (
        rules(base, [member("ko", replace(broken, aliases=("CVE-2023-0002", "CVE-2023-0003")))], shipped)
        == []
    )


KNOWN = frozenset({"kaf"})


@pytest.mark.parametrize(
    ("shipped", "found"),
    [
        (Shipped(INDEX, KNOWN), []),
        (Shipped({}, KNOWN), ["B7"]),
        (Shipped({}, KNOWN | {"ko"}), []),
        (Shipped({"x86_64": {}}, frozenset()), ["B7"]),
        (Shipped(INDEX), []),
    ],
)
def test_a_changed_document_needs_a_definition_or_an_indexed_package(
    shipped: Shipped, found: list[str]
) -> None:
    new = [member("ko", ONE, OTHER)]
    assert [rule for rule, _, pointer in rules(KO, new, shipped) if pointer == "/package/name"] == found


@pytest.mark.parametrize(
    ("shipped", "found"),
    [(Shipped(INDEX, KNOWN), ["B6"]), (Shipped(INDEX), []), (Shipped({}, KNOWN | {"ko"}), [])],
)
def test_a_new_document_needs_a_definition_whatever_is_indexed(shipped: Shipped, found: list[str]) -> None:
    new = [*BASE[:1], member("ko", OTHER)]
    assert [rule for rule, _, _ in rules(BASE[:1], new, shipped)] == found
