"""Connections: to an address that was looked up and checked once, for as long as an answer may take."""

from __future__ import annotations

import ssl
import threading
import time
from typing import TYPE_CHECKING, Any

import httpcore2

from navwarn.net.address import addresses
from navwarn.net.interface import CertificateError, SlowError

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable


class Clock(threading.local):
    """When the answer that this thread waits for has to be there (``time.monotonic``)."""

    ends = float("inf")

    def left(self, timeout: float | None) -> float:
        """How long a single wait may take; raises ``SlowError`` where the time is up."""
        left = self.ends - time.monotonic()
        if left <= 0:
            raise SlowError("the host takes too long to answer")
        return left if timeout is None else min(left, timeout)


class NoTlsError(httpcore2.ConnectError):
    """A host that was asked with TLS, and answered with something else."""


class PinnedBackend(httpcore2.NetworkBackend):
    """Looks a host up once for each connection, checks its addresses, and connects to one of those."""

    def __init__(self, clock: Clock, is_private_allowed: Callable[[str, int], bool]) -> None:
        self._clock = clock
        self._is_private_allowed = is_private_allowed
        self._inner = httpcore2.SyncBackend()

    def connect_tcp(
        self,
        host: str,
        port: int,
        timeout: float | None = None,
        local_address: str | None = None,
        socket_options: Iterable[Any] | None = None,
    ) -> httpcore2.NetworkStream:
        """A connection; raises ``AddressError`` where no address of the host may be asked."""
        found = addresses(host, port, is_private_allowed=self._is_private_allowed(host, port))
        for address in found[:-1]:
            try:
                return self._connected(address, port, timeout, local_address, socket_options)
            except (httpcore2.ConnectError, httpcore2.ConnectTimeout):
                continue
        return self._connected(found[-1], port, timeout, local_address, socket_options)

    def _connected(
        self,
        address: str,
        port: int,
        timeout: float | None,
        local_address: str | None,
        socket_options: Iterable[Any] | None,
    ) -> httpcore2.NetworkStream:
        stream = self._inner.connect_tcp(
            address, port, self._clock.left(timeout), local_address, socket_options
        )
        return _Timed(stream, self._clock)


class _Timed(httpcore2.NetworkStream):
    """A connection on which no wait goes beyond the time of the whole answer."""

    def __init__(self, inner: httpcore2.NetworkStream, clock: Clock) -> None:
        self._inner = inner
        self._clock = clock

    def read(self, max_bytes: int, timeout: float | None = None) -> bytes:
        """The next bytes."""
        return self._inner.read(max_bytes, self._clock.left(timeout))

    def write(self, buffer: bytes, timeout: float | None = None) -> None:
        """Send bytes."""
        self._inner.write(buffer, self._clock.left(timeout))

    def close(self) -> None:
        """Close the connection."""
        self._inner.close()

    def start_tls(
        self,
        ssl_context: ssl.SSLContext,
        server_hostname: str | None = None,
        timeout: float | None = None,
    ) -> httpcore2.NetworkStream:
        """The same connection with TLS; ``CertificateError`` where the host's certificate is not trusted."""
        left = self._clock.left(timeout)
        try:
            secured = self._inner.start_tls(ssl_context, server_hostname, left)
        except httpcore2.ConnectError as error:
            if not isinstance(error.__cause__, ssl.SSLError):
                raise
            if not isinstance(error.__cause__, ssl.SSLCertVerificationError):
                raise NoTlsError from None
            why = error.__cause__.verify_message
            raise CertificateError(
                f"{server_hostname} shows a certificate that is not trusted: {why}",
                hint="--ca-file FILE names certificates to trust, SSL_CERT_FILE does so for every host.",
            ) from None
        return _Timed(secured, self._clock)

    def get_extra_info(self, info: str) -> Any:
        """What the pool asks about the socket."""
        return self._inner.get_extra_info(info)
