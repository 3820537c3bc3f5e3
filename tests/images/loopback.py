"""A registry on this machine that a test can make do anything: the other side of every attack."""

from __future__ import annotations

import json
import ssl
import threading
from collections.abc import Callable
from contextlib import contextmanager
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import TYPE_CHECKING, Any

from tests.images.samples import OCI_INDEX, OCI_MANIFEST, Image

if TYPE_CHECKING:
    from collections.abc import Iterator

Answer = tuple[int, dict[str, str], bytes]
"""Status, headers and body."""


@dataclass(frozen=True)
class Request:
    """What was asked: method, path with query, headers by lower-case name, body."""

    method: str
    path: str
    headers: dict[str, str]
    body: bytes = b""

    @property
    def secret(self) -> str:
        return self.headers.get("authorization", "")


@dataclass
class Registry:
    """Serves images below ``/v2/``; ``attack`` may answer in its place, or write what it likes.

    ``referrers`` are the descriptors of what is attached by digest, ``None`` for a registry without that API;
    so many as ``page`` says are on a page.
    """

    port: int = 0
    blobs: dict[str, bytes] = field(default_factory=dict)
    types: dict[str, str] = field(default_factory=dict)
    tags: dict[str, str] = field(default_factory=dict)
    asked: list[Request] = field(default_factory=list)
    attack: Callable[[Request, BaseHTTPRequestHandler], Answer | None] | None = None
    secret: str = ""
    challenge: str = ""
    referrers: dict[str, list[dict[str, Any]]] | None = None
    page: int = 100

    @property
    def host(self) -> str:
        return f"127.0.0.1:{self.port}"

    def push(self, image: Image, tag: str = "1") -> str:
        """Hold an image; its reference."""
        self.blobs |= image.blobs
        self.tags[tag] = image.root
        return f"{self.host}/acme/app:{tag}"

    def secrets(self) -> set[str]:
        """Every value of ``Authorization`` that was shown."""
        return {one.secret for one in self.asked} - {""}

    def answer(self, request: Request) -> Answer:
        """What an honest registry answers."""
        if self.challenge and request.secret != self.secret:
            return 401, {"WWW-Authenticate": self.challenge}, b"{}"
        path, _, query = request.path.partition("?")
        kind, _, name = path.removeprefix("/v2/acme/app/").partition("/")
        if kind == "referrers" and self.referrers is not None:
            return self.listing(self.referrers.get(name, []), path, int(query.removeprefix("last=") or 0))
        digest = self.tags.get(name, name)
        data = self.blobs.get(digest)
        if data is None or kind not in {"manifests", "blobs"}:
            return 404, {}, b'{"errors":[]}'
        if kind == "blobs":
            return 200, {"Content-Type": "application/octet-stream"}, data
        content = OCI_INDEX if b'"manifests"' in data else OCI_MANIFEST
        return 200, {"Content-Type": content, "Docker-Content-Digest": digest}, data

    def listing(self, every: list[dict[str, Any]], path: str, start: int) -> Answer:
        """A page of the referrers, with a link to the next one where there are more."""
        end = start + self.page
        headers = {"Content-Type": OCI_INDEX}
        if end < len(every):
            headers["Link"] = f'<{path}?last={end}>; rel="next"'
        listed = {"schemaVersion": 2, "mediaType": OCI_INDEX, "manifests": every[start:end]}
        return 200, headers, json.dumps(listed).encode()


def handler_of(registry: Registry) -> type[BaseHTTPRequestHandler]:
    """What handles the requests to a registry."""

    class Handler(BaseHTTPRequestHandler):
        protocol_version = "HTTP/1.1"
        disable_nagle_algorithm = True  # headers and body are two packets

        def do_GET(self) -> None:
            length = int(self.headers.get("content-length") or 0)
            headers = {name.lower(): value for name, value in self.headers.items()}
            request = Request(self.command, self.path, headers, self.rfile.read(length))
            registry.asked.append(request)
            answer = registry.attack(request, self) if registry.attack else None
            if answer is None and not self.wfile.closed and not self.close_connection:
                answer = registry.answer(request)
            if answer is not None:
                self.write(*answer)

        do_POST = do_GET  # noqa: N815 - the name that the server looks for

        def write(self, status: int, headers: dict[str, str], body: bytes) -> None:
            self.send_response(status)
            for name, value in ({"Content-Length": str(len(body))} | headers).items():
                self.send_header(name, value)
            self.end_headers()
            self.wfile.write(body)

        def log_message(self, *_: Any) -> None:
            """Say nothing."""

        def handle(self) -> None:
            try:
                super().handle()
            except (ConnectionError, TimeoutError, ssl.SSLError):
                self.close_connection = True

    return Handler


@contextmanager
def serving(registry: Registry, context: ssl.SSLContext | None = None) -> Iterator[Registry]:
    """The registry, answering on a port of its own until the end; with a context by TLS."""
    server = ThreadingHTTPServer(("127.0.0.1", 0), handler_of(registry))
    server.daemon_threads = True
    if context is not None:
        server.socket = context.wrap_socket(server.socket, server_side=True, do_handshake_on_connect=False)
    registry.port = server.server_address[1]
    thread = threading.Thread(target=server.serve_forever, args=(0.02,), daemon=True)
    thread.start()
    try:
        yield registry
    finally:
        server.shutdown()
        server.server_close()
        thread.join()


def token(value: str) -> Answer:
    """The answer of a host that gives tokens."""
    return 200, {"Content-Type": "application/json"}, json.dumps({"token": value}).encode()
