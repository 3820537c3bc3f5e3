"""What stands around the content of a page: its title, its place in the navigation, its twins."""

from __future__ import annotations

from typing import TYPE_CHECKING

from msgspec import Struct

from navwarn.pages.headline import vulnerability_title
from navwarn.pages.imaging import diff_title, image_title
from navwarn.pages.link import (
    Parameters,
    advisory_path,
    diff_parameters,
    filter_parameters,
    image_path,
    package_path,
    repository_parameters,
    vulnerability_path,
)
from navwarn.pages.view.about import About
from navwarn.pages.view.access import Access
from navwarn.pages.view.advisory import AdvisoryPage
from navwarn.pages.view.advisory_list import AdvisoryList
from navwarn.pages.view.diff import Diff
from navwarn.pages.view.feeds import Feeds
from navwarn.pages.view.home import Home
from navwarn.pages.view.image import Image
from navwarn.pages.view.images import ImageList
from navwarn.pages.view.log import Log
from navwarn.pages.view.package import Package
from navwarn.pages.view.problem import NotFound, Problem
from navwarn.pages.view.sources import Sources
from navwarn.pages.view.stats import Stats
from navwarn.pages.view.vulnerability import Vulnerability

if TYPE_CHECKING:
    from navwarn.pages.link import Links

Page = (
    Home | AdvisoryList | Vulnerability | Package | AdvisoryPage | Feeds | Sources | Stats | Log | About
) | (ImageList | Image | Diff | Access | NotFound | Problem)
"""The view models that are whole pages."""

_JSON = ("application/json", "JSON", ".json")
_ATOM = ("application/atom+xml", "Atom", ".atom")
_JSON_FEED = ("application/feed+json", "JSON Feed", ".feed.json")
_CSV = ("text/csv", "CSV", ".csv")
_MARKDOWN = ("text/markdown", "Markdown", ".md")
_PLAIN = (_JSON,)
_COMPARED = (_JSON, _MARKDOWN)
_FOLLOWED = (_JSON, _ATOM, _JSON_FEED)
_LISTED = (_CSV, *_FOLLOWED)

NAVIGATION = (
    ("advisories", "/advisories", "Advisories"),
    ("images", "/images", "Images"),
    ("feeds", "/feeds", "Feeds"),
    ("sources", "/sources", "Sources"),
    ("stats", "/stats", "Stats"),
    ("log", "/log", "Log"),
    ("about", "/about", "About"),
)
"""Section, path and word of each entry of the navigation."""


class Twin(Struct, frozen=True):
    """The same page in another form, at an address."""

    media_type: str
    name: str
    href: str


class Frame(Struct, frozen=True):
    """The title (without the site's), the section of the navigation, the path and query, and the twins.

    ``path`` and ``parameters`` are what leads back to this page, without the moments.
    """

    title: str
    section: str = ""
    path: str = "/"
    parameters: Parameters = ()
    kinds: tuple[tuple[str, str, str], ...] = ()

    def twins(self, links: Links) -> tuple[Twin, ...]:
        """The twins at their addresses."""
        stem = "/index" if self.path == "/" else self.path
        return tuple(
            Twin(media_type, name, links.to(stem + suffix, self.parameters))
            for media_type, name, suffix in self.kinds
        )


_FIXED = {
    Home: Frame("", "home", "/", kinds=_PLAIN),
    Feeds: Frame("Feeds", "feeds", "/feeds", kinds=_PLAIN),
    Sources: Frame("Sources", "sources", "/sources", kinds=_PLAIN),
    Stats: Frame("Stats", "stats", "/stats", kinds=_PLAIN),
    Log: Frame("Log", "log", "/log", kinds=_PLAIN),
    About: Frame("What the statuses mean", "about", "/about", kinds=_PLAIN),
    Access: Frame("Private distributions", "access", "/access"),
    NotFound: Frame("Not found"),
    Problem: Frame("Something is wrong"),
}


def frame_of(page: Page) -> Frame:
    """The frame of a page."""
    match page:
        case AdvisoryList():
            parameters = filter_parameters(page.filters)
            return Frame("Advisories", "advisories", "/advisories", parameters, _LISTED)
        case Vulnerability():
            path = vulnerability_path(page.id)
            return Frame(vulnerability_title(page), "advisories", path, kinds=_FOLLOWED)
        case Package():
            path = package_path(page.distribution, page.name)
            return Frame(page.name, "advisories", path, kinds=_FOLLOWED)
        case AdvisoryPage():
            title = f"{page.advisory.id}: {page.vulnerability} in {page.advisory.package}"
            return Frame(title, "advisories", advisory_path(page.advisory.id), kinds=_PLAIN)
        case ImageList() | Image() | Diff():
            return _image_frame(page)
        case _:
            return _FIXED[type(page)]


def _image_frame(page: ImageList | Image | Diff) -> Frame:
    if isinstance(page, ImageList):
        return Frame("Images", "images", "/images", repository_parameters(page.repository), _PLAIN)
    if isinstance(page, Image):
        return Frame(image_title(page), "images", image_path(page.digest), kinds=_PLAIN)
    parameters = diff_parameters(page.previous, page.current, page.platform)
    return Frame(diff_title(page), "images", "/diff", parameters, _COMPARED if page.found else ())
