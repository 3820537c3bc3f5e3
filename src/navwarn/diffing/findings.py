"""What changed in the findings of two images, at two levels, each with its reason (image-diff.md I10, RE)."""

from __future__ import annotations

from collections import Counter
from typing import TYPE_CHECKING

from navwarn.core.identifier import alias_order
from navwarn.core.severity import Severity, count_worst
from navwarn.diffing.comparison import Comparison
from navwarn.diffing.interface import Counts, FindingDiff, VulnerabilityChange
from navwarn.diffing.judged import worst
from navwarn.matching.evaluation import finding_order
from navwarn.matching.output.reference import namespace_of

if TYPE_CHECKING:
    from collections.abc import Collection

    from navwarn.core.finding import Finding
    from navwarn.core.inventory import Distro
    from navwarn.diffing.interface import Side
    from navwarn.diffing.judged import FindingKey
    from navwarn.diffing.pairing import Pairs


def diff_findings(
    previous: Side, current: Side, pairs: Pairs, withdrawn: Collection[str] = frozenset()
) -> FindingDiff:
    """What changed in the findings. ``withdrawn`` are ids that were withdrawn or rejected upstream by now."""
    comparison = Comparison(previous, current, pairs, withdrawn)
    before, after = comparison.before.open, comparison.after.open
    gone = [comparison.gone(key) for key in before if key not in after]
    new = [comparison.new(key) for key in after if key not in before]
    both = [key for key in before if key in after]
    changed = [found for key in both if (found := comparison.changed(key)) is not None]
    return FindingDiff(
        tuple(sorted(gone, key=lambda one: finding_order(one.finding))),
        tuple(sorted(new, key=lambda one: finding_order(one.finding))),
        tuple(sorted(changed, key=lambda one: finding_order(one.current))),
        len(both) - len(changed),
        _vulnerabilities(before, after, previous.inventory.distro),
        _vulnerabilities(after, before, current.inventory.distro),
        _counts(before),
        _counts(after),
    )


def _vulnerabilities(
    here: dict[FindingKey, list[Finding]], there: dict[FindingKey, list[Finding]], distro: Distro | None
) -> tuple[VulnerabilityChange, ...]:
    """The vulnerabilities that are in no package of the other image (RE3)."""
    elsewhere = {name for name, _ in there}
    found: dict[str, list[Finding]] = {}
    for (name, _), findings in here.items():
        if name not in elsewhere:
            found.setdefault(name, []).extend(findings)
    changes = [_vulnerability(name, findings, distro) for name, findings in found.items()]
    return tuple(sorted(changes, key=lambda one: (-one.severity.rank, alias_order(one.id))))


def _vulnerability(name: str, findings: list[Finding], distro: Distro | None) -> VulnerabilityChange:
    ids = {one for finding in findings for one in (finding.vulnerability, *finding.aliases)} - {name}
    return VulnerabilityChange(
        name,
        tuple(sorted(ids, key=alias_order)),
        max((finding.severity for finding in findings), key=lambda one: one.rank),
        tuple(sorted({finding.component.name for finding in findings})),
        tuple(sorted({namespace_of(finding, distro) for finding in findings})),
        next((finding.title for finding in findings if finding.title), ""),
        min((one.exploited_at for one in findings if one.exploited_at is not None), default=None),
    )


def _counts(judged: dict[FindingKey, list[Finding]]) -> Counts:
    findings = [worst(some).severity for some in judged.values()]
    names = (name for name, _ in judged)
    vulnerabilities = count_worst(zip(names, findings, strict=True))
    return Counts(_by_severity(Counter(findings)), _by_severity(vulnerabilities))


def _by_severity(counted: Counter[Severity]) -> tuple[tuple[Severity, int], ...]:
    return tuple((severity, counted[severity]) for severity in Severity)
