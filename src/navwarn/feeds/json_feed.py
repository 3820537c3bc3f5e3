"""Lists of advisories as JSON Feed 1.1: what the Atom feed says, for those who prefer JSON."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import msgspec

from navwarn.core.instant import format_instant
from navwarn.core.plain import plain
from navwarn.feeds.channel import headline, one_line, summary

if TYPE_CHECKING:
    from collections.abc import Sequence

    from navwarn.core.listing import Listing
    from navwarn.feeds.channel import Channel

MEDIA_TYPE = "application/feed+json"
_VERSION = "https://jsonfeed.org/version/1.1"


def render(channel: Channel, rows: Sequence[Listing]) -> bytes:
    """The feed, rows in the order given."""
    feed: dict[str, Any] = {
        "version": _VERSION,
        "title": one_line(channel.title),
        "home_page_url": plain(channel.page),
        "feed_url": plain(channel.address),
    }
    if channel.older:
        feed["next_url"] = plain(channel.older)
    feed["authors"] = [{"name": one_line(channel.author)}]
    feed["items"] = [_item(channel, row) for row in rows]
    return msgspec.json.format(msgspec.json.encode(feed), indent=2) + b"\n"


def _item(channel: Channel, row: Listing) -> dict[str, Any]:
    return {
        "id": channel.identity(row),
        "url": plain(channel.link(row)),
        "title": headline(row),
        "content_text": summary(row),
        "date_published": format_instant(row.published),
        "date_modified": format_instant(row.updated),
        "tags": [row.status.value, row.severity.value],
    }
