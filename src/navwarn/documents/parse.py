"""Bytes to nodes, by the event stream of PyYAML's C parser (documents.md N5, N6).

What YAML allows and advisory documents must not use (anchors, aliases, merge keys, tags of one's own, complex
keys, duplicate keys, several documents in a file) becomes a fault of rule D1 with its line, all of them at
once.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from msgspec import Struct
from msgspec.structs import replace

from navwarn.documents.document import MAX_BYTES
from navwarn.documents.fault import Fault
from navwarn.documents.line import BREAKS, SEPARATORS, LineTable
from navwarn.documents.node import Mapping, Node, Scalar, Sequence

if TYPE_CHECKING:
    from collections.abc import Callable


MAX_DEPTH = 64
MAX_KEY = 100
"""The longest key, in characters; those of the schema have at most 21."""

MAX_FAULTS = 1000
"""Faults of one file beyond this number are not collected."""

TIMESTAMP_TAG = "tag:yaml.org,2002:timestamp"
_YAML = "tag:yaml.org,2002:"
_SCALAR_TAGS = frozenset(_YAML + name for name in ("str", "timestamp", "null", "int", "float", "bool"))
_COLLECTION_TAGS = {
    "MappingStartEvent": frozenset({_YAML + "map"}),
    "SequenceStartEvent": frozenset({_YAML + "seq"}),
}


_MERGE_KEY = "<<"
"""A plain key that YAML readers take for the keys of its value; between quotes it is a key like others."""

_new = tuple.__new__


class Source(Struct, frozen=True):
    """A file as read: its text with line feeds only, the root node if it could be read, and its faults."""

    text: str
    root: Node | None
    faults: tuple[Fault, ...]


def parse(data: bytes, *, max_bytes: int = MAX_BYTES, max_depth: int = MAX_DEPTH) -> Source:
    """The nodes of one YAML document; faults where it is not one that we read. Never raises."""
    if len(data) > max_bytes:
        message = f"the file has more than {max_bytes} bytes: split it"
        return Source("", None, (Fault("D1", message),))
    try:
        text = data.decode().lstrip("\ufeff")
    except UnicodeDecodeError as error:
        line = data.count(b"\n", 0, error.start) + 1
        return Source("", None, (Fault("D1", "the file is not UTF-8 text", line=line),))
    if "\r" in text:
        text = text.replace("\r\n", "\n").replace("\r", "\n")
    reader = _Reader(text, max_depth)
    root, faults = reader.read(), reader.faults
    if SEPARATORS.search(text):
        table = LineTable(text)
        root = None if root is None else table.node(root)
        faults = [replace(fault, line=table.line(fault.line - 1) + 1) for fault in faults]
    return Source(text, root, tuple(faults))


class _TooMuchError(Exception):
    """Reading on makes no sense; the fault that says why has been noted."""


class _Reader:
    """One pass over the events of one text."""

    def __init__(self, text: str, max_depth: int) -> None:
        import yaml
        from yaml._yaml import CParser

        self._yaml = yaml
        self._text = text
        self._next: Callable[[], Any] = CParser(text).get_event
        self._max_depth = max_depth
        self.faults: list[Fault] = []

    def read(self) -> Node | None:
        """The root node, or ``None`` with at least one fault."""
        try:
            return self._document()
        except self._yaml.YAMLError as error:
            message, line = _problem(error, self._text)
            self.faults.append(Fault("D1", message, line=line + 1))
        except _TooMuchError:
            pass
        return None

    def _document(self) -> Node | None:
        yaml = self._yaml
        self._next()
        event = self._next()
        if event.__class__ is yaml.StreamEndEvent:
            self._fail("the file is empty", 0)
            return None
        root = self._node(self._next(), 1)
        if "\\" in self._text:
            self._refuse_nul(root)
        self._next()
        event = self._next()
        if event.__class__ is not yaml.StreamEndEvent:
            self._fail("a file holds one document; another one begins here", event.start_mark.line)
            return None
        return root

    def _node(self, event: Any, depth: int) -> Node:
        kinds = self._yaml
        cls = event.__class__
        if cls is kinds.AliasEvent:
            self._fail("anchors and aliases are not allowed: write the value out", event.start_mark.line)
            return Scalar("", None, None, event.start_mark.line, 0, 0)
        if event.anchor is not None or event.tag is not None:
            self._check_properties(event)
        if cls is kinds.ScalarEvent:
            return _scalar(event)
        if depth > self._max_depth:
            self._fail(f"nested deeper than {self._max_depth} levels", event.start_mark.line)
            raise _TooMuchError
        if cls is kinds.MappingStartEvent:
            return self._mapping(event, depth)
        items: list[Node] = []
        while (item := self._next()).__class__ is not kinds.SequenceEndEvent:
            items.append(self._node(item, depth + 1))
        return Sequence(items, event.start_mark.line)

    def _mapping(self, event: Any, depth: int) -> Mapping:
        scalar, end, following = self._yaml.ScalarEvent, self._yaml.MappingEndEvent, self._next
        pairs: list[tuple[Scalar, Node]] = []
        names: set[str] = set()
        while (first := following()).__class__ is not end:
            key: Scalar | None = None
            if first.__class__ is scalar and first.anchor is None and first.tag is None:
                key = _scalar(first)
            else:
                self._node(first, depth + 1)
            second = following()
            if second.__class__ is scalar and second.anchor is None and second.tag is None:
                value: Node = _scalar(second)
            else:
                value = self._node(second, depth + 1)
            if key is not None and 0 < len(key.text) <= MAX_KEY:
                names.add(key.text)
                pairs.append((key, value))
            else:
                message = f"a key must be a text of 1 to {MAX_KEY} characters without tag"
                self._fail(message, first.start_mark.line)
        if len(names) != len(pairs):
            self._report_duplicates(pairs)
        if _MERGE_KEY in names:
            self._refuse_merge_keys(pairs)
        return Mapping(pairs, event.start_mark.line)

    def _refuse_nul(self, node: Node) -> None:
        """Faults for texts with the character NUL, which only an escape can bring in."""
        if isinstance(node, Scalar):
            if "\0" in node.text:
                self._fail("a text must not contain the character NUL", node.line)
        elif isinstance(node, Mapping):
            for key, value in node.pairs:
                self._refuse_nul(key)
                self._refuse_nul(value)
        else:
            for item in node.items:
                self._refuse_nul(item)

    def _check_properties(self, event: Any) -> None:
        if event.anchor is not None:
            self._fail("anchors and aliases are not allowed: write the value out", event.start_mark.line)
        allowed = _COLLECTION_TAGS.get(event.__class__.__name__, _SCALAR_TAGS)
        if event.tag is not None and event.tag not in allowed:
            self._fail(f"the tag {event.tag[:60]!r} is not allowed here", event.start_mark.line)

    def _report_duplicates(self, pairs: list[tuple[Scalar, Node]]) -> None:
        first: dict[str, int] = {}
        for key, _ in pairs:
            if key.text in first:
                earlier = first[key.text] + 1
                self._fail(f"the key {key.text[:60]!r} was already given in line {earlier}", key.line)
            first.setdefault(key.text, key.line)

    def _refuse_merge_keys(self, pairs: list[tuple[Scalar, Node]]) -> None:
        for key, _ in pairs:
            if key.text == _MERGE_KEY and key.style is None:
                self._fail("merge keys are not allowed: write the keys out", key.line)

    def _fail(self, message: str, line: int) -> None:
        self.faults.append(Fault("D1", message, line=line + 1))
        if len(self.faults) >= MAX_FAULTS:
            raise _TooMuchError


def _scalar(event: Any) -> Scalar:
    """The scalar of an event; made by the tuple's own constructor, as there are half a million in 7 MB."""
    start = event.start_mark
    return _new(
        Scalar, (event.value, event.style or None, event.tag, start.line, start.index, event.end_mark.index)
    )


def _problem(error: Any, text: str) -> tuple[str, int]:
    """What the YAML parser complains of, as a sentence, and the line from 0."""
    mark = getattr(error, "problem_mark", None)
    if mark is None:
        before = text.encode()[: error.position].decode(errors="ignore")
        return f"not YAML: {error.reason}", sum(before.count(mark) for mark in BREAKS)
    context = f" {error.context}" if error.context else ""
    last = sum(text.rstrip("\n").count(mark) for mark in BREAKS)
    return f"not YAML: {error.problem}{context}", min(mark.line, last)
