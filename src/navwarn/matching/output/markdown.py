"""Evaluations as Markdown, for comments on changes; names come from images and are hostile (MD5)."""

from __future__ import annotations

from typing import TYPE_CHECKING

from navwarn.matching.output.cell import code, table
from navwarn.matching.output.sentence import (
    location_words,
    package_words,
    settled_words,
    status_words,
    summary_words,
)

if TYPE_CHECKING:
    from collections.abc import Iterator

    from navwarn.core.finding import Evaluation, Finding

COLUMNS = ("Vulnerability", "Severity", "Package", "Installed", "Fixed in", "Status", "Note", "Location")


def to_markdown(evaluation: Evaluation, *, with_settled: bool = False) -> str:
    """The evaluation as a section of its own; ``with_settled`` adds what our advisories have settled."""
    return "\n".join(_lines(evaluation, with_settled=with_settled)) + "\n"


def _lines(evaluation: Evaluation, *, with_settled: bool) -> Iterator[str]:
    source = evaluation.source
    yield f"## {code(source.reference)}"
    yield ""
    facts = [fact for fact in (source.platform, source.digest) if fact]
    if facts:
        yield " · ".join(code(fact) for fact in facts)
        yield ""
    if source.evidence:
        yield code(source.evidence)
        yield ""
    summary = summary_words(evaluation)
    yield f"{summary[0].upper()}{summary[1:]}."
    yield ""
    found = [_row(one, status_words(one.statement)) for one in evaluation.findings]
    settled = [_row(one.finding, settled_words(one)) for one in evaluation.subtracted if with_settled]
    for title, rows in (("Findings", found), ("Settled by our advisories", settled)):
        if rows:
            yield from table(title, COLUMNS, rows)
            yield ""
    if evaluation.silences:
        yield "### Not evaluated"
        yield ""
        for silence in evaluation.silences:
            yield f"- {code(silence.message)}"
        yield ""


def _row(one: Finding, status: str) -> tuple[str, ...]:
    return (
        code(one.vulnerability),
        one.severity.label,
        code(package_words(one)),
        code(one.component.version),
        ", ".join(code(version) for version in one.fixed_in),
        status,
        code(one.statement.note if one.statement else ""),
        code(location_words(one.component.locations)),
    )
