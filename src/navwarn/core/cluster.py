"""Clusters: which ids name one vulnerability, by what the records of all sources say (sources.md AG).

Aliases form graphs. Each CVE is a cluster of its own, since merging whatever hangs together would glue
different products (AG1, AG2): an id that names two CVEs belongs to both clusters and joins them no further
(AG4). Ids that lead to no CVE form clusters among themselves.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from msgspec import Struct

from navwarn.core.identifier import IdKind, alias_order, kind_of

if TYPE_CHECKING:
    from collections.abc import Collection, Iterable, Iterator

Graph = dict[str, set[str]]


class Cluster(Struct, frozen=True):
    """The ids of one vulnerability, the canonical one first (AG6), and void ones that named it once (AG5)."""

    members: tuple[str, ...]
    former: tuple[str, ...] = ()

    @property
    def id(self) -> str:
        """The canonical id."""
        return self.members[0]


def clusters(
    ids: Iterable[str], statements: Iterable[tuple[str, str]], void: Collection[str] = ()
) -> list[Cluster]:
    """The clusters of all ids that are given or named in a statement, by canonical id.

    A statement says that two ids name the same vulnerability. A void id (rejected or withdrawn) is a cluster
    alone, and is named by those it would have belonged to.
    """
    graph: Graph = {name: set() for name in ids}
    for one, other in statements:
        graph.setdefault(one, set()).add(other)
        graph.setdefault(other, set()).add(one)
    live = {name: {one for one in others if one not in void} for name, others in graph.items()}
    alone = [Cluster((name,)) for name in graph if name in void]
    found = [_cluster(members, graph, void) for members in _groups(live, void)]
    return sorted(alone + found, key=lambda cluster: alias_order(cluster.id))


def _groups(live: Graph, void: Collection[str]) -> Iterator[set[str]]:
    """The sets of live ids that name one vulnerability."""
    direct = {name: {one for one in live[name] if _is_cve(one)} for name in live}
    homes = {name: {name} for name in live if _is_cve(name) and name not in void}
    seen: set[str] = set()
    for name in live:
        if _is_cve(name) or name in void or name in seen:
            continue
        if direct[name]:
            found, group = direct[name], {name}
        else:
            found, group = _wander(name, live, direct)
            seen |= group
        for cve in found:
            homes[cve] |= group
        if not found:
            yield group
    yield from homes.values()


def _wander(start: str, live: Graph, direct: Graph) -> tuple[set[str], set[str]]:
    """The CVEs that ids without a CVE of their own lead to from here, and those ids."""
    found: set[str] = set()
    group: set[str] = set()
    pending = [start]
    while pending:
        name = pending.pop()
        if direct[name]:
            found |= direct[name]
        elif name not in group:
            group.add(name)
            pending += live[name]
    return found, group


def _cluster(members: set[str], graph: Graph, void: Collection[str]) -> Cluster:
    former = {other for name in members for other in graph[name] if other in void} - members
    return Cluster(_in_order(members), _in_order(former))


def _in_order(names: set[str]) -> tuple[str, ...]:
    return tuple(sorted(names, key=alias_order)) if len(names) > 1 else tuple(names)


def _is_cve(name: str) -> bool:
    return kind_of(name) is IdKind.CVE
