"""Periods of knowledge agree with the fold: for aliases and for what detections saw."""

from __future__ import annotations

from typing import TYPE_CHECKING

from hypothesis import given

from navwarn.core import entry as payloads
from navwarn.core.advisory import fold, live_entries
from navwarn.core.entry import Entry, EntryKind
from navwarn.core.moments import FOREVER, Moments
from navwarn.core.period import Period, alias_periods, live_periods
from tests.core.histories import entry, histories

if TYPE_CHECKING:
    from collections.abc import Iterable


def holding(periods: Iterable[tuple[str, Period]], known: int) -> set[str]:
    return {alias for alias, period in periods if period.known_from <= known < period.known_to}


@given(histories())
def test_aliases_and_periods_agree_whenever_we_ask(history: list[Entry]) -> None:
    periods = alias_periods(history)
    for known in range(1, history[-1].sequence + 2):
        advisory = fold(history, Moments(known=known))
        if advisory is not None:
            assert holding(periods, known) == set(advisory.aliases)


@given(histories())
def test_an_entry_counts_in_its_periods_and_in_no_others(history: list[Entry]) -> None:
    periods = live_periods(history, history)
    for known in range(1, history[-1].sequence + 2):
        live = [one for one in history if one in live_entries(history, Moments(known=known))]
        counting = [one for one, period in periods if period.known_from <= known < period.known_to]
        assert sorted(one.sequence for one in counting) == [one.sequence for one in live]


def test_what_is_retracted_and_restored_has_two_periods() -> None:
    history = [
        entry(1, EntryKind.OPENED, payloads.opened("zlib", ["CVE-2024-0001"])),
        entry(2, EntryKind.ALIASES, payloads.aliases_changed(["GHSA-2222-3333-4444"], [])),
        entry(3, EntryKind.RETRACTED, payloads.retracted(2, "wrong")),
        entry(4, EntryKind.RETRACTED, payloads.retracted(3, "right after all")),
    ]
    assert [period for _, period in live_periods(history, history[1:2])] == [Period(2, 3), Period(4, FOREVER)]
    assert sorted(alias_periods(history)) == [
        ("CVE-2024-0001", Period(1, FOREVER)),
        ("GHSA-2222-3333-4444", Period(2, 3)),
        ("GHSA-2222-3333-4444", Period(4, FOREVER)),
    ]
