"""What the page of a package says."""

from __future__ import annotations

from msgspec import Struct

from navwarn.core.instant import Instant
from navwarn.core.listing import Listing


class FixedHere(Struct, frozen=True):
    """A vulnerability (display id) that a version fixed."""

    vulnerability: str
    advisory: str


class PublishedVersion(Struct, frozen=True):
    """A version that was published, when (where known), for which architectures, and what it fixed."""

    version: str
    published: Instant | None = None
    architectures: tuple[str, ...] = ()
    fixes: tuple[FixedHere, ...] = ()


class Package(Struct, frozen=True):
    """The page of one package of one distribution.

    ``advisories`` come in any order: the page groups them by exposure and status and keeps the order within a
    group. ``versions`` are newest first; the first is the latest. ``subpackages`` share its version. ``more``
    counts advisories that are left out because the page is full, ``more_versions`` versions.
    """

    distribution: str
    name: str
    description: str = ""
    advisories: tuple[Listing, ...] = ()
    versions: tuple[PublishedVersion, ...] = ()
    subpackages: tuple[str, ...] = ()
    more: int = 0
    more_versions: int = 0
