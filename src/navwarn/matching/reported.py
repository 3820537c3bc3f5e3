"""What we say about another scanner's findings (scanning.md SC9, SG10)."""

from __future__ import annotations

from typing import TYPE_CHECKING

from msgspec.structs import replace

from navwarn.core.finding import MatchKind
from navwarn.matching.evaluation import Collected
from navwarn.matching.judgement import Judgement
from navwarn.matching.matcher import subject_of
from navwarn.matching.scope import Scopes
from navwarn.matching.subtraction import OWN_RULES, OWNER_RULES, subtract

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from navwarn.core.finding import Evaluation, Finding
    from navwarn.core.inventory import Component, Inventory
    from navwarn.matching.group import Group, Grouping
    from navwarn.matching.index import Index
    from navwarn.matching.scope import Scope


def evaluate_report(
    inventory: Inventory, findings: Iterable[Finding], index: Index, *, distribution: str = ""
) -> Evaluation:
    """The findings of a report, merged by alias group and package, with what our advisories say of each.

    ``inventory`` is what the report tells of the image. What we have settled is subtracted, with the rule.
    Findings in components that we have no say about stay as they were reported.
    """
    scopes = Scopes(inventory, index.distributions, distribution)
    collected = Collected(inventory, index)
    reported: dict[Component, list[Finding]] = {component: [] for component in inventory.components}
    for finding in findings:
        reported.setdefault(finding.component, []).append(finding)
    for component, some in reported.items():
        scope = scopes.of(component)
        judgement = Judgement(tuple(merged(some, index.grouping)))
        answered = _answered(component, judgement, index, scope)
        collected.add(component, scope, answered.in_component(component))
    return collected.finish()


def merged(findings: Sequence[Finding], grouping: Grouping) -> Iterable[Finding]:
    """The findings in one component, one for each vulnerability (image-diff.md I11)."""
    groups: dict[str, Group] = {}
    members: dict[str, list[Finding]] = {}
    claims = grouping.groups([(finding.vulnerability, *finding.aliases) for finding in findings])
    for finding, some in zip(findings, claims, strict=True):
        for group in some:
            groups[group.id] = group
            members.setdefault(group.id, []).append(finding)
    return [_merged(groups[name], some) for name, some in members.items()]


def _merged(group: Group, findings: Sequence[Finding]) -> Finding:
    severities = [group.severity, *(finding.severity for finding in findings)]
    titles = [group.title, *(finding.title for finding in findings)]
    return replace(
        group.found(MatchKind.REPORT, findings[0].exposure),
        severity=max(severities, key=lambda severity: severity.rank),
        fixed_in=tuple(dict.fromkeys(version for finding in findings for version in finding.fixed_in)),
        sources=tuple(dict.fromkeys(source for finding in findings for source in finding.sources)),
        title=next(filter(None, titles), ""),
    )


def _answered(component: Component, judgement: Judgement, index: Index, scope: Scope) -> Judgement:
    """The judgement with what our statements about the component, or about its owner, say."""
    matcher = index.matcher(scope)
    subject = subject_of(component)
    if component.is_distro:
        said = matcher.judge(subject)
        if not scope.layers:  # nobody here speaks for the distribution
            return Judgement(judgement.findings, doubts=said.doubts)
        answered = subtract(judgement, said, OWN_RULES)
        return replace(answered, doubts=said.doubts)
    if subject.owner is None or not scope.layers:
        return judgement
    return subtract(judgement, matcher.judge_owner(subject.owner), OWNER_RULES)
