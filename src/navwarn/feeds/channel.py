"""What the feeds for readers of news have in common: a channel, and the words and addresses of its rows."""

from __future__ import annotations

from typing import TYPE_CHECKING
from urllib.parse import quote, urlsplit

from msgspec import Struct

from navwarn.core.instant import Instant, format_instant
from navwarn.core.plain import plain

if TYPE_CHECKING:
    from collections.abc import Sequence

    from navwarn.core.listing import Listing


class Channel(Struct, frozen=True):
    """A list that can be followed.

    ``title`` names it, ``author`` who publishes it. ``site`` is the public address of the front page without
    a final slash, ``page`` that of the list as a page, ``address`` that of the feed itself and ``older`` that
    of its next older part, empty on the last (RFC 5005). ``changed`` is when the list last changed, for the
    case that it has no rows.
    """

    title: str
    author: str
    site: str
    page: str
    address: str
    changed: Instant
    older: str = ""

    def updated(self, rows: Sequence[Listing]) -> Instant:
        """When the newest of the rows was updated; without rows, when the list changed."""
        return max((row.updated for row in rows), default=self.changed)

    def identity(self, row: Listing) -> str:
        """A name for the advisory that never changes: a ``tag:`` URI (RFC 4151)."""
        host = urlsplit(self.site).hostname or "localhost"
        return f"tag:{quote(host)},{format_instant(row.published)[:4]}:{_segment(row.advisory)}"

    def link(self, row: Listing) -> str:
        """The address of the advisory's page."""
        return f"{self.site}/advisories/{_segment(row.advisory)}"


def headline(row: Listing) -> str:
    """The row in one line: ``CVE-2023-44487 in nghttp2: Fixed in 1.57.0-r0``."""
    version = f" in {row.fixed_version}" if row.fixed_version else ""
    return one_line(f"{row.vulnerability} in {row.package}: {row.status.label}{version}")


def summary(row: Listing) -> str:
    """What there is to say in a few lines: upstream's title, severity, our note."""
    exploited = ", known to be exploited" if row.exploited else ""
    known = f"Also known as {', '.join(row.aliases)}." if row.aliases else ""
    lines = (row.title, f"Severity: {row.severity.label}{exploited}.", known, row.note)
    return plain("\n".join(line for line in lines if line))


def one_line(text: str) -> str:
    """The text on one line, fit to be shown."""
    return " ".join(plain(text).split())


def _segment(text: str) -> str:
    return quote(text, safe="", errors="replace")
