"""Events as CSV: the columns and quoting of the former tool (documents.md K1)."""

from __future__ import annotations

import csv
import io

import pytest

from navwarn.core.advisory import Advisory
from navwarn.core.event import Event
from navwarn.core.identifier import AdvisoryId
from navwarn.core.instant import SECOND, Instant
from navwarn.feeds.events_csv import COLUMNS, render

EARLY, LATE = Instant(1_700_000_000 * SECOND), Instant(1_700_000_060 * SECOND)


def advisory(*events: Event) -> Advisory:
    return Advisory("acme", AdvisoryId("ACME-2222-3333-4444"), "zlib", ("CVE-2024-0001",), events)


def noted(note: str) -> Advisory:
    return advisory(Event(EARLY, "fix-not-planned", {"note": note}))


def test_events_stand_in_time_order_below_the_columns() -> None:
    fixed = Event(LATE, "fixed", {"fixed-version": "1.3.1-r0"})
    found = Event(EARLY, "detection", {"type": "manual"})
    assert render([advisory(fixed, found)]) == (
        "package,advisory_id,event_timestamp,event_type,false_positive_type,note,fixed_version\n"
        "zlib,ACME-2222-3333-4444,2023-11-14T22:13:20Z,detection,,,\n"
        "zlib,ACME-2222-3333-4444,2023-11-14T22:14:20Z,fixed,,,1.3.1-r0\n"
    )


def test_no_advisory_is_only_the_columns() -> None:
    assert render([]) == ",".join(COLUMNS) + "\n"


@pytest.mark.parametrize("note", ["a,b", 'say "x"', "two\nlines\n", "cr\r", " leading", "\\."])
def test_what_readers_could_misread_is_quoted_and_reads_back(note: str) -> None:
    text = render([noted(note)])
    assert '"' in text
    (row,) = list(csv.reader(io.StringIO(text, newline="")))[1:]
    assert row[5] == note


def test_plain_words_are_not_quoted() -> None:
    assert '"' not in render([noted("No fix: upstream's choice; see #12")])
