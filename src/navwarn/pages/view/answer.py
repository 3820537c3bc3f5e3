"""The five answers about a vulnerability: silence is never ambiguous (architecture.md 6)."""

from __future__ import annotations

from msgspec import Struct

from navwarn.core.instant import Instant


class Advised(Struct, frozen=True):
    """There is an advisory."""


class Dismissal(Struct, frozen=True):
    """A match that was looked at and found to be none: ``reason`` is its type (a slug), ``note`` words."""

    distribution: str
    package: str
    reason: str
    at: Instant
    by: str = ""
    note: str = ""


class Dismissed(Struct, frozen=True):
    """No advisory, because every match was dismissed."""

    dismissals: tuple[Dismissal, ...]


class NothingFound(Struct, frozen=True):
    """Known upstream, and version ``matcher`` of the matcher found nothing in our packages at ``at``.

    Both are ``None`` where it has not been compared with our packages yet.
    """

    matcher: int | None = None
    at: Instant | None = None


class RejectedUpstream(Struct, frozen=True):
    """Upstream rejected or withdrew the id: ``source`` says who, ``at`` when (if known), ``reason`` why."""

    source: str
    at: Instant | None = None
    reason: str = ""
    is_withdrawn: bool = False


class LastSync(Struct, frozen=True):
    """When a source was last read successfully; ``None`` where it never was."""

    source: str
    at: Instant | None = None


class NotKnown(Struct, frozen=True):
    """Nobody has told us of it yet; ``syncs`` says how fresh that is."""

    syncs: tuple[LastSync, ...] = ()


Answer = Advised | Dismissed | NothingFound | RejectedUpstream | NotKnown
"""Exactly one of these is what Navwarn says about an id."""
