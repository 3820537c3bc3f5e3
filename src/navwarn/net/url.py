"""URLs of http and https, read strictly: what is ambiguous is refused (peers.md A6)."""

from __future__ import annotations

import re
from typing import NamedTuple
from urllib.parse import urljoin, urlsplit

from navwarn.net.interface import UrlError

_PORTS = {"https": 443, "http": 80}
_HOST = re.compile(r"[a-z0-9](?:[a-z0-9._-]{0,252})|[0-9a-f:.]{2,45}")
_VISIBLE = re.compile(r"[!-~]+")
_MAX = 8192
_MAX_PORT = 65535


class Url(NamedTuple):
    """A URL in parts: ``target`` is path and query."""

    scheme: str
    host: str
    port: int
    target: str

    @property
    def authority(self) -> str:
        """The host, with the port where it is not the scheme's."""
        host = f"[{self.host}]" if ":" in self.host else self.host
        return host if self.port == _PORTS[self.scheme] else f"{host}:{self.port}"

    @property
    def shown(self) -> str:
        """The URL without its query, in which secrets may be."""
        return f"{self.scheme}://{self.authority}{self.target.partition('?')[0]}"

    def __str__(self) -> str:
        return f"{self.scheme}://{self.authority}{self.target}"


def parse_url(text: str, base: Url | None = None) -> Url:
    """The URL in a text, which may be relative to another one; raises ``UrlError`` for any other text."""
    if len(text) > _MAX or not _VISIBLE.fullmatch(text) or "\\" in text:
        raise UrlError(f"{text[:100]!r} is no URL that can be asked for")
    try:
        parts = urlsplit(urljoin(str(base), text) if base else text)
        port = parts.port
    except ValueError:
        raise UrlError(f"{text[:100]!r} is no URL that can be asked for") from None
    host = (parts.hostname or "").rstrip(".")
    if parts.scheme not in _PORTS or "@" in parts.netloc or not _HOST.fullmatch(host) or port == 0:
        raise UrlError(f"{text[:100].partition('?')[0]!r} is no http or https URL without user and password")
    path = parts.path or "/"
    return Url(
        parts.scheme, host, port or _PORTS[parts.scheme], path + (f"?{parts.query}" if parts.query else "")
    )
