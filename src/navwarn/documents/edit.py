"""Edits: the text of a document after its advisories changed, with everything else as it was.

Whatever says the same as before keeps its spelling, its comments and its unknown keys; only what is new is
written by rule (documents.md F5, F7; architecture.md law 4).
"""

from __future__ import annotations

from collections import defaultdict, deque
from typing import TYPE_CHECKING, Any

from navwarn.core.entry import event_identity
from navwarn.core.event import EXTENSION_KEY
from navwarn.core.instant import SECOND
from navwarn.documents.arrange import ADVISORY_KEYS, DOCUMENT_KEYS, arrange
from navwarn.documents.decode import decode
from navwarn.documents.document import SCHEMA_VERSION, AdvisoryDocument, Document
from navwarn.documents.emit import advisory_id, item_text, sort_aliases, sort_layout
from navwarn.documents.encode import (
    encode_advisory,
    encode_document,
    encode_event,
    encode_value,
    spell_instant,
)
from navwarn.documents.layout import Branch, Entry, Layout, write
from navwarn.documents.schema import is_newer
from navwarn.documents.style import spell

if TYPE_CHECKING:
    from navwarn.core.event import Event
    from navwarn.documents.layout import Value
    from navwarn.documents.parse import Source

_EMPTY = Branch((), is_list=False)


def edit(source: Source | None, wanted: Document, *, extended: bool = False) -> str:
    """The canonical text of a document whose advisories are to be ``wanted``.

    ``wanted`` says which ids, aliases and events there are, and with ``extended`` the fields of documents.md
    X2; without it no such fields are written. Where ``source`` says the same already, only its layout changes
    (F3): schema version, order and keys stay. Otherwise new events come last, advisories and changed alias
    lists are put in order (F5) and the schema version is stamped (S2), unless it is a later one. A ``source``
    that cannot be read counts as none.
    """
    old = None if source is None or source.root is None or source.faults else decode(source.root)[0]
    if source is None or old is None:
        return write(sort_layout(encode_document(wanted, extended=extended)))
    editor = _Editor(old, wanted, extended=extended)
    return write(editor.apply(arrange(source, is_ordered=editor.is_edited)))


class _Editor:
    """Carries a document over to what is wanted."""

    def __init__(self, old: Document, wanted: Document, *, extended: bool) -> None:
        self._old = old
        self._wanted = wanted
        self._extended = extended
        self.is_edited = not _say_the_same(old, wanted)

    def apply(self, layout: Layout) -> Layout:
        """The layout of what is wanted, made of the layout of the old document."""
        if not self.is_edited and not self._concerns_extensions():
            return layout
        advisories = self._advisories(layout.root.items("advisories"))
        root = _put(layout.root, "advisories", Branch(tuple(advisories), is_list=True), DOCUMENT_KEYS)
        return layout._replace(root=self._stamped(root) if self.is_edited else root)

    def _concerns_extensions(self) -> bool:
        documents = (self._old, self._wanted) if self._extended else (self._old,)
        advisories = [advisory for document in documents for advisory in document.advisories]
        return any(item.extension or any(event.extension for event in item.events) for item in advisories)

    def _stamped(self, root: Branch) -> Branch:
        if not is_newer(self._old.schema_version):
            root = _put(root, "schema-version", spell(SCHEMA_VERSION), DOCUMENT_KEYS)
        if self._wanted.package != self._old.package:
            entry = root.find("package")
            package = _mapping(entry.value) if entry else _EMPTY
            root = _put(root, "package", _put(package, "name", spell(self._wanted.package)), DOCUMENT_KEYS)
        return root

    def _advisories(self, entries: tuple[Entry, ...]) -> list[Entry]:
        written = {
            advisory.id: (advisory, entry)
            for advisory, entry in zip(self._old.advisories, entries, strict=True)
        }
        wanted = self._wanted.advisories
        if not self.is_edited:
            by_id = {advisory.id: advisory for advisory in wanted}
            return [self._carried(*written[old.id], by_id[old.id]) for old in self._old.advisories]
        carried = [
            self._carried(*written[advisory.id], advisory)
            if advisory.id in written
            else encode_advisory(advisory, extended=self._extended)
            for advisory in wanted
        ]
        return sorted(carried, key=advisory_id)

    def _carried(self, old: AdvisoryDocument, entry: Entry, wanted: AdvisoryDocument) -> Entry:
        """The written advisory, changed where it says something else than wanted."""
        branch = _mapping(entry.value)
        if set(old.aliases) != set(wanted.aliases):
            branch = _with_aliases(branch, wanted.aliases)
        events = self._events(old, branch.items("events"), wanted)
        if events:
            branch = _put(branch, "events", Branch(tuple(events), is_list=True), ADVISORY_KEYS)
        return entry._replace(value=self._with_extension(branch, old.extension, wanted.extension))

    def _events(
        self, old: AdvisoryDocument, entries: tuple[Entry, ...], wanted: AdvisoryDocument
    ) -> list[Entry]:
        """The written events that are wanted, in their order, then the new ones.

        Should that order tell another story than the wanted one (ties, documents.md L1), the wanted one is
        taken. Where events come or go, none keeps a fraction of a second, so that cutting off those of the
        new ones (T1) does not put them before the old.
        """
        places: dict[bytes, deque[int]] = defaultdict(deque)
        for index, event in enumerate(old.events):
            places[event_identity(event)].append(index)
        kept: list[tuple[int, Event, Entry]] = []
        for event in wanted.events:
            matching = places[event_identity(event)]
            index = matching.popleft() if matching else len(entries)
            kept.append((index, event, self._event(old, entries, index, event)))
        is_changed = len(kept) != len(entries) or any(index == len(entries) for index, _, _ in kept)
        if is_changed:
            kept = [(index, event, _without_fraction(entry, event)) for index, event, entry in kept]
        by_place = sorted(kept, key=lambda item: item[0])
        written = [old.events[index] if index < len(entries) else event for index, event, _ in by_place]
        if _timeline(written, SECOND if is_changed else 1) != _timeline(wanted.events):
            by_place = sorted(kept, key=lambda item: item[1].timestamp)
        return [entry for _, _, entry in by_place]

    def _event(self, old: AdvisoryDocument, entries: tuple[Entry, ...], index: int, event: Event) -> Entry:
        """The event as it is written, or in new writing."""
        if index == len(entries):
            return encode_event(event, extended=self._extended)
        entry = entries[index]
        if not isinstance(entry.value, Branch):
            return entry
        branch = self._with_extension(entry.value, old.events[index].extension, event.extension)
        return entry._replace(value=branch)

    def _with_extension(self, branch: Branch, old: dict[str, Any], wanted: dict[str, Any]) -> Branch:
        """The advisory or event with the extension fields it is to have (documents.md X2)."""
        new = wanted if self._extended else {}
        if new == old:
            return branch
        return _put(branch, EXTENSION_KEY, encode_value(new)) if new else _drop(branch, EXTENSION_KEY)


def _say_the_same(old: Document, wanted: Document) -> bool:
    """Whether nothing has to change: the same ids, aliases and stories, in whatever order."""
    if old.package != wanted.package or len(old.advisories) != len(wanted.advisories):
        return False
    by_id = {advisory.id: advisory for advisory in wanted.advisories}
    return all(
        (other := by_id.get(advisory.id)) is not None
        and set(advisory.aliases) == set(other.aliases)
        and _timeline(advisory.events) == _timeline(other.events)
        for advisory in old.advisories
    )


def _timeline(events: tuple[Event, ...] | list[Event], unit: int = 1) -> list[bytes]:
    """The identities of events in the order of time, counted in ``unit`` microseconds."""
    return [event_identity(event) for event in sorted(events, key=lambda event: event.timestamp // unit)]


def _mapping(value: Value) -> Branch:
    """The value if it is a mapping, else an empty one."""
    return value if isinstance(value, Branch) and not value.is_list else _EMPTY


def _with_aliases(branch: Branch, aliases: tuple[str, ...]) -> Branch:
    if not aliases:
        return _drop(branch, "aliases")
    written = {item_text(item): item for item in branch.items("aliases")}
    entries = [written.get(alias) or Entry(None, "", spell(alias)) for alias in aliases]
    return _put(branch, "aliases", sort_aliases(tuple(entries)), ADVISORY_KEYS)


def _without_fraction(entry: Entry, event: Event) -> Entry:
    """The written event with its time in whole seconds."""
    if event.timestamp % SECOND == 0 or not isinstance(entry.value, Branch):
        return entry
    return entry._replace(value=entry.value.replaced("timestamp", spell_instant(event.timestamp)))


def _put(branch: Branch, name: str, value: Value, keys: tuple[str, ...] = ()) -> Branch:
    """The mapping with a value at a name; a new pair takes its place among ``keys``, else the last."""
    if branch.find(name):
        return branch.replaced(name, value)
    rank = {key: number for number, key in enumerate(keys)}
    entries = (*branch.entries, Entry(name, name, value))
    return Branch(tuple(sorted(entries, key=lambda entry: rank.get(entry.name, len(keys)))), is_list=False)


def _drop(branch: Branch, name: str) -> Branch:
    return branch._replace(entries=tuple([entry for entry in branch.entries if entry.name != name]))
