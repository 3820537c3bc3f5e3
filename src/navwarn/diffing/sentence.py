"""Reasons in words: what stands beside a finding in tables and pages (image-diff.md RE1, RE2)."""

from __future__ import annotations

import shlex
from typing import TYPE_CHECKING

from navwarn.core.instant import format_instant
from navwarn.diffing.interface import ReasonCode

if TYPE_CHECKING:
    from navwarn.diffing.interface import Altered, ConfigChange, Reason

_WORDS = {
    ReasonCode.PACKAGE_REMOVED: "{was} is not in the image any more",
    ReasonCode.PACKAGE_ADDED: "{now} came into the image",
    ReasonCode.UPGRADED_PAST_FIX: "{package} went from {previous} to {current}{fix}",
    ReasonCode.REBUILT_WITH_FIX: "{package} was rebuilt from {previous} to {current}{fix}",
    ReasonCode.DOWNGRADED_BELOW_FIX: "{package} went back from {previous} to {current}{fix}",
    ReasonCode.LEFT_RANGE: "{package} {current} is not among the affected versions",
    ReasonCode.ENTERED_RANGE: "{package} {current} is among the affected versions",
    ReasonCode.VERSION_CHANGED: "{package} went from {previous} to {current}",
    ReasonCode.OWNERSHIP_CHANGED: "another package owns the files, or none does",
    ReasonCode.ARCHITECTURE_CHANGED: "the architecture is another one",
    ReasonCode.DISTRIBUTION_CHANGED: "the package comes from another distribution",
    ReasonCode.ORIGIN_CHANGED: "the package is built from another one",
    ReasonCode.NOT_EVALUATED: "one of the two could not be evaluated",
    ReasonCode.NEWLY_DISCLOSED: "it was disclosed since",
    ReasonCode.DETERMINATION_CHANGED: "what we say about it changed",
    ReasonCode.ADVISORY_REOPENED: "our advisory was taken up again",
    ReasonCode.RECORD_CHANGED: "the upstream record says otherwise now",
    ReasonCode.RECORD_WITHDRAWN: "the upstream record was withdrawn",
    ReasonCode.DATA_NOT_AVAILABLE_THEN: "there was no data about it then",
    ReasonCode.JUDGED_DIFFERENTLY: "the two were judged differently",
}
_DAY = len("2024-05-01")


_MEMBERS = frozenset({"exposed-ports", "volumes"})
"""Settings that an image has or has not, without a value."""


def setting_words(change: ConfigChange) -> tuple[str | None, str | None]:
    """What a setting was and is, as a shell writes words; ``None`` where a side has it not."""
    return _setting_words(change.field, change.previous), _setting_words(change.field, change.current)


def _setting_words(field: str, value: str | tuple[str, ...] | None) -> str | None:
    if value is None:
        return None
    if field in _MEMBERS:
        return "yes"
    return shlex.join(value) if isinstance(value, tuple) else value or '""'


def altered_sentence(altered: Altered) -> str:
    """What is said otherwise about a finding, field by field, and why."""
    before, after = altered.previous.words, altered.current.words
    told = "; ".join(
        f"{field.replace('-', ' ')}: {before[field]} → {after[field]}" for field in altered.fields
    )
    return f"{told}; {reason_sentence(altered.reason)}"


def reason_sentence(reason: Reason) -> str:
    """The reason in a sentence without a full stop; names of packages and versions are as they came."""
    fix = f", past the fix in {reason.fixed_version}" if reason.fixed_version else ""
    if reason.code is ReasonCode.DOWNGRADED_BELOW_FIX and reason.fixed_version:
        fix = f", below the fix in {reason.fixed_version}"
    package, previous, current = reason.package, reason.previous, reason.current
    said = _WORDS[reason.code].format(
        package=package,
        previous=previous,
        current=current,
        was=f"{package} {previous}".rstrip(),  # another version of it may be in both images
        now=f"{package} {current}".rstrip(),
        fix=fix,
    )
    notes = [reason.advisory, reason.justification]
    if reason.since is not None:
        notes.append(format_instant(reason.since)[:_DAY])
    told = ", ".join(filter(None, notes))
    return f"{said} ({told})" if told else said
