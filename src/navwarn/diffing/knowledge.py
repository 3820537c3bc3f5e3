"""Reasons that lie in what is known: one image at two moments (image-diff.md RE2)."""

from __future__ import annotations

from typing import TYPE_CHECKING

from navwarn.core.status import Exposure, exposure_of
from navwarn.diffing.interface import Reason, ReasonCode

if TYPE_CHECKING:
    from collections.abc import Collection

    from navwarn.core.finding import Finding, Statement, Subtracted
    from navwarn.core.instant import Instant
    from navwarn.diffing.judged import Judged


def why_raised(name: str, finding: Finding, earlier: Judged, at: Instant | None) -> Reason:
    """Why the same component had no such finding at an earlier moment ``at``."""
    component, statement = finding.component, finding.statement
    answer = earlier.answer(name, component)
    if answer is not None:
        return _reason(_reversal(answer, statement), finding, statement or answer.statement)
    if earlier.is_wholly_silent(component):
        return _reason(ReasonCode.DATA_NOT_AVAILABLE_THEN, finding, statement)
    disclosed = finding.disclosed_at
    if disclosed is None and statement is not None:
        disclosed = statement.since
    if at is not None and disclosed is not None and disclosed > at:
        return _reason(ReasonCode.NEWLY_DISCLOSED, finding, statement)
    if statement is None and earlier.knows(name):
        return _reason(ReasonCode.RECORD_CHANGED, finding, None)
    return _reason(ReasonCode.DATA_NOT_AVAILABLE_THEN, finding, statement)


def why_settled(name: str, finding: Finding, later: Judged, withdrawn: Collection[str]) -> Reason:
    """Why the same component has no such finding any more at a later moment.

    ``withdrawn`` are ids that were withdrawn or rejected by then.
    """
    component = finding.component
    answer = later.answer(name, component)
    if answer is not None:
        return _reason(ReasonCode.DETERMINATION_CHANGED, finding, answer.statement)
    if later.is_wholly_silent(component):
        return _reason(ReasonCode.NOT_EVALUATED, finding, None)
    if not finding.grounds.isdisjoint(withdrawn):
        return _reason(ReasonCode.RECORD_WITHDRAWN, finding, None)
    if finding.sources:
        return _reason(ReasonCode.RECORD_CHANGED, finding, None)
    return _reason(ReasonCode.DETERMINATION_CHANGED, finding, finding.statement)


def why_restated(previous: Finding, current: Finding) -> Reason:
    """Why something else is said about the same finding at another moment."""
    if previous.statement == current.statement:
        return _reason(ReasonCode.RECORD_CHANGED, current, None)
    return _reason(ReasonCode.DETERMINATION_CHANGED, current, current.statement)


def _reversal(answer: Subtracted, statement: Statement | None) -> ReasonCode:
    """What became of a matter that was settled: the same advisory took it up again, or says otherwise."""
    is_same = statement is not None and statement.advisory == answer.statement.advisory
    if is_same and statement is not None and exposure_of(statement.status) is not Exposure.NOT_VULNERABLE:
        return ReasonCode.ADVISORY_REOPENED
    return ReasonCode.DETERMINATION_CHANGED


def _reason(code: ReasonCode, finding: Finding, statement: Statement | None) -> Reason:
    component = finding.component
    return Reason(
        code,
        component.full_name,
        component.version,
        component.version,
        fixed_version="" if statement is None else statement.fixed_version,
        advisory="" if statement is None else statement.advisory,
        since=finding.disclosed_at if statement is None else statement.since,
        justification="" if statement is None else statement.reason,
    )
