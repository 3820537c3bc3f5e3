"""Moments: what is read, what is refused, and that writing and reading agree (documents.md T1)."""

from __future__ import annotations

from datetime import UTC, datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st

from navwarn.core.instant import (
    DAY,
    HOUR,
    SECOND,
    ZERO,
    Instant,
    format_exact,
    format_instant,
    from_datetime,
    parse_day,
    parse_instant,
    parse_moment,
)

LAST = Instant(253_402_300_800 * SECOND - 1)
instants = st.integers(ZERO, LAST).map(Instant)


@given(instants)
def test_what_is_written_exactly_is_read_again(moment: Instant) -> None:
    assert parse_instant(format_exact(moment)) == moment


@given(instants)
def test_documents_have_whole_seconds(moment: Instant) -> None:
    assert parse_instant(format_instant(moment)) == moment - moment % SECOND


@given(instants, instants)
def test_exact_texts_of_whole_seconds_sort_as_moments_do(one: Instant, other: Instant) -> None:
    texts = format_instant(one), format_instant(other)
    assert (texts[0] < texts[1]) == (one // SECOND < other // SECOND)


@given(st.datetimes(min_value=datetime(2, 1, 1), max_value=datetime(9998, 1, 1), timezones=st.timezones()))  # noqa: DTZ001
def test_offsets_are_taken_into_account(moment: datetime) -> None:
    offset = moment.utcoffset()
    assert offset is not None
    if offset.total_seconds() % 60 == 0:
        assert parse_instant(moment.isoformat()) == from_datetime(moment)


@pytest.mark.parametrize(
    ("text", "exact"),
    [
        ("2024-05-01T10:00:00Z", "2024-05-01T10:00:00Z"),
        ("2024-05-01t10:00:00z", "2024-05-01T10:00:00Z"),
        ("2024-05-01T10:00:00+02:30", "2024-05-01T07:30:00Z"),
        ("2024-05-01T10:00:00-00:00", "2024-05-01T10:00:00Z"),
        ("2024-05-01T10:00:00.1Z", "2024-05-01T10:00:00.1Z"),
        ("2024-05-01T10:00:00.1234567Z", "2024-05-01T10:00:00.123456Z"),
        ("2024-05-01T10:00:00.000Z", "2024-05-01T10:00:00Z"),
        ("1969-12-31T23:59:59.75Z", "1969-12-31T23:59:59.75Z"),
        ("0001-01-01T00:00:00Z", "0001-01-01T00:00:00Z"),
        ("9999-12-31T23:59:59.999999Z", "9999-12-31T23:59:59.999999Z"),
    ],
)
def test_rfc_3339_is_read(text: str, exact: str) -> None:
    assert format_exact(parse_instant(text)) == exact


@pytest.mark.parametrize(
    "text",
    [
        *("", "2024-05-01", "2024-05-01 10:00:00Z", "2024-05-01T10:00:00", "2024-05-01T10:00Z", "now"),
        *(
            "2024-5-1T10:00:00Z",
            "2024-05-01T10:00:00Z\n",
            "2024-W18-3T10:00:00Z",
            "\uff12024-05-01T10:00:00Z",
        ),
        *("2024-05-01T24:00:00Z", "2024-05-01T10:60:00Z", "2024-05-01T10:00:00+01:60"),
        *("2024-05-01T10:00:00+24:00", "2024-05-01T10:00:00.Z"),
    ],
)
def test_anything_else_is_refused(text: str) -> None:
    with pytest.raises(ValueError, match="is not an RFC 3339 timestamp"):
        parse_instant(text)


@pytest.mark.parametrize(
    "text",
    [
        *("2024-02-30T00:00:00Z", "2024-13-01T00:00:00Z", "0000-01-01T00:00:00Z", "2024-05-01T10:00:60Z"),
        *("0001-01-01T00:00:00+00:01", "9999-12-31T23:59:59-00:01"),
    ],
)
def test_a_time_that_does_not_exist_is_refused(text: str) -> None:
    with pytest.raises(ValueError, match="does not exist"):
        parse_instant(text)


def test_a_date_stands_for_its_end() -> None:
    assert parse_moment("2024-05-01") == parse_day("2024-05-02") - 1
    assert format_instant(parse_moment("2024-05-01")) == "2024-05-01T23:59:59Z"


def test_a_moment_may_also_be_exact() -> None:
    assert parse_moment("2024-05-01T10:00:00Z") == parse_day("2024-05-01") + 10 * HOUR


@pytest.mark.parametrize("text", ["2024-02-30", "yesterday", "2024-05-01T10:00:00Z"])
def test_only_a_date_is_a_day(text: str) -> None:
    with pytest.raises(ValueError, match="is not a date"):
        parse_day(text)


def test_days_count_from_1970() -> None:
    assert parse_day("1970-01-02") == DAY
    assert from_datetime(datetime(1970, 1, 1, 0, 0, 0, 1, tzinfo=UTC)) == 1
