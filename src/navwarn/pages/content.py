"""What a template needs besides its view model: words and addresses made from it."""

from __future__ import annotations

from functools import singledispatch
from typing import TYPE_CHECKING, Any

from navwarn.core.severity import Severity
from navwarn.pages import imaging
from navwarn.pages.chart.series import Words
from navwarn.pages.chart.spark import spark
from navwarn.pages.charts import charts
from navwarn.pages.grouping import groups
from navwarn.pages.headline import answer_words, lead, of_packages, package_words, problem_title, verdicts
from navwarn.pages.link import Links
from navwarn.pages.listing import (
    chosen_filters,
    distribution_options,
    exploited_options,
    headings,
    options,
    paging,
    tiles,
)
from navwarn.pages.recipe import recipes
from navwarn.pages.sentence import tell_entry
from navwarn.pages.timeline import timeline
from navwarn.pages.view.about import About
from navwarn.pages.view.access import Access
from navwarn.pages.view.advisory import AdvisoryPage
from navwarn.pages.view.advisory_list import DEFAULT_SORT, AdvisoryList
from navwarn.pages.view.diff import Diff
from navwarn.pages.view.feeds import Feed, Feeds
from navwarn.pages.view.home import Home
from navwarn.pages.view.image import Image
from navwarn.pages.view.images import ImageList
from navwarn.pages.view.log import Log
from navwarn.pages.view.package import Package
from navwarn.pages.view.problem import Problem
from navwarn.pages.view.site import Site
from navwarn.pages.view.stats import Stats
from navwarn.pages.view.vulnerability import Vulnerability
from navwarn.pages.word import MEANINGS, PROMINENT

if TYPE_CHECKING:
    from collections.abc import Sequence

    from navwarn.pages.chart.drawing import Drawing
    from navwarn.pages.frame import Page


@singledispatch
def content(page: Page, site: Site, links: Links) -> dict[str, Any]:
    """The names that the template of this page uses, besides ``site``, ``page``, ``frame`` and ``link``."""
    del page, site, links
    return {}


@content.register
def _home(page: Home, site: Site, links: Links) -> dict[str, Any]:
    del site
    return {"tiles": tiles(page.counts, links)}


@content.register
def _package(page: Package, site: Site, links: Links) -> dict[str, Any]:
    del links
    titles = {each.name: each.title for each in site.distributions}
    title = titles.get(page.distribution, page.distribution)
    return {"groups": groups(page.advisories), "words": package_words(page), "title": title}


@content.register
def _advisory(page: AdvisoryPage, site: Site, links: Links) -> dict[str, Any]:
    del site, links
    told = [(logged, tell_entry(logged.entry)) for logged in page.entries]
    return {"entries": sorted(told, key=lambda each: (each[1].at, each[0].entry.sequence))}


@content.register
def _feeds(page: Feeds, site: Site, links: Links) -> dict[str, Any]:
    del links
    grouped: dict[str, list[Feed]] = {}
    for feed in page.feeds:
        grouped.setdefault(feed.distribution, []).append(feed)
    return {"by_distribution": grouped, "recipes": list(recipes(site, page.feeds))}


@content.register
def _images(page: ImageList, site: Site, links: Links) -> dict[str, Any]:
    del site
    return {
        "rows": [(row, _trend(f"trend-{number}", row.trend)) for number, row in enumerate(page.rows)],
        "newest": "" if page.is_first else links.images(page.repository),
        "older": links.images(page.repository, page.older) if page.older else "",
        "imaging": imaging,
    }


@content.register
def _image(page: Image, site: Site, links: Links) -> dict[str, Any]:
    del site, links
    return {
        "answer": imaging.image_answer(page),
        "found": imaging.found(page.findings),
        "answered": imaging.subtracted_rows(page.subtracted),
        "imaging": imaging,
    }


@content.register
def _diff(page: Diff, site: Site, links: Links) -> dict[str, Any]:
    del site, links
    names = {"answer": imaging.diff_answer(page), "imaging": imaging}
    if page.found is None:
        return names
    return names | {
        "gone": imaging.found_because(page.found.findings_gone),
        "new": imaging.found_because(page.found.findings_new),
        "moves": imaging.moves(page.found.packages),
        "moved": imaging.size_change(page.found.previous.size, page.found.current.size),
    }


def _trend(name: str, values: Sequence[int]) -> Drawing | None:
    """How many vulnerabilities the images of a tag were open to, where there were several."""
    if len(values) < 2:  # noqa: PLR2004
        return None
    spelled = ", ".join(map(str, values))
    return spark(Words(name, "Vulnerabilities of the images of this tag", f"Oldest first: {spelled}"), values)


@content.register
def _stats(page: Stats, site: Site, links: Links) -> dict[str, Any]:
    del site, links
    return {"charts": list(charts(page))}


@content.register
def _log(page: Log, site: Site, links: Links) -> dict[str, Any]:
    del site, links
    return {"lines": [(line, tell_entry(line.entry)) for line in page.lines]}


@content.register
def _access(page: Access, site: Site, links: Links) -> dict[str, Any]:
    del page, links
    return {"opened": [each for each in site.distributions if not each.is_public]}


@content.register
def _problem(page: Problem, site: Site, links: Links) -> dict[str, Any]:
    del site, links
    return {"title": problem_title(page)}


@content.register
def _about(page: About, site: Site, links: Links) -> dict[str, Any]:
    del page, site, links
    return {"meanings": MEANINGS}


@content.register
def _list(page: AdvisoryList, site: Site, links: Links) -> dict[str, Any]:
    filters = page.filters
    newest, older = paging(page, links)
    return {
        "tiles": tiles(page.counts, links, filters),
        "headings": headings(filters, links),
        "chosen": chosen_filters(filters, links),
        "status_options": options(PROMINENT, filters.statuses, "Any status"),
        "severity_options": options(tuple(Severity), filters.severities, "Any severity"),
        "distribution_options": distribution_options(site.distributions, filters.distributions),
        "exploited_options": exploited_options(filters.exploited),
        "default_sort": DEFAULT_SORT,
        "newest": newest,
        "older": older,
    }


@content.register
def _vulnerability(page: Vulnerability, site: Site, links: Links) -> dict[str, Any]:
    del site, links
    return {
        "lead": lead(page),
        "verdicts": verdicts(page),
        "answer": answer_words(page),
        "answer_kind": type(page.answer).__name__,
        "packages_words": of_packages(page.total),
        "status_options": options(
            [status for status in PROMINENT if any(each.status is status for each in page.counts)],
            page.statuses,
            "Any status",
        ),
        "timeline": list(timeline(page)),
        "imaging": imaging,
    }
