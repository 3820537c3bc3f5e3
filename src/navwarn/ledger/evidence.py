"""Evidence: all that matching needs to know, and only about the packages it asks for (architecture.md 4)."""

from __future__ import annotations

from collections import defaultdict
from typing import TYPE_CHECKING, NamedTuple

from navwarn.core import canonical
from navwarn.core.advisory import fold
from navwarn.core.cluster import Cluster
from navwarn.core.ecosystem import folded_ecosystem, folded_package
from navwarn.core.event import Event
from navwarn.core.finding import IndexIdentity, Statement
from navwarn.core.identifier import alias_order, normalise
from navwarn.core.moments import FOREVER, LATEST, Moments
from navwarn.core.standing import ARCHITECTURES_KEY, is_split
from navwarn.core.status import Status
from navwarn.ledger.interface import Query
from navwarn.ledger.knowledge_reader import listed, summary_of
from navwarn.ledger.query import Condition
from navwarn.ledger.reader import SqlReader
from navwarn.ledger.statement import statement

if TYPE_CHECKING:
    from collections.abc import Collection, Iterable

    from navwarn.core.record import Record
    from navwarn.core.vulnerability import Vulnerability
    from navwarn.ledger.table import Row

_STATUSES = {status.value: status for status in Status}
_SPLIT = f'%"{ARCHITECTURES_KEY}"%'


class Said(NamedTuple):
    """What an advisory says; with its events where some of them are about some architectures only."""

    statement: Statement
    split: tuple[Event, ...]


class EvidenceReader(SqlReader):
    """Reads it; each call sees one state."""

    def identity(self, moments: Moments) -> IndexIdentity:
        """Which knowledge this is: the head of the log, and a digest over what was imported."""
        head = self.head()
        imports = [(one.name, one.records, one.high_water, one.imported_at) for one in self.sources()]
        digest = _digest(imports) if imports else ""
        return IndexIdentity(head.size, head.root.hex(), digest, moments=moments)

    def statements(
        self, distributions: Collection[str], packages: Collection[str], moments: Moments
    ) -> list[Said]:
        """What advisories about these packages say, withdrawn ones left out, in order of opening."""
        if not distributions or not packages:
            return []
        query = Query(distributions=tuple(distributions), packages=tuple(packages))
        known = FOREVER - 1 if moments.known is None else moments.known
        with self._one_state():
            rows = sorted(self._where("evidence.statements_where", Condition(query, moments)))
            openings = f"[{','.join(str(row[0]) for row in rows)}]"
            aliases = defaultdict[int, list[str]](list)
            for opening, alias in self._rows("evidence.aliases_of", openings=openings, known=known):
                aliases[opening].append(alias)
            split = self._split_events(openings, moments, known)
        return [Said(_statement(row, aliases[row[0]]), split.get(row[0], ())) for row in rows]

    def _split_events(self, openings: str, moments: Moments, known: int) -> dict[int, tuple[Event, ...]]:
        """The events of those advisories some of whose events are about some architectures only."""
        found = self._rows("evidence.openings_with", openings=openings, known=known, pattern=_SPLIT)
        if not found:
            return {}
        groups = self._groups((opening for (opening,) in found), moments.known)
        folded = {group[0].sequence: fold(group, moments) for group in groups}
        return {
            opening: one.events for opening, one in folded.items() if one is not None and is_split(one.events)
        }

    def populated(self, distributions: Iterable[str], moments: Moments) -> frozenset[str]:
        """Those of the distributions that have any advisory at two moments."""
        return frozenset(name for name in distributions if self._has_any(name, moments))

    def _has_any(self, distribution: str, moments: Moments) -> bool:
        condition = Condition(Query(distributions=(distribution,)), moments)
        text = statement("evidence.any_where", self._engine.dialect)
        return bool(self._engine.rows(f"{text} {condition.text} LIMIT 1", condition.parameters))

    def records_of(self, packages: Iterable[tuple[str, str]], moments: Moments = LATEST) -> list[Record]:
        """Records about packages, given as ecosystem and name; perhaps some about others.

        Void ones are left out, and as of an earlier moment those that were void or not published then. Names
        are compared more coarsely here than ecosystems do.
        """
        wanted = {(folded_ecosystem(ecosystem), folded_package(name)) for ecosystem, name in packages}
        if not wanted:
            return []
        from navwarn.ledger.content import unpack

        rows = self._rows(
            "evidence.records_of_packages",
            ecosystems=listed({ecosystem for ecosystem, _ in wanted}),
            packages=listed({name for _, name in wanted}),
            void=int(moments.as_of is not None),
        )
        contents = {(row[2], row[3]): row[4] for row in rows if (row[0], row[1]) in wanted}
        records = [unpack(contents[key]) for key in sorted(contents)]
        if moments.as_of is None:
            return records
        return [record for one in records if (record := one.at(moments.as_of)) is not None]

    def covered_ecosystems(self) -> frozenset[str]:
        """The ecosystems that any record is about, folded."""
        return frozenset(name for (name,) in self._rows("evidence.covered_ecosystems"))

    def known(self, identifiers: Collection[str]) -> list[tuple[Cluster, Vulnerability]]:
        """The vulnerabilities that any of the ids names: which ids name each, and what is known of it."""
        if not identifiers:
            return []
        with self._one_state():
            members = defaultdict[str, list[str]](list)
            wanted = listed(set(map(normalise, identifiers)))
            for vulnerability, name in self._rows("evidence.clusters_of", ids=wanted):
                members[vulnerability].append(name)
            rows = self._rows("knowledge.summaries", ids=listed(members))
        summaries = [summary_of(row) for row in rows]
        return [(_cluster(one.id, members[one.id]), one) for one in summaries]


def _digest(imports: object) -> str:
    from hashlib import sha256

    return sha256(canonical.encode(imports)).hexdigest()


def _cluster(vulnerability: str, names: Iterable[str]) -> Cluster:
    """The group of ids, the canonical one first."""
    return Cluster(tuple(sorted(names, key=lambda name: (name != vulnerability, alias_order(name)))))


def _statement(row: Row, aliases: Iterable[str]) -> Statement:
    _, advisory, distribution, package, status, since, fixed_version, payload = row
    event = None
    if status != Status.FIXED or '"note"' in payload:  # of a fix that nobody commented on, all is known
        said = canonical.decode(payload)
        event = Event(since, said["type"], said.get("data"))
    return Statement(
        advisory,
        distribution,
        package,
        tuple(sorted(aliases, key=alias_order)),
        _STATUSES[status],
        since,
        fixed_version,
        event.note if event else "",
        event.false_positive_type if event else "",
    )
