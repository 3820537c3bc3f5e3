"""From a request to an answer: which route it is, whose visit, and how errors are told there."""

from __future__ import annotations

from typing import TYPE_CHECKING

from msgspec.structs import replace

from navwarn.pages.render import render
from navwarn.pages.view.site import DistributionName, MomentsAsked, Site
from navwarn.web import api, feed, image_api, listfeed, platform, site, status
from navwarn.web.answer import HTML, Answer
from navwarn.web.asked import MAX_QUERY, Asked
from navwarn.web.description import ApiDescription
from navwarn.web.pool import ReadingPool
from navwarn.web.problem import NOT_FOUND, Failure, failure_of
from navwarn.web.route import Question, Route
from navwarn.web.router import Router
from navwarn.web.scan_api import Scanning
from navwarn.workflows.browse.sight import sight
from navwarn.workflows.browse.visit import Visit, moments_of
from navwarn.workflows.reader_token import visible

if TYPE_CHECKING:
    from collections.abc import Awaitable, Callable, Mapping

    from navwarn.core.instant import Instant
    from navwarn.ledger.interface import Ledger
    from navwarn.web.client import Origin
    from navwarn.web.edge import Edge
    from navwarn.web.settings import ServerSettings


class Answering:
    """The routes and what they answer."""

    def __init__(self, settings: ServerSettings, pool: ReadingPool) -> None:
        self._settings = settings
        self._pool = pool
        # What is sent is worked on one at a time, apart from what others ask.
        self._apart = ReadingPool(replace(settings, threads=1))
        title = f"{settings.title}: advisories"
        described = (*api.ROUTES, *image_api.ROUTES, Scanning(settings).route)
        self._router = Router(
            (
                *described,
                *ApiDescription(title, settings.base, described).routes,
                *platform.ROUTES,
                *listfeed.ROUTES,
                *site.ROUTES,
                *feed.ROUTES,
                *site.SHORT,
            )
        )
        self.taking = frozenset(route.path for route in described if route.takes_body)

    async def answer(
        self,
        path: str,
        query: str,
        origin: Origin,
        opened: frozenset[str],
        now: Instant,
        body: bytes = b"",
    ) -> Answer:
        """The answer to a request below the base path, or to what was sent there; errors are answers too."""
        found = self._router.find(path)
        if found is None:
            return self.failed(path, origin, NOT_FOUND)
        return await self._answered(*found, query, origin, opened, now, body)

    async def _answered(
        self,
        route: Route,
        parts: Mapping[str, str],
        query: str,
        origin: Origin,
        opened: frozenset[str],
        now: Instant,
        body: bytes,
    ) -> Answer:
        asked = Asked(())
        site_ = self._site(origin, opened)
        try:
            known = tuple(name.removesuffix("_sequence") for name in route.names)
            asked = Asked.read(query, known, route.most)
            moments = asked.moments()
            site_ = self._site(origin, opened, moments, asked.text("q") if "q" in known else "")

            def ask(ledger: Ledger) -> Answer:
                seen = visible(self._settings.distributions, opened)
                sight_ = sight(self._settings.distributions, seen)
                visit = Visit(ledger, seen, moments_of(ledger, moments), moments, now, sight_)
                return route.answer(Question(visit, asked, parts, site_, body))

            return await (self._apart if route.takes_body else self._pool).ask(ask)
        except Exception as error:  # noqa: BLE001  # whatever it is, no trace of it leaves the process
            return _told(route, site_, failure_of(error))

    def _site(
        self, origin: Origin, opened: frozenset[str], moments: MomentsAsked | None = None, search: str = ""
    ) -> Site:
        """The site as a reader has it."""
        settings = self._settings
        seen = visible(settings.distributions, opened)
        return Site(
            title=settings.title,
            url=settings.url or f"{origin.url}{settings.base}",
            base=settings.base,
            distributions=tuple(
                DistributionName(one.name, one.title, one.is_public) for one in seen.values()
            ),
            moments=moments or MomentsAsked(),
            search=search,
        )

    def failed(self, path: str, origin: Origin, failure: Failure) -> Answer:
        """A failure before any route was found, told as the address suggests."""
        if path.startswith(("/advisory/v2/", "/registry/v1/")):
            return failure.platform_answer()
        if path.startswith("/api/") or path.rpartition("/")[2].rpartition(".")[1]:
            return failure.answer()
        return _page(self._site(origin, frozenset()), failure)

    def longest_query(self, path: str) -> int:
        """How many bytes the parameters of an address may have: clients of the platform name 1,000 ids."""
        return MAX_QUERY if not path.endswith(platform.PATHS) else platform.MAX_QUERY

    def special(self, path: str) -> Callable[[Edge], Awaitable[Answer]] | None:
        """Who answers at this address without a visit."""
        return status.SPECIAL.get(path)

    def is_open(self, path: str) -> bool:
        """Whether programs of any origin may read what is at this address."""
        return path.startswith(("/api/", "/advisory/", "/registry/")) or "." in path.rpartition("/")[2]

    def close(self) -> None:
        """Let go of the ledger."""
        self._apart.close()

    def template(self, path: str) -> str:
        """The path of the feed's route, or an empty text."""
        for slow in feed.SLOW_TO_MAKE:
            if path.endswith(slow.removeprefix("/{distribution}")) and path.count("/") == slow.count("/"):
                return slow
        return ""


def _told(route: Route, site_: Site, failure: Failure) -> Answer:
    if route.is_platform:
        return failure.platform_answer()
    return _page(site_, failure) if route.is_page else failure.answer()


def _page(site_: Site, failure: Failure) -> Answer:
    body = render(site_, failure.page).encode("utf-8", "replace")
    return Answer(body, HTML, failure.status, keeps=False)
