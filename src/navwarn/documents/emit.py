"""Documents as canonical text, by an emitter of our own (documents.md F3-F5, N5)."""

from __future__ import annotations

from typing import TYPE_CHECKING

from navwarn.documents.arrange import arrange
from navwarn.documents.encode import encode_document
from navwarn.documents.layout import GAP_KEY, Branch, Leaf, write

if TYPE_CHECKING:
    from navwarn.documents.document import Document
    from navwarn.documents.layout import Entry, Layout
    from navwarn.documents.parse import Source


def format_source(source: Source, *, sort: bool = False) -> str:
    """The same document in canonical layout: F3, and the key order of F4.

    Texts, their spelling, tags, unknown keys and comments survive, and the order of advisories, events and
    aliases; with ``sort`` advisories and aliases get the order of F5. Comments stay before what they stood
    before, or beside it. Raises ``UnreadableDocumentError`` for what cannot be read.
    """
    layout = arrange(source)
    return write(sort_layout(layout) if sort else layout)


def encode(document: Document) -> str:
    """The canonical text of a document that was never written before; moments lose fractions of a second."""
    return write(encode_document(document))


def sort_layout(layout: Layout) -> Layout:
    """The layout with advisories ascending by id, and aliases in byte order and none twice (F5)."""
    advisories = sorted(map(_with_sorted_aliases, layout.root.items(GAP_KEY)), key=advisory_id)
    if not advisories:
        return layout
    return layout._replace(root=layout.root.replaced(GAP_KEY, Branch(tuple(advisories), is_list=True)))


def sort_aliases(aliases: tuple[Entry, ...]) -> Branch:
    """These aliases in byte order, none twice; comments above one left out move to the one kept."""
    kept: dict[str, Entry] = {}
    for entry in sorted(aliases, key=item_text):
        name = item_text(entry)
        first = kept.setdefault(name, entry)
        if first is not entry:
            kept[name] = first._replace(above=first.above + entry.above)
    return Branch(tuple(kept.values()), is_list=True)


def advisory_id(advisory: Entry) -> str:
    """The id of an advisory in a layout; an empty text where it has none."""
    return advisory.value.text("id") if isinstance(advisory.value, Branch) else ""


def item_text(item: Entry) -> str:
    """What a scalar item of a list says; an empty text for a collection."""
    return item.value.text if isinstance(item.value, Leaf) else ""


def _with_sorted_aliases(advisory: Entry) -> Entry:
    value = advisory.value
    if not isinstance(value, Branch) or not value.items("aliases"):
        return advisory
    return advisory._replace(value=value.replaced("aliases", sort_aliases(value.items("aliases"))))
