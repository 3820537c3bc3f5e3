"""Names of ecosystems and packages as the index of records by package folds them."""

from __future__ import annotations

import re

_SEPARATORS = re.compile(r"[-_.]+")


def folded_ecosystem(ecosystem: str) -> str:
    """An OSV ecosystem with its release, in lower case: ``alpine:v3.20``."""
    return ecosystem.strip().lower()


def folded_package(name: str) -> str:
    """A package's name, coarser than any ecosystem compares names, so that a search misses nothing."""
    return _SEPARATORS.sub("-", name.strip().lower())
