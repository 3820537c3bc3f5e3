"""Addresses of this site's own pages, with base path and moments. The only place that makes them.

``ROUTES`` lists every form. Filters with several values separate them by commas. The twins of a page carry
its query: ``.json`` for all pages (``/index.json`` for the front page), ``.atom`` and ``.feed.json`` for
lists, packages and vulnerabilities, ``.csv`` for the list of advisories.
"""

from __future__ import annotations

from functools import lru_cache
from typing import TYPE_CHECKING
from urllib.parse import quote, urlencode

from navwarn.core.instant import DAY, format_exact
from navwarn.pages.figure import day

if TYPE_CHECKING:
    from collections.abc import Sequence

    from navwarn.core.instant import Instant
    from navwarn.pages.view.advisory_list import Filters
    from navwarn.pages.view.site import MomentsAsked, Site

ROUTES = (
    "/",
    "/search",
    "/suggestions",
    "/advisories",
    "/advisories/{id}",
    "/vulnerabilities/{id}",
    "/packages/{distribution}/{name}",
    "/images",
    "/images/{digest}",
    "/diff",
    "/feeds",
    "/sources",
    "/stats",
    "/log",
    "/about",
    "/access",
    "/static/{name}",
)
"""What pages link to, besides the feeds and twins that view models name."""

_SAFE = "~@:+"
_LONGEST_KEPT = 100  # ids of the usual length come again and again; nobody may fill the memory with others

Parameters = tuple[tuple[str, str], ...]


class Links:
    """Makes addresses for one rendering; every one of them keeps the moments the reader asked for."""

    __slots__ = ("_base", "_moments", "moments")

    def __init__(self, site: Site) -> None:
        self._base = site.base
        self.moments = moment_parameters(site.moments)
        self._moments = f"?{_query(self.moments)}" if self.moments else ""

    def to(self, path: str, parameters: Sequence[tuple[str, str]] = ()) -> str:
        """The address of a path whose segments are already encoded, with parameters and moments."""
        if not parameters:
            return self._base + path + self._moments
        return f"{self._base}{path}?{_query((*parameters, *self.moments))}"

    def bare(self, path: str, parameters: Sequence[tuple[str, str]] = ()) -> str:
        """The address of a path at present."""
        return self._base + path + (f"?{_query(parameters)}" if parameters else "")

    def file(self, path: str) -> str:
        """The address of a file of this site, such as a feed: below the base path whatever the path says."""
        file, mark, query = path.partition("?")
        return f"{self._base}/{_escaped(file.lstrip('/'), '/')}{mark}{_escaped(query, '=&,')}"

    def advisories(self, filters: Filters, parameters: Parameters = (), twin: str = "") -> str:
        """The list under these filters."""
        return self.to(f"/advisories{twin}", (*filter_parameters(filters), *parameters))

    def vulnerability(self, vulnerability: str, twin: str = "") -> str:
        """The page of a vulnerability."""
        return self.to(vulnerability_path(vulnerability) + twin)

    def package(self, distribution: str, package: str, twin: str = "") -> str:
        """The page of a package."""
        return self.to(package_path(distribution, package) + twin)

    def advisory(self, advisory: str, twin: str = "") -> str:
        """The page of an advisory."""
        return self.to(advisory_path(advisory) + twin)

    def image(self, digest: str) -> str:
        """The page of a tracked image."""
        return self.to(image_path(digest))

    def images(self, repository: str = "", token: str = "") -> str:
        """The list of tracked images, of all repositories or one; the page a token leads to."""
        page = (("page_token", token),) if token else ()
        return self.to("/images", (*repository_parameters(repository), *page))

    def diff(self, previous: str, current: str, platform: str = "", twin: str = "") -> str:
        """The page that compares two images."""
        return self.to(f"/diff{twin}", diff_parameters(previous, current, platform))


def vulnerability_path(vulnerability: str) -> str:
    """The path of a vulnerability's page below the base path."""
    return f"/vulnerabilities/{segment(vulnerability)}"


def package_path(distribution: str, package: str) -> str:
    """The path of a package's page below the base path."""
    return f"/packages/{segment(distribution)}/{segment(package)}"


def advisory_path(advisory: str) -> str:
    """The path of an advisory's page below the base path."""
    return f"/advisories/{segment(advisory)}"


def image_path(digest: str) -> str:
    """The path of a tracked image's page below the base path."""
    return f"/images/{segment(digest)}"


def repository_parameters(repository: str) -> Parameters:
    """The parameters that ask for the images of a repository, of all where it is empty."""
    return (("repository", repository),) if repository else ()


def diff_parameters(previous: str, current: str, platform: str = "") -> Parameters:
    """The parameters that ask for a comparison again; what is empty is left out."""
    asked = (("from", previous), ("to", current), ("platform", platform))
    return tuple(pair for pair in asked if pair[1])


def segment(text: str) -> str:
    """The text as one segment of a path."""
    return _quoted(text) if len(text) <= _LONGEST_KEPT else quote(text, safe=_SAFE, errors="replace")


@lru_cache(maxsize=4096)
def _quoted(text: str) -> str:
    return quote(text, safe=_SAFE, errors="replace")


def moment_parameters(moments: MomentsAsked) -> Parameters:
    """The parameters that ask for these moments again."""
    asked: list[tuple[str, str]] = []
    if moments.as_of is not None:
        asked.append(("as_of", moment_text(moments.as_of)))
    if moments.known_at is not None:
        asked.append(("known_at", moment_text(moments.known_at)))
    elif moments.known is not None:
        asked.append(("known_at", str(moments.known)))
    return tuple(asked)


def moment_text(moment: Instant) -> str:
    """The moment as a person may have typed it: a date stands for the end of its day."""
    return day(moment) if (moment + 1) % DAY == 0 else format_exact(moment)


def filter_parameters(filters: Filters) -> Parameters:
    """The parameters that ask for these filters again; what is at its default is left out."""
    exploited = "" if filters.exploited is None else str(filters.exploited).lower()
    asked = (
        ("q", filters.q),
        ("status", ",".join(filters.statuses)),
        ("severity", ",".join(filters.severities)),
        ("package", ",".join(filters.packages)),
        ("distribution", ",".join(filters.distributions)),
        ("since", "" if filters.since is None else day(filters.since)),
        ("until", "" if filters.until is None else day(filters.until)),
        ("exploited", exploited),
        ("sort", "" if filters.sort == type(filters)().sort else filters.sort),
    )
    return tuple(pair for pair in asked if pair[1])


def _escaped(text: str, safe: str) -> str:
    return quote(text, safe=safe + _SAFE, errors="replace")


def _query(parameters: Sequence[tuple[str, str]]) -> str:
    return urlencode(parameters, safe=",:", errors="replace", quote_via=quote)
