"""Questions that only readers of a site ask, of what they may see: the log, names, aliases, figures."""

from __future__ import annotations

from typing import TYPE_CHECKING

from msgspec import Struct

from navwarn.core import canonical
from navwarn.core.instant import DAY, Instant
from navwarn.core.moments import FOREVER, LATEST
from navwarn.core.severity import Severity
from navwarn.core.status import Exposure, Status, exposure_of
from navwarn.ledger.entry_row import entry_of
from navwarn.ledger.listing_projection import folded_name
from navwarn.ledger.statement import statement

if TYPE_CHECKING:
    from collections.abc import Collection, Iterable

    from navwarn.core.entry import Entry
    from navwarn.core.moments import Moments
    from navwarn.ledger.engine import Engine
    from navwarn.ledger.table import Row

WEEK = 7 * DAY
ORIGIN = Instant(4 * DAY)
"""A Monday: 1970-01-05, from which weeks are counted."""

_OPEN = tuple(status for status in Status if exposure_of(status) is not Exposure.NOT_VULNERABLE)
_OPEN_STATUSES = tuple(status for status in _OPEN if status is not Status.WITHDRAWN)
_RESOLVED_STATUSES = tuple(status for status in Status if exposure_of(status) is Exposure.NOT_VULNERABLE)
_SEVERITIES = {severity.rank: severity for severity in Severity}
_MOST_NAMES = 500
_MOST_FIXES = 100_000
_GRAM = 3
_LAST = "\U0010ffff"

Weekly = dict[int, int]
"""Numbers by week, counted from ``ORIGIN``."""


class Named(Struct, frozen=True):
    """A name that can be jumped to: an alias, or a package of a distribution."""

    name: str
    distribution: str = ""

    @property
    def is_package(self) -> bool:
        """Whether it is a package."""
        return bool(self.distribution)


class Figures(Struct, frozen=True):
    """What charts are drawn from: changes by week, and delays.

    ``statuses`` and ``severities`` hold by how much the number of advisories in that status (of open
    advisories with that severity) grew or shrank in each week; ``opened`` and ``resolved`` how many began and
    how many came to be fixed or not affected. ``fixes`` are pairs of the time of a fix and of its advisory's
    first event. ``packages`` and ``components`` count what was open.
    """

    statuses: dict[Status, Weekly]
    severities: dict[Severity, Weekly]
    opened: Weekly
    resolved: Weekly
    fixes: tuple[tuple[Instant, Instant], ...]
    packages: tuple[tuple[str, str, int], ...]
    components: tuple[tuple[str, int], ...]


class Browser:
    """Answers for a reader who may see ``distributions``."""

    def __init__(self, engine: Engine, distributions: Collection[str]) -> None:
        self._engine = engine
        self._shared: dict[str, object] = {"distributions": _list(distributions), "forever": FOREVER}

    def entries_after(self, sequence: int, until: int, limit: int) -> list[Entry]:
        """The first ``limit`` entries after a sequence number, in order."""
        rows = self._rows("read.visible_entries_after", after=sequence, until=until, page=limit)
        return [entry_of(row) for row in rows]

    def entries_before(self, sequence: int, limit: int) -> list[Entry]:
        """The last ``limit`` entries before a sequence number, newest first."""
        rows = self._rows("read.visible_entries_before", before=sequence, page=limit)
        return [entry_of(row) for row in rows]

    def leaves(self, sequences: Collection[int]) -> dict[int, bytes]:
        """The leaf hashes of these entries."""
        return dict(self._rows("read.leaves", sequences=_list(sequences)))

    def companions(self, ids: Collection[str]) -> set[str]:
        """The ids that our advisories list together with any of these."""
        return {alias for (alias,) in self._rows("read.companions", ids=_list(ids))}

    def distributions_with(self, package: str) -> list[str]:
        """The distributions that have an advisory about a package of this name, sorted."""
        return sorted(name for (name,) in self._rows("read.packages_named", package=package))

    def names_like(self, text: str) -> list[Named]:
        """Names that begin with a text, then those that have it elsewhere; some hundred are looked at."""
        folded = folded_name(text)
        if not folded:
            return []
        first = self._rows("read.names_from", start=folded, finish=folded + _LAST, limit=_MOST_NAMES)
        inner = self._inner(folded) if len(folded) >= _GRAM else []
        ranked = {(kind, name): place for place, (kind, name) in enumerate(reversed([*first, *inner]))}
        found = self._rows(
            "read.visible_names",
            packages=_list(name for kind, name in ranked if kind == "package"),
            aliases=_list(name for kind, name in ranked if kind == "alias"),
        )
        found.sort(key=lambda row: (-ranked[row[0], row[1]], row[2]))
        return [Named(name, distribution) for _, name, distribution in found]

    def _inner(self, folded: str) -> list[Row]:
        escaped = folded.replace("!", "!!").replace("%", "!%").replace("_", "!_")
        quoted = '"' + folded.replace('"', '""') + '"'
        return self._rows(
            "read.names_like", start=folded, part=f"%{escaped}%", quoted=quoted, limit=_MOST_NAMES
        )

    def canonical_ids(self, after: str, limit: int, *, skip: int = 0, descending: bool = False) -> list[str]:
        """The ids of vulnerabilities that upstream records know, in order, from one on (empty: all)."""
        if descending:
            rows = self._rows("read.canonical_before", before=after or _LAST, limit=limit, skip=skip)
        else:
            rows = self._rows("read.canonical_after", after=after, limit=limit, skip=skip)
        return [name for (name,) in rows]

    def canonical_count(self) -> int:
        """How many vulnerabilities upstream records know."""
        ((number,),) = self._rows("read.canonical_count")
        return int(number)

    def figures(self, moments: Moments = LATEST) -> Figures:
        """What the charts are drawn from: what had happened at one moment, as it was known at another."""
        moment: dict[str, object] = {
            "known": FOREVER - 1 if moments.known is None else moments.known,
            "as_of": FOREVER - 1 if moments.as_of is None else moments.as_of,
        }
        weeks = moment | {"origin": ORIGIN, "week": WEEK}
        of_open = {"open": _list(_OPEN_STATUSES)}
        statuses: dict[Status, Weekly] = {}
        for name, sign in (("read.starts_by_week", 1), ("read.ends_by_week", -1)):
            for status, week, number in self._rows(name, **weeks):
                _add(statuses.setdefault(Status(status), {}), week, sign * number)
        severities: dict[Severity, Weekly] = {}
        for name, sign in (("read.open_starts_by_week", 1), ("read.open_ends_by_week", -1)):
            for rank, week, number in self._rows(name, **weeks, **of_open):
                _add(severities.setdefault(_SEVERITIES[rank], {}), week, sign * number)
        return Figures(
            statuses,
            severities,
            dict(self._rows("read.opened_by_week", **weeks)),
            dict(self._rows("read.resolved_by_week", **weeks, resolved=_list(_RESOLVED_STATUSES))),
            tuple(self._rows("read.fixes", **moment, limit=_MOST_FIXES)),
            tuple(self._rows("read.open_by_package", **moment, **of_open, limit=20)),
            tuple(self._rows("read.open_by_component", **moment, **of_open, limit=20)),
        )

    def _rows(self, name: str, **parameters: object) -> list[Row]:
        text = statement(name, self._engine.dialect)
        return self._engine.rows(text, self._shared | parameters)


def _add(weekly: Weekly, week: int, number: int) -> None:
    weekly[week] = weekly.get(week, 0) + number


def _list(values: Iterable[object]) -> str:
    return canonical.encode(list(values)).decode()
