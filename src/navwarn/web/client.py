"""Where a request comes from and which address it used, as far as its headers can be trusted."""

from __future__ import annotations

import re
from functools import lru_cache
from ipaddress import ip_address, ip_network
from typing import TYPE_CHECKING, Any

from msgspec import Struct

if TYPE_CHECKING:
    from collections.abc import Iterable

_HOST = re.compile(rb"[A-Za-z0-9._-]{1,255}(?::[0-9]{1,5})?|\[[0-9A-Fa-f:.]{2,45}\](?::[0-9]{1,5})?")
_PORT = re.compile(r"\[(.*)\](?::[0-9]+)?|([0-9.]+):[0-9]+")
_ASSIGNED_BITS = 64
_FORWARDED = (b"x-forwarded-for", b"x-forwarded-proto", b"x-forwarded-host")


class Origin(Struct, frozen=True):
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
        address = _address_in(last) or address
        if told.get(b"x-forwarded-proto") in {b"http", b"https"}:
            scheme = told[b"x-forwarded-proto"].decode()
        host = told.get(b"x-forwarded-host", host)
    return Origin(address, scheme, host.decode() if _HOST.fullmatch(host) else "localhost")


def _address_in(text: str) -> str:
    """The address that a proxy tells, without a port; empty where it is none."""
    match = _PORT.fullmatch(text)
    try:
        return str(ip_address((match[1] or match[2]) if match else text))
    except ValueError:
        return ""


@lru_cache(maxsize=4096)
def household(client: str) -> str:
    """Who is counted as one: an IPv4 address, or the 64 bits of an IPv6 one that its network assigns."""
    try:
        address = ip_address(client)
    except ValueError:
        return client
    mapped = getattr(address, "ipv4_mapped", None)
    if address.version == 4 or mapped is not None:  # noqa: PLR2004
        return str(mapped or address)
    return str(ip_network((int(address), _ASSIGNED_BITS), strict=False))


def _told(headers: Iterable[tuple[bytes, bytes]]) -> dict[bytes, bytes]:
    return {name: value for name, value in headers if name in _FORWARDED}
