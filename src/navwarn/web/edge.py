"""The edge: what every answer has in common, around whatever makes it.

Bounds, who reads, answers kept while the ledger does not change, conditional requests, compression, HEAD, the
headers of safety, errors without a trace. It is plain ASGI: an answer that is kept costs no router.
"""

from __future__ import annotations

import asyncio
import time
from typing import TYPE_CHECKING, Any

from navwarn.core.instant import Instant
from navwarn.web import header
from navwarn.web.access import Access, secret_in
from navwarn.web.answer import Answer
from navwarn.web.cache import AnswerCache, Kept, Key
from navwarn.web.client import Origin, household, origin_of
from navwarn.web.entrance import PATH, Entrance, token_in
from navwarn.web.feed import SLOW_TO_MAKE
from navwarn.web.intake import Intake
from navwarn.web.measure import Measures
from navwarn.web.pool import Pulse, ReadingPool
from navwarn.web.problem import NOT_FOUND, Failure, failure_of
from navwarn.web.rate import RateLimit

if TYPE_CHECKING:
    from collections.abc import Awaitable, Callable

    from navwarn.web.answering import Answering
    from navwarn.web.settings import ServerSettings

    Receive = Callable[[], Awaitable[dict[str, Any]]]
    Send = Callable[[dict[str, Any]], Awaitable[None]]

MAX_PATH = 1_000
MAX_HEADERS = 16_384
EARLIEST_AGE, LATEST_AGE = 8, 24
"""After how many times what it cost a feed is made anew, and when readers wait for that."""

_METHODS = {"GET", "HEAD"}
_OK, _NOT_MODIFIED = 200, 304
_EMPTY = frozenset[str]()
_MINUTE = 60_000_000
_PREFLIGHT = (
    ("access-control-allow-methods", "GET, HEAD"),
    ("access-control-allow-headers", "authorization, if-none-match, if-modified-since"),
    ("access-control-max-age", "86400"),
    ("allow", "GET, HEAD, OPTIONS"),
)
_ADDRESS_FAILURE = Failure(414, "NW-ADDRESS", "this address is longer than any there is here")
_HEADERS_FAILURE = Failure(431, "NW-HEADERS", "the headers of this request are longer than any need to be")
_READ, _TAKEN = "GET, HEAD, OPTIONS", "POST, OPTIONS"
_METHOD_FAILURE = Failure(405, "NW-METHOD", "this address can be read, and nothing else")
_SENT_ONLY = Failure(405, "NW-METHOD", "to this address something is sent with POST, and nothing else")


class Edge:
    """The ASGI application."""

    def __init__(self, settings: ServerSettings, pool: ReadingPool, answering: Answering) -> None:
        self._settings = settings
        self._pool = pool
        self._answering = answering
        self._pulse = Pulse(settings)
        self._access = Access(pool)
        self._entrance = Entrance(settings, pool)
        self._intake = Intake(settings)
        self._cache = AnswerCache(settings.cache_bytes)
        self._rate = RateLimit(settings.rate)
        self._under_way: dict[tuple[Key, str], asyncio.Task[Kept]] = {}
        self.measures = Measures()

    async def respond(self, scope: dict[str, Any], receive: Receive, send: Send) -> None:
        """Answer one request."""
        started = time.perf_counter()
        origin = origin_of(scope, trusts_proxy=self._settings.trusts_proxy)
        kept, was_kept = await self._kept_for(scope, receive, origin)
        status = await self._send(scope, kept, origin, send)
        self.measures.count(status, time.perf_counter() - started, was_kept=was_kept)

    async def _kept_for(self, scope: dict[str, Any], receive: Receive, origin: Origin) -> tuple[Kept, bool]:
        """The answer to send, and whether it had been made before."""
        path = scope["path"]
        failure = self._refusal(scope, origin)
        if failure is not None:
            return self._ready(failure, path, ""), False
        base = self._settings.base
        path = path[len(base) :] or "/"
        query = scope["query_string"].decode("latin-1")
        try:
            if self._entrance.takes(scope):
                return await self._entered(scope, receive, origin), False
            secret = secret_in(scope["headers"]) or token_in(scope["headers"])
            if scope["method"] == "POST":
                return await self._taken(scope, receive, path, origin, secret), False
            return await self._found(path, query, origin, secret)
        except Exception as error:  # noqa: BLE001  # whatever it is, no trace of it leaves the process
            return self._ready(self._answering.failed(path, origin, failure_of(error)), path, ""), False

    def _refusal(self, scope: dict[str, Any], origin: Origin) -> Answer | None:
        """What is answered without asking anyone."""
        path, base = scope["path"], self._settings.base
        seconds = self._rate.wait(household(origin.client), time.monotonic())
        if seconds:
            failure = Failure(429, "NW-RATE", f"too many requests: try again in {seconds} seconds")
            answer = failure.answer()
            return Answer(answer.body, answer.media_type, 429, (("retry-after", str(seconds)),), keeps=False)
        if scope["method"] == "OPTIONS":
            return Answer(b"", "text/plain; charset=utf-8", 204, _PREFLIGHT, keeps=False)
        wrong = self._wrong_method(scope, origin)
        if wrong is not None:
            return wrong
        excess = self._excess(scope)
        if excess is not None:
            return self._answering.failed("/api/", origin, excess)
        if base and path != base and not path.startswith(f"{base}/"):
            return self._answering.failed(path, origin, NOT_FOUND)
        return None

    def _excess(self, scope: dict[str, Any]) -> Failure | None:
        """What of a request is longer than any needs to be."""
        path = scope["path"]
        if len(path) > MAX_PATH or len(scope["query_string"]) > self._answering.longest_query(path):
            return _ADDRESS_FAILURE
        is_long = sum(len(name) + len(value) for name, value in scope["headers"]) > MAX_HEADERS
        return _HEADERS_FAILURE if is_long else None

    def _wrong_method(self, scope: dict[str, Any], origin: Origin) -> Answer | None:
        method, path = scope["method"], scope["path"].removeprefix(self._settings.base)
        if path in self._answering.taking:
            if method == "POST":
                return None
            failure, allowed = _SENT_ONLY, _TAKEN
        elif method in _METHODS or self._entrance.takes(scope):
            return None
        else:
            failure, allowed = _METHOD_FAILURE, _READ
        answer = self._answering.failed(path, origin, failure)
        return Answer(answer.body, answer.media_type, 405, (("allow", allowed),), keeps=False)

    async def _taken(
        self, scope: dict[str, Any], receive: Receive, path: str, origin: Origin, secret: str
    ) -> Kept:
        """The answer to something that was sent."""
        now = Instant(time.time_ns() // 1000)
        query = scope["query_string"].decode("latin-1")

        async def then(body: bytes) -> Answer:
            version = self._pulse.known() or await self._pulse.version()
            opened = await self._access.opened(secret, version, now) if secret else _EMPTY
            return await self._answering.answer(path, query, origin, opened, now, body)

        answer = await self._intake.take(scope, receive, then)
        if isinstance(answer, Failure):
            answer = self._answering.failed(path, origin, answer)
        return self._ready(answer, path, "")

    async def _entered(self, scope: dict[str, Any], receive: Receive, origin: Origin) -> Kept:
        """The answer to the form of the page about access."""
        now = Instant(time.time_ns() // 1000)
        answer = await self._entrance.answer(scope, receive, origin, now)
        if isinstance(answer, Failure):
            answer = self._answering.failed(PATH, origin, answer)
        return self._ready(answer, PATH, "")

    async def _found(self, path: str, query: str, origin: Origin, secret: str) -> tuple[Kept, bool]:
        special = self._answering.special(path)
        if special is not None:
            answer = await special(self)
            return self._ready(answer, path, ""), False
        version = self._pulse.known() or await self._pulse.version()
        now = Instant(time.time_ns() // 1000)
        opened = await self._access.opened(secret, version, now) if secret else _EMPTY
        key: Key = (path, query, self._settings.url or origin.url, opened)
        kept = self._cache.get(key)
        stamp = self._stamp(path, version, now)
        if kept is not None and (kept.version == stamp or self._still_holds(key, kept)):
            return kept, True
        making = self._shared(key, origin, stamp, now)
        if kept is not None and self._is_slow(path, kept) and _age(kept) < LATEST_AGE * kept.cost:
            return kept, True
        return await asyncio.shield(making), False

    def _stamp(self, path: str, version: str, now: Instant) -> str:
        """What an answer holds for: the ledger's version, and on the front page the minute it tells."""
        if path in {"/", "/index.json"}:
            return f"{version} {now // _MINUTE}"
        return version

    def _is_slow(self, path: str, kept: Kept) -> bool:
        """Whether an answer is a feed of everything that took long to make."""
        return kept.cost >= self._settings.slow_seconds and self._answering.template(path) in SLOW_TO_MAKE

    def _still_holds(self, key: Key, kept: Kept) -> bool:
        """Whether a feed may be told as it was a moment ago.

        A feed of everything is made anew at most every so often that a ninth of a core goes into it, however
        quickly the ledger grows; meanwhile, and while it is made, readers get the one before.
        """
        return self._is_slow(key[0], kept) and _age(kept) < EARLIEST_AGE * kept.cost

    def _shared(self, key: Key, origin: Origin, version: str, now: Instant) -> asyncio.Task[Kept]:
        """The answer, made once for all who ask the same at the same time."""
        task = self._under_way.get((key, version))
        if task is None:
            task = asyncio.create_task(self._make(key, origin, version, now))
            self._under_way[key, version] = task
            task.add_done_callback(lambda _: self._under_way.pop((key, version), None))
        return task

    async def _make(self, key: Key, origin: Origin, version: str, now: Instant) -> Kept:
        started = time.monotonic()
        path, query, _, opened = key
        answer = await self._answering.answer(path, query, origin, opened, now)
        kept = self._ready(answer, path, version)
        kept.made_at = time.monotonic()
        kept.cost = kept.made_at - started
        if answer.keeps:
            self._cache.put(key, kept)
        return kept

    def _ready(self, answer: Answer, path: str, version: str) -> Kept:
        is_open = self._answering.is_open(path)
        common = (*header.SAFETY, *(header.OPEN if is_open else header.SITE_ONLY), header.VARY)
        return Kept(answer, version, common)

    async def _send(self, scope: dict[str, Any], kept: Kept, origin: Origin, send: Send) -> int:
        accepted, tags, since = b"", b"", b""
        for name, value in scope["headers"]:
            if name == b"accept-encoding":
                accepted = b"%b, %b" % (accepted, value) if accepted else value
            elif name == b"if-none-match":
                tags = b"%b, %b" % (tags, value) if tags else value
            elif name == b"if-modified-since":
                since = value
        is_gzip = kept.is_compressible and header.accepts_gzip(accepted)
        headers = kept.headers(is_gzip=is_gzip)
        if origin.scheme == "https":
            headers = [*headers, *header.SECURE]
        if (tags or since) and kept.is_known(tags, since):
            await send({"type": "http.response.start", "status": _NOT_MODIFIED, "headers": _bare(headers)})
            await send({"type": "http.response.body", "body": b""})
            return _NOT_MODIFIED
        body = kept.body(is_gzip=is_gzip)
        status = kept.answer.status
        if status != 204:  # noqa: PLR2004  # which has no length
            headers = [*headers, (b"content-length", str(len(body)).encode())]
        await send({"type": "http.response.start", "status": status, "headers": headers})
        await send({"type": "http.response.body", "body": b"" if scope["method"] == "HEAD" else body})
        return status

    async def ask_size(self) -> int:
        """The size of the ledger's log."""
        return await self._pool.ask(lambda ledger: ledger.head().size)

    def close(self) -> None:
        """Let go of the ledger."""
        self._pulse.close()
        self._answering.close()
        self._pool.close()


def _age(kept: Kept) -> float:
    """For how many seconds an answer has been there."""
    return time.monotonic() - kept.made_at


def _bare(headers: list[tuple[bytes, bytes]]) -> list[tuple[bytes, bytes]]:
    """The headers of an answer that says that nothing changed."""
    left_out = {b"content-type", b"content-encoding"}
    return [pair for pair in headers if pair[0] not in left_out]
