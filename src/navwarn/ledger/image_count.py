"""Counting the vulnerabilities that images are open to, from findings in the components they hold."""

from __future__ import annotations

from typing import TYPE_CHECKING

from navwarn.core.severity import Severity

if TYPE_CHECKING:
    from collections.abc import Iterable
    from collections.abc import Set as AbstractSet

    from navwarn.ledger.table import Row

_RANKS = {severity.rank: severity for severity in Severity}
_WORST_FIRST = tuple(Severity)


class OpenFindings:
    """The open findings of components, which many images share.

    Rows are of a component, a vulnerability in it and the rank of its severity.
    """

    def __init__(self, rows: Iterable[Row]) -> None:
        self._found: dict[Severity, dict[int, set[str]]] = {severity: {} for severity in _WORST_FIRST}
        same: dict[str, str] = {}  # one object for equal texts: sets tell those apart without reading them
        for component, vulnerability, rank in rows:
            name = same.setdefault(vulnerability, vulnerability)
            self._found[_RANKS[rank]].setdefault(component, set()).add(name)

    def count(self, components: AbstractSet[int]) -> dict[Severity, int]:
        """How many distinct vulnerabilities these are open to, each by the worst severity it has in any."""
        counts: dict[Severity, int] = {}
        worse: set[str] = set()
        for severity, found in self._found.items():
            names = set[str]().union(*(found[one] for one in found.keys() & components)) - worse
            if names:
                counts[severity] = len(names)
                worse |= names
        return counts
