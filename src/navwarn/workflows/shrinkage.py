"""What happens when a feed would lose too much (feeds.md G5)."""

from __future__ import annotations

from typing import TYPE_CHECKING

from navwarn.errors import CheckFailedError

if TYPE_CHECKING:
    from pathlib import Path

    from navwarn.feeds.guard import GuardReport


_NAMED = 4
"""How many losses the sentence of the error names."""


class ShrunkenFeedError(CheckFailedError):
    """A feed that loses more than it may; ``report`` says what."""

    code = "NW-FEED-SHRINK"

    def __init__(self, place: Path, report: GuardReport) -> None:
        named = "; ".join(report.reasons[:_NAMED])
        more = (
            f"; and {rest} more, which --report lists" if (rest := len(report.reasons) - _NAMED) > 0 else ""
        )
        super().__init__(
            f"{place} was not replaced: the new feed no longer has {named}{more}",
            hint="If that is meant, repeat the command with --allow-shrink.",
        )
        self.report = report


def refuse_shrinking(place: Path, report: GuardReport, *, is_allowed: bool) -> None:
    """Raise ``ShrunkenFeedError`` where a limit is passed and that is not allowed."""
    if report.is_refused and not is_allowed:
        raise ShrunkenFeedError(place, report)
