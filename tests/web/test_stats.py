"""The charts say what was known and what had happened then: those of a ledger that ends there."""

from __future__ import annotations

import asyncio
from typing import TYPE_CHECKING, Any

import pytest

from navwarn.core.entry import EntryKind, withdrawn
from navwarn.core.instant import format_exact
from navwarn.ledger import open_ledger
from navwarn.web.app import Application
from navwarn.web.settings import ServerSettings
from tests.ledger.making import FOUR, ONE, THREE, TWO, change, day, event, fixed, opened, record, retraction
from tests.web.client import Client
from tests.web.conftest import DISTRIBUTIONS

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Sequence
    from pathlib import Path

    from navwarn.core.entry import Draft

GO = {"type": "scan/v1", "data": {"componentType": "go-module", "componentName": "x"}}
MISMATCH = {"type": "component-vulnerability-mismatch"}
HISTORY: tuple[tuple[Draft, ...], ...] = (
    (opened(ONE, "nghttp2"), event(ONE, data=GO)),
    (fixed(ONE, "1.57.0-r0", day(9)),),
    (opened(TWO, "curl"), event(TWO, "true-positive-determination", day(16))),
    (opened(THREE, "zlib"), event(THREE, at=day(2)), event(THREE, "fix-not-planned", day(30))),
    (retraction(ONE, 3),),
    (fixed(TWO, "8.4.0-r0", day(25)),),
    (event(ONE, "false-positive-determination", day(12), MISMATCH),),
    (opened(FOUR, "go-1.21"), event(FOUR, at=day(20), data=GO)),
    (event(FOUR, at=day(1)),),
    (change(TWO, EntryKind.WITHDRAWN, withdrawn("It was a duplicate.")),),
    (fixed(ONE, "1.58.0-r0", day(13)),),
)
"""Recorded late, backdated, taken back, withdrawn: what makes the past differ from the present."""

END = f"as_of={format_exact(day(60))}"


@pytest.fixture
def stats() -> Iterator[Callable[..., dict[str, Any]]]:
    """What the charts of a ledger say that holds these drafts, each recorded a day after the one before."""
    loop = asyncio.new_event_loop()

    def asked(place: str, steps: Sequence[Sequence[Draft]], query: str) -> dict[str, Any]:
        with open_ledger(place) as ledger:
            for number, drafts in enumerate(steps):
                record(ledger, *drafts, now=day(31 + number))
        application = Application(ServerSettings(place, DISTRIBUTIONS, "Acme"))
        try:
            found: dict[str, Any] = Client(application, loop).get(f"/stats.json?{query}").json()
        finally:
            application.close()
        return {key: value for key, value in found.items() if key not in {"as_of", "known_at"}}

    yield asked
    loop.close()


@pytest.mark.parametrize("steps", range(1, len(HISTORY)))
def test_charts_of_what_was_known_are_those_of_a_shorter_ledger(
    stats: Callable[..., dict[str, Any]], url: str, tmp_path: Path, steps: int
) -> None:
    size = sum(map(len, HISTORY[:steps]))
    then = stats(url, HISTORY, f"{END}&known_at={size}")
    assert then == stats(str(tmp_path / "short.db"), HISTORY[:steps], END)


@pytest.mark.parametrize("days", [0, 1, 5, 9, 12, 15, 20, 26, 31])
def test_charts_of_what_had_happened_leave_out_what_came_later(
    stats: Callable[..., dict[str, Any]], url: str, tmp_path: Path, days: int
) -> None:
    query = f"as_of={format_exact(day(days))}"
    whole, early = _until("9"), _until(format_exact(day(days)))
    assert stats(url, [whole], query) == stats(str(tmp_path / "early.db"), [early], query)


def _until(latest: str) -> list[Draft]:
    """The events up to a time, and what opens their advisories; nothing that counts from its recording."""
    drafts = [draft for step in HISTORY for draft in step]
    events = [each for each in drafts if each.kind == EntryKind.EVENT and each.payload["timestamp"] <= latest]
    told = {each.advisory for each in events}
    return [each for each in drafts if each.kind == EntryKind.OPENED and each.advisory in told] + events


def test_charts_count_what_is_opened_resolved_and_open(
    stats: Callable[..., dict[str, Any]], url: str
) -> None:
    found = stats(url, HISTORY, END)
    assert sum(each["opened"] for each in found["flows"]) == 4
    assert sum(each["resolved"] for each in found["flows"]) == 2
    assert {each["package"]: each["count"] for each in found["packages"]} == {"zlib": 1, "go-1.21": 1}
    assert found["components"] == [{"component_type": "go-module", "count": 1}]
    assert found["median"] == 13.0
