"""View models to HTML."""

from __future__ import annotations

import re
from functools import cache, lru_cache
from types import SimpleNamespace
from typing import TYPE_CHECKING, Any

from jinja2 import Environment, PackageLoader, StrictUndefined, Template

from navwarn.core.instant import format_instant
from navwarn.core.plain import plain
from navwarn.core.source import source_title
from navwarn.pages import figure
from navwarn.pages.address import linkable, pieces
from navwarn.pages.asset import asset_name, icon
from navwarn.pages.content import content
from navwarn.pages.frame import NAVIGATION, frame_of
from navwarn.pages.link import Links
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
from navwarn.pages.view.suggestion import SuggestionKind, Suggestions
from navwarn.pages.view.vulnerability import Vulnerability
from navwarn.pages.word import ICONS, LETTERS, SERVES, scorer

if TYPE_CHECKING:
    from navwarn.pages.frame import Page
    from navwarn.pages.view.site import Site
    from navwarn.pages.view.suggestion import Suggestion

_TEMPLATES = {
    Home: "home.html",
    AdvisoryList: "advisories.html",
    Vulnerability: "vulnerability.html",
    Package: "package.html",
    AdvisoryPage: "advisory.html",
    ImageList: "images.html",
    Image: "image.html",
    Diff: "diff.html",
    Feeds: "feeds.html",
    Sources: "sources.html",
    Stats: "stats.html",
    Log: "log.html",
    About: "about.html",
    Access: "access.html",
    NotFound: "not_found.html",
    Problem: "problem.html",
}
_MOST_SUGGESTIONS = 10
_ONE_LINE = 28
_KEPT = 4096
_PARTS = re.compile(r"[-/?]")


def render(site: Site, page: Page) -> str:
    """The page as HTML. The same site and view model always make the same text."""
    links = Links(site)
    frame = frame_of(page)
    return _template(_TEMPLATES[type(page)]).render(
        site=site,
        page=page,
        link=links,
        frame=frame,
        twins=frame.twins(links),
        present=links.bare(frame.path, frame.parameters),
        **content(page, site, links),
    )


def render_suggestions(site: Site, suggestions: Suggestions) -> str:
    """The lines below the search box as a fragment of HTML: ``li`` elements, none where nothing matches."""
    links = Links(site)
    found = [(_target(links, item), item) for item in suggestions.items[:_MOST_SUGGESTIONS]]
    return _template("suggestions.html").render(found=found)


def _target(links: Links, item: Suggestion) -> str:
    match item.kind:
        case SuggestionKind.PACKAGE:
            return links.package(item.distribution, item.name)
        case SuggestionKind.ADVISORY:
            return links.advisory(item.name)
        case _:
            return links.vulnerability(item.name)


def _template(name: str) -> Template:
    return _environment().get_template(name)


@cache
def _environment() -> Environment:
    """Templates escape everything they are given, and refuse names that nobody gave them."""
    environment = Environment(
        loader=PackageLoader("navwarn.pages"),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
        finalize=_shown,
        auto_reload=False,
    )
    environment.globals.update(
        icons=ICONS,
        letters=LETTERS,
        navigation=NAVIGATION,
        asset=asset_name,
        icon=icon(),
        figure=figure,
        iso=format_instant,
        fitted=_fitted,
        wrapping=_wrapping,
        pieces=pieces,
        linkable=linkable,
        scorer=scorer,
        serves=SERVES,
        source_title=source_title,
    )
    environment.globals["m"] = _macros(environment)
    return environment


def _macros(environment: Environment) -> SimpleNamespace:
    """The macros of ``macros.html``; those that lists call for every row keep what they made."""
    module = environment.get_template("macros.html").module
    names = [name for name in vars(module) if not name.startswith("_")]
    macros = {name: getattr(module, name) for name in names}
    kept = {name: lru_cache(_KEPT)(macros[name]) for name in ("chip", "severity", "date", "clock", "nothing")}
    return SimpleNamespace(**macros | kept)


def _fitted(kind: str, text: str) -> str:
    """The class for an id or a version: one line where it is of the usual length."""
    return kind if len(text) <= _ONE_LINE else f"{kind} long"


def _wrapping(kind: str, text: str) -> str:
    """The class for a name or an address: lines end only between its parts, where these are not too long."""
    return kind if max(map(len, _PARTS.split(text))) <= _ONE_LINE else f"{kind} long"


def _shown(value: Any) -> Any:
    """What is printed, made plain where it is text; what templates made themselves is Markup and stays."""
    return plain(value) if type(value) is str else value
