"""What we say about each finding of another scanner."""

from __future__ import annotations

from typing import TYPE_CHECKING

from navwarn.core.moments import LATEST, Moments
from navwarn.matching.index import Index
from navwarn.matching.reported import evaluate_report
from navwarn.scanners.recognition import read_reports
from navwarn.workflows.judging import knowledge_about
from navwarn.workflows.scanning import Scan

if TYPE_CHECKING:
    from collections.abc import Mapping

    from navwarn.core.distribution import Distribution
    from navwarn.ledger.interface import Reader


def scan_reports(
    reader: Reader,
    data: bytes,
    name: str,
    distributions: Mapping[str, Distribution],
    *,
    distribution: str = "",
    moments: Moments = LATEST,
) -> list[Scan]:
    """What we say about the findings of another scanner's report, of each image that it tells of."""
    reports = read_reports(data, name)
    found = [one for report in reports for one in report.findings]
    known = knowledge_about(
        reader,
        [report.inventory for report in reports],
        distributions,
        distribution=distribution,
        moments=moments,
        ids={name for one in found for name in (one.vulnerability, *one.aliases)},
    )
    index = Index(known)
    return [
        Scan(
            report.inventory,
            evaluate_report(report.inventory, report.findings, index, distribution=distribution),
            report,
        )
        for report in reports
    ]
