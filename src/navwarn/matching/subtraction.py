"""Subtraction: what our statements about the owning package answer of a component's matches (SB4, SG9).

An image's language components come with distro packages that own their files. Where a package owns all the
evidence of a component, what we say about that package counts for the component too: a fix that was patched
in is not visible in the component's own version.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from msgspec.structs import replace

from navwarn.core.finding import Finding, Subtracted, SubtractionRule
from navwarn.matching.group import is_same
from navwarn.matching.judgement import Judgement

if TYPE_CHECKING:
    from collections.abc import Mapping

OWNER_RULES = {
    SubtractionRule.NOT_AFFECTED: SubtractionRule.OWNER_NOT_AFFECTED,
    SubtractionRule.FIXED: SubtractionRule.OWNER_FIXED,
}
"""The rules of what is said about the owner of a component."""

OWN_RULES = {rule: rule for rule in OWNER_RULES}
"""The rules of what is said about the package itself."""


def subtract(
    found: Judgement, owner: Judgement, rules: Mapping[SubtractionRule, SubtractionRule]
) -> Judgement:
    """The judgement of a component, given that of the package whose statements count for it.

    What the statements settle is subtracted, with what ``rules`` make of the rule; what they leave open stays
    and carries the statement; what they say nothing about stays as it is.
    """
    findings: list[Finding] = []
    subtracted: list[Subtracted] = []
    for finding in found.findings:
        still = next((one for one in owner.findings if is_same(one, finding)), None)
        settled = next((one for one in owner.subtracted if is_same(one.finding, finding)), None)
        if still is not None:
            findings.append(_with_statement(finding, still))
        elif settled is not None:
            answered = _with_statement(finding, settled.finding)
            subtracted.append(replace(settled, finding=answered, rule=rules[settled.rule]))
        else:
            findings.append(finding)
    return Judgement(tuple(findings), tuple(subtracted), found.doubts)


def _with_statement(finding: Finding, said: Finding) -> Finding:
    return replace(
        finding,
        exposure=said.exposure,
        statement=said.statement,
        other_statements=said.other_statements,
    )
