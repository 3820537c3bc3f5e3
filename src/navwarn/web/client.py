"""Where a request comes from and which address it used, as far as its headers can be trusted."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from collections.abc import Iterable

_HOST = re.compile(rb"[A-Za-z0-9._-]{1,255}(?::[0-9]{1,5})?|\[[0-9A-Fa-f:.]{2,45}\](?::[0-9]{1,5})?")
_ADDRESS = re.compile(r"[0-9A-Fa-f:.]{2,45}")
_FORWARDED = (b"x-forwarded-for", b"x-forwarded-proto", b"x-forwarded-host")


@dataclass(frozen=True, slots=True)
class Origin:
    """The client's address, and scheme and host of the address asked."""

    client: str
    scheme: str
    host: str

    @property
    def url(self) -> str:
        """The address of the server as the client sees it."""
        return f"{self.scheme}://{self.host}"


def origin_of(scope: dict[str, Any], *, trusts_proxy: bool) -> Origin:
    """The origin of a request; headers of a proxy count only where they are trusted.

    Of several forwarded addresses the last one counts: it is the one our own proxy saw.
    """
    client = scope.get("client")
    address = client[0] if client else "unknown"
    scheme, host = scope.get("scheme", "http"), b""
    for name, value in scope["headers"]:
        if name == b"host":
            host = host or value
    if trusts_proxy:
        told = _told(scope["headers"])
        last = told.get(b"x-forwarded-for", b"").decode("latin-1").rpartition(",")[2].strip()
        address = last if _ADDRESS.fullmatch(last) else address
        if told.get(b"x-forwarded-proto") in {b"http", b"https"}:
            scheme = told[b"x-forwarded-proto"].decode()
        host = told.get(b"x-forwarded-host", host)
    return Origin(address, scheme, host.decode() if _HOST.fullmatch(host) else "localhost")


def _told(headers: Iterable[tuple[bytes, bytes]]) -> dict[bytes, bytes]:
    return {name: value for name, value in headers if name in _FORWARDED}
