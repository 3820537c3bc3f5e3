"""Names of ecosystems and packages as the index of records by package folds them."""

from __future__ import annotations

import re

_GROUPED = "maven"
_SEPARATORS = re.compile(r"[-_.]+")


def folded_ecosystem(ecosystem: str) -> str:
    """An OSV ecosystem with its release, in lower case: ``alpine:v3.20``."""
    return ecosystem.strip().lower()


def bare_name(ecosystem: str, name: str) -> str:
    """The name without its group, as ``:spring-core``; empty where the folded ecosystem has no groups."""
    return f":{name.rpartition(':')[2]}" if ecosystem == _GROUPED else ""


def folded_package(name: str) -> str:
    """A package's name, coarser than any ecosystem compares names, so that a search misses nothing."""
    return _SEPARATORS.sub("-", name.strip().lower())
