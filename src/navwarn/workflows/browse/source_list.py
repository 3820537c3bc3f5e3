"""The page about upstream sources (sources.md LN3)."""

from __future__ import annotations

from typing import TYPE_CHECKING

from navwarn.core.source import KINDS
from navwarn.pages.view.sources import Source, Sources

if TYPE_CHECKING:
    from navwarn.ledger.knowledge import SourceState
    from navwarn.workflows.browse.visit import Visit


def sources_page(visit: Visit) -> Sources:
    """Every source that can be read, those of one kind together, read or not."""
    states: dict[str, list[SourceState]] = {}
    for state in visit.ledger.sources():
        states.setdefault(state.name.partition(":")[0], []).append(state)
    found = []
    for kind in KINDS:
        told = {"notice": kind.notice, "homepage": kind.url}
        for state in states.get(kind.name, ()):
            part = state.name.partition(":")[2]
            title = f"{kind.title} {part}".strip()
            found.append(
                Source(
                    state.name,
                    title,
                    state.records,
                    state.imported_at,
                    state.high_water,
                    state.last.set_aside,
                    **told,
                )
            )
        if kind.name not in states:
            found.append(Source(kind.name, kind.title, **told))
    return Sources(tuple(found))
