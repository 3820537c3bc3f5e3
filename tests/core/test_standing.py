"""Standings: what of an advisory counts for feeds without room for its history."""

from __future__ import annotations

from typing import TYPE_CHECKING

from hypothesis import given
from hypothesis import strategies as st

from navwarn.core.advisory import fold
from navwarn.core.event import Event, EventType
from navwarn.core.instant import Instant
from navwarn.core.standing import ARCHITECTURES_KEY, deciding_event, is_split, standing_of
from navwarn.core.status import Status
from tests.core.histories import all_moments, histories

if TYPE_CHECKING:
    from navwarn.core.entry import Entry


@given(histories(), st.data())
def test_a_standing_says_what_its_advisory_says(entries: list[Entry], data: st.DataObject) -> None:
    advisory = fold(entries, data.draw(st.sampled_from(all_moments(entries))))
    if advisory is None:
        return
    standing = standing_of(advisory)
    assert (standing.id, standing.package, standing.aliases) == (
        advisory.id,
        advisory.package,
        advisory.aliases,
    )
    assert (standing.status, standing.fixed_version) == (advisory.status, advisory.fixed_version)
    assert standing.is_withdrawn is advisory.is_withdrawn is (advisory.status is Status.WITHDRAWN)


@given(histories())
def test_only_events_about_some_architectures_split_an_advisory(entries: list[Entry]) -> None:
    advisory = fold(entries)
    if advisory is None:
        return
    limited = [event for event in advisory.events if ARCHITECTURES_KEY in event.extension]
    assert is_split(advisory.events) is bool(limited)
    assert standing_of(advisory).split == (advisory.events if limited else ())


def _fixed(day: int, version: str, *architectures: str) -> Event:
    extension = {"architectures": list(architectures)} if architectures else {}
    return Event(Instant(day), EventType.FIXED, {"fixed-version": version}, extension=extension)


def test_the_latest_event_that_speaks_about_an_architecture_decides_there() -> None:
    events = (_fixed(1, "1-r0"), _fixed(3, "1-r8", "aarch64"), _fixed(2, "1-r1", "x86_64", "amd64"))
    assert deciding_event(events, ("aarch64", "arm64")) is events[1]
    assert deciding_event(events, ("amd64",)) is events[2]
    assert deciding_event(events, ("riscv64",)) is events[0]
    assert deciding_event(events[1:], ("riscv64",)) is None


def test_of_events_at_one_time_the_last_recorded_decides() -> None:
    events = (_fixed(1, "1-r0"), _fixed(1, "1-r1"))
    assert deciding_event(events, ()) is events[1]
