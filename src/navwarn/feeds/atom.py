"""Lists of advisories as Atom (RFC 4287): one entry for each advisory, renewed when it changes."""

from __future__ import annotations

from typing import TYPE_CHECKING
from xml.etree.ElementTree import Element, SubElement, indent, tostring

from navwarn.core.instant import format_instant
from navwarn.core.plain import plain
from navwarn.feeds.channel import headline, one_line, summary

if TYPE_CHECKING:
    from collections.abc import Sequence

    from navwarn.core.instant import Instant
    from navwarn.core.listing import Listing
    from navwarn.feeds.channel import Channel

MEDIA_TYPE = "application/atom+xml"
_NAMESPACE = "http://www.w3.org/2005/Atom"


def render(channel: Channel, rows: Sequence[Listing]) -> bytes:
    """The feed, rows in the order given."""
    feed = Element("feed", {"xmlns": _NAMESPACE})
    _text(feed, "id", channel.address)
    _text(feed, "title", one_line(channel.title))
    _time(feed, "updated", channel.updated(rows))
    _text(SubElement(feed, "author"), "name", one_line(channel.author))
    _link(feed, "self", channel.address, MEDIA_TYPE)
    _link(feed, "alternate", channel.page, "text/html")
    if channel.older:
        _link(feed, "next", channel.older, MEDIA_TYPE)
    for row in rows:
        _entry(feed, channel, row)
    indent(feed)
    body: bytes = tostring(feed, "utf-8", xml_declaration=True)
    return body + b"\n"


def _entry(feed: Element, channel: Channel, row: Listing) -> None:
    entry = SubElement(feed, "entry")
    _text(entry, "id", channel.identity(row))
    _text(entry, "title", headline(row))
    _time(entry, "updated", row.updated)
    _time(entry, "published", row.published)
    _link(entry, "alternate", channel.link(row), "text/html")
    SubElement(entry, "category", {"term": row.status.value, "label": row.status.label})
    _text(entry, "summary", summary(row))


def _text(parent: Element, name: str, text: str) -> None:
    SubElement(parent, name).text = plain(text)


def _time(parent: Element, name: str, moment: Instant) -> None:
    SubElement(parent, name).text = format_instant(moment)


def _link(parent: Element, relation: str, address: str, media_type: str) -> None:
    SubElement(parent, "link", {"rel": relation, "type": media_type, "href": plain(address)})
