"""One side's findings, found again by vulnerability and package: what reasons and lists are made from."""

from __future__ import annotations

from typing import TYPE_CHECKING

from navwarn.core.cluster import clusters
from navwarn.core.finding import SilenceReason
from navwarn.core.inventory import component_order
from navwarn.diffing.pairing import key_of
from navwarn.matching.group import is_cve

if TYPE_CHECKING:
    from collections.abc import Iterable

    from navwarn.core.finding import Evaluation, Finding, Subtracted
    from navwarn.core.inventory import Component
    from navwarn.diffing.pairing import Key

FindingKey = tuple[str, "Key"]
"""What makes two findings one: the canonical id and the package (I10)."""


class Names:
    """Canonical ids by what all evaluations together say of aliases: one may know more than another."""

    def __init__(self, evaluations: Iterable[Evaluation]) -> None:
        statements: set[tuple[str, str]] = set()
        ids: set[str] = set()
        for evaluation in evaluations:
            findings = [*evaluation.findings, *(one.finding for one in evaluation.subtracted)]
            for finding in findings:
                ids.add(finding.vulnerability)
                statements.update((finding.vulnerability, alias) for alias in finding.aliases)
        self._homes: dict[str, list[str]] = {}
        for cluster in clusters(ids, statements):
            for member in cluster.members:
                self._homes.setdefault(member, []).append(cluster.id)

    def canonical(self, name: str) -> str:
        """The canonical id: a CVE is its own; an id that leads to several CVEs stays itself (AG4)."""
        homes = self._homes[name]
        return name if is_cve(name) or len(homes) != 1 else homes[0]


class Judged:
    """What one evaluation says of each vulnerability in each package and in each component."""

    def __init__(self, evaluation: Evaluation, names: Names) -> None:
        self.evaluation = evaluation
        self.open: dict[FindingKey, list[Finding]] = {}
        self._findings: dict[tuple[str, Component], Finding] = {}
        self._answers: dict[tuple[str, Component], Subtracted] = {}
        self._known: set[str] = set()
        for finding in evaluation.findings:
            name = names.canonical(finding.vulnerability)
            self._known.add(name)
            if finding.is_open:
                self.open.setdefault((name, key_of(finding.component)), []).append(finding)
                self._findings[name, finding.component] = finding
        for one in evaluation.subtracted:
            name = names.canonical(one.finding.vulnerability)
            self._known.add(name)
            self._answers[name, one.finding.component] = one
        self._silent = {
            component
            for silence in evaluation.silences
            if silence.reason is not SilenceReason.RECORD_UNREADABLE
            for component in silence.components
        }

    @property
    def knowledge(self) -> tuple[object, ...]:
        """Which knowledge the judgement rests on, whatever distributions the image asked for."""
        return knowledge_of(self.evaluation)

    def finding(self, name: str, component: Component) -> Finding | None:
        """The open finding of a vulnerability in a component."""
        return self._findings.get((name, component))

    def answer(self, name: str, component: Component) -> Subtracted | None:
        """What was subtracted of a vulnerability in a component."""
        return self._answers.get((name, component))

    def is_silent(self, component: Component) -> bool:
        """Whether the component was not evaluated, or only by its own name."""
        return component in self._silent

    def knows(self, name: str) -> bool:
        """Whether anything at all was said of a vulnerability."""
        return name in self._known


def knowledge_of(evaluation: Evaluation) -> tuple[object, ...]:
    """Which knowledge an evaluation rests on, whatever distributions the image asked for (I15)."""
    index = evaluation.index
    return (index.size, index.root, index.records, index.moments)


def worst(findings: Iterable[Finding]) -> Finding:
    """The finding that speaks for several of one vulnerability in copies of one package."""
    return max(findings, key=lambda one: (one.severity.rank, component_order(one.component)))
