"""The application: an ASGI callable over a ledger, whose findings in tracked images it keeps up to date."""

from __future__ import annotations

import asyncio
from typing import TYPE_CHECKING, Any

from navwarn.web.answering import Answering
from navwarn.web.edge import Edge
from navwarn.web.pool import ReadingPool
from navwarn.web.upkeep import Upkeep

if TYPE_CHECKING:
    from collections.abc import Awaitable, Callable

    from navwarn.web.settings import ServerSettings

    Message = dict[str, Any]


class Application:
    """What uvicorn serves."""

    def __init__(self, settings: ServerSettings) -> None:
        pool = ReadingPool(settings)
        self.answering = Answering(settings, pool)
        self._edge = Edge(settings, pool, self.answering)
        self._upkeep = Upkeep(settings)

    async def __call__(
        self,
        scope: Message,
        receive: Callable[[], Awaitable[Message]],
        send: Callable[[Message], Awaitable[None]],
    ) -> None:
        """Answer a request, or follow the server's beginning and end."""
        if scope["type"] == "http":
            await self._edge.respond(scope, receive, send)
        elif scope["type"] == "lifespan":
            await self._live(receive, send)

    async def _live(
        self, receive: Callable[[], Awaitable[Message]], send: Callable[[Message], Awaitable[None]]
    ) -> None:
        """Tell the server that all is ready, and close the ledger when it stops.

        Findings are kept up to date from the first of these moments to the second.
        """
        while True:
            message = await receive()
            if message["type"] == "lifespan.startup":
                self._upkeep.start()
                await send({"type": "lifespan.startup.complete"})
            else:
                await asyncio.to_thread(self._upkeep.stop)
                self.close()
                await send({"type": "lifespan.shutdown.complete"})
                return

    def close(self) -> None:
        """Let go of the ledger."""
        self._edge.close()
