"""Intake: bodies of requests, where a route takes them, bounded in bytes, time and number (peers.md A12)."""

from __future__ import annotations

import asyncio
import re
from typing import TYPE_CHECKING, Any

from navwarn.web.problem import Failure

if TYPE_CHECKING:
    from collections.abc import Awaitable, Callable

    from navwarn.web.answer import Answer
    from navwarn.web.settings import ServerSettings

    Receive = Callable[[], Awaitable[dict[str, Any]]]

SECONDS = 10.0
"""How long a body may take to arrive."""

MOST_WAITING = 64
"""How many requests may be sending theirs, or waiting for their answer."""

_MOST_BODIES = 4
"""How many bodies of the greatest length all those may have together."""

_JSON = re.compile(rb"application/(?:[a-z0-9.+-]+\+)?json|application/octet-stream")
"""Nothing that a form of another site could send."""

_OFF = Failure(
    403, "NW-SCAN-OFF", "nothing is scanned here", "Whoever runs this turns it on with scan.api = true."
)
_NO_JSON = Failure(415, "NW-MEDIA-TYPE", "what is sent has to be application/json, and not compressed")
_BUSY = Failure(503, "NW-BUSY", "too much is being sent at the moment: try again later")
_SLOW = Failure(408, "NW-SLOW-BODY", f"what was sent took more than {SECONDS:.0f} seconds to arrive")
_GONE = Failure(400, "NW-BODY", "what was sent ended before its end")


class _RefusedError(Exception):
    """A body that is not taken."""

    def __init__(self, failure: Failure) -> None:
        super().__init__(failure.message)
        self.failure = failure


class Intake:
    """Takes bodies."""

    def __init__(self, settings: ServerSettings, seconds: float = SECONDS) -> None:
        self._scan = settings.scan
        self._seconds = seconds
        self._waiting = 0
        self._bytes = 0

    async def take(
        self, scope: dict[str, Any], receive: Receive, then: Callable[[bytes], Awaitable[Answer]]
    ) -> Answer | Failure:
        """What is made of the body of a request; a ``Failure`` where it is not taken."""
        refusal = self._refusal(dict(scope["headers"]))
        if refusal is not None:
            return refusal
        body = bytearray()
        self._waiting += 1
        try:
            async with asyncio.timeout(self._seconds):
                await self._read(receive, body)
            return await then(bytes(body))
        except _RefusedError as error:
            return error.failure
        except TimeoutError:
            return _SLOW
        finally:
            self._waiting -= 1
            self._bytes -= len(body)

    def _refusal(self, headers: dict[bytes, bytes]) -> Failure | None:
        """Why nothing is read at all."""
        if not self._scan.is_open:
            return _OFF
        kind = headers.get(b"content-type", b"").partition(b";")[0].strip().lower()
        if not _JSON.fullmatch(kind) or headers.get(b"content-encoding", b"identity") != b"identity":
            return _NO_JSON
        length = headers.get(b"content-length", b"0")
        if length.isdigit() and int(length[:20]) > self._scan.max_bytes:
            return self._too_long
        return _BUSY if self._waiting >= MOST_WAITING else None

    @property
    def _too_long(self) -> Failure:
        return Failure(413, "NW-TOO-LONG", f"more than {self._scan.max_bytes} bytes are not taken")

    async def _read(self, receive: Receive, body: bytearray) -> None:
        while True:
            message = await receive()
            if message["type"] != "http.request":
                raise _RefusedError(_GONE)
            piece = message.get("body", b"")
            body += piece
            self._bytes += len(piece)
            if len(body) > self._scan.max_bytes:
                raise _RefusedError(self._too_long)
            if self._bytes > _MOST_BODIES * self._scan.max_bytes:
                raise _RefusedError(_BUSY)
            if not message.get("more_body"):
                return
