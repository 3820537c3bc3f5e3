"""Closes the network to tests: only this machine's loopback and unix sockets answer.

An audit hook sees every socket of the process, whoever made it; it costs nothing to those who open none.
"""

from __future__ import annotations

import ipaddress
import socket
import sys
from typing import Any

_ADDRESS_EVENTS = {"socket.bind", "socket.connect", "socket.sendmsg", "socket.sendto"}
_NAME_EVENTS = {"socket.getaddrinfo", "socket.gethostbyaddr", "socket.gethostbyname"}


class ClosedSocketError(RuntimeError):
    """A test reached for the network; no ``OSError``, so that no code takes it for bad weather."""


def pytest_configure() -> None:
    sys.addaudithook(_watch)


def _watch(event: str, arguments: tuple[Any, ...]) -> None:
    if event in _ADDRESS_EVENTS:
        opened, address = arguments[0], arguments[1]
        if opened.family in {socket.AF_INET, socket.AF_INET6} and address is not None:
            _refuse_unless_loopback(event, address[0])
    elif event in _NAME_EVENTS and arguments[0] is not None:
        _refuse_unless_loopback(event, arguments[0])


def _refuse_unless_loopback(event: str, host: str | bytes) -> None:
    name = host.decode() if isinstance(host, bytes) else host
    if name == "localhost":
        return
    try:
        is_loopback = ipaddress.ip_address(name.partition("%")[0]).is_loopback
    except ValueError:
        is_loopback = False
    if not is_loopback:
        raise ClosedSocketError(f"a test may not reach beyond this machine: {event} {name!r}")
