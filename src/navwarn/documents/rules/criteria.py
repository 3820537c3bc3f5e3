"""Criteria: what the document rules need to know that no document says."""

from __future__ import annotations

from collections.abc import Callable

from msgspec import Struct

from navwarn.core.instant import HOUR, Instant
from navwarn.versions.apk import explain_incomplete

TOLERANCE = 2 * HOUR
"""How far in the future a timestamp may be (documents.md D15)."""


class Criteria(Struct, frozen=True):
    """The present moment, the prefixes that ids may have besides CGA (``None`` for any), and versions.

    ``explain_version`` says what is wrong with a fixed version, or ``None`` (documents.md D21).
    """

    now: Instant
    prefixes: frozenset[str] | None = None
    explain_version: Callable[[str], str | None] = explain_incomplete
