"""Scalars as a source spells them, cut out so that they mean the same at any indentation.

Content comes first: where a spelling cannot be moved (line separators that YAML takes for line feeds, blocks
of nothing but blanks) the text is spelled anew between double quotes.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from navwarn.documents.layout import Leaf
from navwarn.documents.line import BREAKS, SEPARATORS
from navwarn.documents.style import quote_double, quote_single

if TYPE_CHECKING:
    from navwarn.documents.node import Scalar

_TAG_SPACE = "tag:yaml.org,2002:"
_PROPERTIES = re.compile(rf"!\S*(?:[ \t{BREAKS}]|#[^{BREAKS}]*)*")
_FIRST_WORD = re.compile(r"^( *)[^ \n]", re.MULTILINE)
_FLOW_ONLY = frozenset({"-", "?", ":"})
"""Plain scalars that brackets allow and blocks do not."""


def content_start(scalar: Scalar, source: str) -> int:
    """The offset at which a scalar itself begins, behind its tag and what may stand between the two."""
    if scalar.tag is None:
        return scalar.start
    match = _PROPERTIES.match(source, scalar.start, scalar.end)
    return match.end() if match else scalar.start


def leaf_of(scalar: Scalar, source: str) -> Leaf:
    """The scalar as its source has it."""
    leaf = _untagged(scalar, source[content_start(scalar, source) : scalar.end])
    if scalar.tag is None:
        return leaf
    tag = "!!" + scalar.tag.removeprefix(_TAG_SPACE)
    return leaf._replace(lines=(f"{tag} {leaf.lines[0]}".rstrip(), *leaf.lines[1:]))


def key_of(scalar: Scalar, source: str) -> str:
    """A key as its source has it, if that is one line."""
    raw = source[scalar.start : scalar.end]
    return raw if raw and not any(c in raw for c in BREAKS) else quote_double(scalar.text)


def _untagged(scalar: Scalar, raw: str) -> Leaf:
    text, style = scalar.text, scalar.style
    if style in {"|", ">"}:
        return _block(text, raw)
    if SEPARATORS.search(raw):
        return Leaf(text, (quote_double(text),))
    if "\n" in raw:
        return Leaf(text, _flow_lines(raw, is_escaped=style == '"'))
    return Leaf(text, (quote_single(raw) if style is None and raw in _FLOW_ONLY else raw,))


def _flow_lines(raw: str, *, is_escaped: bool) -> tuple[str, ...]:
    """The lines of a plain or quoted scalar without the blanks that folding drops."""
    first, *others = raw.split("\n")
    *middle, last = [line.lstrip(" \t") for line in others]
    strip = _strip_escaped if is_escaped else _strip_end
    return (*[strip(line) for line in (first, *middle)], last)


def _strip_end(line: str) -> str:
    return line.rstrip(" \t")


def _strip_escaped(line: str) -> str:
    """The line without blanks at its end; one behind a backslash is content."""
    stripped = line.rstrip(" \t")
    backslashes = len(stripped) - len(stripped.rstrip("\\"))
    return line[: len(stripped) + 1] if backslashes % 2 else stripped


def _block(text: str, raw: str) -> Leaf:
    """A literal or folded block: its header, and its lines without their indentation."""
    head, *lines = raw.split("\n")
    indicator_count = len(head) - len(head[1:].lstrip("+-123456789")) - 1
    indicators = "".join("2" if c.isdigit() else c for c in head[1 : indicator_count + 1])
    comment = head[indicator_count + 1 :].rstrip()
    word = _FIRST_WORD.search(text)
    if SEPARATORS.search(raw) or (text and word is None):
        return Leaf(text, (quote_double(text) + comment,))
    if word is None:
        return Leaf(text, (head[0] + indicators + comment,), is_block=True, keeps="+" in indicators)
    feeds = len(text) - len(text.rstrip("\n"))
    if not feeds and "-" not in indicators:
        indicators = indicators.replace("+", "") + "-"  # the file ends without a line feed, which we add
    body = _body(lines, len(word[1]))
    keeps = "+" in indicators
    return Leaf(
        text,
        (head[0] + indicators + comment, *body, *([""] * (feeds - 1) if keeps else [])),
        is_block=True,
        keeps=keeps,
    )


def _body(lines: list[str], inner: int) -> list[str]:
    """The lines of a block up to its last word; ``inner`` blanks of the first line of words are content."""
    first = next(line for line in lines if line.strip(" "))
    indent = len(first) - len(first.lstrip(" ")) - inner
    body = [line[indent:] for line in lines]
    while not body[-1]:
        body.pop()
    return body
