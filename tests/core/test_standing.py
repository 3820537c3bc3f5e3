"""Standings: what of an advisory counts for feeds without room for its history."""

from __future__ import annotations

from typing import TYPE_CHECKING

from hypothesis import given
from hypothesis import strategies as st

from navwarn.core.advisory import fold
from navwarn.core.event import Event
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


def said(day: int, *architectures: str) -> Event:
    """A determination of a day, about some architectures or about all."""
    extension = {ARCHITECTURES_KEY: list(architectures)} if architectures else {}
    return Event(Instant(day), "true-positive-determination", {}, extension=extension)


def test_the_latest_event_about_an_architecture_decides_and_of_one_moment_the_last() -> None:
    first, arm, last = said(1), said(2, "aarch64", "arm64"), said(2)
    assert deciding_event([first, arm], {"x86_64", "amd64"}) == first
    assert deciding_event([first, arm], {"arm64"}) == arm
    assert deciding_event([first, arm, last], {"arm64"}) is last
    assert deciding_event([arm], {"x86_64"}) is None
