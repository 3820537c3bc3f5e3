"""Reading lists: pages of advisories in an order, and how many there are of each status."""

from __future__ import annotations

from typing import TYPE_CHECKING

from navwarn.core import canonical
from navwarn.core.identifier import AdvisoryId
from navwarn.core.instant import Instant
from navwarn.core.listing import Listing
from navwarn.core.moments import FOREVER, LATEST, Moments
from navwarn.core.severity import Severity
from navwarn.core.status import Status
from navwarn.ledger.listing import (
    COUNT_CAP,
    NEWEST_FIRST,
    ListFilter,
    ListOrder,
    ListPage,
    Position,
    StatusCounts,
)
from navwarn.ledger.listing_query import ListStatement, statuses_of
from navwarn.ledger.listing_search import Found, search
from navwarn.ledger.statement import statement

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence

    from navwarn.ledger.engine import Engine
    from navwarn.ledger.table import Row
    from navwarn.ledger.tally import Tally

_SEVERITIES = {severity.rank: severity for severity in Severity}
_STATUSES = {status.value: status for status in Status}
_FIXED_PLACES = 13
"""How many columns come before the position."""


class ListReader:
    """Lists over a database; one is made for the answer to one question."""

    def __init__(self, engine: Engine, tally: Tally | None = None) -> None:
        self._engine = engine
        self._tally = tally
        self._found: dict[str, list[Found]] = {}

    def page(
        self,
        wanted: ListFilter,
        order: ListOrder = NEWEST_FIRST,
        *,
        moments: Moments = LATEST,
        after: Position | None = None,
        limit: int = 50,
    ) -> ListPage:
        """At most ``limit`` rows of a list at two moments, those that follow a position."""
        asked = self._asked(wanted, moments, self._latest(wanted, order, moments, after, limit + 1))
        text = asked.page(order, after, limit + 1)
        found = self._engine.rows(text, asked.parameters) if text else []
        shown = found[:limit]
        position = tuple(shown[-1][_FIXED_PLACES:]) if len(found) > limit else None
        return ListPage(self._complete(shown, moments), position)

    def counts(self, wanted: ListFilter, *, moments: Moments = LATEST, cap: int = COUNT_CAP) -> StatusCounts:
        """How many rows of a list have each status, each counted up to one more than ``cap``."""
        tally = self._tally
        if tally is None:
            return self._counted(wanted, moments, cap)
        if _is_told(wanted, moments) and tally.is_current(self._engine):
            told = _told(tally, wanted, moments)
            return StatusCounts({one: min(number, cap + 1) for one, number in told if number}, cap)
        key = f"{wanted} {moments} {cap}"
        found = tally.remembered(key, self._engine.version())
        return found or tally.remember(key, self._counted(wanted, moments, cap))

    def _counted(self, wanted: ListFilter, moments: Moments, cap: int) -> StatusCounts:
        asked = self._asked(wanted, moments)
        text = asked.counts(cap)
        rows = self._engine.rows(text, asked.parameters) if text else []
        return StatusCounts({Status(status): number for status, number in rows if number}, cap)

    def _latest(
        self,
        wanted: ListFilter,
        order: ListOrder,
        moments: Moments,
        after: Position | None,
        limit: int,
    ) -> Found | None:
        """The advisories that a list of then begins with, where the tally knows them."""
        tally = self._tally
        if tally is None or moments.as_of is None or order != NEWEST_FIRST or not _is_told(wanted, moments):
            return None
        if not tally.is_current(self._engine):
            return None
        start = None if after is None else (int(after[1]), int(after[2]))
        statuses = statuses_of(wanted)
        found = tally.latest(wanted.distributions, statuses, moments.as_of, start, limit)
        if found is None:
            return None
        return Found("s.opening IN (EACH_INTEGER(:latest))", {"latest": _list(found)}, is_narrow=True)

    def _asked(self, wanted: ListFilter, moments: Moments, latest: Found | None = None) -> ListStatement:
        """The statement of a list; what its words lead to is looked up once."""
        if wanted.text not in self._found:
            shared = {"distributions": _list(wanted.distributions), "forever": FOREVER}
            self._found[wanted.text] = search(wanted.text, self._engine, shared)
        found = self._found[wanted.text]
        return ListStatement(wanted, moments, [*found, latest] if latest else found)

    def _complete(self, rows: Sequence[Row], moments: Moments) -> tuple[Listing, ...]:
        """The rows with what is said beside them: notes, other ids and upstream's title."""
        if not rows:
            return ()
        bounds = {
            "openings": _list(row[0] for row in rows),
            "known": FOREVER - 1 if moments.known is None else moments.known,
        }
        aliases: dict[int, list[str]] = {}
        for opening, alias in self._run("listing.aliases", bounds):
            aliases.setdefault(opening, []).append(alias)
        titles: dict[str, str] = dict(self._run("listing.titles", {"ids": _list({row[3] for row in rows})}))
        return tuple(_listing(row, aliases.get(row[0], []), titles.get(row[3], "")) for row in rows)

    def _run(self, name: str, parameters: dict[str, object]) -> list[Row]:
        text = statement(name, self._engine.dialect)
        return self._engine.rows(text, parameters)


def _is_told(wanted: ListFilter, moments: Moments) -> bool:
    """Whether a tally can count a list: one of now between two updates, or one of then without bounds."""
    bounds = (wanted.since, wanted.until)
    if moments.known is not None or (
        moments.as_of is not None and any(bound is not None for bound in bounds)
    ):
        return False
    plain = ListFilter(
        wanted.distributions,
        statuses=wanted.statuses,
        exposures=wanted.exposures,
        since=wanted.since,
        until=wanted.until,
        include_withdrawn=wanted.include_withdrawn,
    )
    return wanted == plain


def _told(tally: Tally, wanted: ListFilter, moments: Moments) -> Iterator[tuple[Status, int]]:
    """What the tally counts of each status."""
    for status in statuses_of(wanted):
        if moments.as_of is None:
            yield status, tally.now(wanted.distributions, status, wanted.since, wanted.until)
        else:
            yield status, tally.then(wanted.distributions, status, moments.as_of)


def _listing(row: Row, aliases: Iterable[str], title: str) -> Listing:
    _, distribution, advisory, vulnerability, published, severity, exploited = row[:7]
    package, status, _, fixed_version, updated = row[7:12]
    return Listing(
        distribution=distribution,
        package=package,
        advisory=AdvisoryId(advisory),
        vulnerability=vulnerability,
        status=_STATUSES[status],
        published=Instant(published),
        updated=Instant(updated),
        severity=_SEVERITIES[severity],
        exploited=bool(exploited),
        fixed_version=fixed_version,
        note=_note(row[12]),
        title=title,
        aliases=tuple(alias for alias in aliases if alias != vulnerability),
    )


def _note(payload: str) -> str:
    if '"note"' not in payload:
        return ""
    data = canonical.decode(payload).get("data")
    note = data.get("note") if isinstance(data, dict) else None
    return note if isinstance(note, str) else ""


def _list(values: Iterable[object]) -> str:
    return canonical.encode(list(values)).decode()
