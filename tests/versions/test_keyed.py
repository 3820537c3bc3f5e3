"""What a scheme remembers is bounded, and remembering changes no answer."""

from __future__ import annotations

from navwarn.versions.keyed import LONGEST_REMEMBERED, KeyedScheme, remember


def spelled(text: str, asked: list[str]) -> bytes:
    asked.append(text)
    return text.encode()


def test_a_key_is_built_once() -> None:
    asked: list[str] = []
    key = remember(lambda text: spelled(text, asked))
    assert [key("1"), key("1"), key("2")] == [b"1", b"1", b"2"]
    assert asked == ["1", "2"]


def test_a_long_text_is_not_kept() -> None:
    asked: list[str] = []
    key = remember(lambda text: spelled(text, asked))
    longest, longer = "1" * LONGEST_REMEMBERED, "1" * (LONGEST_REMEMBERED + 1)
    for text in (longest, longest, longer, longer):
        assert key(text) == text.encode()
    assert asked == [longest, longer, longer]


def test_a_scheme_is_its_key_and_its_fault() -> None:
    scheme = KeyedScheme("length", lambda text: bytes([len(text)]), lambda text: None if text else "empty")
    assert [scheme.compare("a", "bb"), scheme.compare("a", "b"), scheme.compare("bb", "a")] == [-1, 0, 1]
    assert scheme.sort_key("abc") == b"\x03"
    assert (scheme.is_valid("a"), scheme.explain_invalid("a")) == (True, None)
    assert (scheme.is_valid(""), scheme.explain_invalid("")) == (False, "empty")
