"""Running the application: one process, stopped gracefully by SIGINT or SIGTERM."""

from __future__ import annotations

import socket
from contextlib import suppress
from typing import TYPE_CHECKING

import uvicorn

from navwarn.errors import ExternalError
from navwarn.web.app import Application
from navwarn.web.protocol import WatchedProtocol

if TYPE_CHECKING:
    from collections.abc import Callable

    from navwarn.web.settings import ServerSettings

GRACE_SECONDS = 10
"""How long requests under way may take to end once the server is asked to stop."""

_BACKLOG = 512


class ListenError(ExternalError):
    """The address cannot be listened on."""

    code = "NW-LISTEN"


def run(settings: ServerSettings, host: str, port: int, tell: Callable[[str], None]) -> None:
    """Serve until asked to stop; ``tell`` is told the address once connections are taken."""
    listening = listen(host, port)
    name = f"[{host}]" if ":" in host else host
    application = Application(settings)
    config = uvicorn.Config(
        application,
        loop="uvloop",
        http=WatchedProtocol,
        ws="none",
        lifespan="on",
        log_level="warning",
        access_log=False,
        server_header=False,
        proxy_headers=False,
        backlog=_BACKLOG,
        timeout_graceful_shutdown=GRACE_SECONDS,
    )
    tell(f"Serving {settings.title} at http://{name}:{listening.getsockname()[1]}{settings.base}/")
    with suppress(KeyboardInterrupt):  # which uvicorn raises again once it has stopped gracefully
        uvicorn.Server(config).run([listening])


def listen(host: str, port: int) -> socket.socket:
    """A socket that listens; raises ``ListenError`` where it may not."""
    family = socket.AF_INET6 if ":" in host else socket.AF_INET
    opened = socket.socket(family, socket.SOCK_STREAM)
    try:
        opened.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        opened.bind((host, port))
        opened.listen(_BACKLOG)
    except OSError as error:
        opened.close()
        raise ListenError(
            f"{host}:{port} cannot be listened on: {error.strerror or error}",
            hint="Choose another --port, or end what uses it.",
        ) from None
    return opened
