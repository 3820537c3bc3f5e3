"""A list as SQL: which rows, in which order, from where on.

A list that nothing narrows is read as several: one for each distribution and status (or severity), each from
an index in the order asked for, and only as far as the page needs. However many advisories there are, a page
costs a few dozen rows.
"""

from __future__ import annotations

import re
from itertools import product
from typing import TYPE_CHECKING

from msgspec import Struct

from navwarn.core import canonical
from navwarn.core.identifier import normalise
from navwarn.core.moments import FOREVER, Moments
from navwarn.core.status import Status, exposure_of
from navwarn.ledger.listing import STATUS_ORDER, ListFilter, ListOrder, Order, Position

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from navwarn.ledger.listing_search import Found

MAX_ARMS = 48
"""Beyond so many lists in one the database sorts by itself."""

_COLUMNS = ("opening", "distribution", "package", "status", "event_type", "updated")
_NOW = {name: f"l.{name}" for name in _COLUMNS}
_THEN = {name: f"s.{name}" for name in _COLUMNS} | {"updated": "s.event_time"}
_NOW_FROM, _THEN_FROM = "listing AS l", "advisory_states AS s"
_JOINED = f"{_THEN_FROM} JOIN listing AS l ON l.opening = s.opening"
_OF_LISTING = re.compile(r"\bl\.")
_SHOWN = ("package", "status", "event_type", "fixed_version")
_ROWS = """CROSS JOIN listing AS l CROSS JOIN entries AS e
WHERE l.opening = page.opening AND e.sequence = l.event"""
_PAST_ROWS = """CROSS JOIN advisory_states AS s CROSS JOIN listing AS l CROSS JOIN entries AS e
WHERE s.opening = page.opening AND s.known_from = page.known_from AND s.valid_from = page.valid_from
AND l.opening = page.opening AND e.sequence = s.event"""

_MOST = frozenset(Status) - {Status.WITHDRAWN}

_ALIASED = """{opening} IN (
    SELECT opening FROM advisory_aliases WHERE alias IN (EACH_TEXT(:vulnerabilities)) AND {known}
    UNION ALL
    SELECT opening FROM advisories WHERE id IN (EACH_TEXT(:vulnerabilities))
)"""
_COMPONENT = """EXISTS (
    SELECT 1 FROM advisory_components AS c
    WHERE c.opening = {opening} AND c.component_type IN (EACH_TEXT(:component_types)) AND {known}
    AND c.valid_from <= :as_of
)"""


class Arm(Struct, frozen=True):
    """One of the lists a list is read as: what holds in it, and the rank that all its rows share."""

    condition: str = ""
    rank: int = 0


class ListStatement:
    """The SQL of a list, and its parameters."""

    def __init__(self, wanted: ListFilter, moments: Moments, found: Sequence[Found]) -> None:
        self._wanted = wanted
        self._is_past = moments.as_of is not None or moments.known is not None
        self._columns = _THEN if self._is_past else _NOW
        self._is_narrow = False
        self.statuses = statuses_of(wanted)
        self._severities = sorted(severity.rank for severity in set(wanted.severities))
        self.parameters: dict[str, object] = {
            "known": FOREVER - 1 if moments.known is None else moments.known,
            "as_of": FOREVER - 1 if moments.as_of is None else moments.as_of,
            "forever": FOREVER,
            "distributions": _list(wanted.distributions),
        }
        self._parts: list[str] = []
        self._about()
        self._about_time()
        self._about_text(found)
        if self._is_past:
            self._parts.append(_holds("s.known", "known", is_latest=moments.known is None))
            self._parts.append(_holds("s.valid", "as_of", is_latest=moments.as_of is None))

    def _add(self, part: str, **parameters: object) -> None:
        self._parts.append(part)
        self.parameters.update(parameters)

    def _about(self) -> None:
        wanted, columns = self._wanted, self._columns
        known, opening = "known_from <= :known AND known_to > :known", columns["opening"]
        if wanted.vulnerabilities:
            ids = _list({*wanted.vulnerabilities, *map(normalise, wanted.vulnerabilities)})
            self._add(_ALIASED.format(known=known, opening=opening), vulnerabilities=ids)
            self._is_narrow = True
        if wanted.packages:
            packages = columns["package"] if not self._is_narrow else f"UNINDEXED({columns['package']})"
            self._add(f"{packages} IN (EACH_TEXT(:packages))", packages=_list(wanted.packages))
            self._is_narrow = True
        if self._severities:
            self._add("l.severity IN (EACH_INTEGER(:severities))", severities=_list(self._severities))
        if wanted.event_types:
            self._add(f"{columns['event_type']} IN (EACH_TEXT(:types))", types=_list(wanted.event_types))
        if wanted.component_types:
            types = _list(wanted.component_types)
            self._add(_COMPONENT.format(known=known, opening=opening), component_types=types)
        if wanted.exploited is not None:
            self._parts.append(f"l.exploited = {int(wanted.exploited)}")

    def _about_time(self) -> None:
        wanted, updated = self._wanted, self._columns["updated"]
        bounds = (
            (f"{updated} >= :since", "since", wanted.since),
            (f"{updated} <= :until", "until", wanted.until),
            ("l.published >= :published_since", "published_since", wanted.published_since),
            ("l.published <= :published_until", "published_until", wanted.published_until),
        )
        for text, name, moment in bounds:
            if moment is not None:
                self._add(text, **{name: moment})

    def _about_text(self, found: Sequence[Found]) -> None:
        for one in found:
            self._add(one.text, **one.parameters)
            self._is_narrow = self._is_narrow or one.is_narrow

    def page(self, order: ListOrder, after: Position | None, limit: int) -> str:
        """The statement of a page: ``limit`` rows from a position on, each with its position."""
        self.parameters["limit"] = limit
        keys = order_keys(order.by, self._columns)
        arms = " UNION ALL ".join(
            f"SELECT * FROM ({text}) AS arm"  # noqa: S608
            for text in (self._arm(arm, order, keys, after) for arm in self._arms(order))
            if text
        )
        if not arms:
            return ""
        ordering = _ordering(order, len(keys))
        positions = ", ".join(f"page.k{place}" for place in range(len(keys)))
        return (
            f"SELECT l.opening, l.distribution, l.advisory, l.vulnerability, l.published, "  # noqa: S608
            f"l.severity, l.exploited, {self._shown()}, e.payload, page.rank, {positions} "
            f"FROM (SELECT * FROM ({arms}) AS arms ORDER BY {ordering} LIMIT :limit) AS page "
            f"{_PAST_ROWS if self._is_past else _ROWS} ORDER BY {ordering}"
        )

    def _shown(self) -> str:
        """The columns that depend on the moments."""
        if self._is_past:
            return ", ".join(f"s.{name}" for name in _SHOWN) + ", s.event_time"
        return ", ".join(f"l.{name}" for name in _SHOWN) + ", l.updated"

    def _arm(self, arm: Arm, order: ListOrder, keys: Sequence[str], after: Position | None) -> str:
        """One list, or nothing where all of it lies before the position.

        Of a past state it has no more than the key, so that an index is all that is read but for the page.
        """
        start = self._start(arm, order, keys, after)
        if start is None:
            return ""
        columns = ", ".join(f"{key} AS k{place}" for place, key in enumerate(keys))
        more = ", s.known_from AS known_from, s.valid_from AS valid_from" if self._is_past else ""
        where = self._where(arm, start)
        return (
            f"SELECT {arm.rank} AS rank, {self._columns['opening']} AS opening, {columns}{more} "  # noqa: S608
            f"FROM {self._source(where, columns)} WHERE {where} "
            f"ORDER BY {_key_ordering(order, len(keys))} LIMIT :limit"
        )

    def _source(self, *texts: str) -> str:
        """Where the rows come from: states of the past alone where nothing of the present is asked."""
        if not self._is_past:
            return _NOW_FROM
        return _JOINED if any(map(_OF_LISTING.search, texts)) else _THEN_FROM

    def _start(self, arm: Arm, order: ListOrder, keys: Sequence[str], after: Position | None) -> str | None:
        if after is None:
            return ""
        rank, *values = after
        if arm.rank != rank:
            is_behind = arm.rank < int(rank) if not _is_reversed(order) else arm.rank > int(rank)
            return None if is_behind else ""
        self.parameters.update({f"k{place}": value for place, value in enumerate(values)})
        marks = ", ".join(f":k{place}" for place in range(len(keys)))
        return f"({', '.join(keys)}) {'<' if _descends(order) else '>'} ({marks})"

    def _where(self, arm: Arm, start: str) -> str:
        return " AND ".join(part for part in (arm.condition, *self._parts, start) if part) or "1 = 1"

    def _arms(self, order: ListOrder) -> list[Arm]:
        """The lists to read; one alone where something narrows it, unless the order is by status."""
        distributions = sorted(set(self._wanted.distributions))
        if order.by is Order.STATUS:
            return [Arm(self._placed(status), STATUS_ORDER.index(status)) for status in self.statuses]
        if self._is_narrow or self._wanted.exploited:
            return [Arm(self._placed())]
        if self._is_past:
            return [Arm(self._placed(status)) for status in self.statuses]
        column, values = self._groups(order)
        if len(distributions) * len(values) > MAX_ARMS:
            return [Arm(self._placed())]
        return [
            Arm(self._single(distribution, place, column, value))
            for place, (distribution, value) in enumerate(product(distributions, values))
        ]

    def _groups(self, order: ListOrder) -> tuple[str, Sequence[object]]:
        """The column and its values by which an index has rows in the order asked for."""
        if self._severities and order.by in {Order.UPDATED, Order.SEVERITY}:
            return "l.severity", self._severities
        # Where nearly every row counts, the index of updates alone has them; few are withdrawn.
        if order.by is Order.UPDATED and not set(self.statuses) >= _MOST:
            return self._columns["status"], self.statuses
        return "", ("",)

    def _single(self, distribution: str, place: int, column: str, value: object) -> str:
        """That a row is of one distribution and one group."""
        self.parameters[f"d{place}"] = distribution
        parts = [f"{self._columns['distribution']} = :d{place}"]
        if column:
            self.parameters[f"g{place}"] = value
            parts.append(f"{column} = :g{place}")
        if column != self._columns["status"]:
            parts.append(self._of_statuses())
        return " AND ".join(part for part in parts if part)

    def _placed(self, status: Status | None = None) -> str:
        """That a row is of the distributions and statuses wanted, in one condition."""
        column, of = self._columns["status"], self._columns["distribution"]
        is_indexed = not (self._is_narrow and not self._wanted.packages)
        distribution = f"{of if is_indexed else f'UNINDEXED({of})'} IN (EACH_TEXT(:distributions))"
        if status is None:
            return f"{distribution} AND {self._of_statuses()}"
        name = f"status_{STATUS_ORDER.index(status)}"
        self.parameters[name] = status
        return f"{distribution} AND {f'UNINDEXED({column})' if self._is_narrow else column} = :{name}"

    def _of_statuses(self) -> str:
        self.parameters["statuses"] = _list(self.statuses)
        return f"UNINDEXED({self._columns['status']}) IN (EACH_TEXT(:statuses))"

    def counts(self, cap: int) -> str:
        """The statement that counts by status: up to one more than ``cap``, or all where rows are few."""
        self.parameters["cap"] = cap + 1
        if self._is_narrow:
            status = self._columns["status"]
            where = self._where(Arm(self._placed()), "")
            return f"SELECT {status}, count(*) FROM {self._source(where)} WHERE {where} GROUP BY {status}"  # noqa: S608
        arms = [(status, self._where(Arm(self._placed(status)), "")) for status in self.statuses]
        return " UNION ALL ".join(
            f"SELECT '{status}' AS status, count(*) "  # noqa: S608
            f"FROM (SELECT 1 AS one FROM {self._source(where)} WHERE {where} LIMIT :cap) AS counted"
            for status, where in arms
        )


def order_keys(by: Order, columns: dict[str, str]) -> tuple[str, ...]:
    """The columns of an order; the last tells rows apart that are alike otherwise."""
    updated, opening = columns["updated"], columns["opening"]
    return {
        Order.UPDATED: (updated, opening),
        Order.PUBLISHED: ("l.published", opening),
        Order.VULNERABILITY: ("l.vulnerability_key", opening),
        Order.PACKAGE: (columns["package"], updated, opening),
        Order.STATUS: (updated, opening),
        Order.SEVERITY: ("l.severity", updated, opening),
    }[by]


def statuses_of(wanted: ListFilter) -> list[Status]:
    """The statuses that a row can have, what needs attention first."""
    found = [status for status in STATUS_ORDER if not wanted.statuses or status in wanted.statuses]
    if not wanted.include_withdrawn and Status.WITHDRAWN not in wanted.statuses:
        found = [status for status in found if status is not Status.WITHDRAWN]
    if wanted.exposures:
        found = [status for status in found if exposure_of(status) in wanted.exposures]
    return found


def _is_reversed(order: ListOrder) -> bool:
    return order.by is Order.STATUS and order.descending


def _descends(order: ListOrder) -> bool:
    """Whether the keys descend; within a status the newest always comes first."""
    return order.descending or order.by is Order.STATUS


def _ordering(order: ListOrder, keys: int) -> str:
    rank = "rank DESC" if _is_reversed(order) else "rank"
    return f"{rank}, {_key_ordering(order, keys)}"


def _key_ordering(order: ListOrder, keys: int) -> str:
    """The order within one arm, whose rows share their rank: an index has it as it is."""
    direction = " DESC" if _descends(order) else ""
    return ", ".join(f"k{place}{direction}" for place in range(keys))


def _holds(column: str, parameter: str, *, is_latest: bool) -> str:
    """That an interval holds a moment; an equality where the moment is the latest, which indexes like."""
    if is_latest:
        return f"{column}_to = :forever"
    return f"{column}_from <= :{parameter} AND {column}_to > :{parameter}"


def _list(values: Iterable[object]) -> str:
    return canonical.encode(list(values)).decode()
