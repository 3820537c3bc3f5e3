"""Formatting changes layout and the order of keys, and nothing else (documents.md F3-F5, F7)."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from navwarn.documents.arrange import UnreadableDocumentError
from navwarn.documents.decode import decode
from navwarn.documents.emit import format_source
from navwarn.documents.node import Mapping, Scalar, Sequence
from navwarn.documents.parse import parse
from tests.documents.samples import GOOD, source_of

if TYPE_CHECKING:
    from pathlib import Path

    from navwarn.documents.node import Node


def formatted(text: str, *, sort: bool = False) -> str:
    return format_source(source_of(text), sort=sort)


def content(node: Node) -> Any:
    """What a node says with style and tag, keys in no order."""
    if isinstance(node, Scalar):
        return node.text, node.style, node.tag
    if isinstance(node, Mapping):
        return {key.text: (key.style, content(value)) for key, value in node.pairs}
    return [content(item) for item in node.items]


def content_of(text: str) -> Any:
    source = source_of(text)
    assert source.root is not None, (text, source.faults)
    assert source.faults == (), text
    return content(source.root)


MESSY = """\
%YAML 1.1
# Licence of the file.
---   # starts here
package: {name: zlib}   # the origin
unknown: [1, {b: c,
  d: []}]
# the version follows
schema-version: "2"
advisories:
# first
- events: # newest last
  - {timestamp: 2024-05-01T10:00:00+02:00, data: {type: manual}, type: detection}
  -
    # fixed by a release
    type: fixed   # at last
    timestamp: !!timestamp 2024-05-02T10:00:00Z


    data:
       fixed-version:   1.0-r0
  aliases: [ CVE-2024-0001, 'GHSA-2222-3333-4444' # both
   ]
  id: CGA-5555-6666-7777
- id: CGA-2222-3333-4444
  extra: ~
  events: []
...
# That is all.
"""

TIDY = """\
# Licence of the file.
# starts here
# the version follows
schema-version: "2"

package:
  name: zlib   # the origin

advisories:
  # first
  - id: CGA-5555-6666-7777
    aliases:
      - CVE-2024-0001
      - 'GHSA-2222-3333-4444' # both
    events: # newest last
      - timestamp: 2024-05-01T10:00:00+02:00
        type: detection
        data:
          type: manual
      # fixed by a release
      - timestamp: !!timestamp 2024-05-02T10:00:00Z
        type: fixed   # at last
        data:
          fixed-version: 1.0-r0

  - id: CGA-2222-3333-4444
    events: []
    extra: ~

unknown:
  - 1
  - b: c
    d: []
# That is all.
"""


def test_a_messy_document_becomes_tidy_with_every_word_and_comment() -> None:
    assert formatted(MESSY) == TIDY
    assert content_of(TIDY) == content_of(MESSY)


@pytest.mark.parametrize("text", [GOOD, TIDY])
def test_a_document_in_canonical_layout_stays_byte_for_byte(text: str) -> None:
    assert formatted(text) == text


# Texts as the value of a key, as they are written and as they come out.
SPELLINGS = {
    "a literal block moves with its inner indentation": (
        "|\n     one\n       two\n\n     three\n",
        "|\n  one\n    two\n\n  three\n",
    ),
    "a folded block is folded where it was": (">-\n one\n two\n\n three\n", ">-\n  one\n  two\n\n  three\n"),
    "an indentation indicator follows": ("|4\n      more\n    less\n", "|2\n    more\n  less\n"),
    "the comment of a header stays": ("|  # why\n one\n", "|  # why\n  one\n"),
    "blank lines behind a clipped block go": ("|\n one\n\n\n", "|\n  one\n"),
    "blank lines behind a kept block stay": ("|+\n one\n\n\n", "|+\n  one\n\n\n"),
    "blanks at the end of a line stay": ("|\n one \n   \n two\n", "|\n  one \n    \n  two\n"),
    "an empty block stays": ("|-\n\n", "|-\n"),
    "a block of blanks is quoted": ("|2-\n      \n", '"    "\n'),
    "a block of blanks keeps its comment": ("|2- # why\n      \n", '"    " # why\n'),
    "a folded plain text keeps its folds": ("one\n  two\n\n  three\n", "one\n  two\n\n  three\n"),
    "a folded quoted text keeps its folds": (
        "'one  \n two ''\n\n three '\n",
        "'one\n  two ''\n\n  three '\n",
    ),
    "an escaped line end stays": ('"a \\\n   \\  b\\ \n c"\n', '"a \\\n  \\  b\\ \n  c"\n'),
    "escapes stay as they are": ('"\\u00e9\\x41\\n"\n', '"\\u00e9\\x41\\n"\n'),
    "a tag on a line of its own joins": ("!!str\n  12\n", "!!str 12\n"),
    "a tag without text stays": ("!!str\n", "!!str\n"),
    "a tagged block stays": ("!!str |\n one\n", "!!str |\n  one\n"),
    "line separators in the source are escaped": ("'one\u2028 two'\n", '"one\\Ltwo"\n'),
    "line separators in a block are escaped": ("|-\n one\u2028 two\n", '"one\\Ltwo"\n'),
    "a block without a last line feed does not gain one": ("|\n  one", "|-\n  one\n"),
    "nor does a kept one": ("|+\n  one", "|-\n  one\n"),
    "nor a folded one": (">\n  one", ">-\n  one\n"),
    "a value below its key joins it": ("\n     one\n", "one\n"),
}


@pytest.mark.parametrize("name", SPELLINGS)
def test_a_text_keeps_its_spelling_at_another_indentation(name: str) -> None:
    written, expected = SPELLINGS[name]
    assert formatted(f"x: {written}") == f"x: {expected}"
    assert formatted(f"x: {expected}") == f"x: {expected}"
    assert extra(f"x: {expected}") == extra(f"x: {written}")


def extra(text: str) -> Any:
    root = source_of(text).root
    assert root is not None
    document = decode(root)[0]
    assert document is not None
    return document.extra


def test_no_gap_follows_a_text_that_would_swallow_it() -> None:
    text = "advisories:\n  - id: |+\n      a\n\n  - id: |+\n      b\n  - id: |+ # none\n  - id: c\n\nx: y\n"
    assert formatted(text) == text
    assert content_of(formatted(text)) == content_of(text)


def test_plain_texts_that_only_brackets_allow_are_quoted_outside_them() -> None:
    assert formatted("x: [-, a]") == "x:\n  - '-'\n  - a\n"


def test_lists_of_lists_and_mappings_share_lines_with_their_dashes() -> None:
    text = "x:\n- - a\n  - b\n-\n  - c: d\n    e: |\n      f\n- {}\n- []\n-\n"
    assert formatted(text) == "x:\n  - - a\n    - b\n  - - c: d\n      e: |\n        f\n  - {}\n  - []\n  -\n"


def test_keys_are_written_as_they_were_unless_they_take_several_lines() -> None:
    assert formatted("'a b': 1\n? c\n: 2\n? |\n  d\n: 3\n? e\n  f\n: 4\n") == (
        '\'a b\': 1\n\nc: 2\n\n"d\\n": 3\n\n"e f": 4\n'
    )
    assert formatted("{? a\nb\n: 1}") == "a b: 1\n"


def test_an_empty_document_is_a_document() -> None:
    assert formatted("{}") == "{}\n"
    assert formatted("# only\n{}\n# this") == "# only\n# this\n{}\n"


COMMENTS = {
    "above a key": "x:\n  # c\n  y: z\n",
    "beside a key with a list": "x: # c\n  - y\n",
    "beside a value, with its space": "x: y   # c\n",
    "beside nothing": "x: # c\n\ny: z\n",
    "beside an empty list": "x: [] # c\n\ny: z\n",
    "beside an item": "x:\n  - y # c\n  - # d\n  - z\n",
    "above an item": "x:\n  # c\n  - y\n  # d\n  - z: 1\n",
    "behind several lines": "x: y\n  z # c\n",
    "behind a block": "x:\n  y: |\n    z\n  # c\n  a: b\n",
    "at the end": "x: y\n# c\n",
    "with a hash in the text": "x: y#z # c # d\n",
}


@pytest.mark.parametrize("name", COMMENTS)
def test_a_comment_stays_where_it_is(name: str) -> None:
    assert formatted(COMMENTS[name]) == COMMENTS[name]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("x:\n- # c\n  y: z\n", "x:\n  # c\n  - y: z\n"),
        ("x:\n  # c\n  y\n", "# c\nx: y\n"),
        ("x: # c\n  y\n", "x: y # c\n"),
        ("x: # c\n  y # d\n", "# c\nx: y # d\n"),
        ("x: # c\n  | # d\n  y\n", "# c\nx: | # d\n  y\n"),
        ("x: # c\n  |\n  y\n", "x: | # c\n  y\n"),
        ("x: # c\n  'y\n  z'\n", "x: 'y\n  z' # c\n"),
        ("x: [y, # c\n  z,\n  # d\n]\n", "x:\n  - y # c\n  - z\n# d\n"),
        ("x: [# c\n  z]\n", "x: # c\n  - z\n"),
        ("x: y\t# c\n", "x: y # c\n"),
        ("x: 'y'# c\n", "x: 'y' # c\n"),
        ("x: !!str # c\n  y\n", "x: !!str y # c\n"),
        ("x:\n- |\n  y\n- # c\n  z: 1\n", "x:\n  - |\n    y\n  # c\n  - z: 1\n"),
        ("x:\n- b: 1\n  # c\n  a: 2\n", "x:\n  - b: 1\n    # c\n    a: 2\n"),
        ("x: y # c\u2028# d\n", "x: y # c\n# d\n"),
        ("x:\n  - []\n  # c\n  - y\n", "x:\n  - []\n  # c\n  - y\n"),
        ("x:\n- - # c\n    y: z\n", "x:\n  # c\n  - - y: z\n"),
    ],
)
def test_a_comment_whose_line_goes_moves_to_what_follows_or_what_it_is_beside(
    text: str, expected: str
) -> None:
    assert formatted(text) == expected
    assert formatted(expected) == expected


def test_a_comment_above_a_key_moves_with_it() -> None:
    text = "advisories:\n  - events: []\n    # its id\n    id: a\n"
    assert formatted(text) == "advisories:\n  # its id\n  - id: a\n    events: []\n"


def test_sorting_puts_advisories_and_aliases_in_order_with_their_comments() -> None:
    text = (
        "advisories:\n"
        "  # of b\n  - id: b\n    aliases:\n"
        "      - y\n      # of x\n      - x\n      # again\n      - x # twice\n"
        "\n  - id: a\n\n  - aliases: []\n\n  - stray\n"
    )
    assert formatted(text, sort=True) == (
        "advisories:\n"
        "  - aliases: []\n\n  - stray\n\n  - id: a\n\n"
        "  # of b\n  - id: b\n    aliases:\n      # of x\n      # again\n      - x\n      - y\n"
    )
    assert formatted(text, sort=False) == text


def test_sorting_leaves_alone_what_has_no_list_of_advisories() -> None:
    assert formatted("advisories: none\n", sort=True) == "advisories: none\n"
    assert formatted("advisories:\n  - id:\n      - b\n", sort=True) == "advisories:\n  - id:\n      - b\n"
    assert formatted("advisories:\n  - aliases:\n      - [b]\n", sort=True) == (
        "advisories:\n  - aliases:\n      - - b\n"
    )


@pytest.mark.parametrize("text", ["- a", "text", "a: b\na: c", "a: &x b", "", "a: 'b"])
def test_what_cannot_be_read_is_not_formatted(text: str) -> None:
    with pytest.raises(UnreadableDocumentError, match="no advisory document"):
        formatted(text)


PIECES = st.sampled_from(
    [
        *(
            "a",
            "b: ",
            "- ",
            "[",
            "]",
            "{",
            "}",
            ", ",
            "\n",
            "\n  ",
            "\n    ",
            " # c\n",
            "? ",
            ": ",
            "'",
            '"',
            "|\n",
        ),
        *(
            ">-\n",
            "|+\n",
            "|2\n",
            "!!str ",
            "\\",
            "  ",
            "\t",
            "id: x",
            "advisories:\n",
            "events:\n",
            "\u2028",
            "~",
        ),
    ]
)


@given(st.lists(PIECES, max_size=30).map("".join))
def test_whatever_can_be_read_is_formatted_once_and_for_all_and_says_the_same(text: str) -> None:
    source = parse(text.encode())
    if source.faults or not isinstance(source.root, Mapping):
        return
    once = format_source(source)
    again = parse(once.encode())
    assert again.faults == ()
    assert again.root is not None
    assert decode(again.root)[0] == decode(source.root)[0]
    assert once.count("#") == text.count("#")
    assert format_source(again) == once


def test_every_real_document_is_in_canonical_layout(test_data: Path) -> None:
    paths = sorted(test_data.glob("wolfi-advisories/*.yaml"))
    assert len(paths) == 871
    assert [
        path.name for path in paths if formatted(path.read_text("utf-8")) != path.read_text("utf-8")
    ] == []


def test_sequences_know_their_lines() -> None:
    root = source_of("x:\n- y\n").root
    assert isinstance(root, Mapping)
    items = root.get("x")
    assert isinstance(items, Sequence)
    assert items.line == 1
