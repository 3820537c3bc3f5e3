"""What we say about each finding of another scanner."""

from __future__ import annotations

from typing import TYPE_CHECKING

from navwarn.core.moments import LATEST, Moments
from navwarn.matching.index import Index
from navwarn.matching.reported import evaluate_report
from navwarn.scanners.recognition import read_report
from navwarn.workflows.judging import knowledge_about
from navwarn.workflows.scanning import Scan

if TYPE_CHECKING:
    from collections.abc import Mapping

    from navwarn.core.distribution import Distribution
    from navwarn.ledger.interface import Reader


def scan_report(
    reader: Reader,
    data: bytes,
    name: str,
    distributions: Mapping[str, Distribution],
    *,
    distribution: str = "",
    moments: Moments = LATEST,
) -> Scan:
    """What we say about the findings of another scanner's report."""
    report = read_report(data, name)
    known = knowledge_about(
        reader,
        [report.inventory],
        distributions,
        distribution=distribution,
        moments=moments,
        ids={name for one in report.findings for name in (one.vulnerability, *one.aliases)},
    )
    evaluation = evaluate_report(report.inventory, report.findings, Index(known), distribution=distribution)
    return Scan(report.inventory, evaluation, report)
