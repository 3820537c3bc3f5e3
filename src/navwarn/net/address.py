"""Addresses: which are never asked unless the host was allowed to have one such (peers.md A6)."""

from __future__ import annotations

import ipaddress
import socket

from navwarn.net.interface import AddressError, NetworkError

_Address = ipaddress.IPv4Address | ipaddress.IPv6Address
_NAT64 = ipaddress.ip_network("64:ff9b::/96")
_SPECIAL = ipaddress.ip_network("192.0.0.0/24")
"""Of protocols and of a cloud's metadata; which of it Python calls global differs by version."""

_MOST = 4
_OWN_PORTS = frozenset({80, 443})


def is_public(text: str) -> bool:
    """Whether an address is one of the public internet, and so is any that is written inside it."""
    address = ipaddress.ip_address(text.partition("%")[0])
    return all(
        one.is_global and not one.is_multicast and not one.is_reserved and one not in _SPECIAL
        for one in _layers(address)
    )


def is_loopback_name(host: str) -> bool:
    """Whether a host is this machine by its name alone."""
    if host == "localhost":
        return True
    try:
        return ipaddress.ip_address(host).is_loopback
    except ValueError:
        return False


def addresses(host: str, port: int, *, is_private_allowed: bool) -> list[str]:
    """The addresses of a host that may be asked, in the order of preference.

    Raises ``NetworkError`` where it has none, ``AddressError`` where it has none that may be asked.
    """
    try:
        found = socket.getaddrinfo(host, port, type=socket.SOCK_STREAM)
    except (OSError, UnicodeError):
        raise NetworkError(f"the host {host} is not known") from None
    every = list(dict.fromkeys(str(one[4][0]) for one in found))
    allowed = [one for one in every if is_private_allowed or is_public(one)]
    if not allowed:
        raise AddressError(
            f"the host {host} has the private address {every[0]}, which is not asked",
            hint=f"Where that is meant, --allow-private {named(host, port)} allows it.",
        )
    return allowed[:_MOST]


def named(host: str, port: int) -> str:
    """A host and its port, unless that is a scheme's own, as references write it."""
    shown = f"[{host}]" if ":" in host else host
    return shown if port in _OWN_PORTS else f"{shown}:{port}"


def require_askable(host: str, port: int) -> None:
    """Raise ``AddressError`` for a host of which it is known here that it has private addresses only."""
    try:
        addresses(host, port, is_private_allowed=False)
    except AddressError:
        raise
    except NetworkError:
        return  # whoever looks it up elsewhere may know it


def _layers(address: _Address) -> list[_Address]:
    """The address, and the one that it embeds for a translator or a tunnel."""
    if isinstance(address, ipaddress.IPv4Address):
        return [address]
    inner: list[_Address | None] = [address.ipv4_mapped, address.sixtofour, *(address.teredo or ())]
    if address in _NAT64:
        inner.append(ipaddress.IPv4Address(int(address) & 0xFFFFFFFF))
    # An IPv4 address written as an IPv6 one is only what it stands for.
    outer = [] if address.ipv4_mapped or address in _NAT64 else [address]
    return [*outer, *(one for one in inner if one is not None)]
