"""Gates over what was found in images: severities, and that something could not be judged (SG13, W4)."""

from __future__ import annotations

from typing import TYPE_CHECKING

from msgspec import Struct

from navwarn.core.severity import Severity
from navwarn.matching.gate import gate

if TYPE_CHECKING:
    from collections.abc import Collection, Sequence

    from navwarn.core.finding import Evaluation, Finding

NOT_EVALUATED = "not-evaluated"
"""What a gate takes besides severities: that something could not be judged."""

WORDS = (*(one.value for one in Severity if one is not Severity.NONE), NOT_EVALUATED)
"""All that a gate takes."""


class Verdict(Struct, frozen=True):
    """What a gate saw: how many findings close it, and how many have a severity that nobody knows.

    ``threshold`` is the least severity that closes it, ``None`` where none does. ``is_blind`` says that
    something was not judged, and that the gate closes for that.
    """

    threshold: Severity | None
    failing: int = 0
    undecided: int = 0
    is_blind: bool = False

    @property
    def is_passed(self) -> bool:
        """Whether nothing closes the gate."""
        return not (self.failing or self.is_blind)


def verdict(
    findings: Sequence[Finding], evaluations: Sequence[Evaluation], words: Collection[str]
) -> Verdict:
    """What a gate of these ``WORDS`` makes of open findings and of what could not be judged."""
    severities = [Severity(word) for word in words if word != NOT_EVALUATED]
    threshold = min(severities, key=lambda one: one.rank, default=None)
    is_blind = NOT_EVALUATED in words and any(one.not_evaluated or one.silences for one in evaluations)
    if threshold is None:
        return Verdict(None, is_blind=is_blind)
    seen = gate(findings, threshold)
    return Verdict(threshold, len(seen.failing), len(seen.undecided), is_blind)
