"""Severity: the words for how bad a vulnerability is."""

from __future__ import annotations

from enum import StrEnum


class Severity(StrEnum):
    """The word for a severity, worst first; the value is its slug.

    ``NONE`` is a score of zero, ``UNKNOWN`` the absence of one.
    """

    CRITICAL = "critical"
    HIGH = "high"
    MEDIUM = "medium"
    LOW = "low"
    NEGLIGIBLE = "negligible"
    NONE = "none"
    UNKNOWN = "unknown"

    @property
    def label(self) -> str:
        """The word as people read it, such as ``High``."""
        return self.value.capitalize()
