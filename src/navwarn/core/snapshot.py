"""Snapshots: the advisories of one distribution at two moments, which is what feeds are made of."""

from __future__ import annotations

from dataclasses import dataclass

from navwarn.core.advisory import Advisory
from navwarn.core.moments import LATEST, Moments


@dataclass(frozen=True, slots=True)
class Snapshot:
    """Advisories of a distribution in feed order: packages as ``file_order`` has them, then as opened.

    ``includes`` are the snapshots of the distributions it includes, nearest first.
    """

    distribution: str
    advisories: tuple[Advisory, ...]
    moments: Moments = LATEST
    includes: tuple[Snapshot, ...] = ()


def file_order(package: str) -> str:
    """A key that sorts packages as their documents' file names sort in bytes (feeds.md SD6).

    ``airflow-3`` comes before ``airflow`` because ``-`` sorts before ``.``.
    """
    return f"{package}.advisories.yaml"
