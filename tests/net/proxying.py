"""A proxy on this machine that opens tunnels, all of them to one port, whichever host is named."""

from __future__ import annotations

import socket
import threading
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field
from socketserver import BaseRequestHandler, ThreadingTCPServer
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    import ssl
    from collections.abc import Iterator

_MANY = 65536


@dataclass
class Tunnels:
    """What a proxy was asked for: the heads of requests; ``status`` is what it answers."""

    to: int
    status: str = "200 OK"
    port: int = 0
    heads: list[str] = field(default_factory=list)

    @property
    def targets(self) -> list[str]:
        """The hosts and ports that were named."""
        return [head.split(" ")[1] for head in self.heads]


@contextmanager
def proxying(tunnels: Tunnels, context: ssl.SSLContext | None = None) -> Iterator[Tunnels]:
    """The proxy, answering on a port of its own until the end; with a context by TLS."""

    class Handler(BaseRequestHandler):
        def handle(self) -> None:
            head = b""
            while b"\r\n\r\n" not in head and (more := self.request.recv(_MANY)):
                head += more
            tunnels.heads.append(head.decode())
            self.request.sendall(f"HTTP/1.1 {tunnels.status}\r\n\r\n".encode())
            if tunnels.status.startswith("200"):
                with socket.create_connection(("127.0.0.1", tunnels.to)) as there:
                    back = threading.Thread(target=_pass_on, args=(there, self.request), daemon=True)
                    back.start()
                    _pass_on(self.request, there)
                    back.join()

    server = ThreadingTCPServer(("127.0.0.1", 0), Handler)
    server.daemon_threads = True
    if context is not None:
        server.socket = context.wrap_socket(server.socket, server_side=True)
    tunnels.port = server.server_address[1]
    thread = threading.Thread(target=server.serve_forever, args=(0.02,), daemon=True)
    thread.start()
    try:
        yield tunnels
    finally:
        server.shutdown()
        server.server_close()
        thread.join()


def _pass_on(source: socket.socket, target: socket.socket) -> None:
    with suppress(OSError):
        while data := source.recv(_MANY):
            target.sendall(data)
    with suppress(OSError):
        target.shutdown(socket.SHUT_WR)
