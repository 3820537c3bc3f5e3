"""Judging: what is known about what images contain, fetched once and asked of all of them."""

from __future__ import annotations

from typing import TYPE_CHECKING

from navwarn.core.moments import LATEST, Moments
from navwarn.matching.interface import Knowledge, Known, PackageName, Stated, Wanted
from navwarn.matching.need import as_written, named_ids, wanted

if TYPE_CHECKING:
    from collections.abc import Collection, Iterable, Mapping

    from navwarn.core.distribution import Distribution
    from navwarn.core.inventory import Inventory
    from navwarn.ledger.interface import Reader


def knowledge_about(
    reader: Reader,
    inventories: Iterable[Inventory],
    distributions: Mapping[str, Distribution],
    *,
    distribution: str = "",
    moments: Moments = LATEST,
    ids: Collection[str] = (),
) -> Knowledge:
    """All that is known at two moments about what these images contain, and about these ``ids``."""
    needs = [wanted(one, distributions, distribution=distribution) for one in inventories]
    return fetch(reader, union(needs), distributions, moments, ids)


def union(needs: Iterable[Wanted]) -> Wanted:
    """All that any of them wants."""
    layers: dict[str, None] = {}
    packages: set[str] = set()
    records: set[PackageName] = set()
    for need in needs:
        layers.update(dict.fromkeys(need.distributions))
        packages |= need.packages
        records |= need.records
    return Wanted(tuple(layers), frozenset(packages), frozenset(records))


def fetch(
    reader: Reader,
    need: Wanted,
    distributions: Mapping[str, Distribution],
    moments: Moments,
    ids: Collection[str] = (),
) -> Knowledge:
    """What is known of what is wanted."""
    evidence = reader.evidence
    said = evidence.statements(need.distributions, need.packages, moments)
    statements = [Stated(one.statement, one.split) for one in said]
    covered = evidence.covered_ecosystems() if need.records else frozenset[str]()
    records = evidence.records_of(as_written(need.records, covered), moments)
    known = evidence.known(named_ids(statements, records) | frozenset(ids))
    return Knowledge(
        evidence.identity(moments),
        distributions,
        evidence.populated(need.distributions, moments),
        statements,
        records,
        covered,
        [Known(cluster, summary) for cluster, summary in known],
    )
