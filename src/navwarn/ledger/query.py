"""A query and two moments as SQL: which advisories the state intervals name."""

from __future__ import annotations

from typing import TYPE_CHECKING

from navwarn.core import canonical
from navwarn.core.event import Event, EventType
from navwarn.core.identifier import normalise
from navwarn.core.instant import ZERO
from navwarn.core.moments import FOREVER, Moments
from navwarn.core.status import Status, exposure_of, is_unresolved, status_of

if TYPE_CHECKING:
    from collections.abc import Iterable

    from navwarn.ledger.interface import Query

_UNRESOLVED = tuple(kind for kind in EventType if is_unresolved(Event(ZERO, kind)))
_ALIASED = """s.opening IN (
    SELECT opening FROM advisory_aliases WHERE alias IN (EACH_TEXT(:vulnerabilities)) AND {known}
    UNION
    SELECT opening FROM advisories WHERE id IN (EACH_TEXT(:vulnerabilities))
)"""
_WITH_COMPONENT = """s.opening IN (
    SELECT opening FROM advisory_components
    WHERE component_type IN (EACH_TEXT(:component_types)) AND {known} AND valid_from <= :as_of
)"""


class Condition:
    """What a ``WHERE`` over ``advisory_states AS s`` says, and its parameters."""

    def __init__(self, query: Query, moments: Moments) -> None:
        self.parameters: dict[str, object] = {
            "known": FOREVER - 1 if moments.known is None else moments.known,
            "as_of": FOREVER - 1 if moments.as_of is None else moments.as_of,
            "forever": FOREVER,
        }
        known = _bounds("known", "known", is_latest=moments.known is None)
        self._parts = [
            *(_bounds("s.known", "known", is_latest=moments.known is None),),
            *(_bounds("s.valid", "as_of", is_latest=moments.as_of is None),),
        ]
        self._about(query, known)
        self._about_state(query)
        self._about_time(query)

    @property
    def text(self) -> str:
        """The condition."""
        return " AND ".join(self._parts)

    def _add(self, part: str, **parameters: object) -> None:
        self._parts.append(part)
        self.parameters.update(parameters)

    def _about(self, query: Query, known: str) -> None:
        """What the advisory is about."""
        if query.distributions:
            self._add(
                "s.distribution IN (EACH_TEXT(:distributions))", distributions=_list(query.distributions)
            )
        if query.vulnerabilities:
            self._add(
                _ALIASED.format(known=known),
                vulnerabilities=_list({*query.vulnerabilities, *map(normalise, query.vulnerabilities)}),
            )
        if query.packages:
            column = "UNINDEXED(s.package)" if query.vulnerabilities else "s.package"
            self._add(f"{column} IN (EACH_TEXT(:packages))", packages=_list(query.packages))
        if query.component_types:
            self._add(_WITH_COMPONENT.format(known=known), component_types=_list(query.component_types))

    def _about_state(self, query: Query) -> None:
        """The state: always named, so that its index serves where nothing more selective does."""
        is_narrowed = bool(query.vulnerabilities or query.packages)
        column = "UNINDEXED(s.status)" if is_narrowed else "s.status"
        self._add(f"{column} IN (EACH_TEXT(:statuses))", statuses=_list(statuses_of(query)))
        if query.event_types:
            self._add("s.event_type IN (EACH_TEXT(:event_types))", event_types=_list(query.event_types))
        if query.unresolved:
            self._add("s.event_type IN (EACH_TEXT(:unresolved))", unresolved=_list(_UNRESOLVED))

    def _about_time(self, query: Query) -> None:
        if query.since is not None:
            self._add("s.event_time >= :since", since=query.since)
        if query.until is not None:
            self._add("s.event_time <= :until", until=query.until)


def statuses_of(query: Query) -> list[Status]:
    """The statuses an advisory can have that matches, as far as statuses, exposures and types tell."""
    wanted = set(query.statuses or Status)
    if not query.include_withdrawn and Status.WITHDRAWN not in query.statuses:
        wanted.discard(Status.WITHDRAWN)
    if query.exposures:
        wanted = {status for status in wanted if exposure_of(status) in query.exposures}
    if query.event_types:
        possible = {status_of(Event(ZERO, kind)) for kind in query.event_types} | {Status.WITHDRAWN}
        wanted &= possible
    if query.unresolved:
        wanted.discard(Status.WITHDRAWN)
    return sorted(wanted)


def _bounds(column: str, parameter: str, *, is_latest: bool) -> str:
    """That an interval holds a moment; an equality where the moment is the latest, which indexes like."""
    if is_latest:
        return f"{column}_to = :forever"
    return f"{column}_from <= :{parameter} AND {column}_to > :{parameter}"


def _list(values: Iterable[str]) -> str:
    return canonical.encode(list(values)).decode()
