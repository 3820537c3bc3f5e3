"""The pages, their JSON twins, and what leads to them."""

from __future__ import annotations

from typing import TYPE_CHECKING

from navwarn import __version__
from navwarn.core.identifier import is_advisory_id, normalise
from navwarn.core.status import Status
from navwarn.pages.asset import assets
from navwarn.pages.link import Links
from navwarn.pages.render import render, render_suggestions
from navwarn.pages.view.about import About
from navwarn.pages.view.access import Access
from navwarn.pages.view.suggestion import SuggestionKind
from navwarn.web import model
from navwarn.web.answer import HTML, JSON, MARKDOWN, Answer, redirect
from navwarn.web.asked import FILTER_NAMES, MOMENT_NAMES
from navwarn.web.encoding import encode, plain
from navwarn.web.route import Route
from navwarn.workflows.browse.advisory import advisory_page
from navwarn.workflows.browse.advisory_list import advisory_list_page
from navwarn.workflows.browse.feed_list import feeds_page
from navwarn.workflows.browse.home import home_page, log_page
from navwarn.workflows.browse.image_diff import diff_markdown, diff_page
from navwarn.workflows.browse.images import image_list_page, image_page
from navwarn.workflows.browse.jump import jump, package_target, suggestions
from navwarn.workflows.browse.package import package_page
from navwarn.workflows.browse.source_list import sources_page
from navwarn.workflows.browse.stats import stats_page
from navwarn.workflows.browse.visit import NothingThereError
from navwarn.workflows.browse.vulnerability import vulnerability_page

if TYPE_CHECKING:
    from collections.abc import Callable

    from navwarn.pages.frame import Page
    from navwarn.web.route import Question
    from navwarn.workflows.browse.jump import Target


def access(question: Question) -> Answer:
    """The form for a reader's token."""
    page = Access(is_refused=question.asked.flag("refused") is True)
    return Answer(render(question.site, page).encode("utf-8", "replace"), HTML)


_LARGEST_SEQUENCE = 10**15
DIFF_NAMES = ("from", "to", "platform", *MOMENT_NAMES)
"""What can be asked of a comparison."""

_ASSET_CACHE = ("cache-control", "public, max-age=31536000, immutable")


def _home(question: Question) -> Page:
    return home_page(question.visit)


def _list(question: Question) -> Page:
    return advisory_list_page(question.visit, question.asked.list_question())


def _advisory(question: Question) -> Page:
    return advisory_page(question.visit, question.path["id"])


def _vulnerability(question: Question) -> Page:
    statuses = question.asked.words(Status, "status")
    return vulnerability_page(
        question.visit, question.path["id"], q=question.asked.text("q"), statuses=statuses
    )


def _package(question: Question) -> Page:
    return package_page(question.visit, question.path["distribution"], question.path["name"])


def _feeds(question: Question) -> Page:
    return feeds_page(question.visit)


def _stats(question: Question) -> Page:
    return stats_page(question.visit)


def _log(question: Question) -> Page:
    return log_page(question.visit, question.asked.number("before", None, 0, _LARGEST_SEQUENCE))


def _about(question: Question) -> Page:
    del question
    return About(version=__version__)


def _sources(question: Question) -> Page:
    return sources_page(question.visit)


def _images(question: Question) -> Page:
    return image_list_page(
        question.visit, question.asked.text("repository"), question.asked.text("page_token")
    )


def _image(question: Question) -> Page:
    return image_page(question.visit, question.path["digest"])


def _diff(question: Question) -> Page:
    return diff_page(question.visit, *_compared(question))


def _compared(question: Question) -> tuple[str, str, str]:
    asked = question.asked
    return asked.text("from"), asked.text("to"), asked.text("platform")


def compared_as_markdown(question: Question) -> Answer:
    """What changed between two tracked images, as Markdown."""
    said = diff_markdown(question.visit, *_compared(question))
    return Answer(said.encode("utf-8", "replace"), MARKDOWN)


def page_and_twin(path: str, make: Callable[[Question], Page], names: tuple[str, ...]) -> tuple[Route, Route]:
    """The route of a page and that of its JSON twin."""

    def shown(question: Question) -> Answer:
        page = make(question)
        return Answer(render(question.site, page).encode("utf-8", "replace"), HTML)

    def told(question: Question) -> Answer:
        page = make(question)
        head = model.head(_dashed(type(page).__name__), question.visit.asked, "page")
        return Answer(encode(head | plain(page)), JSON)

    twin = "/index.json" if path == "/" else f"{path}.json"
    return Route(path, shown, names, is_page=True, is_open=False), Route(twin, told, names)


def _dashed(name: str) -> str:
    return "".join(f"-{char.lower()}" if char.isupper() else char for char in name).lstrip("-")


def search(question: Question) -> Answer:
    """Where the search box leads: to the page of an exact name, else to the list."""
    text = question.asked.text("q")
    links = Links(question.site)
    target = jump(question.visit, text) if text else None
    return redirect(_address(links, target) if target else links.to("/advisories", (("q", text),)))


def suggested(question: Question) -> Answer:
    """The lines below the search box."""
    found = suggestions(question.visit, question.asked.text("q"))
    return Answer(render_suggestions(question.site, found).encode("utf-8", "replace"), HTML)


def short_link(question: Question) -> Answer:
    """Where an id alone leads."""
    name = normalise(question.path["id"])
    target = jump(question.visit, name)
    if target is None or target.kind is SuggestionKind.PACKAGE:
        raise NothingThereError(question.path["id"])
    return redirect(_address(Links(question.site), target))


def short_package(question: Question) -> Answer:
    """Where the name of a package leads, if it is unambiguous."""
    target = package_target(question.visit, question.path["name"])
    if target is None:
        raise NothingThereError(question.path["name"])
    return redirect(_address(Links(question.site), target))


def platform_link(question: Question) -> Answer:
    """Addresses that records of scanners carry (platform-api.md FU2)."""
    if is_advisory_id(normalise(question.path["id"])):
        return short_link(question)
    return redirect(Links(question.site).vulnerability(normalise(question.path["id"])))


def platform_home(question: Question) -> Answer:
    """The platform's front page of advisories (platform-api.md WP1)."""
    return redirect(Links(question.site).to("/"))


def static(question: Question) -> Answer:
    """The style sheet, the script, the icon."""
    asset = assets().get(question.path["name"])
    if asset is None:
        raise NothingThereError(question.path["name"])
    return Answer(asset.content, asset.media_type, headers=(_ASSET_CACHE,))


def robots(question: Question) -> Answer:
    """What crawlers may read: everything but the endless combinations of filters."""
    del question
    return Answer(b"User-agent: *\nDisallow: /search\nDisallow: /suggestions\n", "text/plain; charset=utf-8")


def _address(links: Links, target: Target) -> str:
    match target.kind:
        case SuggestionKind.PACKAGE:
            return links.package(target.distribution, target.name)
        case SuggestionKind.ADVISORY:
            return links.advisory(target.name)
        case SuggestionKind.VULNERABILITY:
            return links.vulnerability(target.name)


_PAGES: tuple[tuple[str, Callable[[Question], Page], tuple[str, ...]], ...] = (
    ("/", _home, MOMENT_NAMES),
    ("/advisories", _list, (*FILTER_NAMES, *MOMENT_NAMES)),
    ("/advisories/{id}", _advisory, MOMENT_NAMES),
    ("/vulnerabilities/{id}", _vulnerability, ("q", "status", *MOMENT_NAMES)),
    ("/packages/{distribution}/{name}", _package, MOMENT_NAMES),
    ("/images", _images, ("repository", "page_token", *MOMENT_NAMES)),
    ("/images/{digest}", _image, MOMENT_NAMES),
    ("/diff", _diff, DIFF_NAMES),
    ("/feeds", _feeds, MOMENT_NAMES),
    ("/sources", _sources, MOMENT_NAMES),
    ("/stats", _stats, MOMENT_NAMES),
    ("/log", _log, ("before", *MOMENT_NAMES)),
    ("/about", _about, MOMENT_NAMES),
)
_MADE = [page_and_twin(*page) for page in _PAGES]

ROUTES = (
    *(twin for _, twin in _MADE),
    *(page for page, _ in _MADE),
    Route("/diff.md", compared_as_markdown, DIFF_NAMES),
    Route("/search", search, ("q", *MOMENT_NAMES), is_page=True, is_open=False),
    Route("/suggestions", suggested, ("q", *MOMENT_NAMES), is_open=False),
    Route("/access", access, ("refused", *MOMENT_NAMES), is_page=True, is_open=False),
    Route("/static/{name}", static),
    Route("/robots.txt", robots),
    Route("/packages/{name}", short_package, MOMENT_NAMES, is_page=True, is_open=False),
    Route("/security", platform_home, is_page=True, is_open=False),
    Route("/security/{id}", platform_link, MOMENT_NAMES, is_page=True, is_open=False),
)
SHORT = (Route("/{id}", short_link, MOMENT_NAMES, is_page=True, is_open=False),)
"""To be tried when nothing else fits."""
