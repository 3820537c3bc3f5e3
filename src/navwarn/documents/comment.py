"""Comments: where the source has them, and which scalar each belongs to.

The YAML parser drops comments, but between two scalars nothing else can hold a ``#``: directives, markers,
tags that we read and the indicators of collections cannot.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from msgspec import Struct, field

from navwarn.documents.line import BREAKS
from navwarn.documents.node import Mapping, Scalar, Sequence
from navwarn.documents.verbatim import content_start

if TYPE_CHECKING:
    from collections.abc import Iterator

    from navwarn.documents.node import Node

_COMMENT = re.compile(f"#[^{BREAKS}]*")
_BREAK = re.compile(f"[{BREAKS}]")


class Comments(Struct):
    """The comments of one document; who lays out a scalar takes those that belong to it.

    ``header`` stands before the first scalar and ``footer`` behind the last; ``_above`` and ``_beside`` go by
    the offsets of the scalar that follows on a later line, or that ends on the same line.
    """

    header: list[str] = field(default_factory=list)
    footer: list[str] = field(default_factory=list)
    _above: dict[tuple[int, int], list[str]] = field(default_factory=dict)
    _beside: dict[tuple[int, int], str] = field(default_factory=dict)

    def take_above(self, scalar: Scalar | None) -> tuple[str, ...]:
        """The whole lines before a scalar, once."""
        if not self._above or scalar is None:
            return ()
        return tuple(self._above.pop((scalar.start, scalar.end), ()))

    def take_beside(self, scalar: Scalar) -> str:
        """The comment that ends the scalar's line, with the space before it, once."""
        return self._beside.pop((scalar.start, scalar.end), "") if self._beside else ""

    def put_above(self, scalar: Scalar, comment: str) -> None:
        """Add a whole line before a scalar."""
        self._above.setdefault((scalar.start, scalar.end), []).append(comment)

    def put_beside(self, scalar: Scalar, comment: str) -> None:
        """Set the comment that ends the scalar's line."""
        self._beside[scalar.start, scalar.end] = comment


def find_comments(source: str, root: Node) -> Comments:
    """All comments of a source, each with its scalar."""
    comments = Comments()
    if "#" not in source:
        return comments
    previous: Scalar | None = None
    for scalar in scalars(root):
        _note_gap(comments, source, previous, scalar)
        previous = scalar
    _note_gap(comments, source, previous, None)
    return comments


def scalars(node: Node) -> Iterator[Scalar]:
    """Keys and values of a node, in the order of the source."""
    if isinstance(node, Scalar):
        yield node
    elif isinstance(node, Mapping):
        for key, value in node.pairs:
            yield key
            yield from scalars(value)
    else:
        for item in node.items:
            yield from scalars(item)


def first_scalar(node: Node) -> Scalar | None:
    """The scalar that a node begins with, or ``None`` for an empty collection."""
    while not isinstance(node, Scalar):
        if isinstance(node, Sequence):
            if not node.items:
                return None
            node = node.items[0]
        else:
            return node.pairs[0][0] if node.pairs else None
    return node


def _note_gap(comments: Comments, source: str, previous: Scalar | None, following: Scalar | None) -> None:
    """Find the comments between two scalars; only the first can stand in the line that the previous ends."""
    start = previous.end if previous else 0
    end = content_start(following, source) if following else len(source)
    for number, match in enumerate(_COMMENT.finditer(source, start, end)):
        comment = match[0].rstrip()
        before = "" if number else source[start : match.start()]
        if previous is None:
            comments.header.append(comment)
        elif not number and not _BREAK.search(before) and not _BREAK.match(source, start - 1):
            space = before[len(before.rstrip()) :].replace("\t", " ") or " "
            comments.put_beside(previous, space + comment)
        elif following is None:
            comments.footer.append(comment)
        else:
            comments.put_above(following, comment)
