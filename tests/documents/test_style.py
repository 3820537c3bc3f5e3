"""A new text is spelled as real documents spell theirs (documents.md N3, N5, O13)."""

from __future__ import annotations

from collections import Counter
from typing import TYPE_CHECKING

import pytest
from hypothesis import given
from hypothesis import strategies as st

from navwarn.documents.comment import scalars
from navwarn.documents.document import Document
from navwarn.documents.emit import encode
from navwarn.documents.node import Mapping, Scalar
from navwarn.documents.parse import parse
from navwarn.documents.style import quote_double, quote_single, spell, spell_inline
from tests.documents.strategies import texts

if TYPE_CHECKING:
    from pathlib import Path


@pytest.mark.parametrize(
    "text",
    [
        *(
            "zlib",
            "1.2.3-r0",
            "2.0.2",
            "CVE-2024-0001",
            "github.com/docker/distribution",
            "/usr/bin/x, /usr/bin/y",
        ),
        *(
            "v2.8.1+incompatible",
            "cpe:2.3:a:*:x:*:*:*:*:*:*:*:*",
            "it's",
            "a:b",
            "a#b",
            "-a",
            "?a",
            ":a",
            "a, [b]",
        ),
        *(
            "1.1.0-r1-r0",
            "é😀",
            "\xa0",
            "fe8053a3adedc5d0",
            "Null and void",
            "1.2.3.4",
            "~a",
            "nope",
            "2024-01",
        ),
    ],
)
def test_a_text_is_plain_where_plain_means_the_text(text: str) -> None:
    assert spell(text).lines == (text,)


@pytest.mark.parametrize(
    "text",
    [
        *(
            "",
            "null",
            "~",
            "true",
            "False",
            "yes",
            "NO",
            "on",
            "off",
            "y",
            "N",
            "=",
            "<<",
            ".inf",
            "-.Inf",
            ".nan",
        ),
        *(
            "0",
            "-1",
            "+1",
            "1.26",
            "2",
            "1_000",
            "0x1F",
            "0o17",
            "017",
            "0b1",
            "1e3",
            "1.5e-3",
            ".5",
            "1.",
            "12:30:45",
        ),
        *(
            "5042e56392177725",
            "1e5",
            "12.3e4",
            "2024-05-01",
            "2024-5-1T1:00:00Z",
            "2024-05-01 10:00:00 +01:00",
        ),
        *(
            "\t",
            "a\tb",
            "a\rb",
            "\x07",
            "\x85",
            "a\u2028b",
            "\ufeffa",
            "a \nb",
            "a\n ",
            " a\nb",
            "\n",
            "a\n\n",
            "a\n\tb",
        ),
    ],
)
def test_a_text_that_plain_would_not_mean_is_double_quoted(text: str) -> None:
    (line,) = spell(text).lines
    assert line == quote_double(text)
    assert line.isprintable() or "\xa0" in line


@pytest.mark.parametrize(
    "text",
    [
        *(
            "a: b",
            "a #b",
            "#a",
            "- a",
            "-",
            "? a",
            "?",
            ": a",
            ":",
            "a:",
            " a",
            "a ",
            "'a'",
            '"a"',
            "[a",
            "]",
            "{a}",
        ),
        *(
            "&a",
            "*a",
            "!a",
            "|a",
            ">a",
            "%a",
            "@babel/core",
            "`a`",
            ",a",
            "---",
            "--- a",
            "...",
            "Waiting: soon.",
        ),
    ],
)
def test_a_text_that_plain_would_not_be_yaml_for_is_single_quoted(text: str) -> None:
    assert spell(text).lines == (quote_single(text),)


def test_quotes_within_quotes_are_doubled_or_escaped() -> None:
    assert spell_inline("it's: so") == "'it''s: so'"
    assert spell_inline('"\\\t\x01\x80\u2028\ufffe') == '"\\"\\\\\\t\\x01\\x80\\L\\ufffe"'


@pytest.mark.parametrize(
    ("text", "lines"),
    [
        ("a\nb", ("|-", "a", "b")),
        ("a\nb\n", ("|", "a", "b")),
        ("one\n", ("|", "one")),
        ("a\n\n  b: c # d\n", ("|", "a", "", "  b: c # d")),
        ("\n\na\n", ("|", "", "", "a")),
    ],
)
def test_a_text_of_several_lines_is_a_block(text: str, lines: tuple[str, ...]) -> None:
    leaf = spell(text)
    assert (leaf.lines, leaf.is_block, leaf.keeps) == (lines, True, False)


def value_of(text: str) -> Scalar:
    source = parse(encode(Document("2", "p", (), {"x": text, "y": "z"})).encode())
    assert isinstance(source.root, Mapping), source.faults
    value = source.root.get("x")
    assert isinstance(value, Scalar)
    return value


@given(texts)
def test_whatever_the_spelling_the_text_is_read_back(text: str) -> None:
    assert value_of(text).text == text


@given(texts)
def test_no_spelling_is_read_as_anything_but_text(text: str) -> None:
    value = value_of(text)
    assert value.style is not None or value.text == text


@given(st.text(alphabet="0123456789_.:-+eExTZ ", max_size=12))
def test_nothing_that_yaml_11_takes_for_a_number_or_a_time_is_plain(text: str) -> None:
    import yaml

    written = spell_inline(text)
    loaded = yaml.load(f"x: {written}", Loader=yaml.CSafeLoader)  # a safe loader, the quick one
    assert loaded == {"x": text}


def test_the_rule_spells_every_real_text_as_its_author_did_but_for_one_note_and_hexadecimal_ids(
    test_data: Path,
) -> None:
    differing: Counter[str] = Counter()
    notes = 0
    for path in sorted(test_data.glob("wolfi-advisories/*.yaml")):
        source = parse(path.read_bytes())
        assert source.root is not None
        previous = ""
        for scalar in scalars(source.root):
            notes += previous == "note"
            if previous != "timestamp" and spell(scalar.text).lines[0] != _first_line(source.text, scalar):
                differing[previous] += 1
            previous = scalar.text
    assert notes == 2754
    assert differing == {"note": 1, "componentID": 4}


def _first_line(text: str, scalar: Scalar) -> str:
    return text[scalar.start : scalar.end].partition("\n")[0]
