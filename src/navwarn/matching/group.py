"""Alias groups: under which ids the claims about one package become findings (image-diff.md I10, I11)."""

from __future__ import annotations

from collections import Counter
from functools import lru_cache
from itertools import chain
from typing import TYPE_CHECKING

from msgspec import Struct

from navwarn.core.cluster import clusters
from navwarn.core.finding import Finding
from navwarn.core.identifier import IdKind, alias_order, kind_of
from navwarn.core.instant import Instant
from navwarn.core.inventory import Component
from navwarn.core.severity import Severity

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from navwarn.core.finding import MatchKind
    from navwarn.core.status import Exposure
    from navwarn.matching.interface import Known

NOWHERE = Component("", "", "")
"""The component of a finding of which is not said yet in which component it is."""

REMEMBERED = 32_768
"""Of so many ids it is remembered whether they are CVEs: the same ones are asked about again and again."""


class Group(Struct, frozen=True):
    """A vulnerability as far as claims about one package need it: ``aliases`` are all ids but the first."""

    id: str
    aliases: tuple[str, ...] = ()
    severity: Severity = Severity.UNKNOWN
    title: str = ""
    exploited_at: Instant | None = None
    disclosed_at: Instant | None = None

    def found(self, match: MatchKind, exposure: Exposure) -> Finding:
        """That it was found, with what is known of it in whichever component that is."""
        return Finding(
            self.id,
            self.aliases,
            NOWHERE,
            match,
            exposure,
            self.severity,
            title=self.title,
            exploited_at=self.exploited_at,
            disclosed_at=self.disclosed_at,
        )


def is_same(one: Finding, other: Finding) -> bool:
    """Whether both are one vulnerability: an id in common, and no CVE that the other lacks (AG2)."""
    if one.vulnerability == other.vulnerability:
        return True
    if is_cve(one.vulnerability) and is_cve(other.vulnerability):
        return False
    return not {one.vulnerability, *one.aliases}.isdisjoint({other.vulnerability, *other.aliases})


class Grouping:
    """Which vulnerabilities claims are about, by what all sources know and by what the claims say."""

    def __init__(self, vulnerabilities: Iterable[Known]) -> None:
        self._homes: dict[str, list[Known]] = {}
        self._void: set[str] = set()
        self._known: set[str] = set()
        self.learn(vulnerabilities)

    def learn(self, vulnerabilities: Iterable[Known]) -> None:
        """Take in what is known of further vulnerabilities; those known before may be among them."""
        for known in vulnerabilities:
            if known.cluster.id in self._known:
                continue
            self._known.add(known.cluster.id)
            for name in known.cluster.members:
                self._homes.setdefault(name, []).append(known)
            if known.summary.is_void:
                self._void.update(known.cluster.members)

    def groups(self, claims: Sequence[tuple[str, ...]]) -> list[tuple[Group, ...]]:
        """The vulnerabilities of each claim about one package, by the ids that the claims give.

        A claim that names a CVE is about that one; one that does not is about all that its ids lead to. A
        void id counts only where a claim has no other (AG5).
        """
        wide = [self._widened(ids) for ids in claims]
        counted = Counter(chain.from_iterable(wide))
        shared = {name for name, count in counted.items() if count > 1}
        found: list[tuple[Group, ...]] = []
        entangled: list[int] = []
        for number, ids in enumerate(wide):
            if shared.isdisjoint(ids) and self._is_plain(ids):
                found.append((self._group(tuple(sorted(ids, key=alias_order))),))
            else:
                found.append(())
                entangled.append(number)
        if entangled:
            groups = self._entangled([claims[number] for number in entangled])
            for number, some in zip(entangled, groups, strict=True):
                found[number] = some
        return found

    def _widened(self, ids: tuple[str, ...]) -> set[str]:
        """The ids and all that name the same by what is known."""
        found = set(ids)
        for name in ids:
            for known in self._homes.get(name, ()):
                found.update(known.cluster.members)
        return found

    def _is_plain(self, ids: set[str]) -> bool:
        """Whether the ids are one vulnerability without a closer look."""
        return self._void.isdisjoint(ids) and sum(map(is_cve, ids)) < 2  # noqa: PLR2004

    def _entangled(self, claims: Sequence[tuple[str, ...]]) -> list[tuple[Group, ...]]:
        """The vulnerabilities of claims that have ids in common, or more than one CVE."""
        names = {name for ids in claims for name in ids}
        pairs = [pair for ids in claims for pair in _pairs(ids)]
        for name in tuple(names):
            for known in self._homes.get(name, ()):
                pairs += [(known.cluster.id, member) for member in known.cluster.members]
        homes: dict[str, list[Group]] = {}
        for cluster in clusters(names, pairs, self._void):
            group = self._group(cluster.members)
            for member in cluster.members:
                homes.setdefault(member, []).append(group)
        return [self._chosen(ids, homes) for ids in claims]

    def _chosen(self, ids: tuple[str, ...], homes: dict[str, list[Group]]) -> tuple[Group, ...]:
        live = [name for name in ids if name not in self._void] or list(ids)
        decisive = [name for name in live if is_cve(name)] or live
        return tuple({group.id: group for name in decisive for group in homes[name]}.values())

    def _group(self, members: tuple[str, ...]) -> Group:
        """The group of these ids, with what is known of any of them: the worst severity counts (I11)."""
        known = [one for name in members for one in self._homes.get(name, ()) if one.cluster.id == name]
        if not known:
            return Group(members[0], members[1:])
        summaries = [one.summary for one in known]
        return Group(
            members[0],
            members[1:],
            max((one.severity for one in summaries), key=lambda severity: severity.rank),
            next((one.title for one in summaries if one.title), ""),
            earliest(one.exploited_at for one in summaries),
            earliest(one.disclosed_at for one in summaries),
        )


def earliest(moments: Iterable[Instant | None]) -> Instant | None:
    """The first of the moments that are known."""
    return min((moment for moment in moments if moment is not None), default=None)


@lru_cache(maxsize=REMEMBERED)
def is_cve(name: str) -> bool:
    """Whether an id is a CVE's."""
    return name.startswith("CVE-") and kind_of(name) is IdKind.CVE


def _pairs(ids: tuple[str, ...]) -> list[tuple[str, str]]:
    """That all ids of one claim name the same: its CVEs with all others, or the first with the rest."""
    centres = [name for name in ids if is_cve(name)] or [ids[0]]
    return [(centre, name) for centre in centres for name in ids if name != centre]
