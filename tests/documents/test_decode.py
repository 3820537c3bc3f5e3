"""Nodes become values: all that can be read, with a fault for each wrong shape (documents.md N1-N3, T1)."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from navwarn.core.instant import ZERO, parse_instant
from navwarn.documents.decode import decode
from navwarn.documents.document import Document, file_name
from navwarn.documents.parse import parse
from tests.documents.samples import GOOD, planted

if TYPE_CHECKING:
    from navwarn.documents.fault import Fault


def read(text: str) -> tuple[Document | None, list[Fault]]:
    source = parse(text.encode())
    assert source.root is not None, source.faults
    return decode(source.root)


def document(text: str) -> Document:
    found, _ = read(text)
    assert found is not None
    return found


def complaints(text: str) -> list[tuple[str, str, int]]:
    return [(fault.message, fault.pointer, fault.line) for fault in read(text)[1]]


def test_a_document_says_what_its_file_says() -> None:
    found = document(GOOD)
    assert (found.schema_version, found.package) == ("2.0.2", "zlib")
    first = found.advisories[0]
    assert (first.id, first.aliases) == ("CGA-2222-3333-4444", ("CVE-2024-0001", "GHSA-2222-3333-4444"))
    assert first.events[0].timestamp == parse_instant("2024-05-01T10:00:00Z")
    assert first.events[0].component["componentID"] == "5042e56392177725"
    assert first.events[1].data is None
    assert first.events[2].fixed_version == "1.3.1-r10"
    assert found.advisories[1].events[1].note == "Only the tests use it.\n\nSee upstream.\n"
    assert complaints(GOOD) == []


def test_a_file_is_named_after_its_package() -> None:
    assert file_name("zlib") == "zlib.advisories.yaml"


@pytest.mark.parametrize("text", ["[]", "text", "- a: b"])
def test_a_root_that_is_no_mapping_is_no_document(text: str) -> None:
    found, faults = read(text)
    assert found is None
    assert [fault.message for fault in faults] == ["the document must be a mapping"]


def test_absent_parts_are_empty() -> None:
    assert document("x: 1") == Document("1", "", (), {"x": "1"})
    assert document("schema-version:\npackage:\nadvisories:") == Document("", "", ())
    assert document("advisories: [{}]").advisories[0].events == ()
    assert document("advisories: [{events: [{}]}]").advisories[0].events[0].timestamp == ZERO


@pytest.mark.parametrize(
    ("text", "message", "pointer"),
    [
        ("package: x", "package must be a mapping", "/package"),
        ("package: {name: []}", "name must be text", "/package/name"),
        ("advisories: x", "advisories must be a list", "/advisories"),
        ("advisories: {}", "advisories must be a list", "/advisories"),
        ("advisories: [x]", "an advisory must be a mapping", "/advisories/0"),
        ("advisories: [{id: {}}]", "id must be text", "/advisories/0/id"),
        ("advisories: [{aliases: x}]", "aliases must be a list", "/advisories/0/aliases"),
        ("advisories: [{aliases: [[]]}]", "aliases must be text", "/advisories/0/aliases/0"),
        ("advisories: [{events: [x]}]", "an event must be a mapping", "/advisories/0/events/0"),
        ("advisories: [{events: [{type: []}]}]", "type must be text", "/advisories/0/events/0/type"),
        ("advisories: [{x-navwarn: 1}]", "x-navwarn must be a mapping", "/advisories/0/x-navwarn"),
        ("colour: red", "unknown key 'colour'", "/colour"),
        ("package: {name: a, colour: red}", "unknown key 'colour'", "/package/colour"),
        ("advisories: [{colour: red}]", "unknown key 'colour'", "/advisories/0/colour"),
        ("advisories: [{events: [{colour: red}]}]", "unknown key 'colour'", "/advisories/0/events/0/colour"),
    ],
)
def test_a_wrong_shape_or_unknown_key_is_a_fault_and_the_rest_is_read(
    text: str, message: str, pointer: str
) -> None:
    assert complaints(text) == [(message, pointer, 1)]


def test_an_unknown_key_is_named_in_its_own_line_and_its_value_survives() -> None:
    text = "advisories:\n  - colour:\n      - red\n    events: []\n"
    assert complaints(text) == [("unknown key 'colour'", "/advisories/0/colour", 2)]
    assert document(text).advisories[0].extra == {"colour": ["red"]}


EVENT = "advisories: [{{events: [{{timestamp: 2024-01-01T00:00:00Z, type: {}, data: {}}}]}}]"


@pytest.mark.parametrize(
    ("kind", "data", "message"),
    [
        ("fixed", "{fixed-version: 1-r0, note: x}", "unknown key 'note'"),
        ("fixed", "{fixed-version: [1]}", "fixed-version must be text"),
        ("detection", "{type: manual, when: now}", "unknown key 'when'"),
        ("detection", "{type: scan/v1, data: {scanner: []}}", "scanner must be text"),
        ("detection", "{type: nvdapi, data: {cpeFound: {}}}", "cpeFound must be text"),
        ("true-positive-determination", "x", "data must be a mapping"),
        ("true-positive-determination", "[]", "data must be a mapping"),
    ],
)
def test_data_of_known_types_must_have_their_shape(kind: str, data: str, message: str) -> None:
    assert [fault.message for fault in read(EVENT.format(kind, data))[1]] == [message]


@pytest.mark.parametrize(
    ("kind", "data"),
    [
        ("detection", "{type: scan/v1, data: {scanner: grype, tags: [a, b]}}"),
        ("detection", "{type: seen-by-chance, data: {who: [a]}}"),
        ("detection", "{type: manual, data: [a]}"),
        ("foreseen", "{anything: [goes]}"),
        ("foreseen", "[a, b]"),
        ("true-positive-determination", "null"),
        ("fixed", "text"),
    ],
)
def test_what_only_later_rules_can_judge_is_read_without_a_fault(kind: str, data: str) -> None:
    assert read(EVENT.format(kind, data))[1] == []


def test_data_that_nobody_knows_survive_as_texts_lists_and_mappings() -> None:
    event = document(EVENT.format("foreseen", "{a: [1, {b: ~}], c: 'null'}")).advisories[0].events[0]
    assert event.data == {"a": ["1", {"b": None}], "c": "null"}


@pytest.mark.parametrize(
    ("written", "moment"),
    [
        ("2024-01-01T00:00:00Z", "2024-01-01T00:00:00Z"),
        ("2024-01-01T02:00:00+02:00", "2024-01-01T00:00:00Z"),
        ("2024-01-01T00:00:00.25Z", "2024-01-01T00:00:00.25Z"),
        ("!!timestamp '2024-01-01T00:00:00Z'", "2024-01-01T00:00:00Z"),
    ],
)
def test_offsets_and_fractions_are_accepted(written: str, moment: str) -> None:
    text = planted("2024-05-01T10:00:00Z", written)
    assert complaints(text) == []
    assert document(text).advisories[0].events[0].timestamp == parse_instant(moment)


@pytest.mark.parametrize(
    ("written", "part"),
    [
        ("'2024-05-01T10:00:00Z'", "without quotes"),
        ('"2024-05-01T10:00:00Z"', "without quotes"),
        ("!!str 2024-05-01T10:00:00Z", "without quotes"),
        ("2024-05-01", "RFC 3339"),
        ("2024-05-01 10:00:00Z", "RFC 3339"),
        ("yesterday", "RFC 3339"),
        ("2024-02-30T00:00:00Z", "does not exist"),
        ("2024-05-01T10:00:00z", "as a capital"),
        ("{}", "must be a timestamp"),
    ],
)
def test_any_other_timestamp_is_a_fault_of_its_line(written: str, part: str) -> None:
    ((message, pointer, line),) = complaints(planted("2024-05-01T10:00:00Z", written))
    assert part in message
    assert (pointer, line) == ("/advisories/0/events/0/timestamp", 12)


def test_extension_fields_are_read_apart_from_unknown_keys() -> None:
    text = planted(
        "type: true-positive-determination",
        "type: true-positive-determination\n        x-navwarn: {reason: new}",
    )
    text = planted(
        "  - id: CGA-2222-3333-4444",
        "  - x-navwarn: {withdrawn: {reason: wrong}}\n    id: CGA-2222-3333-4444",
        text,
    )
    first = document(text).advisories[0]
    assert first.extension == {"withdrawn": {"reason": "wrong"}}
    assert first.events[1].extension == {"reason": "new"}
    assert complaints(text) == []
