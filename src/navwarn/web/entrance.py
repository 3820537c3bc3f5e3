"""The one thing a browser may send: a reader's token, which becomes a cookie that opens what the token opens.

A form of another site cannot send one for its visitor, the cookie travels to this site alone and no script
can read it. Whatever is sent that opens nothing is answered alike, so that nobody learns what there is.
"""

from __future__ import annotations

from http.cookies import CookieError, SimpleCookie
from typing import TYPE_CHECKING, Any
from urllib.parse import parse_qs

from navwarn.core.instant import SECOND
from navwarn.trust.token import is_secret
from navwarn.web.answer import Answer, redirect
from navwarn.web.problem import Failure
from navwarn.workflows.reader_token import opened_by

if TYPE_CHECKING:
    from collections.abc import Awaitable, Callable, Iterable

    from navwarn.core.instant import Instant
    from navwarn.web.client import Origin
    from navwarn.web.pool import ReadingPool
    from navwarn.web.settings import ServerSettings

    Receive = Callable[[], Awaitable[dict[str, Any]]]

PATH = "/access"
COOKIE = "navwarn-token"
MAX_BODY = 4_096

_FORM = b"application/x-www-form-urlencoded"
_ELSEWHERE = Failure(
    403,
    "NW-FORM",
    "this form was not sent by a page of this site",
    "Open the page and enter the token there.",
)
_NO_FORM = Failure(400, "NW-FORM", "what was sent is no form with a token")


def token_in(headers: Iterable[tuple[bytes, bytes]]) -> str:
    """The secret in the cookie of a request; else an empty text."""
    for name, value in headers:
        if name == b"cookie":
            try:
                found = SimpleCookie(value.decode("latin-1")).get(COOKIE)
            except CookieError:
                return ""
            if found is not None and is_secret(found.value):
                return found.value
    return ""


class Entrance:
    """Takes the form of the page about access."""

    def __init__(self, settings: ServerSettings, pool: ReadingPool) -> None:
        self._pool = pool
        self._base = settings.base

    def takes(self, scope: dict[str, Any]) -> bool:
        """Whether a request is that form."""
        return bool(scope["method"] == "POST" and scope["path"] == self._base + PATH)

    async def answer(
        self, scope: dict[str, Any], receive: Receive, origin: Origin, now: Instant
    ) -> Answer | Failure:
        """Where the form leads: back to the page, with the cookie set or removed, or with a refusal."""
        headers = dict(scope["headers"])
        if not _is_from_here(headers, origin):
            return _ELSEWHERE
        body = await _body(receive)
        if body is None or headers.get(b"content-type", b"").partition(b";")[0].strip().lower() != _FORM:
            return _NO_FORM
        secret = parse_qs(body.decode("latin-1")).get("token", [""])[-1].strip()
        if not secret:
            return self._led(origin, "", 0)
        opened = await self._pool.ask(lambda ledger: opened_by(ledger, secret, now))
        if opened is None:
            return redirect(f"{self._base}{PATH}?refused=true", status=303)
        return self._led(origin, secret, max(1, (opened[1] - now) // SECOND))

    def _led(self, origin: Origin, secret: str, seconds: int) -> Answer:
        secure = "; Secure" if origin.scheme == "https" else ""
        path = self._base or "/"
        cookie = f"{COOKIE}={secret}; Path={path}; Max-Age={seconds}; HttpOnly; SameSite=Strict{secure}"
        return redirect(self._base + PATH, status=303, headers=(("set-cookie", cookie),))


def _is_from_here(headers: dict[bytes, bytes], origin: Origin) -> bool:
    """Whether the browser says that a page of this site sent it; one that says nothing is not believed."""
    site = headers.get(b"sec-fetch-site")
    if site is not None:
        return site == b"same-origin"
    return headers.get(b"origin", b"").partition(b"://")[2] == origin.host.encode()


async def _body(receive: Receive) -> bytes | None:
    """The body of a request; ``None`` for one that is too long, or whose sender has gone."""
    body = bytearray()
    while True:
        message = await receive()
        body += message.get("body", b"")
        if message["type"] != "http.request" or len(body) > MAX_BODY:
            return None
        if not message.get("more_body"):
            return bytes(body)
