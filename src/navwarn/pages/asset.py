"""The style sheet and the script: the only files besides pages that a browser asks for. Pages hold the icon.

Their names carry a hash of what is in them, so that a browser may keep them for ever.
"""

from __future__ import annotations

import hashlib
from functools import cache
from importlib.resources import files
from urllib.parse import quote

from msgspec import Struct

_FILES = {
    "site.css": "text/css; charset=utf-8",
    "site.js": "text/javascript; charset=utf-8",
}
_HASH_LENGTH = 12


class Asset(Struct, frozen=True):
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
    """The published name of ``site.css`` or ``site.js``."""
    stem, _, suffix = name.partition(".")
    return next(
        published for published in assets() if published.startswith(f"{stem}.") and published.endswith(suffix)
    )


@cache
def icon() -> str:
    """The address of the icon, which holds all of it: a browser would ask for a file on the first visit."""
    content = files("navwarn.pages").joinpath("static", "icon.svg").read_text(encoding="utf-8")
    return f"data:image/svg+xml,{quote(content, safe=' =:/')}"


def _asset(name: str, media_type: str) -> Asset:
    content = files("navwarn.pages").joinpath("static", name).read_bytes()
    digest = hashlib.sha256(content).hexdigest()[:_HASH_LENGTH]
    stem, _, suffix = name.partition(".")
    return Asset(f"{stem}.{digest}.{suffix}", media_type, content)
