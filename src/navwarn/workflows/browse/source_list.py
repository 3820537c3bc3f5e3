"""The page about upstream sources (sources.md LN3)."""

from __future__ import annotations

from typing import TYPE_CHECKING

from navwarn.core.source import KINDS, source_title
from navwarn.pages.view.sources import Source, Sources

if TYPE_CHECKING:
    from navwarn.core.source import SourceKind
    from navwarn.ledger.knowledge import SourceState
    from navwarn.workflows.browse.visit import Visit


def sources_page(visit: Visit) -> Sources:
    """Every source that can be read, those of one kind together, read or not."""
    states: dict[str, list[SourceState]] = {}
    for state in visit.ledger.sources():
        states.setdefault(state.name.partition(":")[0], []).append(state)
    found: list[Source] = []
    for kind in KINDS:
        found += [_read(kind, state) for state in states.get(kind.name, ())] or [
            Source(kind.name, kind.title, notice=kind.notice, homepage=kind.url)
        ]
    return Sources(tuple(found))


def _read(kind: SourceKind, state: SourceState) -> Source:
    """A source there was an import of."""
    return Source(
        state.name,
        source_title(state.name),
        records=state.records,
        last_sync=state.imported_at,
        newest=state.high_water,
        set_aside=state.last.set_aside,
        notice=kind.notice,
        homepage=kind.url,
    )
