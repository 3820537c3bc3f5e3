"""Text and times of strangers."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from navwarn.core.instant import parse_instant
from navwarn.sources.text import MAX_TEXT, MAX_WORD, clean, identifier, moment, word, words


@given(st.text())
def test_cleaned_text_has_no_control_characters_and_stays_clean(text: str) -> None:
    found = clean(text)
    assert clean(found) == found
    assert not any(c < " " and c not in "\n\t" for c in found)
    found.encode()  # no half of a pair is left


@given(st.text())
def test_a_word_is_one_line(text: str) -> None:
    found = word(text)
    assert word(found) == found
    assert len(found.splitlines()) <= 1


def test_texts_are_bounded() -> None:
    assert len(clean("x" * (MAX_TEXT + 5))) == MAX_TEXT
    assert len(word("x" * (MAX_WORD + 5))) == MAX_WORD


def test_words_come_once_and_never_empty() -> None:
    assert words(["b", " a ", "", "b", " \n"]) == ("b", "a")


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("2024-03-01T10:00:00Z", "2024-03-01T10:00:00Z"),
        ("2024-03-01T10:00:00", "2024-03-01T10:00:00Z"),
        ("2024-03-01T10:00:00.123", "2024-03-01T10:00:00.123Z"),
        ("2024-03-01T10:00:00.123456789Z", "2024-03-01T10:00:00.123456Z"),
        ("2024-03-01 10:00:00", "2024-03-01T10:00:00Z"),
        ("2024-03-01T10:00Z", "2024-03-01T10:00:00Z"),
        ("2024-03-01T10:00:00+0100", "2024-03-01T09:00:00Z"),
        ("2024-03-01T10:00:00 UTC", "2024-03-01T10:00:00Z"),
        (" 2024-03-01 ", "2024-03-01T00:00:00Z"),
    ],
)
def test_times_are_read_leniently(text: str, expected: str) -> None:  # sources.md IN4
    assert moment(text) == parse_instant(expected)


@pytest.mark.parametrize(
    "text", ["", "soon", "2024-13-01", "2024-02-30", "0001-01-01T00:00:00Z", "1709287200"]
)
def test_what_names_no_time_is_none(text: str) -> None:
    assert moment(text) is None


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        (" cve-2024-10001 ", "CVE-2024-10001"),
        ("RUSTSEC-2024-0001", "RUSTSEC-2024-0001"),
        ("a b", ""),
        ("é-1", ""),
    ],
)
def test_ids(text: str, expected: str) -> None:
    assert identifier(text) == expected
