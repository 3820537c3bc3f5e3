"""Which version schemes there are. A new one is a module of its own with a ``SCHEME``, and one line here."""

from __future__ import annotations

from functools import cache
from importlib import import_module
from typing import TYPE_CHECKING, cast

from navwarn.versions.interface import UnknownSchemeError, quote

if TYPE_CHECKING:
    from navwarn.versions.interface import Scheme

_MODULES = {
    "apk": "navwarn.versions.apk",
    "deb": "navwarn.versions.deb",
    "rpm": "navwarn.versions.rpm",
    "semver": "navwarn.versions.semver",
    "go": "navwarn.versions.go",
    "pypi": "navwarn.versions.pypi",
    "maven": "navwarn.versions.maven",
    "npm": "navwarn.versions.npm",
    "gem": "navwarn.versions.gem",
}

SCHEME_NAMES = tuple(_MODULES)
"""The slugs of all schemes, in the order they are shown."""


@cache
def _load(name: str) -> Scheme:
    return cast("Scheme", import_module(_MODULES[name]).SCHEME)


def scheme(name: str) -> Scheme:
    """The scheme of that slug, loaded on first use; ``UnknownSchemeError`` for any other name."""
    if name not in _MODULES:
        known = ", ".join(SCHEME_NAMES)
        raise UnknownSchemeError(f"{quote(name)} is not a version scheme; there are {known}")
    return _load(name)
