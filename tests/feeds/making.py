"""Small advisories and snapshots to make feeds of."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Any

from hypothesis import strategies as st

from navwarn.core.advisory import Advisory, Withdrawal
from navwarn.core.event import Event, EventType
from navwarn.core.identifier import AdvisoryId
from navwarn.core.instant import DAY, SECOND, Instant
from navwarn.core.snapshot import Snapshot, file_order
from navwarn.core.standing import Standing, standing_of

if TYPE_CHECKING:
    from hypothesis.strategies import SearchStrategy

START = Instant(1_700_000_000 * SECOND)  # 2023-11-14T22:13:20Z
GOLDEN = Path(__file__).parent / "golden"
SCHEMAS = Path(__file__).parents[2] / "src" / "navwarn" / "schemas"


def day(number: int) -> Instant:
    """A moment some days after the start of all stories here."""
    return Instant(START + number * DAY)


def detected(
    at: int = 0, component: dict[str, str] | None = None, extension: dict[str, Any] | None = None
) -> Event:
    data = {"type": "scan/v1", "data": component} if component else {"type": "manual"}
    return Event(day(at), EventType.DETECTION, data, extension=extension or {})


def fixed(version: str, at: int = 1, extension: dict[str, Any] | None = None) -> Event:
    return Event(day(at), EventType.FIXED, {"fixed-version": version}, extension=extension or {})


def false_positive(note: str = "not built in", at: int = 1) -> Event:
    data = {"type": "vulnerable-code-not-included-in-package", "note": note}
    return Event(day(at), EventType.FALSE_POSITIVE, data)


def stated(kind: EventType, note: str = "because", at: int = 1) -> Event:
    return Event(day(at), kind, {"note": note})


def advisory(
    number: str,
    package: str,
    aliases: tuple[str, ...],
    *events: Event,
    distribution: str = "acme",
    withdrawal: Withdrawal | None = None,
    revised: Instant | None = None,
) -> Advisory:
    """An advisory; ``number`` is the last group of its id."""
    return Advisory(
        distribution,
        AdvisoryId(f"ACME-2222-2222-{number}"),
        package,
        aliases,
        events,
        withdrawal=withdrawal,
        revised=revised,
    )


def standing(
    number: str,
    package: str,
    aliases: tuple[str, ...],
    *events: Event,
    withdrawal: Withdrawal | None = None,
) -> Standing:
    """The standing of such an advisory."""
    return standing_of(advisory(number, package, aliases, *events, withdrawal=withdrawal))


def snapshot(
    *advisories: Advisory, includes: tuple[Snapshot[Standing], ...] = (), name: str = "acme"
) -> Snapshot[Standing]:
    """The standings of advisories in the order a ledger gives: packages as their files sort."""
    ordered = tuple(map(standing_of, sorted(advisories, key=lambda item: file_order(item.package))))
    return Snapshot(name, ordered, includes=includes)


_PACKAGES = st.sampled_from(("airflow", "airflow-3", "zlib"))
_ALIASES = st.lists(
    st.sampled_from(("CVE-2024-0001", "CVE-2024-0002", "GHSA-2222-3333-4444", "GO-2024-0001")),
    unique=True,
    max_size=3,
)
_EVENTS = st.one_of(
    st.builds(detected, st.integers(0, 9)),
    st.builds(fixed, st.sampled_from(("1.0-r9", "1.0-r10", "2.0-r0")), st.integers(0, 9)),
    st.builds(stated, st.sampled_from(EventType), st.just("a <note> & more"), st.integers(0, 9)),
)


@st.composite
def _advisories(draw: st.DrawFn) -> list[Advisory]:
    numbers = draw(st.lists(st.text("23456789", min_size=4, max_size=4), unique=True, max_size=8))
    withdrawals = st.sampled_from((None, None, Withdrawal(day(9), "was wrong")))
    return [
        advisory(
            number,
            draw(_PACKAGES),
            tuple(draw(_ALIASES)),
            *draw(st.lists(_EVENTS, min_size=1, max_size=3)),
            withdrawal=draw(withdrawals),
        )
        for number in numbers
    ]


advisory_lists: SearchStrategy[list[Advisory]] = _advisories()
