"""Evaluations as Markdown, for comments on changes; names come from images and are hostile (MD5)."""

from __future__ import annotations

from typing import TYPE_CHECKING

from navwarn.matching.output.cell import code, table
from navwarn.matching.output.sentence import package_words, status_words, summary_words

if TYPE_CHECKING:
    from collections.abc import Iterator

    from navwarn.core.finding import Evaluation

COLUMNS = ("Vulnerability", "Severity", "Package", "Installed", "Fixed in", "Status", "Note")


def to_markdown(evaluation: Evaluation) -> str:
    """The evaluation as a section of its own."""
    return "\n".join(_lines(evaluation)) + "\n"


def _lines(evaluation: Evaluation) -> Iterator[str]:
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
    if evaluation.findings:
        rows = (
            (
                code(one.vulnerability),
                one.severity.label,
                code(package_words(one)),
                code(one.component.version),
                ", ".join(code(version) for version in one.fixed_in),
                status_words(one.statement),
                code(one.statement.note if one.statement else ""),
            )
            for one in evaluation.findings
        )
        yield from table("Findings", COLUMNS, rows)
        yield ""
    if evaluation.silences:
        yield "### Not evaluated"
        yield ""
        for silence in evaluation.silences:
            yield f"- {code(silence.message)}"
        yield ""
