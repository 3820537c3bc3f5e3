"""Bytes become nodes that keep everything, or faults that say where and why (documents.md D1, N5, N6)."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from navwarn.documents import parse as module
from navwarn.documents.node import Mapping, Scalar, Sequence
from navwarn.documents.parse import MAX_KEY, parse
from tests.documents.samples import GOOD


def messages(data: bytes | str) -> list[tuple[int, str]]:
    source = parse(data.encode() if isinstance(data, str) else data)
    assert all(fault.rule == "D1" for fault in source.faults)
    return [(fault.line, fault.message) for fault in source.faults]


def pairs(text: str) -> list[tuple[Scalar, object]]:
    source = parse(text.encode())
    assert isinstance(source.root, Mapping), source.faults
    return list(source.root.pairs)


def test_a_scalar_keeps_text_style_tag_and_place() -> None:
    text = "a: plain\nb: 'single'\nc: \"double\"\nd: |\n  block\ne: >-\n  folded\nf: !!str 1\n"
    values = [value for _, value in pairs(text)]
    assert [(v.text, v.style, v.line) for v in values if isinstance(v, Scalar)] == [
        ("plain", None, 0),
        ("single", "'", 1),
        ("double", '"', 2),
        ("block\n", "|", 3),
        ("folded", ">", 5),
        ("1", None, 7),
    ]
    assert [v.tag for v in values if isinstance(v, Scalar)] == [None] * 5 + ["tag:yaml.org,2002:str"]
    assert [text[v.start : v.end] for v in values[:2] if isinstance(v, Scalar)] == ["plain", "'single'"]


def test_numbers_booleans_and_hexadecimal_ids_stay_text() -> None:
    values = [
        v.text for _, v in pairs("a: 5042e56392177725\nb: 1.10\nc: yes\nd: 0x1F\n") if isinstance(v, Scalar)
    ]
    assert values == ["5042e56392177725", "1.10", "yes", "0x1F"]


def test_collections_nest_in_block_and_flow() -> None:
    source = parse(b"a:\n  - x\n  - {y: [1, 2]}\n")
    assert isinstance(source.root, Mapping)
    items = source.root.get("a")
    assert isinstance(items, Sequence)
    inner = items.items[1]
    assert isinstance(inner, Mapping)
    numbers = inner.get("y")
    assert isinstance(numbers, Sequence)
    assert [item.text for item in numbers.items if isinstance(item, Scalar)] == ["1", "2"]
    assert (items.line, inner.line) == (1, 2)


@pytest.mark.parametrize("mark", ["\ufeff", "\ufeff\ufeff"])
def test_byte_order_marks_do_not_shift_anything(mark: str) -> None:
    source = parse(f"{mark}key: value".encode())
    assert isinstance(source.root, Mapping)
    key = source.root.pairs[0][0]
    assert source.text[key.start : key.end] == "key"


@pytest.mark.parametrize("end", ["\r\n", "\r"])
def test_every_line_end_is_read_as_a_line_feed(end: str) -> None:
    source = parse(GOOD.replace("\n", end).encode())
    assert source == parse(GOOD.encode())


def test_places_count_characters_and_not_bytes() -> None:
    ((_, first), (_, second)) = pairs("a: 😀é\nb: x\n")
    assert isinstance(first, Scalar)
    assert isinstance(second, Scalar)
    assert (first.start, first.end, second.start) == (3, 5, 9)


@pytest.mark.parametrize(
    ("data", "line", "part"),
    [
        ("", 1, "empty"),
        ("# nothing\n", 1, "empty"),
        ("a: b\n---\nc: d\n", 2, "one document"),
        ("a: &x 1\n", 1, "anchors"),
        ("a: 1\nb: *x\n", 2, "anchors"),
        ("a: !py/object 1\n", 1, "tag '!py/object'"),
        ("a: !!map 1\n", 1, "tag"),
        ("a: !!str [1]\n", 1, "tag"),
        ("a: !!seq {b: c}\n", 1, "tag"),
        ("a: 1\nb: 2\na: 3\n", 3, "already given in line 1"),
        ("? [a]\n: b\n", 1, "a key must be"),
        ("a: 1\n? {b: c}\n", 2, "a key must be"),
        ("'': b\n", 1, "a key must be"),
        (f"{'k' * (MAX_KEY + 1)}: b\n", 1, "a key must be"),
        ("!!str a: b\n", 1, "a key must be"),
        ("a: b\n  c: d\n", 2, "not YAML"),
        ("a: 'b\n", 1, "not YAML"),
        ("a: [b", 1, "not YAML"),
        ("a:\n  'b\n\n", 2, "not YAML"),
        ("a: [b\nc: d\n", 2, "not YAML"),
        ("a: b\nc: \x07\n", 2, "control characters"),
        ("é: b\nc: \ufffe\n", 2, "control characters"),
        ("%YAML 3.0\n---\na: b\n", 1, "not YAML"),
        ('a: b\nc: "d\\0"\n', 2, "NUL"),
        ('a:\n  - "\\0"\n', 2, "NUL"),
        ('"a\\0": b\n', 1, "NUL"),
        (b"a: b\nc: \xff\n", 2, "UTF-8"),
    ],
)
def test_what_is_no_document_of_ours_is_refused_in_its_line(data: str | bytes, line: int, part: str) -> None:
    found = messages(data)
    assert found
    assert found[0][0] == line
    assert part in found[0][1]


def test_several_faults_of_a_file_are_all_reported() -> None:
    lines = [line for line, _ in messages("a: &x 1\na: 2\nb: *x\nc: !odd 3\n")]
    assert sorted(lines) == [1, 2, 3, 4]


def test_the_tags_of_what_yaml_reads_anyway_are_kept() -> None:
    assert messages("a: !!map {b: c}\nd: !!seq [e]\nf: !!timestamp 2024-01-01\n") == []


def test_duplicate_keys_are_found_at_every_level() -> None:
    assert messages("a:\n  - b: 1\n    b: 2\n") == [(3, "the key 'b' was already given in line 2")]


def test_a_file_over_the_limit_is_not_read_at_all() -> None:
    source = parse(GOOD.encode(), max_bytes=100)
    assert source.root is None
    assert source.text == ""
    assert [(fault.rule, fault.line) for fault in source.faults] == [("D1", 0)]
    assert "more than 100 bytes" in source.faults[0].message
    assert parse(GOOD.encode(), max_bytes=len(GOOD.encode())).faults == ()


def test_nesting_has_a_limit() -> None:
    def nested(depth: int) -> bytes:
        return b"a: " + b"[" * depth + b"]" * depth

    assert parse(nested(3), max_depth=4).faults == ()
    (fault,) = parse(nested(4), max_depth=4).faults
    assert fault.message == "nested deeper than 4 levels"
    assert parse(nested(100_000)).root is None


def test_faults_of_one_file_are_counted_only_so_far(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(module, "MAX_FAULTS", 3)
    assert len(messages("".join(f"k{n}: &a{n} 1\n" for n in range(9)))) == 3
    assert len(messages("a: &x 1\nb: &y 1\nc: 'd\n")) == 3


@pytest.mark.parametrize("mark", ["\x85", "\u2028", "\u2029"])
def test_lines_are_counted_as_editors_count_them(mark: str) -> None:
    text = f"a: 'x{mark} y'\nb:\n  - c # {mark}  - d: 1\n  - e: &f 1{mark}\n    g: &h 2\n"
    source = parse(text.encode())
    assert isinstance(source.root, Mapping)
    assert [key.line for key, _ in source.root.pairs] == [0, 1]
    items = source.root.pairs[1][1]
    assert isinstance(items, Sequence)
    assert [item.line for item in items.items] == [2, 2, 3]
    assert [line for line, _ in messages(text)] == [4, 5]
    assert messages(f"a: {mark}\nb: \x07\n")[0][0] == 2
    assert messages(f"a: 'x{mark}y'\nb: 'c\n")[0][0] == 2


@given(st.binary(max_size=200))
def test_any_bytes_yield_a_root_or_a_fault_and_no_exception(data: bytes) -> None:
    source = parse(data)
    assert (source.root is not None) or source.faults


def test_merge_keys_are_refused_as_readers_do_not_agree_on_them() -> None:
    """Rule N6 of documents.md: what such a key stands for is not written where it counts."""
    refusal = "merge keys are not allowed: write the keys out"
    assert messages("a: 1\n<<: {b: 2}\nc:\n  - <<:\n") == [(4, refusal), (2, refusal)]
    assert messages("'<<': {b: 2}\n\"<<x\": 1\n") == []
