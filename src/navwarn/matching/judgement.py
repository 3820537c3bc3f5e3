"""Judgements: what is known of one package at one version, wherever it is installed."""

from __future__ import annotations

from typing import TYPE_CHECKING

from msgspec import Struct

from navwarn.core.finding import Finding, MatchKind, SilenceReason, Statement, Subtracted, SubtractionRule
from navwarn.core.severity import Severity
from navwarn.core.status import Exposure
from navwarn.matching.group import Group

if TYPE_CHECKING:
    from navwarn.core.inventory import Component


class Match(Struct, frozen=True):
    """A finding without the component: one object for all places where the package is installed."""

    group: Group
    kind: MatchKind
    exposure: Exposure
    severity: Severity = Severity.UNKNOWN
    fixed_in: tuple[str, ...] = ()
    sources: tuple[str, ...] = ()
    statement: Statement | None = None
    other_statements: tuple[Statement, ...] = ()
    title: str = ""

    def in_component(self, component: Component) -> Finding:
        """The finding that the match is in a component."""
        group = self.group
        return Finding(
            vulnerability=group.id,
            aliases=group.aliases,
            component=component,
            match=self.kind,
            exposure=self.exposure,
            severity=self.severity,
            fixed_in=self.fixed_in,
            sources=self.sources,
            statement=self.statement,
            other_statements=self.other_statements,
            title=self.title,
            exploited_at=group.exploited_at,
            disclosed_at=group.disclosed_at,
        )


class Answer(Struct, frozen=True):
    """A match that a statement answers, and the rule that fired (scanning.md SG9)."""

    match: Match
    rule: SubtractionRule
    statement: Statement

    def in_component(self, component: Component) -> Subtracted:
        """What was subtracted from the findings of a component."""
        return Subtracted(self.match.in_component(component), self.rule, self.statement)


class Doubt(Struct, frozen=True):
    """Why a package could not be judged, or not wholly; ``subject`` as in ``core.finding.Silence``."""

    reason: SilenceReason
    subject: str


class Judgement(Struct, frozen=True):
    """All that is known of one package at one version."""

    matches: tuple[Match, ...] = ()
    answers: tuple[Answer, ...] = ()
    doubts: tuple[Doubt, ...] = ()

    def in_component(self, component: Component) -> Placed:
        """What that makes of a component."""
        return Placed(
            tuple(match.in_component(component) for match in self.matches),
            tuple(answer.in_component(component) for answer in self.answers),
            self.doubts,
        )


class Placed(Struct, frozen=True):
    """A judgement of one component of an image."""

    findings: tuple[Finding, ...] = ()
    subtracted: tuple[Subtracted, ...] = ()
    doubts: tuple[Doubt, ...] = ()
