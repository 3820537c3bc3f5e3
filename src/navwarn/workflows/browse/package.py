"""The page of a package."""

from __future__ import annotations

from typing import TYPE_CHECKING

from navwarn.ledger.listing import NEWEST_FIRST, ListFilter
from navwarn.pages.view.package import Package
from navwarn.workflows.browse.shipped import published_versions
from navwarn.workflows.browse.visit import NothingThereError

if TYPE_CHECKING:
    from navwarn.workflows.browse.visit import Visit

MOST_ADVISORIES = 1_000


def package_page(visit: Visit, distribution: str, name: str) -> Package:
    """The page of a package; raises ``NothingThereError`` where the reader may see nothing of it."""
    if distribution not in visit.distributions:
        raise NothingThereError(name)
    wanted = ListFilter([distribution], packages=[name], include_withdrawn=True)
    lists = visit.ledger.lists
    page = lists.page(wanted, NEWEST_FIRST, moments=visit.moments, limit=MOST_ADVISORIES)
    shipped = published_versions(visit, distribution, name, page.rows)
    if not page.rows and not shipped.versions:
        raise NothingThereError(name)
    counts = lists.counts(wanted, moments=visit.moments) if page.next else None
    return Package(
        distribution=distribution,
        name=name,
        advisories=page.rows,
        versions=shipped.versions,
        subpackages=shipped.subpackages,
        more=sum(counts.numbers.values()) - len(page.rows) if counts else 0,
        more_versions=shipped.more,
    )
