"""The page of one advisory."""

from __future__ import annotations

from typing import TYPE_CHECKING

from navwarn.core.advisory import fold, live_entries
from navwarn.core.identifier import alias_order, normalise
from navwarn.core.moments import LATEST
from navwarn.ledger.listing import ListFilter
from navwarn.pages.view.advisory import AdvisoryPage, LoggedEntry, Twin
from navwarn.workflows.browse.visit import NothingThereError
from navwarn.workflows.exporting import documents_text

if TYPE_CHECKING:
    from navwarn.core.advisory import Advisory
    from navwarn.core.entry import Entry
    from navwarn.workflows.browse.visit import Visit


def advisory_page(visit: Visit, identifier: str) -> AdvisoryPage:
    """The page of an advisory; raises ``NothingThereError`` where the reader may see none of that id."""
    advisory, entries = visible_advisory(visit, identifier)
    leaves = visit.browser.leaves([entry.sequence for entry in entries])
    live = {entry.sequence for entry in live_entries(entries)}
    wanted = ListFilter([advisory.distribution], vulnerabilities=[advisory.id], include_withdrawn=True)
    (row, *_) = visit.ledger.lists.page(wanted, moments=LATEST).rows
    return AdvisoryPage(
        advisory=advisory,
        vulnerability=canonical_id(advisory),
        severity=row.severity,
        title=row.title,
        entries=tuple(
            LoggedEntry(entry, leaves[entry.sequence].hex(), is_retracted=entry.sequence not in live)
            for entry in entries
        ),
        document=documents_text([advisory]) if not advisory.is_withdrawn else "",
        twins=(Twin("OSV", f"/{advisory.distribution}/osv/{advisory.id}.json"),),
    )


def visible_advisory(visit: Visit, identifier: str) -> tuple[Advisory, list[Entry]]:
    """An advisory and its entries at the moments of a visit; raises ``NothingThereError``."""
    entries = visit.ledger.entries_of(normalise(identifier))
    if not entries or entries[0].distribution not in visit.distributions:
        raise NothingThereError(identifier)
    advisory = fold(entries, visit.moments)
    if advisory is None:
        raise NothingThereError(identifier)
    known = visit.moments.known
    return advisory, [entry for entry in entries if known is None or entry.sequence <= known]


def canonical_id(advisory: Advisory) -> str:
    """The id that the vulnerability of an advisory is shown under (sources.md AG6)."""
    return min(advisory.aliases, key=alias_order, default=advisory.id)
