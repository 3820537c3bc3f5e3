"""Names of ecosystems and packages as the index of records by package folds them."""

from __future__ import annotations

import re

_GROUPED = "maven"
_SCHEMES = {
    "apk": ("alpine", "alpaquita", "chainguard", "minimos", "wolfi"),
    "deb": ("debian", "ubuntu"),
    "gem": ("rubygems",),
    "go": ("go",),
    "maven": ("maven",),
    "npm": ("npm",),
    "pypi": ("pypi",),
    "rpm": ("almalinux", "azure linux", "opensuse", "photon os", "red hat", "rocky linux", "suse"),
    "semver": ("crates.io",),
}
_SCHEME_OF = {name: scheme for scheme, names in _SCHEMES.items() for name in names}
_SEPARATORS = re.compile(r"[-_.]+")


def folded_ecosystem(ecosystem: str) -> str:
    """An OSV ecosystem with its release, in lower case: ``alpine:v3.20``."""
    return ecosystem.strip().lower()


def scheme_name(ecosystem: str) -> str:
    """The slug of the version scheme of an OSV ecosystem, whatever its release; empty where none is known."""
    return _SCHEME_OF.get(folded_ecosystem(ecosystem).partition(":")[0], "")


def bare_name(ecosystem: str, name: str) -> str:
    """The name without its group, as ``:spring-core``; empty where the folded ecosystem has no groups."""
    return f":{name.rpartition(':')[2]}" if ecosystem == _GROUPED else ""


def folded_package(name: str) -> str:
    """A package's name, coarser than any ecosystem compares names, so that a search misses nothing."""
    return _SEPARATORS.sub("-", name.strip().lower())
