"""Sources to layouts: every node where canonical layout has it, spelled and commented as it was."""

from __future__ import annotations

from typing import TYPE_CHECKING

from msgspec import Struct, field

from navwarn.documents.comment import Comments, find_comments, first_scalar
from navwarn.documents.layout import Branch, Entry, Layout, Leaf
from navwarn.documents.line import SEPARATORS
from navwarn.documents.node import Mapping, Scalar
from navwarn.documents.verbatim import key_of, leaf_of
from navwarn.errors import InputError

if TYPE_CHECKING:
    from navwarn.documents.layout import Value
    from navwarn.documents.node import Node
    from navwarn.documents.parse import Source


class UnreadableDocumentError(InputError):
    """A source that is no document we read; its faults say why."""

    code = "NW-DOCUMENT"


class _Shape(Struct, frozen=True):
    """What is known of a mapping: the order of its keys (documents.md F4), and the shapes below them."""

    keys: tuple[str, ...] = ()
    below: dict[str, _Shape] = field(default_factory=dict)


EVENT_KEYS = ("timestamp", "type", "data")
ADVISORY_KEYS = ("id", "aliases", "events")
DOCUMENT_KEYS = ("schema-version", "package", "advisories")

_OTHER = _Shape()
_EVENT = _Shape(EVENT_KEYS)
_ADVISORY = _Shape(ADVISORY_KEYS, {"events": _EVENT})
_DOCUMENT = _Shape(DOCUMENT_KEYS, {"package": _Shape(("name",)), "advisories": _ADVISORY})


def arrange(source: Source, *, is_ordered: bool = True) -> Layout:
    """The layout of a source, with its keys in the order of F4 where ``is_ordered``.

    Raises ``UnreadableDocumentError`` where the source has no root that is a mapping, or holds anything that
    only a fault was kept of.
    """
    root = source.root
    if not isinstance(root, Mapping) or source.faults:
        reason = source.faults[0].message if source.faults else "the document must be a mapping"
        raise UnreadableDocumentError(f"this is no advisory document: {reason}")
    arranger = _Arranger(source.text, find_comments(source.text, root), is_ordered=is_ordered)
    branch = arranger.mapping(root, _DOCUMENT)
    comments = arranger.comments
    return Layout(branch, tuple(comments.header), tuple(comments.footer))


class _Arranger:
    """One pass over the nodes of a source."""

    def __init__(self, text: str, comments: Comments, *, is_ordered: bool) -> None:
        self.comments = comments
        self._text = text
        self._is_ordered = is_ordered
        self._has_comments = "#" in text
        self._has_plain_breaks = not SEPARATORS.search(text)

    def mapping(self, node: Mapping, shape: _Shape) -> Branch:
        entries = [self._pair(key, value, shape.below.get(key.text, _OTHER)) for key, value in node.pairs]
        if self._is_ordered and shape.keys:
            keys = shape.keys
            rank = {key: number for number, key in enumerate(keys)}
            entries.sort(key=lambda entry: rank.get(entry.name, len(rank)))
        return Branch(tuple(entries), is_list=False)

    def _pair(self, key: Scalar, value: Node, shape: _Shape) -> Entry:
        name = key.text
        written = name if self._is_verbatim(key) else key_of(key, self._text)
        if value.__class__ is not Scalar:
            entry = Entry(written, name, self._collection(value, shape))
            return self._commented(entry, key) if self._has_comments else entry
        entry = Entry(written, name, self._leaf(value))
        return self._commented(entry, key, value) if self._has_comments else entry

    def _leaf(self, scalar: Scalar) -> Leaf:
        text = scalar.text
        if self._is_verbatim(scalar) and len(text) > 1:
            return Leaf(text, (text,))
        return leaf_of(scalar, self._text)

    def _is_verbatim(self, scalar: Scalar) -> bool:
        """Whether a scalar stands in the source as it reads: the usual case, worth a shorter way."""
        return (
            scalar.style is None
            and scalar.tag is None
            and scalar.end - scalar.start == len(scalar.text)
            and self._has_plain_breaks
        )

    def _commented(self, entry: Entry, key: Scalar, value: Scalar | None = None) -> Entry:
        """The pair with the comments above and beside its key and its scalar value."""
        comments = self.comments
        above, beside = comments.take_above(key), comments.take_beside(key)
        if value is not None and isinstance(entry.value, Leaf):
            above += comments.take_above(value)
            own = comments.take_beside(value)
            has_own = own or (entry.value.is_block and "#" in entry.value.lines[0])
            if beside and has_own:
                above, beside = (*above, beside.lstrip()), ""
            beside = beside or own
        return entry._replace(above=above, beside=beside)

    def _collection(self, node: Node, shape: _Shape) -> Value:
        if isinstance(node, Mapping):
            return self.mapping(node, shape)
        items = node.items  # type: ignore[union-attr]
        return Branch(tuple([self._item(item, shape) for item in items]), is_list=True)

    def _item(self, node: Node, shape: _Shape) -> Entry:
        above = self.comments.take_above(first_scalar(node)) if self._has_comments else ()
        if isinstance(node, Scalar):
            return Entry(None, "", self._leaf(node), above, self.comments.take_beside(node))
        return Entry(None, "", self._collection(node, shape), above)
