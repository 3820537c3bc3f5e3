"""The law that lets a list at two moments be an indexed query: fold and intervals agree (law 2)."""

from __future__ import annotations

from hypothesis import given

from navwarn.core import entry as payloads
from navwarn.core.advisory import Advisory, fold
from navwarn.core.entry import Entry, EntryKind, event_of
from navwarn.core.event import Event
from navwarn.core.instant import DAY, Instant
from navwarn.core.interval import Interval, State, intervals
from navwarn.core.moments import FOREVER, Moments
from tests.core.histories import START, all_moments, entry, histories

D1, D2, D3 = (Instant(START + day * DAY) for day in (1, 2, 3))


def holding(found: list[Interval], moments: Moments) -> list[State]:
    """The states whose rectangle holds both moments."""
    as_of = FOREVER - 1 if moments.as_of is None else moments.as_of
    known = FOREVER - 1 if moments.known is None else moments.known
    return [
        one.state
        for one in found
        if one.valid_from <= as_of < one.valid_to and one.known_from <= known < one.known_to
    ]


def state_of(advisory: Advisory | None) -> list[tuple[Event, str, bool]]:
    if advisory is None:
        return []
    return [(advisory.latest, advisory.package, advisory.withdrawal is not None)]


@given(histories())
def test_fold_and_intervals_agree_at_any_two_moments(history: list[Entry]) -> None:
    found = intervals(history)
    by_sequence = {one.sequence: one for one in history}
    for moments in all_moments(history):
        told = [
            (event_of(by_sequence[state.event].payload), state.package, state.withdrawn)
            for state in holding(found, moments)
        ]
        assert told == state_of(fold(history, moments)), moments


@given(histories())
def test_intervals_are_never_empty_and_never_start_twice_at_one_place(history: list[Entry]) -> None:
    found = intervals(history)
    assert all(one.valid_from < one.valid_to and one.known_from < one.known_to for one in found)
    assert len({one[:1] + one[2:3] for one in found}) == len(found)


@given(histories())
def test_what_was_known_stays_as_it_was(history: list[Entry]) -> None:
    before = intervals(history[:-1])
    known = history[-1].sequence - 1
    for moments in all_moments(history):
        if moments.known is not None and moments.known <= known:
            assert holding(before, moments) == holding(intervals(history), moments)


def test_a_later_event_closes_one_rectangle_and_opens_two() -> None:
    history = [
        entry(1, EntryKind.OPENED, payloads.opened("zlib", [])),
        entry(2, EntryKind.EVENT, payloads.event_payload(Event(D1, "detection"))),
        entry(3, EntryKind.EVENT, payloads.event_payload(Event(D2, "fixed"))),
    ]
    first, second = State(2, "zlib", withdrawn=False), State(3, "zlib", withdrawn=False)
    assert intervals(history) == [
        Interval(D1, FOREVER, 2, 3, first),
        Interval(D1, D2, 3, FOREVER, first),
        Interval(D2, FOREVER, 3, FOREVER, second),
    ]


def test_a_withdrawal_counts_from_its_recording() -> None:
    history = [
        entry(1, EntryKind.OPENED, payloads.opened("zlib", [])),
        entry(2, EntryKind.EVENT, payloads.event_payload(Event(D1, "detection"))),
        entry(3, EntryKind.WITHDRAWN, payloads.withdrawn("not ours"), D3),
    ]
    assert intervals(history)[-1] == Interval(D3, FOREVER, 3, FOREVER, State(2, "zlib", withdrawn=True))


DETECTED_LATE = entry(2, EntryKind.EVENT, payloads.event_payload(Event(D3, "detection")))
BACKDATED = entry(3, EntryKind.EVENT, payloads.event_payload(Event(D2, "fixed")))


def test_a_backdated_event_leaves_what_comes_after_it_alone() -> None:
    history = [entry(1, EntryKind.OPENED, payloads.opened("zlib", [])), DETECTED_LATE, BACKDATED]
    assert sorted(intervals(history)) == [
        Interval(D2, D3, 3, FOREVER, State(3, "zlib", withdrawn=False)),
        Interval(D3, FOREVER, 2, FOREVER, State(2, "zlib", withdrawn=False)),
    ]


def test_a_backdated_event_changes_what_was_withdrawn_after_it() -> None:
    history = [
        entry(1, EntryKind.OPENED, payloads.opened("zlib", [])),
        entry(2, EntryKind.EVENT, payloads.event_payload(Event(D1, "detection"))),
        entry(3, EntryKind.WITHDRAWN, payloads.withdrawn("not ours"), D3),
        entry(4, EntryKind.EVENT, payloads.event_payload(Event(D2, "fixed")), D3),
    ]
    known = [one for one in intervals(history) if one.known_to == FOREVER]
    assert sorted(known) == [
        Interval(D1, D2, 4, FOREVER, State(2, "zlib", withdrawn=False)),
        Interval(D2, D3, 4, FOREVER, State(4, "zlib", withdrawn=False)),
        Interval(D3, FOREVER, 4, FOREVER, State(4, "zlib", withdrawn=True)),
    ]


def test_a_retracted_event_gives_its_place_back() -> None:
    history = [
        entry(1, EntryKind.OPENED, payloads.opened("zlib", [])),
        DETECTED_LATE,
        BACKDATED,
        entry(4, EntryKind.MOVED, payloads.moved("zlib-ng", "renamed"), D1),
        entry(5, EntryKind.RETRACTED, payloads.retracted(3, "wrong")),
    ]
    assert [one for one in intervals(history) if one.known_to == FOREVER] == [
        Interval(D3, FOREVER, 4, FOREVER, State(2, "zlib-ng", withdrawn=False)),
    ]


def test_of_two_events_at_one_time_only_the_later_recorded_holds() -> None:
    history = [
        entry(1, EntryKind.OPENED, payloads.opened("zlib", [])),
        entry(2, EntryKind.EVENT, payloads.event_payload(Event(D1, "detection"))),
        entry(3, EntryKind.EVENT, payloads.event_payload(Event(D1, "fixed"))),
    ]
    assert intervals(history) == [
        Interval(D1, FOREVER, 2, 3, State(2, "zlib", withdrawn=False)),
        Interval(D1, FOREVER, 3, FOREVER, State(3, "zlib", withdrawn=False)),
    ]


def test_without_an_event_nothing_holds() -> None:
    opening = entry(1, EntryKind.OPENED, payloads.opened("zlib", []))
    assert intervals([opening]) == []
    assert intervals([opening, entry(2, EntryKind.MOVED, payloads.moved("zlib-ng", "renamed"))]) == []


def test_a_package_renamed_before_its_events_holds_from_the_first_of_them() -> None:
    history = [
        entry(1, EntryKind.OPENED, payloads.opened("zlib", [])),
        entry(2, EntryKind.MOVED, payloads.moved("zlib-ng", "renamed")),
        entry(3, EntryKind.EVENT, payloads.event_payload(Event(D1, "detection"))),
        entry(4, EntryKind.EVENT, payloads.event_payload(Event(D1, "fixed"))),
        entry(5, EntryKind.EVENT, payloads.event_payload(Event(START, "detection"))),
    ]
    assert sorted(intervals(history)) == [
        Interval(START, D1, 5, FOREVER, State(5, "zlib-ng", withdrawn=False)),
        Interval(D1, FOREVER, 3, 4, State(3, "zlib-ng", withdrawn=False)),
        Interval(D1, FOREVER, 4, FOREVER, State(4, "zlib-ng", withdrawn=False)),
    ]
