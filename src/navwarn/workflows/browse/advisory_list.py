"""The list of advisories, page by page, with the counts beside it."""

from __future__ import annotations

from typing import TYPE_CHECKING

from msgspec import Struct, field
from msgspec.structs import replace

from navwarn.core.event import EventType
from navwarn.core.instant import Instant
from navwarn.core.listing import Listing
from navwarn.core.status import Exposure, Status
from navwarn.ledger.listing import ListFilter, ListOrder, Order, StatusCounts
from navwarn.pages.view.advisory_list import AdvisoryList, Filters
from navwarn.pages.view.count import Count, StatusCount
from navwarn.workflows.browse.paging import page_token, read_token
from navwarn.workflows.browse.visit import WrongParameterError

if TYPE_CHECKING:
    from navwarn.workflows.browse.visit import Visit

PAGE_SIZE, LARGEST_PAGE = 50, 200

_PARTS: dict[Order, tuple[type, ...]] = {
    Order.PACKAGE: (int, str, int, int),
    Order.SEVERITY: (int, int, int, int),
    Order.VULNERABILITY: (int, str, int),
}
_USUAL_PARTS = (int, int, int)


class ListQuestion(Struct, frozen=True):
    """What a reader asks of the list: ``filters`` are those of the page, the rest those of programs alone."""

    filters: Filters = field(default_factory=Filters)
    vulnerabilities: tuple[str, ...] = ()
    exposures: tuple[Exposure, ...] = ()
    event_types: tuple[EventType, ...] = ()
    component_types: tuple[str, ...] = ()
    published_since: Instant | None = None
    published_until: Instant | None = None
    page_size: int | None = None
    page_token: str = ""

    @property
    def bound(self) -> str:
        """What a page token is bound to: everything but the page itself."""
        return repr(replace(self, page_size=None, page_token=""))


class ListAnswer(Struct, frozen=True):
    """A page of the list; ``counts`` is by status under all filters but that of the status."""

    rows: tuple[Listing, ...]
    total: Count
    counts: tuple[StatusCount, ...]
    next: str


def advisory_list(visit: Visit, question: ListQuestion) -> ListAnswer:
    """A page of the list; raises ``WrongParameterError`` for a token of another list."""
    lists = visit.ledger.lists
    wanted = _wanted(visit, question)
    order = _order(question.filters.sort)
    bound = f"{question.bound} {visit.moments} {sorted(visit.distributions)}"
    after = None
    if question.page_token:
        after = read_token(question.page_token, bound, _PARTS.get(order.by, _USUAL_PARTS))
    page = lists.page(
        wanted, order, moments=visit.moments, after=after, limit=question.page_size or PAGE_SIZE
    )
    found = lists.counts(replace(wanted, statuses=tuple(Status)), moments=visit.moments)
    chosen = lists.counts(wanted, moments=visit.moments) if wanted.exposures else found
    return ListAnswer(
        page.rows,
        _total(chosen, wanted),
        tuple(StatusCount(status, _count(number, found.cap)) for status, number in found.numbers.items()),
        page_token(page.next, bound) if page.next else "",
    )


def advisory_list_page(visit: Visit, question: ListQuestion) -> AdvisoryList:
    """The page of the list."""
    answer = advisory_list(visit, question)
    return AdvisoryList(
        filters=question.filters,
        counts=answer.counts,
        total=answer.total,
        rows=answer.rows,
        older=answer.next,
        is_first=not question.page_token,
        page_size=question.page_size,
        is_ledger_empty=question.filters.is_empty and not answer.rows and not question.page_token,
    )


def _wanted(visit: Visit, question: ListQuestion) -> ListFilter:
    filters = question.filters
    return ListFilter(
        distributions=visit.chosen(filters.distributions),
        packages=filters.packages,
        vulnerabilities=question.vulnerabilities,
        statuses=filters.statuses,
        exposures=question.exposures,
        severities=filters.severities,
        event_types=question.event_types,
        component_types=question.component_types,
        exploited=filters.exploited,
        since=filters.since,
        until=filters.until,
        published_since=question.published_since,
        published_until=question.published_until,
        text=filters.q,
    )


def _order(sort: str) -> ListOrder:
    name = sort.removeprefix("-")
    if name not in set(Order):
        raise WrongParameterError(
            f"sort: {name[:40]!r} is none of {', '.join(Order)}",
            hint="A minus sign before it turns it around.",
        )
    return ListOrder(Order(name), sort.startswith("-"))


def _total(found: StatusCounts, wanted: ListFilter) -> Count:
    counted = [
        number
        for status, number in found.numbers.items()
        if (status in wanted.statuses if wanted.statuses else status is not Status.WITHDRAWN)
    ]
    return Count(min(sum(counted), found.cap), or_more=sum(counted) > found.cap)


def _count(number: int, cap: int) -> Count:
    return Count(min(number, cap), or_more=number > cap)
