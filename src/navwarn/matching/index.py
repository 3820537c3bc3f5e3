"""The index: all that is known, by the names of packages, from which any number of images are judged."""

from __future__ import annotations

from typing import TYPE_CHECKING

from navwarn.core.ecosystem import bare_name
from navwarn.core.finding import MatchKind
from navwarn.core.status import Status
from navwarn.matching.group import Grouping
from navwarn.matching.matcher import Matcher
from navwarn.matching.naming import fold_ecosystem, fold_name
from navwarn.matching.shelf import Shelf, claim_of
from navwarn.matching.statement import on_architecture
from navwarn.matching.volume import Volume
from navwarn.versions.registry import scheme

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

    from navwarn.core.distribution import Distribution
    from navwarn.core.finding import IndexIdentity, Statement
    from navwarn.core.record import Affected, Record
    from navwarn.matching.interface import Knowledge, Stated
    from navwarn.matching.scope import Scope

    _Asked = tuple[tuple[str, ...], str, str, str]


class Index:
    """What is known at one pair of moments. It changes only in what it remembers of its own answers.

    A lasting one also remembers what it found in each component: images come to it one after the other, and
    what is known of further packages is added (``learn``). ``remembered`` counts all of them.
    """

    def __init__(self, knowledge: Knowledge, *, is_lasting: bool = False) -> None:
        self.identity: IndexIdentity = knowledge.identity
        self.distributions: Mapping[str, Distribution] = knowledge.distributions
        self.is_lasting = is_lasting
        self.remembered = 0
        self.grouping = Grouping(())
        self._populated = knowledge.populated
        self._ecosystems: set[str] = set()
        self._statements: dict[tuple[str, str], list[Stated]] = {}
        self._records: dict[tuple[str, str], list[tuple[Record, Affected]]] = {}
        self._namesakes: dict[tuple[str, str], set[str]] = {}
        self._recorded: set[tuple[str, str]] = set()
        self._shelves: dict[_Asked, Shelf] = {}
        self._found: dict[_Asked, Shelf | None] = {}
        self._volumes: dict[tuple[str, tuple[str, ...], str], Volume] = {}
        self._matchers: dict[Scope, Matcher] = {}
        self.learn(knowledge)

    def learn(self, knowledge: Knowledge) -> None:
        """Take in what is known, in the same state of the ledger, of packages not asked about before."""
        self.grouping.learn(knowledge.vulnerabilities)
        self._ecosystems.update(map(fold_ecosystem, knowledge.ecosystems))
        for stated in knowledge.statements:
            statement = stated.statement
            if statement.status is not Status.WITHDRAWN:  # a withdrawn one says nothing
                about = (statement.distribution, statement.package)
                self._statements.setdefault(about, []).append(stated)
        for record in knowledge.records:
            if (record.source, record.id) not in self._recorded:
                self._recorded.add((record.source, record.id))
                self._file(record)

    def _file(self, record: Record) -> None:
        """File what a record says of packages by ecosystem and name, as these are compared."""
        for affected in record.affected:
            if affected.ecosystem and affected.package:
                ecosystem = fold_ecosystem(affected.ecosystem)
                name = fold_name(ecosystem, affected.package)
                self._records.setdefault((ecosystem, name), []).append((record, affected))
                if bare := bare_name(ecosystem, name):
                    self._namesakes.setdefault((ecosystem, bare), set()).add(name)

    def matcher(self, scope: Scope) -> Matcher:
        """What judges the components of images of one scope."""
        found = self._matchers.get(scope)
        if found is None:
            found = self._matchers[scope] = Matcher(self, scope)
        return found

    def is_populated(self, layers: Iterable[str]) -> bool:
        """Whether any of the distributions has advisories at all."""
        return any(name in self._populated for name in layers)

    def is_covered(self, ecosystem: str) -> bool:
        """Whether any record is about the ecosystem."""
        return fold_ecosystem(ecosystem) in self._ecosystems

    def shelf(self, layers: tuple[str, ...], origin: str, name: str, architecture: str) -> Shelf | None:
        """The statements of these distributions about a package or its origin; ``None`` without any."""
        asked = (layers, origin, name, architecture)
        if asked not in self._found:
            self._found[asked] = self._find(*asked)
        return self._found[asked]

    def _find(self, layers: tuple[str, ...], origin: str, name: str, architecture: str) -> Shelf | None:
        """A shelf; packages of one origin share it, unless something is said about one by its own name."""
        about = self._about(layers, {origin, name})
        if not about:
            return None
        has_own = name == origin or any(stated.statement.package == name for _, stated in about)
        is_split = any(stated.split for _, stated in about)
        key = (layers, origin, name if has_own else "", architecture if is_split else "")
        if key not in self._shelves:
            self._shelves[key] = self._build_shelf(layers, origin, name, architecture, about)
        return self._shelves[key]

    def _about(self, layers: tuple[str, ...], names: set[str]) -> list[tuple[int, Stated]]:
        found = (
            (layer, stated)
            for layer, distribution in enumerate(layers)
            for package in names
            for stated in self._statements.get((distribution, package), ())
        )
        return sorted(found, key=lambda one: (one[0], one[1].statement.advisory))

    def _build_shelf(
        self,
        layers: tuple[str, ...],
        origin: str,
        name: str,
        architecture: str,
        about: list[tuple[int, Stated]],
    ) -> Shelf:
        order = scheme(self.distributions[layers[0]].version_scheme)
        said = [(layer, on_architecture(stated, architecture)) for layer, stated in about]
        groups = self.grouping.groups([_ids(statement) for _, statement in said])
        claims = [
            claim_of(statement, group, _kind(statement, name), layer, order)
            for (layer, statement), some in zip(said, groups, strict=True)
            for group in some
        ]
        return Shelf(claims, has_origin=name != origin)

    def candidates(self, ecosystem: str, name: str) -> tuple[str, ...]:
        """The packages that one of this name may be whose group is guessed.

        That is itself where records know it, else whatever they know with another group.
        """
        folded = fold_ecosystem(ecosystem)
        if (folded, fold_name(folded, name)) in self._records:
            return (name,)
        return tuple(sorted(self._namesakes.get((folded, bare_name(folded, name)), ()))) or (name,)

    def volume(self, ecosystem: str, names: tuple[str, ...], scheme_name: str, *, is_distro: bool) -> Volume:
        """The records of an ecosystem about packages of these names."""
        folded = fold_ecosystem(ecosystem)
        key = (folded, names, scheme_name)
        if key not in self._volumes:
            facts: dict[int, tuple[Record, list[Affected]]] = {}
            for name in names:
                for record, affected in self._records.get((folded, fold_name(folded, name)), ()):
                    facts.setdefault(id(record), (record, []))[1].append(affected)
            self._volumes[key] = Volume(
                list(facts.values()), self.grouping, scheme(scheme_name), is_distro=is_distro
            )
        return self._volumes[key]


def _ids(statement: Statement) -> tuple[str, ...]:
    """The ids of what a statement is about; its own where it gives no other (image-diff.md I10)."""
    return statement.aliases or (statement.advisory,)


def _kind(statement: Statement, name: str) -> MatchKind:
    return MatchKind.DIRECT if statement.package == name else MatchKind.ORIGIN
