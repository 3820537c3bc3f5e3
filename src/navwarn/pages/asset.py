"""The style sheet, the script and the icon: the only files besides pages that a browser asks for.

Their names carry a hash of what is in them, so that a browser may keep them for ever.
"""

from __future__ import annotations

import hashlib
from dataclasses import dataclass
from functools import cache
from importlib.resources import files

_FILES = {
    "site.css": "text/css; charset=utf-8",
    "site.js": "text/javascript; charset=utf-8",
    "icon.svg": "image/svg+xml",
}
_HASH_LENGTH = 12


@dataclass(frozen=True, slots=True)
class Asset:
    """A file to serve below ``/static/``: its published name, its bytes and their media type."""

    name: str
    media_type: str
    content: bytes


@cache
def assets() -> dict[str, Asset]:
    """Every asset by its published name, such as ``site.0123456789ab.css``."""
    made = (_asset(name, media_type) for name, media_type in _FILES.items())
    return {asset.name: asset for asset in made}


@cache
def asset_name(name: str) -> str:
    """The published name of ``site.css``, ``site.js`` or ``icon.svg``."""
    stem, _, suffix = name.partition(".")
    return next(
        published for published in assets() if published.startswith(f"{stem}.") and published.endswith(suffix)
    )


def _asset(name: str, media_type: str) -> Asset:
    content = files("navwarn.pages").joinpath("static", name).read_bytes()
    digest = hashlib.sha256(content).hexdigest()[:_HASH_LENGTH]
    stem, _, suffix = name.partition(".")
    return Asset(f"{stem}.{digest}.{suffix}", media_type, content)
