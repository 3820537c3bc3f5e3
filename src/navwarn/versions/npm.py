"""npm versions: semantic versions, where people also write a leading ``v`` or ``=``."""

from __future__ import annotations

from navwarn.versions import semver
from navwarn.versions.keyed import KeyedScheme, remember


def _build_key(text: str) -> bytes:
    return semver.build_key(text.lstrip("="))


SCHEME = KeyedScheme("npm", remember(_build_key), semver.explain_invalid)
