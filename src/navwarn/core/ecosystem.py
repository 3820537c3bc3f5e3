"""Ecosystems: the words that records and package URLs have for them, and names as a search needs them."""

from __future__ import annotations

import re

PURL_TYPES = {
    "go": "golang",
    "pypi": "pypi",
    "npm": "npm",
    "maven": "maven",
    "rubygems": "gem",
    "crates.io": "cargo",
    "packagist": "composer",
    "nuget": "nuget",
    "hex": "hex",
    "pub": "pub",
    "hackage": "hackage",
    "cran": "cran",
    "swifturl": "swift",
    "conancenter": "conan",
    "debian": "deb",
    "ubuntu": "deb",
    "alpine": "apk",
    "wolfi": "apk",
    "chainguard": "apk",
    "red hat": "rpm",
    "rocky linux": "rpm",
    "almalinux": "rpm",
    "opensuse": "rpm",
    "suse": "rpm",
}
"""The purl type of each ecosystem of OSV that has one, by ``ecosystem_root`` (feeds.md OV3)."""

_SEPARATORS = re.compile(r"[-_.]+")


def ecosystem_root(ecosystem: str) -> str:
    """An OSV ecosystem without its release, in lower case: ``debian`` for ``Debian:12``."""
    return ecosystem.partition(":")[0].strip().lower()


def folded_package(name: str) -> str:
    """A package's name as indexes keep it: coarser than any ecosystem compares, so nothing is missed."""
    return _SEPARATORS.sub("-", name.strip().lower())
