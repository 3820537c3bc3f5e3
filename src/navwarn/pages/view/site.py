"""What every page knows of the site it stands on."""

from __future__ import annotations

from msgspec import Struct, field

from navwarn.core.instant import Instant


class DistributionName(Struct, frozen=True):
    """A distribution that this reader may see; ``is_public`` is false for one that a token opened."""

    name: str
    title: str
    is_public: bool = True


class MomentsAsked(Struct, frozen=True):
    """The moments a reader asked for in the address; links keep them from page to page.

    ``as_of`` bounds event time. ``known_at`` is a time of the ledger or, where the reader named an entry,
    ``known`` is its sequence number; only one of the two is given. All ``None`` means the present.
    """

    as_of: Instant | None = None
    known_at: Instant | None = None
    known: int | None = None

    @property
    def is_present(self) -> bool:
        """Whether the reader looks at everything recorded, whenever it was true."""
        return self.as_of is None and self.known_at is None and self.known is None


class Site(Struct, frozen=True):
    """The site a page is rendered for.

    ``title`` names the publisher, such as ``Acme Linux``. ``url`` is the public address of the front page
    without a final slash (``https://advisories.acme.example/nav``); feeds and commands to copy need it.
    ``base`` is the path below which the site lives, empty or like ``/nav``; links start with it.
    ``search`` is the text in the search box of the header.
    """

    title: str
    url: str
    base: str = ""
    distributions: tuple[DistributionName, ...] = ()
    moments: MomentsAsked = field(default_factory=MomentsAsked)
    search: str = ""
