"""The range of versions that is affected, as both shapes write it."""

from __future__ import annotations

from typing import Any

from navwarn.feeds.interface import NOT_AFFECTED, OPEN


def version_range(version: str) -> dict[str, Any]:
    """From the first version on, to the fix if there is one; to nowhere if never affected (feeds.md M4)."""
    events = [{"introduced": "0"}]
    if version != OPEN:
        events.append({"fixed": version})
    span: dict[str, Any] = {"type": "ECOSYSTEM", "events": events}
    if version == NOT_AFFECTED:
        span["database_specific"] = {"false_positive": True}
    return span
