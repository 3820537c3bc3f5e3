"""What the page about feeds says."""

from __future__ import annotations

from enum import StrEnum

from msgspec import Struct

from navwarn.core.instant import Instant


class FeedFormat(StrEnum):
    """The formats whose use the page explains; the value is the command line's word."""

    SECDB = "secdb"
    OSV = "osv"
    OPENVEX = "openvex"
    CSAF = "csaf"
    CYCLONEDX = "cyclonedx"
    VEX_REPOSITORY = "vex-repository"
    ATOM = "atom"
    JSON_FEED = "json-feed"
    CSV = "csv"


class Feed(Struct, frozen=True):
    """One published feed of one distribution.

    ``path`` starts with a slash and is relative to the site, such as ``/acme/security.json``.
    ``specification`` names format and version (``OSV 1.7.0``). ``entries`` counts what it lists; ``changed``
    is when its content last changed; ``size`` is in bytes; ``signature`` is the path of a detached signature;
    each is ``None`` (empty for the signature) where it is not known. ``cannot_say`` tells what the format
    loses, in words, such as ``dates, severity, why``.
    """

    distribution: str
    format: FeedFormat
    specification: str
    path: str
    media_type: str
    entries: int | None = None
    changed: Instant | None = None
    size: int | None = None
    signature: str = ""
    cannot_say: str = ""


class Feeds(Struct, frozen=True):
    """Every feed that this reader may see, grouped by distribution in the order given."""

    feeds: tuple[Feed, ...] = ()
