"""What happens when a feed would lose too much (feeds.md G5)."""

from __future__ import annotations

from typing import TYPE_CHECKING

from navwarn.errors import CheckFailedError

if TYPE_CHECKING:
    from pathlib import Path

    from navwarn.feeds.guard import GuardReport


class ShrunkenFeedError(CheckFailedError):
    """A feed that loses more than it may; ``report`` says what."""

    code = "NW-FEED-SHRINK"

    def __init__(self, place: Path, report: GuardReport) -> None:
        super().__init__(
            f"{place} was not replaced: the new feed no longer has {'; '.join(report.reasons)}",
            hint="If that is meant, repeat the command with --allow-shrink.",
        )
        self.report = report


def refuse_shrinking(place: Path, report: GuardReport, *, is_allowed: bool) -> None:
    """Raise ``ShrunkenFeedError`` where a limit is passed and that is not allowed."""
    if report.is_refused and not is_allowed:
        raise ShrunkenFeedError(place, report)
