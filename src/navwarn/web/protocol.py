"""HTTP on a connection, with an end to patience: nobody holds one by being slow (peers.md A16)."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from uvicorn.protocols.http.httptools_impl import HttpToolsProtocol

if TYPE_CHECKING:
    import asyncio

REQUEST_SECONDS = 15
"""How long a client may take from connecting, or from the first byte of a request, to the last one."""

ANSWER_SECONDS = 120
"""How long the making and the reading of an answer may take together."""

MAX_HEAD = 64 * 1024
"""How many bytes the head of a request may have before it has an end."""

_LOOK_SECONDS = 1
_TOO_LARGE = (
    b"HTTP/1.1 431 Request Header Fields Too Large\r\nconnection: close\r\n"
    b"content-type: text/plain; charset=utf-8\r\ncontent-length: 24\r\n\r\nthe headers are too long"
)


class WatchedProtocol(HttpToolsProtocol):
    """One connection; now and then somebody looks whether its time is up."""

    _deadline = 0.0
    _head_bytes = 0
    _has_head = True
    _has_request = True
    _look: asyncio.TimerHandle | None = None

    def connection_made(self, transport: Any) -> None:
        """Begin to watch."""
        super().connection_made(transport)
        self._has_request = False
        self._deadline = self.loop.time() + REQUEST_SECONDS
        self._look = self.loop.call_later(_LOOK_SECONDS, self._watch)

    def connection_lost(self, exc: Exception | None) -> None:
        """Watch no more."""
        if self._look is not None:
            self._look.cancel()
            self._look = None
        super().connection_lost(exc)

    def _watch(self) -> None:
        if 0 < self._deadline < self.loop.time():
            self.transport.abort()
        else:
            self._look = self.loop.call_later(_LOOK_SECONDS, self._watch)

    def data_received(self, data: bytes) -> None:
        """Take what came, unless the head of the request has become too long."""
        super().data_received(data)
        if not self._has_head and not self.transport.is_closing():
            self._head_bytes += len(data)
            if self._head_bytes > MAX_HEAD:
                self.transport.write(_TOO_LARGE)
                self.transport.close()

    def on_message_begin(self) -> None:
        """A request begins."""
        super().on_message_begin()
        self._has_head = self._has_request = False
        self._head_bytes = 0
        self._deadline = self.loop.time() + REQUEST_SECONDS

    def on_headers_complete(self) -> None:
        """Its head is there."""
        self._has_head = True
        super().on_headers_complete()

    def on_message_complete(self) -> None:
        """All of it is there."""
        self._has_request = True
        self._deadline = self.loop.time() + ANSWER_SECONDS
        super().on_message_complete()

    def on_response_complete(self) -> None:
        """It is answered; the rest of its body has as long as it had before, the next one its own time."""
        if self._has_request and not self.pipeline:
            self._deadline = 0.0
        super().on_response_complete()
