"""Whether the server lives, whether it can read, and what it counted."""

from __future__ import annotations

from typing import TYPE_CHECKING

from navwarn.errors import NavwarnError
from navwarn.web.answer import JSON, Answer
from navwarn.web.encoding import encode

if TYPE_CHECKING:
    from collections.abc import Awaitable, Callable

    from navwarn.web.edge import Edge

PLAIN = "text/plain; version=0.0.4; charset=utf-8"


async def health(edge: Edge) -> Answer:
    """That the process answers."""
    del edge
    return Answer(encode({"status": "ok"}), JSON, keeps=False)


async def readiness(edge: Edge) -> Answer:
    """Whether the ledger can be read."""
    try:
        await edge.ask_size()
    except NavwarnError:
        return Answer(encode({"status": "the ledger cannot be read"}), JSON, 503, keeps=False)
    return Answer(encode({"status": "ok"}), JSON, keeps=False)


async def metrics(edge: Edge) -> Answer:
    """The counts; that of entries is left out where the ledger cannot be read."""
    try:
        entries = await edge.ask_size()
    except NavwarnError:
        entries = None
    return Answer(edge.measures.text(entries).encode(), PLAIN, keeps=False)


SPECIAL: dict[str, Callable[[Edge], Awaitable[Answer]]] = {
    "/healthz": health,
    "/readyz": readiness,
    "/metrics": metrics,
}
