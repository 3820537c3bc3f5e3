"""Text of others is made fit to be shown (architecture.md law 10)."""

from __future__ import annotations

from xml.etree.ElementTree import Element, fromstring, tostring

import pytest
from hypothesis import given
from hypothesis import strategies as st

from navwarn.core.plain import plain


@pytest.mark.parametrize(
    ("text", "shown"),
    [
        ("plain words", "plain words"),
        ("Grüße, 世界, שלום", "Grüße, 世界, שלום"),
        ("two\nlines\tand a tab", "two\nlines\tand a tab"),
        ("a\r\nb\rc", "a\nb\nc"),
        ("a\x00b\x1bc\x7fd\x85e", "a\N{REPLACEMENT CHARACTER}b�c�d�e"),
        ("a\u202eb\u2066c", "a�b�c"),
        ("a\ud800b\ufffec\ufdd0", "a�b�c�"),
    ],
)
def test_what_is_no_text_is_replaced(text: str, shown: str) -> None:
    assert plain(text) == shown


@given(st.text(alphabet=st.characters(exclude_categories=())))
def test_plain_text_can_be_encoded_and_stays_plain(text: str) -> None:
    shown = plain(text)
    assert plain(shown) == shown
    assert shown.encode().decode() == shown


@given(st.text(alphabet=st.characters(exclude_categories=())))
def test_plain_text_survives_xml(text: str) -> None:
    element = Element("a")
    element.text = plain(text)
    assert (fromstring(tostring(element, "utf-8")).text or "") == plain(text)  # noqa: S314, as we wrote it
