"""Lists to follow or to take along: Atom, JSON Feed and CSV of any list, package or vulnerability."""

from __future__ import annotations

from typing import TYPE_CHECKING

from msgspec.structs import replace

from navwarn.core.instant import ZERO
from navwarn.feeds import atom, json_feed, list_csv
from navwarn.feeds.channel import Channel
from navwarn.pages.link import Links, filter_parameters
from navwarn.pages.view.site import MomentsAsked
from navwarn.web.answer import Answer
from navwarn.web.asked import FILTER_NAMES, MOMENT_NAMES
from navwarn.web.feed import CSV
from navwarn.web.route import Route
from navwarn.workflows.browse.advisory_list import ListAnswer, ListQuestion, advisory_list
from navwarn.workflows.browse.package import package_page
from navwarn.workflows.browse.vulnerability import vulnerability_page

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from navwarn.core.listing import Listing
    from navwarn.pages.view.advisory_list import Filters
    from navwarn.web.route import Question

MOST_ROWS = 10_000
"""How many rows a CSV holds: enough for a person, few enough to be made while one waits."""

_PAGE = 200
_SUFFIXES = {".atom": atom, ".feed.json": json_feed}


def exported(question: Question) -> Answer:
    """The list as CSV."""
    asked = replace(question.asked.list_question(), page_size=_PAGE)
    rows: list[Listing] = []
    while True:
        found = advisory_list(question.visit, asked)
        rows += found.rows
        if not found.next or len(rows) >= MOST_ROWS:
            break
        asked = replace(asked, page_token=found.next)
    headers = (("content-disposition", 'attachment; filename="advisories.csv"'),)
    return Answer("".join(list_csv.render(rows)).encode("utf-8", "replace"), CSV, headers=headers)


def _list_rows(question: Question) -> tuple[ListAnswer, ListQuestion]:
    asked = question.asked.list_question()
    return advisory_list(question.visit, asked), asked


def _followed_list(suffix: str) -> Callable[[Question], Answer]:
    def answer(question: Question) -> Answer:
        found, asked = _list_rows(question)
        older = (("page_token", found.next),) if found.next else ()
        return _feed(question, suffix, "/advisories", found.rows, _title(asked.filters), asked.filters, older)

    return answer


def _followed_package(suffix: str) -> Callable[[Question], Answer]:
    def answer(question: Question) -> Answer:
        distribution, name = question.path["distribution"], question.path["name"]
        page = package_page(question.visit, distribution, name)
        path = Links(replace(question.site, base="", moments=MomentsAsked())).package(distribution, name)
        return _feed(question, suffix, path, page.advisories[:_PAGE], f"{name} in {distribution}")

    return answer


def _followed_vulnerability(suffix: str) -> Callable[[Question], Answer]:
    def answer(question: Question) -> Answer:
        page = vulnerability_page(question.visit, question.path["id"])
        asked = ListQuestion(vulnerabilities=(page.id, *(one.id for one in page.others)), page_size=_PAGE)
        found = advisory_list(question.visit, asked)
        path = Links(replace(question.site, base="", moments=MomentsAsked())).vulnerability(page.id)
        return _feed(question, suffix, path, found.rows, page.id)

    return answer


def _title(filters: Filters) -> str:
    return "advisories" if filters.is_empty else "some advisories"


def _feed(
    question: Question,
    suffix: str,
    path: str,
    rows: Sequence[Listing],
    what: str,
    filters: Filters | None = None,
    older: tuple[tuple[str, str], ...] = (),
) -> Answer:
    site, kind = question.site, _SUFFIXES[suffix]
    links = Links(replace(site, base=site.url))
    parameters = filter_parameters(filters) if filters else ()
    channel = Channel(
        title=f"{site.title}: {what}",
        author=site.title,
        site=site.url,
        page=links.to(path, parameters),
        address=links.to(path + suffix, parameters),
        changed=max((row.updated for row in rows), default=ZERO),
        older=links.to(path + suffix, (*parameters, *older)) if older else "",
    )
    media_type = f"{kind.MEDIA_TYPE}; charset=utf-8"
    return Answer(kind.render(channel, rows), media_type, modified=channel.changed if rows else None)


_LISTED = (*FILTER_NAMES, *MOMENT_NAMES)

ROUTES = (
    Route("/advisories.csv", exported, _LISTED),
    *(
        route
        for suffix in _SUFFIXES
        for route in (
            Route(f"/advisories{suffix}", _followed_list(suffix), _LISTED),
            Route(f"/packages/{{distribution}}/{{name}}{suffix}", _followed_package(suffix), MOMENT_NAMES),
            Route(f"/vulnerabilities/{{id}}{suffix}", _followed_vulnerability(suffix), MOMENT_NAMES),
        )
    ),
)
