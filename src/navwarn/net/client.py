"""The client: answers as streams, redirects checked one by one, secrets for one origin (peers.md A4, A6).

Bodies are never shown, in errors or anywhere: what a server says of itself may be another server's secret.
"""

from __future__ import annotations

import ssl
import time
from contextlib import ExitStack, contextmanager
from typing import TYPE_CHECKING, Any, Self

import httpcore2
import stamina
import stamina.instrumentation

from navwarn import __version__
from navwarn.net.address import is_loopback_name, require_askable
from navwarn.net.backend import Clock, NoTlsError, PinnedBackend
from navwarn.net.interface import CertificateError, NetworkError, Policy, ProxyError, SlowError, UrlError
from navwarn.net.proxy import is_proxied
from navwarn.net.url import Url, parse_url

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping

    from navwarn.net.interface import Proxy

_REDIRECTS = frozenset({301, 302, 303, 307, 308})
_BUSY = frozenset({408, 429, 500, 502, 503, 504})
"""Answers after which another attempt may succeed."""

_MAX_WAIT = 10.0
_FAILURES = (
    httpcore2.NetworkError,
    httpcore2.ProtocolError,
    httpcore2.TimeoutException,
    httpcore2.ProxyError,
)


class _BusyError(Exception):
    """An answer that asks for another attempt, after some seconds where it says so."""

    def __init__(self, seconds: float | None) -> None:
        super().__init__()
        self.seconds = seconds


class Response:
    """An answer: status, headers by their names in lower case, and the body as a stream.

    What several headers of one name say is one list with commas (RFC 9110, 5.2).
    """

    def __init__(self, url: Url, answer: httpcore2.Response, clock: Clock, ends: float) -> None:
        self.url = url
        self.status = answer.status
        self.headers = _decoded(answer.headers)
        self._chunks = iter(answer.iter_stream())
        self._rest = b""
        self._clock = clock
        self._ends = ends

    @property
    def media_type(self) -> str:
        """What the body is said to be, in lower case and without parameters; empty where nothing is said."""
        return self.headers.get("content-type", "").partition(";")[0].strip().lower()

    def read(self, size: int, /) -> bytes:
        """At most ``size`` bytes; none at the end. Raises ``NetworkError`` where the host breaks off."""
        if not self._rest:
            self._clock.ends = self._ends
            try:
                self._rest = next(self._chunks, b"")
            except _FAILURES as error:
                raise _failure(self.url, error) from None
        data, self._rest = self._rest[:size], self._rest[size:]
        return data


class Client:
    """Asks hosts, each as the policy allows it; to be closed. Several threads may use one."""

    def __init__(self, policy: Policy) -> None:
        stamina.instrumentation.set_on_retry_hooks([])  # a retry is no news to the person
        self._policy = policy
        self._clock = Clock()
        self._askable: set[tuple[str, int]] = set()
        self._pool = _pool(policy, PinnedBackend(self._clock, self._is_private_allowed))

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self._pool.close()

    @contextmanager
    def open(
        self,
        text: str,
        *,
        headers: Mapping[str, str] | None = None,
        secret: str = "",
        body: bytes | None = None,
        is_stream: bool = False,
    ) -> Iterator[Response]:
        """The answer to a GET, or to a POST where there is a body, redirects of a GET followed.

        ``secret`` is the value of ``Authorization``; it goes to the origin of this URL and to no other one.
        Raises a ``NetworkError`` where there is no answer; one of any status is an answer.
        """
        url = parse_url(text)
        origin = url[:3]
        ends = time.monotonic() + (self._policy.stream if is_stream else self._policy.answer)
        for _ in range(self._policy.redirects + 1):
            self._require_allowed(url)
            sent = {"user-agent": f"navwarn/{__version__}", "accept-encoding": "identity", **(headers or {})}
            if secret and url[:3] == origin:
                sent["authorization"] = secret
            with ExitStack() as stack:
                answer = self._answer(stack, url, sent, body, ends)
                place = _location(answer)
                if body is not None or place is None:
                    yield Response(url, answer, self._clock, ends)
                    return
            url = parse_url(place, url)
        raise UrlError(f"{parse_url(text).shown} redirects more than {self._policy.redirects} times")

    def _answer(
        self, stack: ExitStack, url: Url, headers: Mapping[str, str], body: bytes | None, ends: float
    ) -> httpcore2.Response:
        """The answer, after as many attempts as it takes; the last one's, whatever it says."""
        attempts = self._policy.attempts if body is None else 1
        left = max(ends - time.monotonic(), 0.001)
        try:
            for attempt in stamina.retry_context(
                on=_pause, attempts=attempts, timeout=left, wait_initial=0.2, wait_max=_MAX_WAIT
            ):
                with attempt:
                    return self._attempt(stack, url, headers, body, ends, is_last=attempt.num == attempts)
        except _BusyError:
            pass
        raise NetworkError(f"{url.shown} is too busy to answer")

    def _attempt(
        self,
        stack: ExitStack,
        url: Url,
        headers: Mapping[str, str],
        body: bytes | None,
        ends: float,
        *,
        is_last: bool,
    ) -> httpcore2.Response:
        self._clock.ends = ends
        waits = {"connect": self._policy.connect, "pool": self._policy.answer}
        waits |= {"read": self._policy.silence, "write": self._policy.silence}
        request = httpcore2.Request(
            b"GET" if body is None else b"POST",
            httpcore2.URL(
                scheme=url.scheme.encode(), host=url.host.encode(), port=url.port, target=url.target.encode()
            ),
            headers=[(b"host", url.authority.encode()), *_encoded(headers, body)],
            content=body or b"",
            extensions={"timeout": waits},
        )
        try:
            answer = self._pool.handle_request(request)
        except _FAILURES as error:
            raise _failure(url, error, is_proxied=is_proxied(self._policy.proxy, url)) from None
        wait = _wished_wait(answer)
        if answer.status in _BUSY and not is_last and (wait is None or wait <= _MAX_WAIT):
            answer.close()
            raise _BusyError(wait)
        stack.callback(answer.close)
        return answer

    def _require_allowed(self, url: Url) -> None:
        """Refuse what is not to be asked without TLS: whatever is neither this machine nor allowed so."""
        if (
            url.scheme == "http"
            and not is_loopback_name(url.host)
            and url.authority not in self._policy.plain
        ):
            raise UrlError(
                f"{url.shown} is not asked, because http protects nothing on the way",
                hint=f"Where that is meant, --insecure {url.authority} allows it.",
            )
        if is_proxied(self._policy.proxy, url) and url[1:3] not in self._askable:
            if not self._is_private_allowed(url.host, url.port):
                require_askable(url.host, url.port)
            self._askable.add(url[1:3])

    def _is_private_allowed(self, host: str, port: int) -> bool:
        proxy = self._policy.proxy
        if proxy is not None and (host, port) == (proxy.host, proxy.port):
            return True
        schemes = ("https", "http")
        return any(Url(one, host, port, "/").authority in self._policy.private for one in schemes)


class _TunnelPool(httpcore2.HTTPProxy):
    """Connections through a proxy to the hosts that it is for, and to all others without it."""

    def __init__(self, proxy: Proxy, context: ssl.SSLContext, **settings: Any) -> None:
        super().__init__(
            str(Url(proxy.scheme, proxy.host, proxy.port, "/")),
            proxy_headers={"Proxy-Authorization": proxy.secret} if proxy.secret else None,
            proxy_ssl_context=context if proxy.scheme == "https" else None,
            ssl_context=context,
            **settings,
        )
        self._tunnels = proxy

    def create_connection(self, origin: httpcore2.Origin) -> httpcore2.ConnectionInterface:
        """A connection to a host, through the proxy or not."""
        url = Url(origin.scheme.decode(), origin.host.decode(), origin.port, "/")
        if is_proxied(self._tunnels, url):
            return super().create_connection(origin)
        return httpcore2.ConnectionPool.create_connection(self, origin)


def _pool(policy: Policy, backend: PinnedBackend) -> httpcore2.ConnectionPool:
    context = ssl.create_default_context()
    if policy.ca_file:
        try:
            context.load_verify_locations(policy.ca_file)
        except (OSError, ssl.SSLError):
            raise CertificateError(f"{policy.ca_file} is no file of certificates that can be read") from None
    if policy.proxy is None:
        return httpcore2.ConnectionPool(ssl_context=context, max_connections=16, network_backend=backend)
    return _TunnelPool(policy.proxy, context, max_connections=16, network_backend=backend)


def _pause(error: Exception) -> bool | float:
    """Whether, or in how many seconds, another attempt makes sense."""
    if isinstance(error, _BusyError):
        return error.seconds if error.seconds is not None else True
    return type(error) is NetworkError


def _wished_wait(answer: httpcore2.Response) -> float | None:
    """The seconds that ``Retry-After`` asks for; ``None`` where it names none."""
    for name, value in answer.headers:
        if name.lower() == b"retry-after" and value.isdigit():
            return float(value)
    return None


def _location(answer: httpcore2.Response) -> str | None:
    if answer.status not in _REDIRECTS:
        return None
    return next(
        (value.decode("latin-1") for name, value in answer.headers if name.lower() == b"location"), None
    )


def _encoded(headers: Mapping[str, str], body: bytes | None) -> list[tuple[bytes, bytes]]:
    """The headers as bytes; ``UrlError`` where one would become two."""
    every = dict(headers)
    if body is not None:
        every["content-length"] = str(len(body))
    if any("\r" in value or "\n" in value or not value.isascii() for value in every.values()):
        raise UrlError("a header for a request holds something that no header may")
    return [(name.encode(), value.encode()) for name, value in every.items()]


def _decoded(headers: Iterable[tuple[bytes, bytes]]) -> dict[str, str]:
    found: dict[str, list[str]] = {}
    for name, value in headers:
        found.setdefault(name.decode("latin-1").lower(), []).append(value.decode("latin-1"))
    return {name: ", ".join(values) for name, values in found.items()}


def _failure(url: Url, error: Exception, *, is_proxied: bool = False) -> NetworkError:
    """What went wrong, in words that hold nothing of the answer."""
    match error:
        case httpcore2.ConnectTimeout() | httpcore2.ReadTimeout() | httpcore2.WriteTimeout():
            return SlowError(f"{url.shown} takes too long to answer")
        case httpcore2.ProxyError():
            status = str(error).partition(" ")[0]
            return ProxyError(
                f"the proxy that HTTPS_PROXY names does not let us to {url.authority}, with status {status}",
                hint="Hosts in NO_PROXY are asked without it.",
            )
        case httpcore2.ConnectError():
            way = "through the proxy that HTTPS_PROXY names" if is_proxied else f"over {url.scheme}"
            is_plain = isinstance(error, NoTlsError) and not is_proxied
            hint = f"Where it is to be asked without TLS, --insecure {url.authority} does so."
            return NetworkError(f"{url.authority} cannot be reached {way}", hint=hint if is_plain else "")
        case httpcore2.ProtocolError():
            return NetworkError(f"{url.shown} does not answer as a web server does, or breaks off")
        case _:
            return NetworkError(f"{url.shown} breaks off before its answer is complete")
