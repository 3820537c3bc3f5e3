"""A load generator for one server on this machine, as light as it can be: it shares the server's cores."""

from __future__ import annotations

import asyncio
import time
from typing import TYPE_CHECKING, cast

import uvloop

if TYPE_CHECKING:
    from collections.abc import Coroutine, Sequence
    from typing import Any, TypeVar

    T = TypeVar("T")

CONNECTIONS = 8
_END = b"\r\n\r\n"
_LENGTH = b"content-length: "
OK = 200


class UnexpectedAnswerError(Exception):
    """An answer that says that something went wrong, which no benchmark may count."""


class Connection(asyncio.Protocol):
    """One connection that asks and waits."""

    def __init__(self) -> None:
        self._received = b""
        self._answered: asyncio.Future[bytes] | None = None
        self._transport: asyncio.Transport

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        """Keep what is written to."""
        self._transport = cast("asyncio.Transport", transport)

    def data_received(self, data: bytes) -> None:
        """Take what came, and tell who waits when all of the answer is there."""
        self._received += data
        head_end = self._received.find(_END)
        if head_end < 0:
            return
        head = self._received[:head_end].lower()
        _, found, rest = head.partition(_LENGTH)
        length = int(rest.split(b"\r\n", 1)[0]) if found and b" 304 " not in head[:16] else 0
        if len(self._received) >= head_end + len(_END) + length:
            self._received = b""
            if self._answered is not None:
                self._answered.set_result(head)

    def connection_lost(self, error: Exception | None) -> None:
        """Tell who waits that no answer comes."""
        if self._answered is not None and not self._answered.done():
            self._answered.set_exception(error or UnexpectedAnswerError("the server closed the connection"))

    async def ask(self, request: bytes, status: int = OK) -> bytes:
        """The head of the answer in small letters, once its body was read too."""
        self._answered = asyncio.get_running_loop().create_future()
        self._transport.write(request)
        head = await self._answered
        if int(head[9:12]) != status:
            raise UnexpectedAnswerError(f"{request[:200]!r}: {head[:40]!r}")
        return head

    def close(self) -> None:
        """End the connection."""
        self._answered = None
        self._transport.close()


def request_of(path: str, headers: str = "") -> bytes:
    """The bytes of a request."""
    return f"GET {path} HTTP/1.1\r\nHost: bench\r\n{headers}\r\n".encode()


async def connect(port: int) -> Connection:
    """A connection to a server on this machine."""
    _, protocol = await asyncio.get_running_loop().create_connection(Connection, "127.0.0.1", port)
    return protocol


def run(work: Coroutine[Any, Any, T]) -> T:
    """What a coroutine returns, on the quickest loop there is."""
    with asyncio.Runner(loop_factory=uvloop.new_event_loop) as runner:
        return runner.run(work)


async def head_of(port: int, path: str) -> dict[str, str]:
    """The headers of an answer."""
    connection = await connect(port)
    lines = (await connection.ask(request_of(path))).decode("latin-1").split("\r\n")[1:]
    connection.close()
    return dict(line.split(": ", 1) for line in lines)


async def latencies(port: int, paths: Sequence[str]) -> list[float]:
    """Milliseconds of each request, one after the other, in ascending order."""
    found = []
    connection = await connect(port)
    for path in paths:
        started = time.perf_counter()
        await connection.ask(request_of(path))
        found.append((time.perf_counter() - started) * 1000)
    connection.close()
    return sorted(found)


async def throughput(
    port: int, paths: Sequence[str], seconds: float, headers: str = "", *, status: int = OK
) -> float:
    """Requests a second over several connections; each takes the next path."""
    requests = [request_of(path, headers) for path in paths]
    number = 0
    started = time.perf_counter()

    async def work(place: int) -> None:
        nonlocal number
        connection = await connect(port)
        while time.perf_counter() < started + seconds:
            await connection.ask(requests[place % len(requests)], status)
            number += 1
            place += CONNECTIONS
        connection.close()

    await asyncio.gather(*map(work, range(CONNECTIONS)))
    return number / (time.perf_counter() - started)
