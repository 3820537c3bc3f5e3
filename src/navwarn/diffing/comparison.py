"""Two judged images side by side: for each finding whether the images or what is known tells them apart."""

from __future__ import annotations

from typing import TYPE_CHECKING

from msgspec.structs import replace

from navwarn.core.inventory import component_order
from navwarn.diffing import knowledge
from navwarn.diffing.interface import KNOWLEDGE, Altered, Explained, Reason, ReasonCode
from navwarn.diffing.judged import Judged, Names, Places, worst
from navwarn.diffing.reason import why_changed, why_gone, why_new

if TYPE_CHECKING:
    from collections.abc import Collection, Iterable, Sequence

    from navwarn.core.finding import Finding
    from navwarn.diffing.interface import Side
    from navwarn.diffing.judged import FindingKey
    from navwarn.diffing.pairing import Pairs

_FIXES = (
    ReasonCode.UPGRADED_PAST_FIX,
    ReasonCode.REBUILT_WITH_FIX,
    ReasonCode.DOWNGRADED_BELOW_FIX,
)
_RANGES = (ReasonCode.LEFT_RANGE, ReasonCode.ENTERED_RANGE)
_RANKS = (
    {code: place for place, code in enumerate(ReasonCode, 3)}
    | dict.fromkeys(_RANGES, 2)
    | dict.fromkeys(_FIXES, 1)
    | dict.fromkeys(KNOWLEDGE, 0)
)
"""Of the reasons for several copies of a package the one to tell: knowledge first, then what is fixed.

Reasons of one kind share a rank, so that it is the same copy that is told on the way back.
"""


class Comparison:
    """Two sides, ready to be asked about each finding."""

    def __init__(self, previous: Side, current: Side, pairs: Pairs, withdrawn: Collection[str]) -> None:
        crossed = [side.elsewhere for side in (previous, current) if side.elsewhere is not None]
        names = Names([previous.evaluation, current.evaluation, *crossed])
        places = self._places = Places()
        self.before = Judged(previous.evaluation, names, places)
        self.after = Judged(current.evaluation, names, places)
        self._before_then, self._after_then = (
            None if side.elsewhere is None else Judged(side.elsewhere, names, places)
            for side in (previous, current)
        )
        self._forward = {places.of(one): other for one, other in pairs.both}
        self._back = {places.of(other): one for one, other in pairs.both}
        self._withdrawn = withdrawn
        self._at = previous.at, current.at

    def gone(self, key: FindingKey) -> Explained:
        """A finding that only the first image has, and why."""
        name, findings = key[0], self.before.open[key]
        return _explained(findings, [self._why_gone(name, finding) for finding in findings])

    def new(self, key: FindingKey) -> Explained:
        """A finding that only the second image has, and why."""
        name, findings = key[0], self.after.open[key]
        return _explained(findings, [self._why_new(name, finding) for finding in findings])

    def changed(self, key: FindingKey) -> Altered | None:
        """A finding in both images, where something else is said about it."""
        altered = [two for two in self._both(key) if _said(two[0]) != _said(two[1])]
        if not altered:
            return None
        previous, current = max(altered, key=_weight)
        fields = tuple(
            field
            for field, before, after in zip(_FIELDS, _said(previous), _said(current), strict=True)
            if before != after
        )
        return Altered(previous, current, fields, self._why_changed(key[0], previous, current))

    def _both(self, key: FindingKey) -> list[tuple[Finding, Finding]]:
        """The finding of each copy of a package in both images; of copies that only one has, the worst."""
        before, after = self.before.open[key], self.after.open[key]
        if len(before) == len(after) == 1:
            return [(before[0], after[0])]
        places = self._places
        there = {places.of(finding.component): finding for finding in after}
        others = ((finding, self._forward.get(places.of(finding.component))) for finding in before)
        both = [
            (finding, there[places.of(other)])
            for finding, other in others
            if other is not None and places.of(other) in there
        ]
        return both or [(worst(before), worst(after))]

    def _why_gone(self, name: str, finding: Finding) -> Reason:
        then = self._before_then
        if then is None:
            found = why_gone(name, finding, self._forward.get(self._places.of(finding.component)), self.after)
            return self._unless_known(found, name, finding, self.after)
        still = then.finding(name, finding.component)
        if still is None:
            return self._knowledge(name, finding, then, is_gone=True)
        found = why_gone(name, still, self._forward.get(self._places.of(finding.component)), self.after)
        return self._or_distribution(found)

    def _why_new(self, name: str, finding: Finding) -> Reason:
        then = self._after_then
        if then is None:
            found = why_new(name, finding, self._back.get(self._places.of(finding.component)), self.before)
            return self._unless_known(found, name, finding, self.before)
        already = then.finding(name, finding.component)
        if already is None:
            return self._knowledge(name, finding, then, is_gone=False)
        found = why_new(name, already, self._back.get(self._places.of(finding.component)), self.before)
        return self._or_distribution(found)

    def _knowledge(self, name: str, finding: Finding, other: Judged, *, is_gone: bool) -> Reason:
        """Why the same component is judged differently; which of two moments is earlier decides the words."""
        before, after = self._at
        is_backwards = before is not None and after is not None and before > after
        is_backwards = is_backwards or (before is None and after is not None)
        if is_gone != is_backwards:
            return knowledge.why_settled(name, finding, other, self._withdrawn)
        return knowledge.why_raised(name, finding, other, after if is_backwards else before)

    def _why_changed(self, name: str, previous: Finding, current: Finding) -> Reason:
        then = self._before_then
        if then is not None:
            restated = then.finding(name, previous.component)
            if restated is None or _said(restated) != _said(previous):
                return knowledge.why_restated(previous, current)
        found = self._or_distribution(why_changed(previous.component, current.component))
        if found.code is not ReasonCode.JUDGED_DIFFERENTLY:
            return found
        return knowledge.why_restated(previous, current)

    def _unless_known(self, found: Reason, name: str, finding: Finding, other: Judged) -> Reason:
        """The reason, or a better one where nothing in the two images tells them apart."""
        found = self._or_distribution(found)
        is_known = self.before.knowledge == self.after.knowledge
        if is_known or found.code is not ReasonCode.JUDGED_DIFFERENTLY:
            return found
        return self._knowledge(name, finding, other, is_gone=other is self.after)

    def _or_distribution(self, found: Reason) -> Reason:
        """The reason, or that other distributions were asked where nothing in the two components differs."""
        before, after = self.before.evaluation.index, self.after.evaluation.index
        if found.code is ReasonCode.JUDGED_DIFFERENTLY and before.distributions != after.distributions:
            return replace(found, code=ReasonCode.DISTRIBUTION_CHANGED)
        return found


def _explained(findings: Sequence[Finding], reasons: Iterable[Reason]) -> Explained:
    """One finding for all copies of a package: of the worst ones that with the reason to tell."""
    places = sorted({place for finding in findings for place in finding.component.locations})
    finding, reason = max(zip(findings, reasons, strict=True), key=_telling)
    return Explained(finding, reason, tuple(places))


def _weight(two: tuple[Finding, Finding]) -> tuple[object, ...]:
    """How bad a finding is of which something else is said; the same on the way back."""
    orders = sorted(component_order(one.component) for one in two)
    return (max(one.severity.rank for one in two), *reversed(orders))


def _telling(told: tuple[Finding, Reason]) -> tuple[object, ...]:
    finding, reason = told
    return (finding.severity.rank, -_RANKS[reason.code], component_order(finding.component))


_FIELDS = ("severity", "exposure", "status", "fixed-in")
"""What a change of a finding is made of (I12, RE4), in the order of ``_said``."""


def _said(finding: Finding) -> tuple[object, ...]:
    """All of what is said about a finding that can change while it stays one."""
    status = None if finding.statement is None else finding.statement.status
    return (finding.severity, finding.exposure, status, finding.fixed_in)
