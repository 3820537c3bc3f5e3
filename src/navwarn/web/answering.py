"""From a request to an answer: which route it is, whose visit, and how errors are told there."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING, Any
from urllib.parse import unquote

from fastapi import FastAPI, Request, Response

from navwarn.pages.render import render
from navwarn.pages.view.site import DistributionName, MomentsAsked, Site
from navwarn.web import api, feed, image_api, listfeed, platform, site, status
from navwarn.web.answer import HTML, Answer
from navwarn.web.asked import Asked
from navwarn.web.description import description_of
from navwarn.web.parameter import query_parameters
from navwarn.web.pool import ReadingPool
from navwarn.web.problem import NOT_FOUND, Failure, failure_of
from navwarn.web.route import Question, Route
from navwarn.web.scan_api import Scanning
from navwarn.workflows.browse.sight import sight
from navwarn.workflows.browse.visit import Visit, moments_of
from navwarn.workflows.reader_token import visible

if TYPE_CHECKING:
    from collections.abc import Awaitable, Callable, MutableMapping

    from navwarn.core.instant import Instant
    from navwarn.ledger.interface import Ledger
    from navwarn.web.client import Origin
    from navwarn.web.edge import Edge
    from navwarn.web.settings import ServerSettings

_ANSWER = "navwarn.answer"
_CONTEXT = "navwarn.context"
_SINCE = "since_sequence"


class Answering:
    """The routes, in a FastAPI application that finds them and describes them."""

    def __init__(self, settings: ServerSettings, pool: ReadingPool) -> None:
        self._settings = settings
        self._pool = pool
        self.app = FastAPI(
            title=f"{settings.title}: advisories",
            version="1",
            openapi_url=None,
            docs_url=None,
            redoc_url=None,
            redirect_slashes=False,
        )
        self._described = description_of(self.app, settings.base)
        # What is sent is worked on one at a time, apart from what others ask.
        self._apart = ReadingPool(replace(settings, threads=1))
        self._routes = (
            *api.ROUTES,
            *image_api.ROUTES,
            Scanning(settings).route,
            *self._described.routes,
            *platform.ROUTES,
            *listfeed.ROUTES,
            *site.ROUTES,
            *feed.ROUTES,
            *site.SHORT,
        )
        self.taking = frozenset(route.path for route in self._routes if route.takes_body)
        for route in self._routes:
            self._add(route)

    def _add(self, route: Route) -> None:
        """Let FastAPI find the route, and describe it where it is to be described."""

        async def endpoint(request: Request) -> Response:
            request.scope[_ANSWER] = await self._answered(route, request)
            return Response()

        told = route.description
        extra: dict[str, Any] = {}
        if told is not None:
            extra["openapi_extra"] = {"parameters": [*told.path, *query_parameters(route.names)]}
            if told.body is not None:
                extra["openapi_extra"]["requestBody"] = told.body
            extra["responses"] = self._described.responses(told, is_platform=route.is_platform)
            extra["tags"] = [told.tag]
            extra["summary"] = told.summary
        self.app.add_api_route(
            route.path,
            endpoint,
            methods=[route.method],
            include_in_schema=told is not None,
            response_class=Response,
            name=route.path,
            operation_id=_operation(route),
            **extra,
        )

    async def answer(
        self,
        path: str,
        query: str,
        origin: Origin,
        opened: frozenset[str],
        now: Instant,
        body: bytes | None = None,
    ) -> Answer:
        """The answer to a request below the base path, of one with a ``body``; errors are answers too."""
        scope: dict[str, Any] = {
            "type": "http",
            "method": "GET" if body is None else "POST",
            "path": path,
            "root_path": "",
            "query_string": query.encode("latin-1"),
            "headers": [],
            _CONTEXT: (query, origin, opened, now, body or b""),
        }
        await self.app(scope, _nothing, _swallow)
        answer = scope.get(_ANSWER)
        return answer if isinstance(answer, Answer) else self.failed(path, origin, NOT_FOUND)

    async def _answered(self, route: Route, request: Request) -> Answer:
        query, origin, opened, now, body = request.scope[_CONTEXT]
        parts = {name: unquote(value) for name, value in request.path_params.items()}
        asked = Asked(())
        site_ = self._site(origin, opened)
        try:
            known = tuple(name.removesuffix("_sequence") for name in route.names)
            asked = Asked.read(query, known)
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


def _operation(route: Route) -> str:
    verb = "send" if route.takes_body else "read"
    parts = route.path.replace(":path", "").split("/")
    return verb + "".join(part.strip("{}").capitalize() for part in parts if part)


async def _nothing() -> dict[str, Any]:
    return {"type": "http.request", "body": b"", "more_body": False}


async def _swallow(message: MutableMapping[str, Any]) -> None:
    del message
