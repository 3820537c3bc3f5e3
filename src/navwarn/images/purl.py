"""Package URLs in canonical form, written: types and names are taken as they are.

The case of a version is kept (scanning.md SR6). The library of the field takes forty times as long.
"""

from __future__ import annotations

from typing import TYPE_CHECKING
from urllib.parse import quote

if TYPE_CHECKING:
    from collections.abc import Mapping

_PLAIN = "-._~:"
_SLASHED = _PLAIN + "/"


def write_purl(
    kind: str,
    name: str,
    version: str = "",
    *,
    namespace: str = "",
    qualifiers: Mapping[str, str] | None = None,
    subpath: str = "",
) -> str:
    """``pkg:type/namespace/name@version?qualifiers#subpath``; the qualifiers that have a value, sorted."""
    text = f"pkg:{kind}/"
    if namespace:
        text += quote(namespace.strip("/"), _SLASHED) + "/"
    text += quote(name, _PLAIN)
    if version:
        text += "@" + quote(version, _SLASHED)
    pairs = [f"{key}={quote(value, _SLASHED)}" for key, value in sorted((qualifiers or {}).items()) if value]
    if pairs:
        text += "?" + "&".join(pairs)
    return text + ("#" + quote(subpath.strip("/"), _SLASHED) if subpath else "")
