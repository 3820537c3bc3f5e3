"""The classic OSV record: what the former open tool wrote."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING

import pytest

from navwarn.core.advisory import Advisory, Withdrawal
from navwarn.core.event import EventType
from navwarn.core.instant import format_instant
from navwarn.feeds.holdback import Held
from navwarn.feeds.osv.classic import record
from navwarn.feeds.osv.publication import render
from navwarn.feeds.osv.settings import OsvSettings, Shape
from tests.feeds import osv_schema
from tests.feeds.making import GOLDEN, advisory, day, detected, false_positive, fixed, stated

if TYPE_CHECKING:
    from pathlib import Path

SETTINGS = OsvSettings(
    ecosystems=("Acme Enterprise", "Acme"),
    purl="pkg:apk/acme",
    architectures=("x86_64",),
    subpackages={"zlib": ("zlib++", "zlib-dev")},
)
ALIASES = ("GHSA-2222-3333-4444", "CVE-2024-0001")
FIXED = advisory("2222", "zlib", ALIASES, detected(), fixed("1.3-r1"))
NOT_AFFECTED = advisory("3333", "bash", ALIASES, false_positive())


@pytest.mark.parametrize(("name", "item"), [("zlib", FIXED), ("bash", NOT_AFFECTED)])
def test_the_record_is_written_byte_for_byte(name: str, item: Advisory) -> None:
    (made,) = render([(item, SETTINGS)], Shape.CLASSIC)
    assert made.data == (GOLDEN / f"{name}.classic.json").read_bytes()


@pytest.mark.parametrize("kind", sorted(set(EventType) - {EventType.FIXED, EventType.FALSE_POSITIVE}))
def test_an_open_advisory_has_no_record(kind: EventType) -> None:
    assert record(advisory("2222", "zlib", ALIASES, stated(kind)), SETTINGS) is None


def test_neither_has_a_withdrawn_one_nor_a_held_fix() -> None:
    gone = advisory("2222", "zlib", ALIASES, fixed("1-r0"), withdrawal=Withdrawal(day(4), "was wrong"))
    assert record(gone, SETTINGS) is None
    assert record(FIXED, SETTINGS, is_held=True) is None
    held = Held(FIXED.id, "zlib", "1.3-r1", "x86_64", "1.2-r0")
    assert list(render([(FIXED, SETTINGS)], Shape.CLASSIC, [held])) == []


def test_a_change_of_aliases_is_a_modification() -> None:
    item = advisory("2222", "zlib", ALIASES, fixed("1-r0"), revised=day(7))
    content = record(item, SETTINGS)
    assert content is not None
    assert content["modified"] == format_instant(day(7))


def test_records_fit_the_official_schema(test_data: Path) -> None:
    validator = osv_schema.relaxed(test_data)
    for made in render([(FIXED, SETTINGS), (NOT_AFFECTED, SETTINGS)], Shape.CLASSIC):
        validator.validate(json.loads(made.data))
