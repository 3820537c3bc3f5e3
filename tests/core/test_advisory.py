"""The fold: what entries make of an advisory at two moments (architecture.md law 2, documents.md L1, L2)."""

from __future__ import annotations

from typing import TYPE_CHECKING

from hypothesis import given

from navwarn.core import entry as payloads
from navwarn.core.advisory import Advisory, Withdrawal, fold, live_entries
from navwarn.core.entry import Entry, EntryKind
from navwarn.core.event import Event
from navwarn.core.instant import DAY, Instant
from navwarn.core.moments import LATEST, Moments
from navwarn.core.status import Exposure, Status
from tests.core.histories import START, all_moments, entry, histories, scan

if TYPE_CHECKING:
    from collections.abc import Iterator

D1, D2, D3, D4 = (Instant(START + day * DAY) for day in (1, 2, 3, 4))


def event(sequence: int, at: Instant, kind: str, data: object = None, recorded_at: Instant = START) -> Entry:
    return entry(sequence, EntryKind.EVENT, payloads.event_payload(Event(at, kind, data)), recorded_at)


OPENED = entry(1, EntryKind.OPENED, payloads.opened("zlib", ["CVE-2024-0001"]))
DETECTED = event(2, D1, "detection", scan("go-module"))
FIXED = event(3, D2, "fixed", {"fixed-version": "1.0-r0"}, D2)


def folded(*entries: Entry, moments: Moments = LATEST) -> Advisory:
    advisory = fold(entries, moments)
    assert advisory is not None
    return advisory


@given(histories())
def test_the_state_is_a_pure_function_of_entries_and_moments(history: list[Entry]) -> None:
    for moments in all_moments(history):
        assert fold(history, moments) == fold(iter(history), moments)


@given(histories())
def test_what_was_known_is_what_the_entries_up_to_then_say(history: list[Entry]) -> None:
    for moments in all_moments(history):
        known = moments.known
        earlier = history if known is None else [one for one in history if one.sequence <= known]
        assert fold(history, moments) == fold(earlier, Moments(moments.as_of))


@given(histories())
def test_a_retraction_takes_back_what_its_entry_said(history: list[Entry]) -> None:
    live = live_entries(history)
    gone = {one.payload["entry"] for one in live if one.kind == EntryKind.RETRACTED}
    assert [one for one in history if one not in live] == [one for one in history if one.sequence in gone]


def test_the_latest_event_decides_and_not_the_last_recorded() -> None:
    advisory = folded(OPENED, FIXED, event(4, D1, "detection"))
    assert (advisory.status, advisory.fixed_version) == (Status.FIXED, "1.0-r0")
    assert [one.timestamp for one in advisory.timeline] == [D1, D2]
    assert [one.timestamp for one in advisory.events] == [D2, D1]


def test_of_events_at_one_time_the_last_recorded_decides() -> None:
    assert folded(OPENED, DETECTED, event(3, D1, "fixed")).status is Status.FIXED
    assert folded(OPENED, event(2, D1, "fixed"), event(3, D1, "detection")).latest.type == "detection"


def test_an_advisory_does_not_exist_before_its_entries_and_events() -> None:
    assert fold([]) is None
    assert fold([OPENED]) is None
    assert fold([OPENED, DETECTED], Moments(known=0)) is None
    assert fold([OPENED, DETECTED], Moments(as_of=Instant(D1 - 1))) is None


def test_as_of_and_known_differ_for_a_backdated_event() -> None:
    history = (OPENED, DETECTED, FIXED._replace(recorded_at=D4))
    assert folded(*history, moments=Moments(as_of=D3)).status is Status.FIXED
    assert folded(*history, moments=Moments(as_of=D3, known=2)).status is Status.UNDER_INVESTIGATION


def withdrawn_and_moved() -> Iterator[Entry]:
    yield OPENED
    yield DETECTED
    yield entry(3, EntryKind.MOVED, payloads.moved("zlib-ng", "renamed"), D2)
    yield entry(4, EntryKind.WITHDRAWN, payloads.withdrawn("not ours"), D3)


def test_a_withdrawn_advisory_has_a_reason_and_claims_nothing() -> None:
    advisory = folded(*withdrawn_and_moved())
    assert advisory.withdrawal == Withdrawal(D3, "not ours")
    assert (advisory.status, advisory.exposure) == (Status.WITHDRAWN, Exposure.UNKNOWN)
    assert (advisory.is_unresolved, advisory.fixed_version) == (False, "")
    assert folded(OPENED, DETECTED).is_unresolved


def test_withdrawal_and_move_count_from_their_recording() -> None:
    history = tuple(withdrawn_and_moved())
    before = folded(*history, moments=Moments(as_of=Instant(D2 - 1)))
    assert (before.package, before.withdrawal) == ("zlib", None)
    between = folded(*history, moments=Moments(as_of=D2))
    assert (between.package, between.withdrawal) == ("zlib-ng", None)


def test_a_retracted_withdrawal_never_was() -> None:
    again = entry(5, EntryKind.RETRACTED, payloads.retracted(4, "it is ours"), D4)
    assert folded(*withdrawn_and_moved(), again).withdrawal is None


def test_aliases_are_added_at_the_end_and_removed() -> None:
    change = payloads.aliases_changed(["GHSA-2222-3333-4444", "CVE-2024-0001"], [])
    advisory = folded(OPENED, DETECTED, entry(3, EntryKind.ALIASES, change))
    assert advisory.aliases == ("CVE-2024-0001", "GHSA-2222-3333-4444")
    removal = payloads.aliases_changed([], ["CVE-2024-0001"])
    assert folded(OPENED, DETECTED, entry(3, EntryKind.ALIASES, removal)).aliases == ()


def test_dates_of_an_advisory() -> None:
    imported = folded(OPENED, DETECTED)
    assert (imported.recorded, imported.revised) == (START, None)
    assert (imported.published, imported.modified) == (D1, D1)
    revised = folded(OPENED, DETECTED, entry(3, EntryKind.ALIASES, payloads.aliases_changed([], []), D4))
    assert (revised.recorded, revised.revised, revised.modified) == (START, D4, D4)
    backdated = folded(OPENED, event(2, D4, "detection"), FIXED)
    assert backdated.published < backdated.modified == D4


def test_component_types_of_all_detections() -> None:
    advisory = folded(OPENED, DETECTED, event(3, D2, "detection", scan("apk")), FIXED._replace(sequence=4))
    assert advisory.component_types == {"go-module", "apk"}
