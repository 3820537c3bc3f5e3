"""Made-up histories of one advisory: every kind of entry, in any order the ledger would accept."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from hypothesis import strategies as st

from navwarn.core import entry as payloads
from navwarn.core.advisory import live_entries
from navwarn.core.entry import Entry, EntryKind
from navwarn.core.event import Event, EventType
from navwarn.core.identifier import AdvisoryId
from navwarn.core.instant import DAY, SECOND, Instant
from navwarn.core.moments import Moments

if TYPE_CHECKING:
    from hypothesis.strategies import DrawFn, SearchStrategy

ADVISORY = AdvisoryId("NW-2222-3333-4444")
START = Instant(1_700_000_000 * SECOND)
ALIASES = ("CVE-2024-0001", "CVE-2024-0002", "GHSA-2222-3333-4444", "GO-2024-0001")
PACKAGES = ("airflow", "airflow-3", "zlib")
COMPONENT_TYPES = ("apk", "go-module", "python")

# Few distinct moments, so that ties and backdated events are common.
moments_of_events: SearchStrategy[Instant] = st.integers(0, 12).map(lambda day: Instant(START + day * DAY))
versions = st.sampled_from(("1.0-r0", "1.0-r9", "1.0-r10", "2.0_p1-r0"))


def scan(component_type: str) -> dict[str, Any]:
    """The data of a detection by a scanner."""
    return {"type": "scan/v1", "data": {"componentType": component_type, "componentName": "x"}}


extensions: SearchStrategy[dict[str, Any]] = st.sampled_from(
    ({}, {}, {}, {"architectures": ["x86_64"]}, {"evidence": "seen"})
)


@st.composite
def events(draw: DrawFn) -> Event:
    """Any event of schema 2.0.2, or of a later one."""
    kind = draw(st.sampled_from([*EventType, "patched"]))
    data: Any = None
    if kind == EventType.DETECTION:
        manual = st.just({"type": "manual"})
        data = draw(st.one_of(manual, st.sampled_from(COMPONENT_TYPES).map(scan)))
    elif kind == EventType.FIXED:
        data = {"fixed-version": draw(versions)}
    elif draw(st.booleans()):
        data = {"note": "because"}
    return Event(draw(moments_of_events), kind, data, extension=draw(extensions))


def entry(sequence: int, kind: EntryKind, payload: dict[str, Any], recorded_at: Instant = START) -> Entry:
    """An entry of the made-up advisory."""
    return Entry(sequence, "acme", ADVISORY, kind, payload, recorded_at)


@st.composite
def histories(draw: DrawFn, max_entries: int = 9) -> list[Entry]:
    """The entries of one advisory: opened, an event, then anything; numbers and times have gaps."""
    aliases = draw(st.lists(st.sampled_from(ALIASES), unique=True))
    package = draw(st.sampled_from(PACKAGES))
    first = payloads.event_payload(draw(events()))
    sequence, recorded_at = 1, START
    history = [
        entry(sequence, EntryKind.OPENED, payloads.opened(package, aliases), recorded_at),
        entry(sequence + 1, EntryKind.EVENT, first, recorded_at),
    ]
    sequence = 2
    for _ in range(draw(st.integers(0, max_entries - 2))):
        sequence += draw(st.integers(1, 3))
        recorded_at = Instant(recorded_at + draw(st.integers(0, 3)) * DAY)
        kind = draw(st.sampled_from([EntryKind.EVENT, EntryKind.EVENT, *EntryKind]))
        payload = draw(_payload(kind, history))
        if payload is not None:
            history.append(entry(sequence, kind, payload, recorded_at))
    return history


@st.composite
def _payload(draw: DrawFn, kind: EntryKind, history: list[Entry]) -> dict[str, Any] | None:
    """A payload of that kind which fits the history; ``None`` where there is none."""
    match kind:
        case EntryKind.EVENT:
            return payloads.event_payload(draw(events()))
        case EntryKind.ALIASES:
            some = st.sets(st.sampled_from(ALIASES))
            return payloads.aliases_changed(draw(some), draw(some))
        case EntryKind.WITHDRAWN:
            return payloads.withdrawn("not ours")
        case EntryKind.MOVED:
            return payloads.moved(draw(st.sampled_from(PACKAGES)), "renamed")
        case EntryKind.RETRACTED:
            targets = [one.sequence for one in live_entries(history)[1:]]
            return payloads.retracted(draw(st.sampled_from(targets)), "wrong") if targets else None
        case _:
            return {"reason": "noise"} if kind == EntryKind.DISMISSED else None


def all_moments(history: list[Entry]) -> list[Moments]:
    """Pairs of moments around every change on both axes, the unbounded ones among them."""
    times: set[Instant] = {entry.recorded_at for entry in history}
    times |= {
        payloads.event_of(entry.payload).timestamp for entry in history if entry.kind == EntryKind.EVENT
    }
    around = sorted({Instant(time + shift) for time in times for shift in (-1, 0)})
    known = [0, *(entry.sequence for entry in history), history[-1].sequence + 1]
    return [Moments(as_of, number) for as_of in (None, *around) for number in (None, *known)]
