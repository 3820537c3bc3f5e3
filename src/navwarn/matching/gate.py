"""Gates: whether findings are bad enough to stop a build (SG13, image-diff.md W4)."""

from __future__ import annotations

from typing import TYPE_CHECKING

from msgspec import Struct

from navwarn.core.finding import Finding
from navwarn.core.severity import Severity

if TYPE_CHECKING:
    from collections.abc import Iterable


class Gate(Struct, frozen=True):
    """What a gate saw: ``failing`` findings close it, ``undecided`` ones have a severity that nobody knows.

    An unknown severity neither passes nor fails without a word: whoever asks shows both and decides.
    """

    threshold: Severity
    failing: tuple[Finding, ...] = ()
    undecided: tuple[Finding, ...] = ()

    @property
    def is_passed(self) -> bool:
        """Whether nothing is known to be as bad as the threshold."""
        return not self.failing


def gate(findings: Iterable[Finding], threshold: Severity) -> Gate:
    """How open findings stand to a threshold; the threshold ``unknown`` stops every one of them."""
    still = [finding for finding in findings if finding.is_open]
    failing = [finding for finding in still if finding.severity.rank >= threshold.rank]
    undecided = [
        finding
        for finding in still
        if finding.severity is Severity.UNKNOWN and threshold is not Severity.UNKNOWN
    ]
    return Gate(threshold, tuple(failing), tuple(undecided))
