"""Running the application: one process, stopped gracefully by SIGINT or SIGTERM."""

from __future__ import annotations

import errno
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
_PORTS = 65_536


class ListenError(ExternalError):
    """The address cannot be listened on."""

    code = "NW-LISTEN"


def run(
    settings: ServerSettings, host: str, port: int, tell: Callable[[str], None], *, ports: int = 1
) -> None:
    """Serve until asked to stop; ``tell`` is told the address once connections are taken.

    Of so many ``ports``, from the one named on, the first one that is free is taken.
    """
    listening = listen(host, port, ports)
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
    address = f"http://{name}:{listening.getsockname()[1]}{settings.base}/"
    server = _TellingServer(config, lambda: tell(f"Serving {settings.title} at {address}"))
    with suppress(KeyboardInterrupt):  # which uvicorn raises again once it has stopped gracefully
        server.run([listening])


class _TellingServer(uvicorn.Server):
    """Says when it is ready, which it is not before it can be stopped: until then Ctrl-C may get lost."""

    def __init__(self, config: uvicorn.Config, ready: Callable[[], None]) -> None:
        super().__init__(config)
        self._ready = ready

    async def startup(self, sockets: list[socket.socket] | None = None) -> None:
        """Begin to take connections, and say so."""
        await super().startup(sockets)
        if self.started:
            self._ready()


def listen(host: str, port: int, ports: int = 1) -> socket.socket:
    """A socket that listens on the first free one of so many ports; raises ``ListenError`` without one."""
    for number in range(port, min(port + ports, _PORTS)):
        try:
            return _listening(host, number)
        except OSError as error:
            refused = error
            if error.errno != errno.EADDRINUSE:
                break
    raise ListenError(
        f"{host}:{number} cannot be listened on: {refused.strerror or refused}",
        hint="Choose another --port, or end what uses it.",
    )


def _listening(host: str, port: int) -> socket.socket:
    opened = socket.socket(socket.AF_INET6 if ":" in host else socket.AF_INET, socket.SOCK_STREAM)
    try:
        opened.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        opened.bind((host, port))
        opened.listen(_BACKLOG)
    except OSError:
        opened.close()
        raise
    return opened
