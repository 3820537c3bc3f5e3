"""The guard against feeds that lose much at once, mostly because a scan or an import went wrong.

A feed that forgets a fix makes scanners report it again, for everyone (feeds.md G5, documents.md U2).
"""

from __future__ import annotations

from collections import Counter
from typing import TYPE_CHECKING

from msgspec import Struct

from navwarn.core.status import Status
from navwarn.feeds.interface import NOT_AFFECTED, OPEN, Statement

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

    from navwarn.core.standing import Standing

MOST_LOST = 5
"""The share of all statements that may vanish, in per cent."""

MOST_LOST_NOT_AFFECTED = 1
"""The share of not-affected statements that may vanish, in per cent."""

_OPEN_STATUSES = frozenset(Status) - {Status.FIXED, Status.NOT_AFFECTED, Status.WITHDRAWN}


class Loss(Struct, frozen=True):
    """How many statements there were, and how many of them are gone."""

    before: int
    lost: int

    def exceeds(self, percent: int) -> bool:
        """Whether more than this share is gone."""
        return self.lost * 100 > self.before * percent

    def __str__(self) -> str:
        return f"{self.lost} of {self.before}"


class Reopened(Struct, frozen=True):
    """An advisory whose statement left the feed because its matter is open again."""

    advisory: str
    package: str
    status: Status


class GuardReport(Struct, frozen=True):
    """What a new feed no longer says.

    ``gone`` holds the statements, sorted; ``packages`` those that lost more than half. Statements without a
    fix do not count: that they go is what everyone waits for.
    """

    statements: Loss
    not_affected: Loss
    packages: tuple[tuple[str, Loss], ...]
    gone: tuple[Statement, ...]
    reopened: tuple[Reopened, ...]

    @property
    def reasons(self) -> tuple[str, ...]:
        """Why the feed should not replace the other: a clause for each limit that is passed."""
        found: list[str] = []
        if self.statements.exceeds(MOST_LOST):
            found.append(f"{self.statements} statements (more than {MOST_LOST} %)")
        if self.not_affected.exceeds(MOST_LOST_NOT_AFFECTED):
            found.append(f"{self.not_affected} not-affected entries (more than {MOST_LOST_NOT_AFFECTED} %)")
        found += [f"{loss} statements of package {package}" for package, loss in self.packages]
        return tuple(found)

    @property
    def is_refused(self) -> bool:
        """Whether a limit is passed."""
        return bool(self.reasons)


def open_advisories(advisories: Iterable[Standing]) -> dict[tuple[str, str], Reopened]:
    """The advisories that are open, by package and each of their ids."""
    return {
        (advisory.package, alias): Reopened(advisory.id, advisory.package, advisory.status)
        for advisory in advisories
        if advisory.status in _OPEN_STATUSES
        for alias in advisory.aliases
    }


def compare(
    old: Iterable[Statement],
    new: Iterable[Statement],
    now_open: Mapping[tuple[str, str], Reopened] | None = None,
) -> GuardReport:
    """What ``new`` no longer says of ``old``, and which of it is gone because it is open again."""
    before = {statement for statement in old if statement.version != OPEN}
    gone = before.difference(new)
    size = Counter(statement.package for statement in before)
    lost = Counter(statement.package for statement in gone)
    found = (now_open or {}).get
    reopened = {item for statement in gone if (item := found((statement.package, statement.id)))}
    return GuardReport(
        statements=Loss(len(before), len(gone)),
        not_affected=Loss(_count_not_affected(before), _count_not_affected(gone)),
        packages=tuple(
            (package, Loss(size[package], count))
            for package, count in sorted(lost.items())
            if count * 2 > size[package]
        ),
        gone=tuple(sorted(gone)),
        reopened=tuple(sorted(reopened, key=lambda item: (item.package, item.advisory))),
    )


def _count_not_affected(statements: Iterable[Statement]) -> int:
    return sum(statement.version == NOT_AFFECTED for statement in statements)
