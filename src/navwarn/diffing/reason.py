"""Reasons that lie in the images: why a finding in one is none in the other, judged by one index (RE1)."""

from __future__ import annotations

from typing import TYPE_CHECKING

from msgspec.structs import replace

from navwarn.core.finding import SubtractionRule
from navwarn.core.inventory import Ownership
from navwarn.diffing.interface import Reason, ReasonCode
from navwarn.diffing.version import is_rebuild, version_key

if TYPE_CHECKING:
    from navwarn.core.finding import Finding, Statement, Subtracted
    from navwarn.core.inventory import Component, Owner
    from navwarn.diffing.judged import Judged

_OWNER_RULES = frozenset({SubtractionRule.OWNER_FIXED, SubtractionRule.OWNER_NOT_AFFECTED})
_MIRRORED = {
    ReasonCode.PACKAGE_REMOVED: ReasonCode.PACKAGE_ADDED,
    ReasonCode.UPGRADED_PAST_FIX: ReasonCode.DOWNGRADED_BELOW_FIX,
    ReasonCode.REBUILT_WITH_FIX: ReasonCode.DOWNGRADED_BELOW_FIX,
    ReasonCode.LEFT_RANGE: ReasonCode.ENTERED_RANGE,
}


def why_gone(name: str, finding: Finding, other: Component | None, judged: Judged) -> Reason:
    """Why a finding is none in the other image.

    ``other`` is what its component is there, ``None`` where it is not there at all; ``judged`` is how the
    other image was judged.
    """
    component = finding.component
    if other is None:
        return Reason(ReasonCode.PACKAGE_REMOVED, component.full_name, component.version)
    moved = Reason(ReasonCode.LEFT_RANGE, component.full_name, component.version, other.version)
    answer = judged.answer(name, other)
    if answer is not None:
        return _answered(moved, answer, component, other)
    if judged.is_silent(other):
        return replace(moved, code=ReasonCode.NOT_EVALUATED)
    if component.version != other.version:
        return _past_fix(moved, finding, component.type)
    return replace(moved, code=_circumstance(component, other))


def why_new(name: str, finding: Finding, other: Component | None, judged: Judged) -> Reason:
    """Why a finding was none in the first image: the mirror of why it would be gone on the way back."""
    found = why_gone(name, finding, other, judged)
    return Reason(
        _MIRRORED.get(found.code, found.code),
        found.package,
        found.current,
        found.previous,
        found.fixed_version,
        found.advisory,
        found.since,
        found.justification,
    )


def why_changed(previous: Component, current: Component) -> Reason:
    """Why something else is said about a finding that is in both images."""
    code = ReasonCode.VERSION_CHANGED
    if previous.version == current.version:
        code = _circumstance(previous, current)
    return Reason(code, current.full_name, previous.version, current.version)


def _answered(moved: Reason, answer: Subtracted, component: Component, other: Component) -> Reason:
    """The reason where a statement of ours settles the matter in the other image."""
    statement = answer.statement
    if answer.rule in _OWNER_RULES:
        return _owner_moved(moved, answer, component, other)
    code = _circumstance(component, other)
    if answer.rule is SubtractionRule.FIXED:
        own = component.version, other.version
        for versions in ((_origin_version(component), _origin_version(other)), own):
            if _is_reached(component.type, *versions, statement.fixed_version):
                code = _fix_code(component.type, *versions)
                break
    return _told(moved, code, statement)


def _told(moved: Reason, code: ReasonCode, statement: Statement) -> Reason:
    """The reason with what the statement says that decided."""
    return Reason(
        code,
        moved.package,
        moved.previous,
        moved.current,
        statement.fixed_version,
        statement.advisory,
        statement.since,
        statement.reason,
    )


def _owner_moved(moved: Reason, answer: Subtracted, component: Component, other: Component) -> Reason:
    """The reason where the statement is about the package that owns the component (SB4)."""
    before, after = _owner(component), _owner(other)
    is_fixed = answer.rule is SubtractionRule.OWNER_FIXED
    if before is None or after is None or before.origin != after.origin or not is_fixed:
        return _told(moved, ReasonCode.OWNERSHIP_CHANGED, answer.statement)
    owner = Reason(moved.code, after.name, before.version, after.version)
    return _told(owner, _fix_code(after.type, before.version, after.version), answer.statement)


def _past_fix(moved: Reason, finding: Finding, kind: str) -> Reason:
    """The reason of a version that moved: past a fix that the finding names, or out of a range."""
    for version in finding.fixed_in:
        if _is_reached(kind, moved.previous, moved.current, version):
            code = _fix_code(kind, moved.previous, moved.current)
            return replace(moved, code=code, fixed_version=version)
    return moved


def _is_reached(kind: str, previous: str, current: str, fixed: str) -> bool:
    """Whether the way from one version to the other passes a fix."""
    before, after, fix = (version_key(kind, version) for version in (previous, current, fixed))
    return before is not None and after is not None and fix is not None and before < fix <= after


def _fix_code(kind: str, previous: str, current: str) -> ReasonCode:
    is_rebuilt = is_rebuild(kind, previous, current)
    return ReasonCode.REBUILT_WITH_FIX if is_rebuilt else ReasonCode.UPGRADED_PAST_FIX


def _circumstance(component: Component, other: Component) -> ReasonCode:
    """What besides versions tells two components apart that are judged differently."""
    if component.namespace != other.namespace:
        return ReasonCode.DISTRIBUTION_CHANGED
    if (component.ownership, component.owner) != (other.ownership, other.owner):
        return ReasonCode.OWNERSHIP_CHANGED
    if component.architecture != other.architecture:
        return ReasonCode.ARCHITECTURE_CHANGED
    if component.origin != other.origin:
        return ReasonCode.ORIGIN_CHANGED
    if component.version != other.version:
        return ReasonCode.VERSION_CHANGED
    return ReasonCode.JUDGED_DIFFERENTLY


def _owner(component: Component) -> Owner | None:
    return component.owner if component.ownership is Ownership.OWNED else None


def _origin_version(component: Component) -> str:
    return component.origin_version or component.version
