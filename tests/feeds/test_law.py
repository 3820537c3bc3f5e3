"""Law 3: the same ledger, settings and moments make the same bytes (architecture.md 5)."""

from __future__ import annotations

from typing import TYPE_CHECKING

from hypothesis import given
from hypothesis import strategies as st

from navwarn.core.advisory import fold
from navwarn.core.distribution import SecdbSettings
from navwarn.core.snapshot import Snapshot
from navwarn.core.standing import standing_of
from navwarn.feeds import secdb
from navwarn.feeds.osv.publication import render
from navwarn.feeds.osv.settings import OsvSettings, Shape
from tests.core.histories import all_moments, histories

if TYPE_CHECKING:
    from navwarn.core.entry import Entry
    from navwarn.core.moments import Moments

OSV = OsvSettings(("Acme",), "pkg:apk/acme", ("x86_64", "aarch64"), {"zlib": ("zlib-dev",)})


def feeds(entries: list[Entry], moments: Moments) -> list[bytes]:
    """Every feed of a ledger that holds these entries."""
    advisory = fold(entries, moments)
    snapshot = Snapshot("acme", () if advisory is None else (advisory,), moments)
    sources = [(item, OSV) for item in snapshot.advisories]
    records = [record.data for shape in Shape for record in render(sources, shape)]
    standings = Snapshot("acme", tuple(map(standing_of, snapshot.advisories)), moments)
    return [secdb.render(standings, SecdbSettings()), *records]


@given(histories(), st.data())
def test_feeds_are_a_function_of_entries_settings_and_moments(
    entries: list[Entry], data: st.DataObject
) -> None:
    moments = data.draw(st.sampled_from(all_moments(entries)))
    assert feeds(entries, moments) == feeds(list(entries), moments)


@given(histories(), st.data())
def test_what_is_recorded_later_does_not_change_what_was_known(
    entries: list[Entry], data: st.DataObject
) -> None:
    moments = data.draw(st.sampled_from([some for some in all_moments(entries) if some.known is not None]))
    known = [entry for entry in entries if entry.sequence <= (moments.known or 0)]
    assert feeds(entries, moments) == feeds(known, moments)
