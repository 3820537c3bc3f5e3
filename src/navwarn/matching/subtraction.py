"""Subtraction: what our statements about the owning package answer of a component's matches (SB4, SG9).

An image's language components come with distro packages that own their files. Where a package owns all the
evidence of a component, what we say about that package counts for the component too: a fix that was patched
in is not visible in the component's own version.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from msgspec.structs import replace

from navwarn.core.finding import SubtractionRule
from navwarn.core.status import Exposure
from navwarn.matching.judgement import Answer, Judgement, Match

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
    matches: list[Match] = []
    answers: list[Answer] = []
    for match in found.matches:
        still = next((one for one in owner.matches if one.group.names(match.group)), None)
        settled = next((one for one in owner.answers if one.match.group.names(match.group)), None)
        if still is not None:
            matches.append(_with_statement(match, still))
        elif settled is not None:
            answers.append(_answered(match, settled, rules[settled.rule]))
        else:
            matches.append(match)
    return Judgement(tuple(matches), tuple(answers), found.doubts)


def _with_statement(match: Match, said: Match) -> Match:
    return replace(
        match,
        exposure=said.exposure,
        statement=said.statement,
        other_statements=said.other_statements,
    )


def _answered(match: Match, answer: Answer, rule: SubtractionRule) -> Answer:
    subtracted = replace(
        match,
        exposure=Exposure.NOT_VULNERABLE,
        statement=answer.statement,
        other_statements=answer.match.other_statements,
    )
    return Answer(subtracted, rule, answer.statement)
