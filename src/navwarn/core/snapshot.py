"""Snapshots: what a distribution says at two moments, which is what feeds are made of."""

from __future__ import annotations

from typing import Generic, TypeVar

from msgspec import Struct

from navwarn.core.advisory import Advisory
from navwarn.core.moments import LATEST, Moments
from navwarn.core.standing import Standing

S = TypeVar("S", Advisory, Standing)


class Snapshot(Struct, Generic[S], frozen=True):
    """Advisories of a distribution in feed order: packages as ``file_order`` has them, then as opened.

    They are whole, or their standings alone for feeds that say no more. ``includes`` are the snapshots of the
    distributions it includes, nearest first.
    """

    distribution: str
    advisories: tuple[S, ...]
    moments: Moments = LATEST
    includes: tuple[Snapshot[S], ...] = ()


def file_order(package: str) -> str:
    """A key that sorts packages as their documents' file names sort in bytes (feeds.md SD6).

    ``airflow-3`` comes before ``airflow`` because ``-`` sorts before ``.``.
    """
    return f"{package}.advisories.yaml"
