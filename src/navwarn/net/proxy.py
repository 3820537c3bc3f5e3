"""The proxy through which hosts are asked with TLS, as the variables of the environment name it.

Only tunnels (``CONNECT``) are asked for: the proxy sees which host is meant, and nothing of what is said to
it. It looks the host up by itself, so that the address that is asked cannot be pinned.
"""

from __future__ import annotations

import base64
import ipaddress
from typing import TYPE_CHECKING
from urllib.parse import unquote, urlsplit

from navwarn.net.address import is_loopback_name
from navwarn.net.interface import Proxy, UrlError
from navwarn.net.url import Url, parse_url

if TYPE_CHECKING:
    from collections.abc import Mapping


def proxy_of(environ: Mapping[str, str]) -> Proxy | None:
    """The proxy that ``HTTPS_PROXY`` names, with the exceptions of ``NO_PROXY``; ``None`` without one.

    Either may be written in small letters. Raises ``UrlError`` where it is none that can be asked.
    """
    text = environ.get("HTTPS_PROXY") or environ.get("https_proxy") or ""
    if not text:
        return None
    exempt = environ.get("NO_PROXY") or environ.get("no_proxy") or ""
    try:
        parts = urlsplit(text if "://" in text else f"http://{text}")
        user, password = unquote(parts.username or ""), unquote(parts.password or "")
        url = parse_url(f"{parts.scheme}://{parts.netloc.rpartition('@')[2]}")
    except (UrlError, ValueError):
        raise UrlError("HTTPS_PROXY names no proxy of http:// or https://") from None
    secret = f"Basic {base64.b64encode(f'{user}:{password}'.encode()).decode()}" if user else ""
    return Proxy(*url[:3], secret, tuple(word.strip().lower() for word in exempt.split(",") if word.strip()))


def is_proxied(proxy: Proxy | None, url: Url) -> bool:
    """Whether a URL is asked through a proxy: one with TLS, neither of this machine nor of an exempt host."""
    if proxy is None or url.scheme != "https" or is_loopback_name(url.host):
        return False
    return not any(_covers(one, url) for one in proxy.exempt)


def _covers(exempt: str, url: Url) -> bool:
    """Whether a word of ``NO_PROXY`` means a URL's host: ``*``, a domain, a host, an address, a network."""
    name, colon, port = exempt.rpartition(":")
    if colon and port.isdigit() and ":" not in name.strip("[]"):
        exempt = name
        if int(port) != url.port:
            return False
    if exempt == "*":
        return True
    try:
        return ipaddress.ip_address(url.host) in ipaddress.ip_network(exempt.strip("[]"), strict=False)
    except ValueError:
        domain = exempt.lstrip("*").lstrip(".")
        return bool(domain) and (url.host == domain or url.host.endswith(f".{domain}"))
