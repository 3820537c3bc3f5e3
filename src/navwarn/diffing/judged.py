"""One side's findings, found again by vulnerability and package: what reasons and lists are made from."""

from __future__ import annotations

from functools import cached_property
from typing import TYPE_CHECKING

from navwarn.core.cluster import clusters
from navwarn.core.finding import SilenceReason
from navwarn.core.inventory import component_order
from navwarn.diffing.pairing import key_of
from navwarn.matching.group import is_cve

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from navwarn.core.finding import Evaluation, Finding, Subtracted
    from navwarn.core.inventory import Component
    from navwarn.diffing.pairing import Key

FindingKey = tuple[str, "Key"]
"""What makes two findings one: the canonical id and the package (I10)."""


class Names:
    """Canonical ids by what all evaluations together say of aliases: one may know more than another."""

    def __init__(self, evaluations: Iterable[Evaluation]) -> None:
        self._evaluations = tuple(evaluations)
        self._known: dict[str, str] = {}

    def canonical(self, name: str) -> str:
        """The canonical id: a CVE is its own; an id that leads to several CVEs stays itself (AG4)."""
        found = self._known.get(name)
        if found is None:
            found = self._known[name] = name if is_cve(name) else self._others[name]
        return found

    @cached_property
    def _others(self) -> dict[str, str]:
        """The canonical ids of what is no CVE, by all that goes by the same ids."""
        findings = [finding for evaluation in self._evaluations for finding in _all(evaluation)]
        odd = [one for one in findings if not is_cve(one.vulnerability)]
        asked = {one.vulnerability for one in odd}.union(*(one.aliases for one in odd))
        related = [one for one in findings if one.vulnerability in asked or not asked.isdisjoint(one.aliases)]
        statements = {(one.vulnerability, alias) for one in related for alias in one.aliases}
        homes: dict[str, list[str]] = {}
        for cluster in clusters({one.vulnerability for one in related}, statements):
            for member in cluster.members:
                homes.setdefault(member, []).append(cluster.id)
        return {name: found[0] if len(found) == 1 else name for name, found in homes.items()}


def _all(evaluation: Evaluation) -> Iterable[Finding]:
    return (*evaluation.findings, *(one.finding for one in evaluation.subtracted))


class Places:
    """A number for each component, the same for equal ones: cheaper to look up than the whole."""

    def __init__(self) -> None:
        self._by_object: dict[int, int] = {}
        self._by_value: dict[Component, int] = {}

    def of(self, component: Component) -> int:
        """The number of a component, which has to live as long as this does."""
        place = self._by_object.get(id(component))
        if place is None:
            place = self._by_value.setdefault(component, len(self._by_value))
            self._by_object[id(component)] = place
        return place


class Judged:
    """What one evaluation says of each vulnerability in each package and in each component."""

    def __init__(self, evaluation: Evaluation, names: Names, places: Places) -> None:
        self.evaluation = evaluation
        self.open: dict[FindingKey, list[Finding]] = {}
        self._places = places
        self._findings: dict[tuple[str, int], Finding] = {}
        self._answers: dict[tuple[str, int], Subtracted] = {}
        self._known: set[str] = set()
        self._read_findings(names)
        for one in evaluation.subtracted:
            name = names.canonical(one.finding.vulnerability)
            self._known.add(name)
            self._answers[name, places.of(one.finding.component)] = one
        self._silent: dict[int, bool] = {}
        for silence in evaluation.silences:
            if silence.reason is not SilenceReason.RECORD_UNREADABLE:
                is_partly = silence.reason is SilenceReason.ORIGIN_UNKNOWN
                self._silent |= dict.fromkeys(map(places.of, silence.components), is_partly)

    def _read_findings(self, names: Names) -> None:
        keys: dict[int, Key] = {}
        canonical, place_of, found, opened = names.canonical, self._places.of, self._findings, self.open
        for finding in self.evaluation.findings:
            name, component = canonical(finding.vulnerability), finding.component
            self._known.add(name)
            if finding.is_open:
                place = place_of(component)
                key = keys.get(place) or keys.setdefault(place, key_of(component))
                opened.setdefault((name, key), []).append(finding)
                found[name, place] = finding

    @property
    def knowledge(self) -> tuple[object, ...]:
        """Which knowledge the judgement rests on, whatever distributions the image asked for."""
        return knowledge_of(self.evaluation)

    def finding(self, name: str, component: Component) -> Finding | None:
        """The open finding of a vulnerability in a component."""
        return self._findings.get((name, self._places.of(component)))

    def answer(self, name: str, component: Component) -> Subtracted | None:
        """What was subtracted of a vulnerability in a component."""
        return self._answers.get((name, self._places.of(component)))

    def is_silent(self, component: Component) -> bool:
        """Whether the component was not evaluated, or only by its own name."""
        return self._places.of(component) in self._silent

    def is_wholly_silent(self, component: Component) -> bool:
        """Whether the component was not evaluated at all."""
        return self._silent.get(self._places.of(component)) is False

    def knows(self, name: str) -> bool:
        """Whether anything at all was said of a vulnerability."""
        return name in self._known


def knowledge_of(evaluation: Evaluation) -> tuple[object, ...]:
    """Which knowledge an evaluation rests on, whatever distributions the image asked for (I15)."""
    index = evaluation.index
    return (index.size, index.root, index.records, index.moments)


def worst(findings: Sequence[Finding]) -> Finding:
    """The finding that speaks for several of one vulnerability in copies of one package."""
    if len(findings) == 1:
        return findings[0]
    return max(findings, key=lambda one: (one.severity.rank, component_order(one.component)))
