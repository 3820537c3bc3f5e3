"""Asks an application in process, as a server would, and collects the answer."""

from __future__ import annotations

import json
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any
from urllib.parse import quote, unquote_to_bytes, urlsplit

if TYPE_CHECKING:
    import asyncio
    from collections.abc import Sequence

    from navwarn.web.app import Application


@dataclass(frozen=True, slots=True)
class Response:
    """Status, headers and body of an answer."""

    status: int
    pairs: tuple[tuple[str, str], ...]
    body: bytes

    @property
    def headers(self) -> dict[str, str]:
        return dict(self.pairs)

    @property
    def text(self) -> str:
        return self.body.decode()

    def json(self) -> Any:
        return json.loads(self.body)


class Client:
    """A reader of an application, with or without a token."""

    def __init__(self, application: Application, loop: asyncio.AbstractEventLoop) -> None:
        self._application = application
        self._loop = loop

    def get(
        self, address: str, *, method: str = "GET", token: str = "", body: bytes = b"", **headers: str
    ) -> Response:
        """The answer to one request; underscores in names of headers stand for hyphens."""
        lines = [(name.replace("_", "-").lower(), value) for name, value in headers.items()]
        return self.ask(address, lines, method=method, token=token, body=body)

    def ask(
        self,
        address: str,
        lines: Sequence[tuple[str, str]],
        *,
        method: str = "GET",
        token: str = "",
        body: bytes = b"",
    ) -> Response:
        """The answer to one request with these headers, whose names may be repeated."""
        parts = urlsplit(address)
        pairs = [(name.encode(), value.encode()) for name, value in lines]
        if token:
            pairs.append((b"authorization", f"Bearer {token}".encode()))
        if "host" not in dict(lines):
            pairs.append((b"host", b"site.example"))
        scope = {
            "type": "http",
            "method": method,
            "scheme": "http",
            "path": unquote_to_bytes(parts.path).decode("utf-8", "replace"),
            "query_string": quote(parts.query, safe="%&=+,:/?@!$'()*;~-._[]\"<>{}|\\^`").encode("latin-1"),
            "headers": pairs,
            "client": ("192.0.2.7", 40_000),
        }
        sent: list[dict[str, Any]] = []

        async def receive() -> dict[str, Any]:
            return {"type": "http.request", "body": body, "more_body": False}

        async def send(message: dict[str, Any]) -> None:
            sent.append(message)

        self._loop.run_until_complete(self._application(scope, receive, send))
        start, *rest = sent
        found = tuple((name.decode(), value.decode("latin-1")) for name, value in start["headers"])
        return Response(start["status"], found, b"".join(one.get("body", b"") for one in rest))
