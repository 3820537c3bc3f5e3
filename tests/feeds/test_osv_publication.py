"""A publication of OSV records: order, indexes, withdrawal, and reading back."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING

import pytest
from hypothesis import given

from navwarn.core.advisory import Advisory, Withdrawal
from navwarn.core.event import EventType
from navwarn.core.identifier import AdvisoryId
from navwarn.core.instant import SECOND, format_exact
from navwarn.errors import InputError
from navwarn.feeds.interface import NOT_AFFECTED, OPEN, ContradictionError, Statement, UnreadableFeedError
from navwarn.feeds.osv.publication import Record, render, render_changes, render_index, revise, withdraw
from navwarn.feeds.osv.read import parse
from navwarn.feeds.osv.settings import OsvSettings, Shape
from tests.feeds.making import advisory, advisory_lists, day, detected, false_positive, fixed

if TYPE_CHECKING:
    from collections.abc import Sequence

SETTINGS = OsvSettings(("Acme",), "pkg:apk/acme", ("x86_64", "aarch64"), {"zlib": ("zlib-dev",)})
CVE, GHSA = "CVE-2024-0001", "GHSA-2222-3333-4444"
FIXED = advisory("2222", "zlib", (CVE, GHSA), fixed("1-r0"))


def rendered(items: Sequence[Advisory], shape: Shape = Shape.FULL) -> list[bytes]:
    return [made.data for made in render([(item, SETTINGS) for item in items], shape)]


def test_records_come_ascending_by_id() -> None:
    items = [advisory(number, "zlib", (CVE,), detected()) for number in ("4444", "2222", "3333")]
    assert [json.loads(data)["id"][-4:] for data in rendered(items)] == ["2222", "3333", "4444"]


def test_an_id_in_two_packages_is_an_error_that_names_both() -> None:
    other = advisory("2222", "bash", (CVE,), fixed("5-r0"))
    with pytest.raises(ContradictionError, match=f"{FIXED.id} is used by package (zlib|bash) and by package"):
        rendered([FIXED, other])


def test_an_id_that_could_name_another_file_is_refused() -> None:
    evil = Advisory("acme", AdvisoryId("../../etc/passwd"), "zlib", (CVE,), (detected(),))
    with pytest.raises(InputError, match="is not an advisory id"):
        rendered([evil])


def test_the_index_is_ascending_by_id() -> None:
    assert render_index([("ACME-3", day(1)), ("ACME-2", day(2))]) == (
        b'[\n  {\n    "modified": "2023-11-16T22:13:20Z",\n    "id": "ACME-2"\n  },\n'
        b'  {\n    "modified": "2023-11-15T22:13:20Z",\n    "id": "ACME-3"\n  }\n]\n'
    )
    assert render_index([]) == b"[]\n"


def test_the_changes_are_newest_first() -> None:
    changes = render_changes([("ACME-3", day(1)), ("ACME-4", day(2)), ("ACME-2", day(1))])
    assert (
        changes == b"2023-11-16T22:13:20Z,ACME-4\n2023-11-15T22:13:20Z,ACME-2\n2023-11-15T22:13:20Z,ACME-3\n"
    )
    assert render_changes([]) == b""


@pytest.mark.parametrize("shape", Shape)
def test_a_withdrawn_record_keeps_its_content_and_says_nothing(shape: Shape) -> None:
    (data,) = rendered([FIXED], shape)
    before, after = json.loads(data), json.loads(withdraw(data, day(9)))
    moment = format_exact(day(9))
    assert after == before | {"modified": moment, "withdrawn": moment}
    said = parse(withdraw(data, day(9)))
    assert (said.is_withdrawn, said.statements, said.modified) == (True, (), day(9))


def of(item: Advisory) -> Record:
    (made,) = render([(item, SETTINGS)], Shape.FULL)
    return made


def test_a_record_that_says_the_same_stays_as_it_was_published() -> None:
    new = of(FIXED)
    assert revise(new, new, day(9)) is new
    published = revise(new, of(advisory("2222", "zlib", (CVE,), fixed("1-r0"))), day(9))
    assert revise(new, published, day(10)) is published


def test_a_record_that_says_something_else_says_so_later_g4() -> None:
    published = of(advisory("2222", "zlib", (CVE,), fixed("1-r0")))
    new = of(FIXED)
    revised = revise(new, published, day(9))
    assert revised.modified == parse(revised.data).modified == day(9)
    assert json.loads(revised.data) == json.loads(new.data) | {"modified": format_exact(day(9))}
    late = Record(published.id, day(30), published.data)
    assert revise(new, late, day(9)).modified == day(30) + SECOND
    assert revise(of(advisory("2222", "zlib", (CVE,), fixed("2-r0", 5))), published, day(9)).modified == day(
        5
    )


def test_a_record_is_read_back_as_statements() -> None:
    (data,) = rendered([FIXED])
    said = parse(data)
    assert (said.id, said.modified, said.is_withdrawn) == (FIXED.id, day(1), False)
    assert said.statements == (
        Statement("zlib", "1-r0", CVE),
        Statement("zlib", "1-r0", GHSA),
        Statement("zlib-dev", "1-r0", CVE),
        Statement("zlib-dev", "1-r0", GHSA),
    )


@given(advisory_lists)
def test_both_shapes_say_what_the_advisories_say(advisories: list[Advisory]) -> None:
    said = {parse(data).id: parse(data) for data in rendered(advisories)}
    for item in advisories:
        version = OPEN
        if item.latest.type == EventType.FALSE_POSITIVE:
            version = NOT_AFFECTED
        expected = item.fixed_version or version
        statements = said[item.id].statements
        if item.withdrawal:
            assert said[item.id].is_withdrawn
        else:
            assert {s.version for s in statements} == ({expected} if item.aliases else set())
    closed = {s for record in said.values() for s in record.statements if s.version != OPEN}
    classic = [parse(data) for data in rendered(advisories, Shape.CLASSIC)]
    assert {statement for record in classic for statement in record.statements} == closed


@given(advisory_lists)
def test_the_same_advisories_make_the_same_bytes_in_whatever_order(advisories: list[Advisory]) -> None:
    assert rendered(advisories) == rendered(advisories[::-1])


def test_records_of_others_are_read_as_far_as_they_speak_of_packages() -> None:
    data = json.dumps(
        {
            "id": "GHSA-2222-3333-4444",
            "modified": "2024-01-01T00:00:00Z",
            "aliases": [CVE],
            "unknown": {"a": [1]},
            "affected": [
                {"ranges": [{"events": [{"introduced": "0"}]}]},
                {"package": {"name": "none", "ecosystem": "npm"}},
                {
                    "package": {"name": "zlib", "ecosystem": "npm"},
                    "ranges": [{"events": [{"introduced": "0"}]}],
                },
            ],
        }
    ).encode()
    assert parse(data).statements == (Statement("zlib", OPEN, CVE),)


@pytest.mark.parametrize(
    "data",
    [
        b"",
        b"[]",
        b"{}",
        b'{"id": "A", "modified": "yesterday"}',
        b'{"id": "\xff", "modified": ""}',
        b'{"x":' * 99_999,
    ],
)
def test_anything_else_is_refused_with_a_sentence(data: bytes) -> None:
    with pytest.raises(UnreadableFeedError, match="this is not an OSV record: "):
        parse(data)


def test_a_record_that_affects_nothing_says_nothing() -> None:
    assert parse(b'{"id": "A", "modified": "2024-01-01T00:00:00Z"}').statements == ()


def test_a_withdrawn_advisory_is_published_in_the_full_shape_only() -> None:
    gone = advisory("3333", "bash", (CVE,), false_positive(), withdrawal=Withdrawal(day(4), "was wrong"))
    assert len(rendered([FIXED, gone])) == 2
    assert len(rendered([FIXED, gone], Shape.CLASSIC)) == 1
