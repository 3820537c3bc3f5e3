"""Nodes to documents: every value that can be read, and a fault for everything of the wrong shape.

Reading is lenient where a later schema may differ (documents.md N2): unknown keys and types survive in the
values, and unknown keys are reported as faults of rule D1 (N1) for ``validate`` to show.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from navwarn.core.event import EXTENSION_KEY, NVD_FIELDS, SCAN_FIELDS, DetectionType, Event, EventType
from navwarn.core.instant import ZERO, Instant, parse_instant
from navwarn.documents.document import AdvisoryDocument, Document
from navwarn.documents.fault import Fault
from navwarn.documents.node import Mapping, Scalar, Sequence, is_null
from navwarn.documents.parse import MAX_FAULTS, TIMESTAMP_TAG

if TYPE_CHECKING:
    from collections.abc import Iterator

    from navwarn.documents.node import Node

Path = tuple[str | int, ...]

_NOTE_KEYS = frozenset({"note"})
DATA_KEYS: dict[str, frozenset[str]] = {
    EventType.DETECTION: frozenset({"type", "data"}),
    EventType.TRUE_POSITIVE: _NOTE_KEYS,
    EventType.FALSE_POSITIVE: frozenset({"type", "note"}),
    EventType.PENDING_UPSTREAM_FIX: _NOTE_KEYS,
    EventType.FIXED: frozenset({"fixed-version"}),
    EventType.FIX_NOT_PLANNED: _NOTE_KEYS,
    EventType.ANALYSIS_NOT_PLANNED: _NOTE_KEYS,
}
_INNER_TYPES = frozenset({DetectionType.NVDAPI, DetectionType.SCAN_V1})
_INNER_KEYS = frozenset({*NVD_FIELDS, *SCAN_FIELDS})


def plain(node: Node) -> Any:
    """The node as text, ``None``, lists and dictionaries; of duplicate keys the first counts."""
    if node.__class__ is Scalar:
        return None if node.style is None and is_null(node) else node.text
    if isinstance(node, Mapping):
        value: dict[str, Any] = {}
        for key, item in node.pairs:
            value.setdefault(key.text, plain(item))
        return value
    return [plain(item) for item in node.items]  # type: ignore[union-attr]


def decode(root: Node) -> tuple[Document | None, list[Fault]]:
    """The document that the nodes make, and what is wrong with its shape; ``None`` if it is no mapping.

    A document with ``MAX_FAULTS`` values of the wrong shape is not read on: it is ``None`` too. Unknown keys
    beyond that number, which keep nothing from being read, are one fault together.
    """
    decoder = _Decoder()
    try:
        document = decoder.document(root)
    except _TooManyFaultsError:
        document = None
    return document, [*decoder.faults, *decoder.unlisted()]


class _TooManyFaultsError(Exception):
    """So much has the wrong shape that reading on would tell nobody anything."""


class _Decoder:
    """One pass over the nodes of one document."""

    def __init__(self) -> None:
        self.faults: list[Fault] = []
        self._misshapen = 0
        self._unknown_keys = 0
        self._first_unlisted: tuple[Path, int] = ((), 0)

    def unlisted(self) -> Iterator[Fault]:
        """One fault for all the unknown keys that are not listed, at the first of them."""
        more = self._unknown_keys - MAX_FAULTS
        if more > 0:
            path, line = self._first_unlisted
            yield Fault("D1", f"unknown keys here and in {more - 1} more places", path, line + 1)

    def document(self, root: Node) -> Document | None:
        fields = self._fields(root, (), "the document")
        if fields is None:
            return None
        version = fields.pop("schema-version", None)
        package = fields.pop("package", None)
        advisories = self._list(fields.pop("advisories", None), ("advisories",))
        return Document(
            schema_version="1" if version is None else self._text(version, ("schema-version",)),
            package=self._package(package),
            advisories=tuple(
                self._advisory(item, ("advisories", index)) for index, item in enumerate(advisories)
            ),
            extra=self._unknown(fields, (), root),
        )

    def _package(self, node: Node | None) -> str:
        fields = None if node is None else self._fields(node, ("package",), "package")
        if fields is None:
            return ""
        name = fields.pop("name", None)
        self._unknown(fields, ("package",), node)
        return "" if name is None else self._text(name, ("package", "name"))

    def _advisory(self, node: Node, path: Path) -> AdvisoryDocument:
        fields = self._fields(node, path, "an advisory") or {}
        identifier = fields.pop("id", None)
        aliases = self._list(fields.pop("aliases", None), (*path, "aliases"))
        events = self._list(fields.pop("events", None), (*path, "events"))
        extension = self._extension(fields, path)
        return AdvisoryDocument(
            id="" if identifier is None else self._text(identifier, (*path, "id")),
            aliases=tuple(
                [self._text(item, (*path, "aliases", index)) for index, item in enumerate(aliases)]
            ),
            events=tuple([self._event(item, (*path, "events", index)) for index, item in enumerate(events)]),
            extra=self._unknown(fields, path, node) if fields else {},
            extension=extension,
        )

    def _event(self, node: Node, path: Path) -> Event:
        fields = self._fields(node, path, "an event") or {}
        moment = fields.pop("timestamp", None)
        name = fields.pop("type", None)
        data = fields.pop("data", None)
        extension = self._extension(fields, path) if fields else {}
        kind = "" if name is None else self._text(name, (*path, "type"))
        if data is not None:
            self._check_data(kind, data, (*path, "data"))
        return Event(
            timestamp=ZERO if moment is None else self._instant(moment, (*path, "timestamp")),
            type=kind,
            data=None if data is None else plain(data),
            extra=self._unknown(fields, path, node) if fields else {},
            extension=extension,
        )

    def _check_data(self, kind: str, node: Node, path: Path) -> None:
        """Faults for keys and values that the data of a known event type must not have."""
        known = DATA_KEYS.get(kind)
        if known is None:
            return
        if not isinstance(node, Mapping):
            if kind == EventType.TRUE_POSITIVE and not is_null(node):
                self._fault("data must be a mapping", path, node.line)  # for the others it is rule D17
            return
        for key, value in node.pairs:
            if key.text not in known:
                self._unknown_key(key.text, path, key.line)
            elif key.text != "data" and not isinstance(value, Scalar):
                self._fault(f"{key.text} must be text", (*path, key.text), value.line)
        inner = node.get("data")
        if isinstance(inner, Mapping) and plain(node).get("type") in _INNER_TYPES:
            for key, value in inner.pairs:  # unknown keys may hold anything (documents.md N1)
                if key.text in _INNER_KEYS and not isinstance(value, Scalar):
                    self._fault(f"{key.text} must be text", (*path, "data", key.text), value.line)

    def _instant(self, node: Node, path: Path) -> Instant:
        if not isinstance(node, Scalar):
            self._fault("timestamp must be a timestamp", path, node.line)
        elif node.tag != TIMESTAMP_TAG and (node.style is not None or node.tag is not None):
            self._fault("timestamp must be written without quotes", path, node.line)
        elif node.text.endswith("z"):  # RFC 3339 has it, YAML's timestamps do not (documents.md T1)
            self._fault("timestamp: write the Z at its end as a capital", path, node.line)
        elif not is_null(node):
            try:
                return parse_instant(node.text)
            except ValueError as error:
                self._fault(f"timestamp: {error}", path, node.line)
        return ZERO

    def _text(self, node: Node, path: Path) -> str:
        if node.__class__ is Scalar:
            return "" if node.style is None and is_null(node) else node.text
        self._fault(f"{_name(path)} must be text", path, node.line)
        return ""

    def _list(self, node: Node | None, path: Path) -> list[Node]:
        if node is None or is_null(node):
            return []
        if isinstance(node, Sequence):
            return node.items
        self._fault(f"{_name(path)} must be a list", path, node.line)
        return []

    def _fields(self, node: Node, path: Path, what: str) -> dict[str, Node] | None:
        if node.__class__ is Mapping:
            fields: dict[str, Node] = {}
            for key, value in node.pairs:
                fields.setdefault(key.text, value)
            return fields
        self._fault(f"{what} must be a mapping", path, node.line)
        return None

    def _extension(self, fields: dict[str, Node], path: Path) -> dict[str, Any]:
        node = fields.pop(EXTENSION_KEY, None)
        if node is None:
            return {}
        if isinstance(node, Mapping):
            extension: dict[str, Any] = plain(node)
            return extension
        self._fault(f"{EXTENSION_KEY} must be a mapping", (*path, EXTENSION_KEY), node.line)
        return {}

    def _unknown(self, fields: dict[str, Node], path: Path, node: Node | None) -> dict[str, Any]:
        """The values of the keys that are left over, each a fault in the line of its key."""
        lines = {key.text: key.line for key, _ in reversed(node.pairs)} if isinstance(node, Mapping) else {}
        for key in fields:
            self._unknown_key(key, path, lines[key])
        return {key: plain(value) for key, value in fields.items()}

    def _unknown_key(self, key: str, path: Path, line: int) -> None:
        self._unknown_keys += 1
        if self._unknown_keys <= MAX_FAULTS:
            self.faults.append(Fault("D1", f"unknown key {key[:60]!r}", (*path, key), line + 1))
        elif self._unknown_keys == MAX_FAULTS + 1:
            self._first_unlisted = ((*path, key), line)

    def _fault(self, message: str, path: Path, line: int) -> None:
        self._misshapen += 1
        if self._misshapen == MAX_FAULTS:
            message = f"{MAX_FAULTS} values have the wrong shape: from here on nothing was read"
            self.faults.append(Fault("D1", message, line=line + 1))
            raise _TooManyFaultsError
        self.faults.append(Fault("D1", message, path, line + 1))


def _name(path: Path) -> str:
    """The last key of a path, for a sentence about it."""
    return next((part for part in reversed(path) if isinstance(part, str)), "the document")
